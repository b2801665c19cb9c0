"""This room's part of the case page: the passage card, and what may be done next."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext

from safeconduct.accounts.core.rules import WHO, may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.card import Card
from safeconduct.casework.core.terms import BEFORE_ARRIVAL
from safeconduct.casework.queries import find as find_case
from safeconduct.casework.queries import heads_counted
from safeconduct.common.refusal import Reason
from safeconduct.passage.core.flow import ENDED
from safeconduct.passage.core.terms import GoState, NoticeState, WhyNot
from safeconduct.passage.office.forms import STATES
from safeconduct.passage.queries import (
    LOCATION,
    Deskline,
    crossing_of,
    go_now,
    line_of,
    notice_row,
    require_crossing,
)
from safeconduct.passage.services import reasons_not_to_open
from safeconduct.vault.opening import FileKeys
from safeconduct.vault.queries import open_file
from safeconduct.web.say import say, say_span

P = Permission
Acts = list[dict[str, Any]]


def card(me: Signed, keys: FileKeys) -> Card | None:
    """GO or HOLD, the agreed time, the head count, read-backs; None without the permission."""
    if not may(me.actor, P.CROSSING_READ):
        return None
    line = line_of(me.actor, keys.file_id, me.at)
    if line is None:
        return Card(gettext("Passage"), gettext("not planned"))
    before = find_case(keys.file_id).state.stage in BEFORE_ARRIVAL
    tag = line.go.value.upper() if before else gettext("over")
    tone = ("ok" if line.go is GoState.GO else "stop") if before else ""
    link = (gettext("Crossing"), reverse("passage:crossing", args=[keys.file_id]))
    return Card(gettext("Passage"), tag, tone, tuple(_rows(keys, line)), (link,))


def _rows(keys: FileKeys, line: Deskline) -> list[tuple[str, str]]:
    rows = []
    if line.state is not None and line.window is not None:
        number = f"{line.revision}: {STATES[line.state]}"
        rows.append((gettext("Notice, revision"), number))
        window = say_span(line.window.start, line.window.end)
        rows.append((gettext("Agreed time"), window))
        rows.append((gettext("Read back"), f"{line.acks} / {line.wanted}"))
    if keys.may_open(LOCATION):
        count = crossing_of(keys, require_crossing(keys.file_id)).head_count
        rows.append((gettext("People"), str(count) if count else gettext("not confirmed")))
        seen = heads_counted(keys.file_id)
        if seen:
            rows.append((gettext("People who arrived"), arrived_say(count, seen[-1])))
    return rows


def arrived_say(planned: int | None, seen: int) -> str:
    """How many arrived, with the difference from the plan; it asks for a reason."""
    if planned is None or planned == seen:
        return str(seen)
    more = gettext("%(n)s more than planned: find out why") % {"n": seen - planned}
    fewer = gettext("%(n)s fewer than planned: find out why") % {"n": planned - seen}
    return f"{seen} · {more if seen > planned else fewer}"


def who(permission: Permission) -> str:
    """The roles that carry a permission, in words."""
    return ", ".join(say(role) for role in sorted(WHO[permission]))


def acts(me: Signed, file_id: UUID) -> tuple[Acts, Acts]:
    """(what this officer may do about the crossing, what not: GO with every HOLD reason)."""
    case = find_case(file_id)
    if not may(me.actor, P.CROSSING_READ) or case.state.stage not in BEFORE_ARRIVAL:
        return [], []
    line = line_of(me.actor, file_id, me.at)
    if line is None:
        label = gettext("Open the crossing")
        reasons = reasons_not_to_open(case)
        if reasons:
            return [], [_refused(label, who(P.CROSSING_READ), reasons)]
        return [{"label": label, "url": reverse("passage:open", args=[file_id])}], []
    allowed, refused = notice_acts(me, file_id, line)
    look = {"label": gettext("Crossing"), "url": reverse("passage:crossing", args=[file_id])}
    hold = hold_reasons(me, file_id)
    if hold:
        refused.append(_refused(gettext("Say GO"), gettext("computed"), hold))
    return [*allowed, look], refused


def hold_reasons(me: Signed, file_id: UUID) -> list[WhyNot]:
    """Every reason to hold, computed now; none without the key that opens the notice."""
    keys = open_file(me.keys, file_id)
    if not keys.may_open(LOCATION):
        return []
    computed = go_now(keys, file_id, me.at)
    return list(computed.reasons) if computed else [WhyNot.NO_NOTICE]


def notice_acts(me: Signed, file_id: UUID, line: Deskline) -> tuple[Acts, Acts]:
    """The next step of the notice, for whoever may take it."""
    row = notice_row(file_id)
    if line.state is None or line.state in ENDED or row is None:
        label = gettext("Propose a crossing notice")
        return _one(me, P.NOTICE_PROPOSE, label, reverse("passage:propose", args=[file_id]))
    if line.state is NoticeState.PROPOSED:
        label = gettext("Approve the crossing notice")
        if row.proposed_by == me.actor.officer_id:
            return [], [_refused(label, who(P.NOTICE_APPROVE), [WhyNot.SAME_PERSON])]
        return _one(me, P.NOTICE_APPROVE, label, reverse("passage:approve", args=[file_id]))
    if line.state is NoticeState.APPROVED:
        label = gettext("Record: passed to every addressee")
        return _one(me, P.NOTICE_PROPOSE, label, reverse("passage:send", args=[file_id]))
    return [], []


def _one(me: Signed, permission: Permission, label: str, url: str) -> tuple[Acts, Acts]:
    if may(me.actor, permission):
        return [{"label": label, "url": url, "kind": "main"}], []
    return [], []


def _refused(label: str, by: str, reasons: list[Any]) -> dict[str, Any]:
    return {"label": label, "who": by, "reasons": [say(_text(reason)) for reason in reasons]}


def _text(reason: Reason) -> str:
    return reason.value
