"""Cases, letters, and the acts on a case."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.queries import is_member
from safeconduct.accounts.signed import Signed
from safeconduct.casework import services
from safeconduct.casework.core.flow import TABLE
from safeconduct.casework.core.phrases import PHRASES, phrases_for
from safeconduct.casework.core.terms import CaseAct, CaseKind
from safeconduct.casework.office.forms import (
    ActForm,
    AnswerForm,
    AskForm,
    ConditionForm,
    ConsentForm,
    PersonForm,
)
from safeconduct.casework.office.recontact import before_answering
from safeconduct.casework.office.splitting import who_goes, words_once
from safeconduct.casework.office.stale import chosen_first, moved_first
from safeconduct.casework.office.task import quiet_says
from safeconduct.casework.office.words import (
    choices_history,
    conditions_history,
)
from safeconduct.casework.queries import (
    CaseView,
    case_for,
    consents,
    find,
    proposal,
)
from safeconduct.catalogues.queries import in_force
from safeconduct.common.refusal import Unknown
from safeconduct.web.forms import PlainForm, attempt, form_page
from safeconduct.web.say import say

# Acts that have a page of their own.
ELSEWHERE = {CaseAct.ATTEST_ARRIVAL: "casework:attest", CaseAct.SPLIT: "casework:split"}


def _on_case(
    me: Signed, file_id: UUID, title: str, button: str, lead: str = ""
) -> dict[str, Any]:
    """Context of a form page on a case; Unknown for strangers to the case."""
    case = case_for(me.actor, file_id, me.at)
    return {
        "title": title,
        "button": button,
        "lead": lead,
        "back": reverse("case-page", args=[file_id]),
        "back_label": case.alias,
    }


def _run(
    request: HttpRequest,
    form: PlainForm,
    context: dict[str, Any],
    file_id: UUID,
    deed: Any,
    template: str = "office/form.html",
) -> HttpResponse:
    """POST: do the deed and go back to the case; otherwise show the form."""
    if request.method == "POST" and form.is_valid() and attempt(form, deed):
        return redirect("case-page", file_id)
    return form_page(request, form, template, context)


@needs(Permission.REPLY_POST)
def answer(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Answer in free words, which inform; the closed list of questions stands below."""
    context = _on_case(me, file_id, gettext("Answer the person"), gettext("Send the answer"))
    case = find(file_id)
    offered = phrases_for(in_force(PHRASES), case.state.arrivals)
    form = AnswerForm(offered, request.POST or None)

    def deed() -> None:
        asked = form.cleaned_data
        services.inform(
            me, file_id, asked["text"], once=asked["once_only"], alone=asked["alone"]
        )

    context |= {
        "file_id": file_id,
        "ask": AskForm(),
        "arrived": case.state.arrivals == 2,
        "relative": case.kind is CaseKind.RELATIVE,
        "silent": before_answering(case),
        "quiet": quiet_says(file_id),
    }
    if "insert" in request.POST:
        more = AnswerForm(offered, initial=form.with_phrases(case.language))
        return form_page(request, more, "casework/answer.html", context)
    return _run(request, form, context, file_id, deed, "casework/answer.html")


@needs(Permission.REPLY_POST)
def ask_page(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Ask one question of the closed list."""
    lead = gettext("Until two people have attested arrival, only these may be asked.")
    context = _on_case(me, file_id, gettext("Ask a question"), gettext("Send"), lead)
    form = AskForm(request.POST or None)
    deed = lambda: services.ask(me, file_id, form.cleaned_data["code"])  # noqa: E731
    return _run(request, form, context, file_id, deed)


@needs(Permission.CASE_READ)
def do(request: HttpRequest, me: Signed, file_id: UUID, name: str) -> HttpResponse:
    """One act of the table: confirm what it asks, then do or propose it."""
    case = case_for(me.actor, file_id, me.at)
    if name not in list(CaseAct):
        raise Unknown
    wanted = CaseAct(name)
    if wanted in ELSEWHERE:
        return redirect(ELSEWHERE[wanted], file_id)
    move = TABLE[wanted]
    two = (
        gettext("A second person must confirm this within 24 hours.") if move.confirmers else ""
    )
    context = _on_case(me, file_id, say(move.label), say(move.label), two)
    shown = {"version": case.version, "seen": case.state.stage.value}
    form = ActForm(move, request.POST or None, initial=shown)

    def deed() -> None:
        version = form.cleaned_data["version"]
        services.apply(me, file_id, wanted, form.confirmed(), version, form.ask())

    template = "office/form.html"
    if wanted is CaseAct.MERGE:
        template = "casework/merge.html"
        named = form.ask().merged_into if request.method == "POST" and form.is_valid() else None
        context |= {"case_id": file_id, "other": _other(me, named)}
    answer = _run(request, form, context, file_id, deed, template)
    if form.changed:
        return moved_first(request, form, case_for(me.actor, file_id, me.at), context)
    return answer


@needs(Permission.CASE_ACT)
def people_page(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Add the person or a relative. Refusing any of the five facts changes nothing anywhere."""
    lead = gettext("All five facts are optional. Whoever does not give one loses nothing.")
    context = _on_case(me, file_id, gettext("Add a person"), gettext("Add"), lead)
    form = PersonForm(request.POST or None)

    def deed() -> None:
        card = {key: str(value) for key, value in form.cleaned_data.items() if value}
        services.add_person(me, file_id, card.pop("relation"), card)

    return _run(request, form, context, file_id, deed)


@needs(Permission.CASE_ACT)
def consent(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Write down the person's own choice."""
    lead = gettext("Until the person has chosen, the answer is no. It can be changed any day.")
    context = _on_case(me, file_id, gettext("Consent"), gettext("Write down"), lead)
    context["history"] = choices_history(file_id)
    form = ConsentForm(request.POST or None, initial={"seen": consents(file_id)})

    def deed() -> None:
        asked = form.cleaned_data
        services.write_consent(
            me, file_id, asked["purpose"], asked["given"] == "yes", form.shown()
        )

    answer = _run(request, form, context, file_id, deed, "casework/consent.html")
    return chosen_first(request, form, file_id, context) if form.changed else answer


@needs(Permission.CASE_ACT)
def condition(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Write down a condition of the person; who fulfilled earlier ones stands below."""
    context = _on_case(me, file_id, gettext("Condition of the person"), gettext("Write down"))
    context["history"] = conditions_history(file_id)
    form = ConditionForm(request.POST or None)
    deed = lambda: services.set_condition(me, file_id, form.cleaned_data["code"], None)  # noqa: E731
    return _run(request, form, context, file_id, deed, "casework/condition.html")


@require_POST
@needs(Permission.CASE_ACT)
def task_done(request: HttpRequest, me: Signed, task_id: UUID) -> HttpResponse:
    """Mark a task done."""
    del request
    return redirect("case-page", services.finish_task(me, task_id))


@needs(Permission.WORK_READ)
def decide(request: HttpRequest, me: Signed, proposal_id: UUID) -> HttpResponse:
    """Look at a pending act and confirm it, or turn it down."""
    row = proposal(proposal_id)
    wanted = CaseAct(row.act)
    if not services.may_decide(me, row.file_id, wanted):
        raise Unknown
    # A witness from outside the case goes back to the own desk.
    on_case = is_member(me.actor, row.file_id, me.at)
    back = reverse("case-page", args=[row.file_id]) if on_case else reverse("my-work")
    context = {
        "title": say(TABLE[wanted].label),
        "button": gettext("Confirm"),
        "back": back,
        "back_label": row.alias if on_case else gettext("My work"),
        "proposal": row,
        "other": _other(me, row.merged_into),
        "kind": row.kind,
        "goes": who_goes(me, row) if row.people else [],
    }
    form = PlainForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if "drop" in request.POST:
            services.drop_proposal(me, proposal_id)
            return redirect(back)
        made: list[services.Parted | None] = []
        if attempt(form, lambda: made.append(services.confirm(me, proposal_id))):
            return words_once(request, made[0], row.file_id) or redirect(back)
    return form_page(request, form, "casework/proposal.html", context)


def _other(me: Signed, file_id: UUID | None) -> CaseView | None:
    """The other case of a merge, for an officer who is on it too."""
    on_it = file_id is not None and is_member(me.actor, file_id, me.at)
    return find(file_id) if file_id is not None and on_it else None
