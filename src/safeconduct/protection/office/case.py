"""What protection adds to the case page: a card, and the acts on plans."""

from django.urls import reverse
from django.utils.translation import gettext

from safeconduct.accounts.core.rules import WHO
from safeconduct.accounts.core.terms import Permission, WhyNot
from safeconduct.casework.core.card import Card
from safeconduct.casework.office.look import Acts, Look, Part
from safeconduct.casework.office.words import relation_says
from safeconduct.casework.queries import PersonView, ask_people
from safeconduct.protection.office.forms import level_says
from safeconduct.protection.office.words import TONES, state_says
from safeconduct.protection.queries import PlanRow, ask_alarmed, ask_plans, worst_checkin
from safeconduct.web.say import say
from safeconduct.web.together import Reads, each


def part(look: Look) -> Reads[Part]:
    """Level and sign of life of each person; what may be done about them, or who can."""
    if not look.may(Permission.PROTECTION_READ):
        return Part(refused=_refused())
    plans, alarmed, everybody = yield from each(
        [
            ask_plans(look.file_id, look.me.at),
            ask_alarmed(look.file_id),
            ask_people(look.keys),
        ]
    )
    url = reverse("protection:file", args=[look.file_id])
    card = _card(plans, everybody, url, alarmed=alarmed)
    if not look.may(Permission.PROTECTION_WRITE):
        return Part(card, refused=_refused())
    if alarmed or any(row.checkin is not None and row.checkin.is_late for row in plans):
        hint = gettext("A sign of life is missing, or an alarm is open.")
        label = gettext("Look after the person")
        return Part(card, [{"label": label, "url": url, "hint": hint}])
    label = gettext("Protection plans")
    if len(plans) < len(everybody) or not plans:
        label = gettext("Open a protection plan")
    hint = gettext("For each person. It waits for no check and no arrival.")
    return Part(card, [{"label": label, "url": url, "hint": hint}])


def _refused() -> Acts:
    who = ", ".join(sorted(say(role) for role in WHO[Permission.PROTECTION_WRITE]))
    label = gettext("Open or change a protection plan")
    return [{"label": label, "who": who, "reasons": [say(WhyNot.ROLE)]}]


def _card(
    plans: list[PlanRow], everybody: list[PersonView], url: str, *, alarmed: bool
) -> Card:
    tag, tone = (gettext("alarm"), "stop") if alarmed else _tag(plans)
    rows = [(relation_says(row.relation), _row(row)) for row in plans]
    covered = {row.person_id for row in plans}
    rows += [
        (relation_says(person.relation), gettext("no plan yet"))
        for person in everybody
        if person.id not in covered
    ]
    links = ((gettext("Protection plans"), url),)
    return Card(gettext("Protection"), tag, tone, tuple(rows), links)


def _row(row: PlanRow) -> str:
    state = state_says(row.checkin.state if row.checkin else None)
    return f"{level_says(row.level)} · {gettext('sign of life')}: {state}"


def _tag(plans: list[PlanRow]) -> tuple[str, str]:
    if not plans:
        return gettext("no plan yet"), "wait"
    worst = worst_checkin(plans)
    return state_says(worst), TONES[worst] if worst else "wait"
