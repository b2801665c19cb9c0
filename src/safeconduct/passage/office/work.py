"""What passage puts on My work: the next step of a notice, read-backs, help to agree to."""

from django.urls import reverse
from django.utils.translation import gettext

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.card import Waiting
from safeconduct.passage.core.terms import NoticeState
from safeconduct.passage.office.case import notice_acts
from safeconduct.passage.queries import Deskline, costs_of, crossings_before_arrival


def waiting(me: Signed) -> list[Waiting]:
    """One row a step, on the officer's cases whose person has not arrived."""
    if not may(me.actor, Permission.CROSSING_READ):
        return []
    lines = crossings_before_arrival(me.actor, me.at)
    return [row for line in lines for row in (*_notice(me, line), *_costs(me, line))]


def _notice(me: Signed, line: Deskline) -> list[Waiting]:
    until = line.window.end if line.window else None
    missing = line.state is NoticeState.SENT and line.acks < line.wanted
    if missing and may(me.actor, Permission.NOTICE_ACKNOWLEDGE):
        what = gettext("read back %(n)s of %(wanted)s")
        told = what % {"n": line.acks, "wanted": line.wanted}
        url = reverse("passage:crossing", args=[line.file_id])
        return [
            Waiting(line.file_id, line.alias, told, gettext("Enter the read-back"), url, until)
        ]
    what = gettext("crossing notice")
    allowed, _ = notice_acts(me, line)
    return [
        Waiting(line.file_id, line.alias, what, act["label"], act["url"], until)
        for act in allowed
    ]


def _costs(me: Signed, line: Deskline) -> list[Waiting]:
    if not may(me.actor, Permission.NOTICE_APPROVE):
        return []
    look = gettext("Look and decide")
    rows = [row for row in costs_of(line.file_id) if row.agreed_by is None]
    url = reverse("passage:crossing", args=[line.file_id])
    return [
        Waiting(line.file_id, line.alias, gettext("help in kind"), look, url)
        for row in rows
        if row.asked_by != me.actor.officer_id
    ]
