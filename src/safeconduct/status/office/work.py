"""What status puts on My work: deadlines that come soon, decisions for a second person."""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.card import Waiting
from safeconduct.casework.queries import alias_of
from safeconduct.status.core.terms import DeadlineState
from safeconduct.status.office.words import SOON_DAYS
from safeconduct.status.queries import deadlines_of, due_in, for_a_second
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.queries import may_open
from safeconduct.web.say import say


def waiting(me: Signed) -> list[Waiting]:
    """Deadlines for whoever writes; closings and places for a second person who may read."""
    if not may(me.actor, Permission.STATUS_READ):
        return []
    found = []
    if may(me.actor, Permission.STATUS_WRITE):
        last = me.at.date() + timedelta(days=SOON_DAYS)
        found = [row for file in due_in(me.actor, me.at, last) for row in _deadlines(me, file)]
    closings, places = for_a_second(me.actor, me.at)
    # The second person reads the paper, which is sealed with the identity.
    keyed = may_open(me.keys.key_id, [file for file, _ in closings], Compartment.IDENTITY)
    found += [_decide(*one, "status:second") for one in closings if one[0] in keyed]
    found += [_decide(*one, "status:decide") for one in places]
    return found


def _decide(file_id: UUID, proposal: UUID, page: str) -> Waiting:
    closing = page == "status:second"
    what = gettext("a position is to be closed") if closing else gettext("a place is proposed")
    url = reverse(page, args=[proposal])
    return Waiting(file_id, alias_of(file_id), what, gettext("Look and decide"), url)


def _deadlines(me: Signed, file_id: UUID) -> list[Waiting]:
    today = me.at.date()
    return [
        Waiting(
            file_id,
            alias_of(file_id),
            say(one.count.rule.title),
            gettext("Status file"),
            reverse("status:file", args=[file_id]),
            datetime.combine(one.safe_on, time.max, UTC),
        )
        for one in deadlines_of(file_id, today)
        if one.state is DeadlineState.OPEN and (one.safe_on - today).days <= SOON_DAYS
    ]
