"""The vetting file: findings in words, both sides, two officers; nobody else can open it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.queries import everybody, require_member
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.terms import Vetting
from safeconduct.casework.decision import vetting_of
from safeconduct.casework.queries import alias_of
from safeconduct.common.refusal import Unknown
from safeconduct.vetting import services
from safeconduct.vetting.core.catalogue import admiralty
from safeconduct.vetting.core.terms import Again, Answer, Direction, Finding, Lean
from safeconduct.vetting.office.forms import (
    DISTORTIONS,
    RESULTS,
    AgainForm,
    AnswerForm,
    FindingForm,
    ProposeForm,
    ReopenForm,
)
from safeconduct.vetting.queries import (
    ConclusionView,
    FindingView,
    VettingView,
    conclusion_for,
    finding_for,
    keys_for,
    now_in_force,
    origins_of,
    vetting_file,
)
from safeconduct.web.forms import PlainForm, attempt, form_page
from safeconduct.web.say import say

FORM = "office/form.html"
LEANS = {
    Lean.SUPPORTS: "ok",
    Lean.ASKS: "wait",
    Lean.BOTH: "wait",
    Lean.NOTHING: "",
}
ANSWERS = {
    Answer.NOT_NEEDED: "Nothing has to be put to the person.",
    Answer.NOT_PUT: "Not put to the person yet.",
    Answer.PUT_UNANSWERABLE: "Put to the person; no answer is possible yet.",
    Answer.ANSWERED: "The person answered.",
}


@needs(Permission.VETTING_READ)
def file(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """The whole track: state, ladder in words, findings, proposal, earlier results."""
    view = vetting_file(me, file_id)
    services.note_read(me, file_id)
    return render(request, "vetting/file.html", _file_context(me, view))


def _file_context(me: Signed, view: VettingView) -> dict[str, Any]:
    writes = may(me.actor, Permission.VETTING_WRITE)
    decides = may(me.actor, Permission.VETTING_DECIDE)
    has_result = view.state not in {Vetting.NONE, Vetting.OPEN}
    return {
        "alias": alias_of(view.file_id),
        "view": view,
        "steps": [(step, LEANS[step.lean]) for step in view.steps],
        "findings": [_finding_row(one, writes) for one in view.findings],
        "earlier": [_conclusion(one) for one in view.earlier],
        "reopenings": [
            (_names().get(r.officer_id, ""), r.at, r.reason) for r in view.reopenings
        ],
        "may_start": view.state is Vetting.NONE,
        "may_add": writes and view.state is not Vetting.NONE,
        "may_propose": writes and view.state is Vetting.OPEN and view.pending is None,
        "may_reopen": decides and has_result,
        "has_result": has_result,
    }


def _names() -> dict[UUID, str]:
    return dict(everybody())


def _finding_row(one: FindingView, writes: bool) -> dict[str, Any]:
    sides = {
        Direction.SUPPORTS: one.indicator.speaks_for,
        Direction.ASKS: one.indicator.asks_closer_look,
        Direction.NEUTRAL: "Neither: it is on the file and moves nothing.",
    }
    return {
        "view": one,
        "side": say(sides[one.fact.direction]),
        "answer": say(ANSWERS[one.fact.answer]),
        "graded": graded(one.fact),
        "put": writes and one.to_be_put,
        "wait": one.fact.answer is Answer.NOT_PUT,
    }


def graded(fact: Finding) -> str:
    """Letter and digit of the Admiralty scale with what they stand for."""
    words = {str(word.code): say(word.words) for word in admiralty()}
    code = f"{fact.source.value.upper()}{fact.grade.value}"
    return f"{code}: {words[fact.source.value]} · {words[fact.grade.value]}"


def _conclusion(one: ConclusionView) -> dict[str, Any]:
    names = _names()
    return {
        "view": one,
        "result": say(RESULTS[one.result]),
        "proposer": names.get(one.proposed_by, ""),
        "decider": names.get(one.decided_by, "") if one.decided_by else "",
        "causes": [say(DISTORTIONS[c]) for c in DISTORTIONS if c in one.words.distortions],
    }


def _page(file_id: UUID, title: str, button: str, lead: str = "") -> dict[str, Any]:
    return {
        "title": title,
        "button": button,
        "lead": lead,
        "back": reverse("vetting:file", args=[file_id]),
        "back_label": gettext("Vetting of %(alias)s") % {"alias": alias_of(file_id)},
    }


def _run(
    request: HttpRequest,
    form: PlainForm,
    file_id: UUID,
    deed: Any,
    context: dict[str, Any],
    template: str = FORM,
) -> HttpResponse:
    if request.method == "POST" and form.is_valid() and attempt(form, deed):
        return redirect("vetting:file", file_id)
    return form_page(request, form, template, context)


@require_POST
@needs(Permission.VETTING_READ)
def start(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Open the track for the first time."""
    del request
    services.start(me, file_id)
    return redirect("vetting:file", file_id)


@needs(Permission.VETTING_DECIDE)
def reopen(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Take a result back."""
    keys_for(me, file_id)
    form = ReopenForm(request.POST or None)
    lead = gettext("The result is taken back. The earlier reasons stay readable here.")
    context = _page(file_id, gettext("Reopen"), gettext("Take the result back"), lead)
    deed = lambda: services.reopen(me, file_id, form.cleaned_data["reason"])  # noqa: E731
    return _run(request, form, file_id, deed, context)


@needs(Permission.VETTING_ASK_AGAIN)
def again(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """The protection lead asks vetting to look again, and learns nothing of it."""
    require_member(me.actor, file_id, me.at)
    form = AgainForm(request.POST or None)
    lead = gettext(
        "If there was a result, it is taken back, and vetting looks anew. You are not told "
        "whether there was one: protection never depends on it."
    )
    context = {
        "title": gettext("Ask vetting to look again"),
        "button": gettext("Ask"),
        "lead": lead,
        "back": reverse("case-page", args=[file_id]),
        "back_label": alias_of(file_id),
    }

    def deed() -> None:
        services.ask_again(me, file_id, Again[form.cleaned_data["why"]])

    if request.method == "POST" and form.is_valid() and attempt(form, deed):
        return redirect("case-page", file_id)
    return form_page(request, form, "office/form.html", context)


@needs(Permission.VETTING_WRITE)
def catalogue(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Choose the indicator a finding stands under; each with its note against misuse."""
    keys_for(me, file_id)
    if vetting_of(file_id) is Vetting.NONE:
        return redirect("vetting:file", file_id)
    context = {
        "file_id": file_id,
        "alias": alias_of(file_id),
        "indicators": list(now_in_force().rows.values()),
    }
    return render(request, "vetting/indicators.html", context)


@needs(Permission.VETTING_WRITE)
def add(request: HttpRequest, me: Signed, file_id: UUID, indicator: str) -> HttpResponse:
    """Write down one finding, under the eyes of the note against misuse."""
    keys_for(me, file_id)
    row = now_in_force().rows.get(indicator)
    if row is None:
        raise Unknown
    initial = {"day": me.at.date(), "source": "f", "grade": "6"}
    form = FindingForm(row, origins_of(file_id), request.POST or None, initial=initial)
    context = _page(file_id, say(row.question), gettext("Write down"))
    context["against_misuse"] = say(row.against_misuse)
    deed = lambda: services.add_finding(me, file_id, form.finding())  # noqa: E731
    return _run(request, form, file_id, deed, context, "vetting/add.html")


@needs(Permission.VETTING_WRITE)
def answer(request: HttpRequest, me: Signed, finding_id: UUID) -> HttpResponse:
    """Write down what the person said to a point that was put."""
    file_id, found = finding_for(me, finding_id)
    form = AnswerForm(request.POST or None)
    context = _page(file_id, say(found.indicator.question), gettext("Write down"), found.note)

    def deed() -> None:
        asked = form.cleaned_data
        services.put_to_person(me, finding_id, Answer(asked["answer"]), asked["said"])

    return _run(request, form, file_id, deed, context)


@needs(Permission.VETTING_WRITE)
def propose(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Propose a result; another officer decides."""
    keys_for(me, file_id)
    form = ProposeForm(request.POST or None)
    lead = gettext("Another officer decides. One fact alone never makes an adverse result.")
    context = _page(file_id, gettext("Propose a conclusion"), gettext("Propose"), lead)

    def deed() -> None:
        asked = form.cleaned_data
        services.propose(
            me, file_id, _result(asked["result"]), reasons=asked["reasons"],
            speaks_for=asked["speaks_for"], speaks_against=asked["speaks_against"],
            distortions=form.considered(),
        )  # fmt: skip

    return _run(request, form, file_id, deed, context)


def _result(value: str) -> Any:
    return next(one for one in RESULTS if one.value == value)


@needs(Permission.VETTING_READ)
def decide(request: HttpRequest, me: Signed, conclusion_id: UUID) -> HttpResponse:
    """Look at a proposal and conclude, or turn it down; not whoever proposed it."""
    found = conclusion_for(me, conclusion_id)
    view = vetting_file(me, found.file_id)
    form = PlainForm(request.POST or None)
    deed = lambda: services.decide(me, conclusion_id)  # noqa: E731
    if request.method == "POST" and "drop" in request.POST:
        deed = lambda: services.drop(me, conclusion_id)  # noqa: E731
    context = _page(found.file_id, gettext("Proposed conclusion"), gettext("Conclude"))
    context |= {
        "one": _conclusion(found),
        "own": found.proposed_by == me.actor.officer_id,
        "steps": [(step, LEANS[step.lean]) for step in view.steps],
    }
    return _run(request, form, found.file_id, deed, context, "vetting/decide.html")
