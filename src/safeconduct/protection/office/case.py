"""What protection adds to the case page: a card, and the acts on plans."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext

from safeconduct.accounts.core.rules import WHO, may
from safeconduct.accounts.core.terms import Permission, WhyNot
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.card import Card
from safeconduct.casework.office.words import relation_says
from safeconduct.casework.queries import people
from safeconduct.protection.office.forms import level_says
from safeconduct.protection.office.words import TONES, state_says
from safeconduct.protection.queries import PlanRow, alarms_for, plans_of, worst_checkin
from safeconduct.vault.opening import FileKeys
from safeconduct.vault.queries import open_file
from safeconduct.web.say import say


def card(me: Signed, keys: FileKeys) -> Card | None:
    """Level and sign of life of each person; None without the permission."""
    if not may(me.actor, Permission.PROTECTION_READ):
        return None
    plans = plans_of(keys.file_id, me.at)
    tag, tone = _tag(me, keys.file_id, plans)
    rows = [(relation_says(row.relation), _row(row)) for row in plans]
    covered = {row.person_id for row in plans}
    rows += [
        (relation_says(person.relation), gettext("no plan yet"))
        for person in people(keys)
        if person.id not in covered
    ]
    link = (gettext("Protection plans"), reverse("protection:file", args=[keys.file_id]))
    return Card(gettext("Protection"), tag, tone, tuple(rows), (link,))


def _row(row: PlanRow) -> str:
    state = state_says(row.checkin.state if row.checkin else None)
    return f"{level_says(row.level)} · {gettext('sign of life')}: {state}"


def _tag(me: Signed, file_id: UUID, plans: list[PlanRow]) -> tuple[str, str]:
    if alarms_for(me.actor, me.at, file_id):
        return gettext("alarm"), "stop"
    if not plans:
        return gettext("no plan yet"), "wait"
    worst = worst_checkin(plans)
    return state_says(worst), TONES[worst] if worst else "wait"


def acts(me: Signed, file_id: UUID) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What the officer may do about protection now, and who can when not."""
    address = reverse("protection:file", args=[file_id])
    if not may(me.actor, Permission.PROTECTION_WRITE):
        who = ", ".join(sorted(say(role) for role in WHO[Permission.PROTECTION_WRITE]))
        label = gettext("Open or change a protection plan")
        return [], [{"label": label, "who": who, "reasons": [say(WhyNot.ROLE)]}]
    plans = plans_of(file_id, me.at)
    late = [row for row in plans if row.checkin is not None and row.checkin.is_late]
    if late or alarms_for(me.actor, me.at, file_id):
        hint = gettext("A sign of life is missing, or an alarm is open.")
        return [{"label": gettext("Look after the person"), "url": address, "hint": hint}], []
    everybody = people(open_file(me.keys, file_id))
    label = gettext("Protection plans")
    if len(plans) < len(everybody) or not plans:
        label = gettext("Open a protection plan")
    hint = gettext("For each person. It waits for no check and no arrival.")
    return [{"label": label, "url": address, "hint": hint}], []
