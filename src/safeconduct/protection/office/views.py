"""The protection desk, and the plans of one case."""

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
from safeconduct.accounts.signed import Signed
from safeconduct.casework.office.words import relation_says
from safeconduct.casework.queries import case_for, people, unmet_conditions
from safeconduct.common.refusal import Unknown
from safeconduct.protection import services
from safeconduct.protection.core.catalogue import measures
from safeconduct.protection.core.terms import Choice, Level
from safeconduct.protection.desk import BY_DUE, plan_page
from safeconduct.protection.office.forms import (
    FactsAgainForm,
    LowerForm,
    MeasureForm,
    OpenForm,
    WordsAgainForm,
    level_says,
)
from safeconduct.protection.office.words import plan_context, row_context
from safeconduct.protection.queries import (
    PlanContent,
    alarms_for,
    content_of,
    facts_text,
    file_of,
    lowering_of,
    plans_of,
    watch_runs,
    words_text,
)
from safeconduct.vault.queries import open_file
from safeconduct.web.forms import PlainForm, attempt, form_page
from safeconduct.web.say import say
from safeconduct.web.stale import SeenForm, written_first
from safeconduct.web.ways import place_in, ways


@needs(Permission.PROTECTION_READ)
def desk(request: HttpRequest, me: Signed) -> HttpResponse:
    """Alarms first, then the latest sign of life; who, how late, what to do now."""
    page = plan_page(me.actor, me.at, place_in(request, BY_DUE))
    context = {
        "alarms": alarms_for(me.actor, me.at),
        "rows": [row_context(row) for row in page.rows],
        "watch": watch_runs(me.at),
        "may_write": may(me.actor, Permission.PROTECTION_WRITE),
        **ways(reverse("protection:desk"), {}, page),
    }
    return render(request, "protection/desk.html", context)


@needs(Permission.PROTECTION_READ)
def file_page(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """The plan of each person of the file, and who has none yet."""
    case = case_for(me.actor, file_id, me.at)
    keys = open_file(me.keys, file_id)
    rows = plans_of(file_id, me.at)
    covered = {row.person_id for row in rows}
    context = {
        "case": case,
        "plans": [plan_context(row, keys) for row in rows],
        "uncovered": [
            (person.id, relation_says(person.relation))
            for person in people(keys)
            if person.id not in covered
        ],
        "alarms": alarms_for(me.actor, me.at, file_id),
        "family_waits": services.FAMILY_OUT in unmet_conditions(file_id),
        "may_write": may(me.actor, Permission.PROTECTION_WRITE),
        "me": me.actor.officer_id,
    }
    return render(request, "protection/file.html", context)


def on_file(
    me: Signed, file_id: UUID, title: str, button: str, lead: str = ""
) -> dict[str, Any]:
    """Context of a form page of a case's plans; Unknown for strangers to the case."""
    case = case_for(me.actor, file_id, me.at)
    return {
        "title": title,
        "button": button,
        "lead": lead,
        "back": reverse("protection:file", args=[file_id]),
        "back_label": gettext("Protection: %(alias)s") % {"alias": case.alias},
    }


def run(
    request: HttpRequest, form: PlainForm, context: dict[str, Any], file_id: UUID, deed: Any
) -> HttpResponse:
    """POST: do the deed and go back to the plans; otherwise show the form."""
    if request.method == "POST" and form.is_valid() and attempt(form, deed):
        return redirect("protection:file", file_id)
    return form_page(request, form, "office/form.html", context)


@needs(Permission.PROTECTION_WRITE)
def open_one(request: HttpRequest, me: Signed, file_id: UUID, person_id: UUID) -> HttpResponse:
    """Open the plan of one person; nothing has to be known for it."""
    lead = gettext("Every field may stay empty. A plan waits for no check and no arrival.")
    context = on_file(me, file_id, gettext("Protection plan"), gettext("Open the plan"), lead)
    if person_id not in {one.id for one in people(open_file(me.keys, file_id))}:
        raise Unknown
    form = OpenForm(request.POST or None)

    def deed() -> None:
        services.open_plan(me, file_id, person_id, form.facts(), form.words())

    return run(request, form, context, file_id, deed)


@require_POST
@needs(Permission.PROTECTION_WRITE)
def family_out(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """The family is in safety."""
    del request
    services.family_is_out(me, file_id)
    return redirect("protection:file", file_id)


@needs(Permission.PROTECTION_WRITE)
def facts(request: HttpRequest, me: Signed, plan_id: UUID) -> HttpResponse:
    """Danger facts: they raise the level at once."""
    file_id = file_of(plan_id)
    lead = gettext("New facts raise the level at once. Lowering it takes two people.")
    context = on_file(me, file_id, gettext("Danger"), gettext("Write down"), lead)
    known = content_of(open_file(me.keys, file_id), plan_id).facts
    initial: dict[str, Any] = {}
    if known is not None:
        initial = {"present": list(known.present), "judged": known.judged, "felt": known.felt}
        initial["seen"] = facts_text(known)
    form = FactsAgainForm(request.POST or None, initial=initial)
    deed = lambda: services.set_facts(me, plan_id, form.facts(), form.shown())  # noqa: E731
    return _run_anew(request, me, form, context, plan_id, deed)


def _run_anew(
    request: HttpRequest,
    me: Signed,
    form: SeenForm,
    context: dict[str, Any],
    plan_id: UUID,
    deed: Any,
) -> HttpResponse:
    """As `run`, over what stands already: both values when a colleague wrote first."""
    response = run(request, form, context, file_of(plan_id), deed)
    if not form.changed:
        return response
    now = content_of(open_file(me.keys, file_of(plan_id)), plan_id)
    if isinstance(form, WordsAgainForm) or now.facts is None:
        return written_first(request, form, _words_text(now), context)
    return written_first(request, form, facts_text(now.facts), context)


def _words_text(known: PlanContent) -> str:
    return words_text(known.contact, known.word, known.place)


@needs(Permission.PROTECTION_WRITE)
def words(request: HttpRequest, me: Signed, plan_id: UUID) -> HttpResponse:
    """How to reach the person, the agreed word, the place."""
    file_id = file_of(plan_id)
    context = on_file(me, file_id, gettext("How to reach the person"), gettext("Write down"))
    known = content_of(open_file(me.keys, file_id), plan_id)
    initial = {"contact": known.contact, "word": known.word, "place": known.place}
    initial["seen"] = _words_text(known)
    form = WordsAgainForm(request.POST or None, initial=initial)
    deed = lambda: services.write_words(me, plan_id, form.words(), form.shown())  # noqa: E731
    return _run_anew(request, me, form, context, plan_id, deed)


@needs(Permission.PROTECTION_WRITE)
def measure(request: HttpRequest, me: Signed, plan_id: UUID, code: str) -> HttpResponse:
    """The person's own word on one measure."""
    file_id = file_of(plan_id)
    row = next((one for one in measures() if one.id == code), None)
    if row is None:
        raise Unknown
    lead = f"{say(row.offer)} {say(row.why)} {gettext('If not:')} {say(row.if_declined)}"
    context = on_file(me, file_id, say(row.title), gettext("Write down"), lead)
    form = MeasureForm(request.POST or None)

    def deed() -> None:
        services.answer_measure(me, plan_id, code, Choice(form.cleaned_data["choice"]))

    return run(request, form, context, file_id, deed)


@needs(Permission.PROTECTION_WRITE)
def lower(request: HttpRequest, me: Signed, plan_id: UUID) -> HttpResponse:
    """Propose a lower level; a second person decides."""
    file_id = file_of(plan_id)
    lead = gettext("Nothing changes until another person confirms it.")
    context = on_file(me, file_id, gettext("Lower the level"), gettext("Propose"), lead)
    plan = next(row for row in plans_of(file_id, me.at) if row.id == plan_id)
    form = LowerForm(request.POST or None, initial={"version": plan.version})

    def deed() -> None:
        asked = form.cleaned_data
        level = Level(asked["level"])
        services.propose_lowering(me, plan_id, level, asked["reason"], asked["version"])

    return run(request, form, context, file_id, deed)


@needs(Permission.PROTECTION_WRITE)
def second(request: HttpRequest, me: Signed, plan_id: UUID, change_id: UUID) -> HttpResponse:
    """Look at a proposed lowering and confirm it, or turn it down."""
    file_id = file_of(plan_id)
    context = on_file(me, file_id, gettext("Lower the level"), gettext("Confirm"))
    change = lowering_of(plan_id, open_file(me.keys, file_id))
    if change is None or change.id != change_id:
        raise Unknown
    context |= {"change": change, "old": level_says(change.old), "new": level_says(change.new)}
    form = PlainForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        drop = "drop" in request.POST
        deed = services.drop_lowering if drop else services.confirm_lowering
        if attempt(form, lambda: deed(me, change_id)):
            return redirect("protection:file", file_id)
    return form_page(request, form, "protection/second.html", context)
