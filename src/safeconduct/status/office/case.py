"""What status adds to the case page: a card, and the acts on the status file."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext

from safeconduct.accounts.core.rules import WHO
from safeconduct.accounts.core.terms import Permission, WhyNot
from safeconduct.casework.core.card import Card
from safeconduct.casework.office.look import Look, Part
from safeconduct.status.core.rules import protections
from safeconduct.status.core.terms import DeadlineState, Reading
from safeconduct.status.office.words import SOON_DAYS, kind_says
from safeconduct.status.queries import DeadlineView, ask_deadlines, ask_readings
from safeconduct.web.say import say, say_day
from safeconduct.web.together import Reads, both


def part(look: Look) -> Reads[Part]:
    """Open positions and the next safe day; the way to the status file, or who may go there."""
    label = gettext("Open a position or count a deadline")
    who = ", ".join(sorted(say(role) for role in WHO[Permission.STATUS_WRITE]))
    refused = [{"label": label, "who": who, "reasons": [say(WhyNot.ROLE)]}]
    if not look.may(Permission.STATUS_READ):
        return Part(refused=refused)
    today, url = look.me.at.date(), reverse("status:file", args=[look.file_id])
    readings, due = yield from both(
        ask_readings(look.file_id), ask_deadlines(look.file_id, today)
    )
    card = _card(readings, due, today, url)
    if not look.may(Permission.STATUS_WRITE):
        return Part(card, refused=refused)
    is_open = any(one.closing is None for one in readings)
    label = gettext("Status file") if is_open else gettext("Open the status file")
    hint = gettext("Positions, deadlines, the person's wish.")
    return Part(card, [{"label": label, "url": url, "hint": hint}])


def _card(readings: list[Reading], due: list[DeadlineView], today: date, url: str) -> Card:
    still_open = [one for one in readings if one.closing is None]
    coming = [one for one in due if one.state is DeadlineState.OPEN]
    rows = [(gettext("Position"), kind_says(one.row.kind)) for one in still_open]
    rows.append((gettext("Protections now"), str(len(protections(readings)))))
    rows += [(say(one.count.rule.title), say_day(one.safe_on)) for one in coming[:2]]
    missed = sum(one.state is DeadlineState.MISSED for one in due)
    if missed:
        rows.append((gettext("Missed deadlines"), str(missed)))
    left = min(((one.safe_on - today).days for one in coming), default=None)
    tag, tone = _tag(bool(still_open), left)
    links = ((gettext("Status file"), url),)
    return Card(gettext("Status"), tag, tone, tuple(rows), links, empty=not readings)


def _tag(is_open: bool, left: int | None) -> tuple[str, str]:
    if left is not None and left < 0:
        return gettext("safe day over"), "stop"
    if left is not None and left <= SOON_DAYS:
        return gettext("due soon"), "stop"
    if not is_open:
        return gettext("no position open"), "wait"
    return gettext("open"), "ok"
