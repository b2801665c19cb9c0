"""What status adds to the case page: a card, and the acts on the status file."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext

from safeconduct.accounts.core.rules import WHO, may
from safeconduct.accounts.core.terms import Permission, WhyNot
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.card import Card
from safeconduct.status.core.terms import DeadlineState
from safeconduct.status.office.words import SOON_DAYS, kind_says
from safeconduct.status.queries import deadlines_of, protections_of, readings_of
from safeconduct.vault.opening import FileKeys
from safeconduct.web.say import say, say_day


def card(me: Signed, keys: FileKeys) -> Card | None:
    """Open positions and the next safe day; None without the permission."""
    if not may(me.actor, Permission.STATUS_READ):
        return None
    today = me.at.date()
    still_open = [one for one in readings_of(keys.file_id) if one.closing is None]
    due = deadlines_of(keys.file_id, today)
    coming = [one for one in due if one.state is DeadlineState.OPEN]
    rows = [(gettext("Position"), kind_says(one.row.kind)) for one in still_open]
    rows.append((gettext("Protections now"), str(len(protections_of(keys.file_id)))))
    rows += [(say(one.count.rule.title), say_day(one.safe_on)) for one in coming[:2]]
    missed = sum(one.state is DeadlineState.MISSED for one in due)
    if missed:
        rows.append((gettext("Missed deadlines"), str(missed)))
    left = min(((one.safe_on - today).days for one in coming), default=None)
    tag, tone = _tag(bool(still_open), left)
    links = ((gettext("Status file"), reverse("status:file", args=[keys.file_id])),)
    return Card(gettext("Status"), tag, tone, tuple(rows), links)


def _tag(is_open: bool, left: int | None) -> tuple[str, str]:
    if left is not None and left < 0:
        return gettext("safe day over"), "stop"
    if left is not None and left <= SOON_DAYS:
        return gettext("due soon"), "stop"
    if not is_open:
        return gettext("no position open"), "wait"
    return gettext("open"), "ok"


def acts(me: Signed, file_id: UUID) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What the officer may do about status now, and who can when not."""
    address = reverse("status:file", args=[file_id])
    if may(me.actor, Permission.STATUS_WRITE):
        still_open = [one for one in readings_of(file_id) if one.closing is None]
        label = gettext("Status file") if still_open else gettext("Open the status file")
        hint = gettext("Positions, deadlines, the person's wish.")
        return [{"label": label, "url": address, "hint": hint}], []
    who = ", ".join(sorted(say(role) for role in WHO[Permission.STATUS_WRITE]))
    label = gettext("Open a position or count a deadline")
    return [], [{"label": label, "who": who, "reasons": [say(WhyNot.ROLE)]}]
