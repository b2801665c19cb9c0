"""What status puts on My work: deadlines that come soon, decisions for a second person."""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.card import Waiting
from safeconduct.casework.queries import ask_aliases_of
from safeconduct.status.desk import DueSoon, ask_due_soon, ask_for_a_second
from safeconduct.status.office.words import SOON_DAYS
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.queries import ask_may_open
from safeconduct.web.say import say
from safeconduct.web.together import Reads, each


def ask_waiting(me: Signed) -> Reads[list[Waiting]]:
    """Deadlines for whoever writes; closings and places for a second person who may read."""
    if not may(me.actor, Permission.STATUS_READ):
        return []
    last = me.at.date() + timedelta(days=SOON_DAYS)
    writes = may(me.actor, Permission.STATUS_WRITE)
    due, (closings, places) = yield from each(
        [
            ask_due_soon(me.actor, me.at, last) if writes else [],
            ask_for_a_second(me.actor, me.at),
        ]
    )
    files = {row.file_id for row in due} | {file for file, _ in (*closings, *places)}
    # The second person reads the paper, which is sealed with the identity.
    papers = [file for file, _ in closings]
    names, keyed = yield from each(
        [
            ask_aliases_of(list(files)) if files else {},
            ask_may_open(me.keys.key_id, papers, Compartment.IDENTITY) if papers else (),
        ]
    )
    return [
        *(_deadline(row, names) for row in due),
        *(_closing(names, *one) for one in closings if one[0] in keyed),
        *(_place(names, *one) for one in places),
    ]


def _closing(names: dict[UUID, str], file_id: UUID, reading: UUID) -> Waiting:
    what, look = gettext("a position is to be closed"), gettext("Look and decide")
    url = reverse("status:second", args=[reading])
    return Waiting(file_id, names[file_id], what, look, url)


def _place(names: dict[UUID, str], file_id: UUID, place: UUID) -> Waiting:
    what, look = gettext("a place is proposed"), gettext("Look and decide")
    return Waiting(file_id, names[file_id], what, look, reverse("status:decide", args=[place]))


def _deadline(row: DueSoon, names: dict[UUID, str]) -> Waiting:
    return Waiting(
        row.file_id,
        names[row.file_id],
        say(row.rule.title),
        gettext("Status file"),
        reverse("status:file", args=[row.file_id]),
        datetime.combine(row.safe_on, time.max, UTC),
    )
