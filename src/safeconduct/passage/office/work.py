"""What passage puts on My work: the next step of a notice, read-backs, help to agree to."""

from django.urls import reverse
from django.utils.translation import gettext

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.card import Waiting
from safeconduct.passage import queries
from safeconduct.passage.core.terms import NoticeState
from safeconduct.passage.office.case import notice_acts
from safeconduct.passage.queries import Deskline, Step
from safeconduct.web.together import Reads

MAY = {
    Step.PROPOSE: Permission.NOTICE_PROPOSE,
    Step.APPROVE: Permission.NOTICE_APPROVE,
    Step.SEND: Permission.NOTICE_PROPOSE,
    Step.READ_BACK: Permission.NOTICE_ACKNOWLEDGE,
    Step.AGREE: Permission.NOTICE_APPROVE,
}


def ask_waiting(me: Signed) -> Reads[list[Waiting]]:
    """One row a step, on the officer's cases whose person has not arrived."""
    steps = tuple(step for step, permission in MAY.items() if may(me.actor, permission))
    if not steps or not may(me.actor, Permission.CROSSING_READ):
        return []
    lines = yield from queries.ask_waiting(me.actor, me.at, steps)
    return [row for line, costs in lines for row in (*_notice(me, line), *_help(line, costs))]


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


def _help(line: Deskline, count: int) -> list[Waiting]:
    look, url = gettext("Look and decide"), reverse("passage:crossing", args=[line.file_id])
    return [Waiting(line.file_id, line.alias, gettext("help in kind"), look, url)] * count
