"""This room's part of the case page: the passage card, and what may be done next."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from safeconduct.accounts.core.rules import WHO, may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.card import Card
from safeconduct.casework.core.terms import BEFORE_ARRIVAL
from safeconduct.casework.office.look import NO_PART, Acts, Look, Part
from safeconduct.casework.queries import ask_heads
from safeconduct.common.refusal import Reason
from safeconduct.passage.core.flow import ENDED
from safeconduct.passage.core.terms import Crossing, GoState, NoticeState, WhyNot
from safeconduct.passage.office.forms import STATES
from safeconduct.passage.queries import LOCATION, Deskline, ask_crossing, ask_go, ask_line
from safeconduct.passage.services import reasons_not_to_open
from safeconduct.web.say import say, say_span
from safeconduct.web.together import Reads, each

P = Permission


def part(look: Look) -> Reads[Part]:
    """GO or HOLD, the agreed time, the head count, read-backs, and what may be done next."""
    if not look.may(P.CROSSING_READ):
        return NO_PART
    before = look.case.state.stage in BEFORE_ARRIVAL
    opens = look.keys.may_open(LOCATION)
    line, known, seen, computed = yield from each(
        [
            ask_line(look.case, look.me.at),
            ask_crossing(look.keys, look.case) if opens else None,
            ask_heads(look.file_id),
            ask_go(look.keys, look.case, look.me.at) if opens and before else None,
        ]
    )
    acts, refused = _to_open(look) if line is None else notice_acts(look.me, line)
    if line is None:
        card = Card(gettext("Passage"), gettext("not planned"), empty=True)
        return Part(card, acts, refused) if before else Part(card)
    url = reverse("passage:crossing", args=[look.file_id])
    card = Card(
        gettext("Passage"),
        line.go.value.upper() if before else gettext("over"),
        _tone(line) if before else "",
        tuple(_rows(line, known, seen)),
        ((gettext("Crossing"), url),),
    )
    if not before:
        return Part(card)
    hold = list(computed.reasons) if computed else [WhyNot.NO_NOTICE]
    if opens and hold:
        refused = [*refused, _refused(gettext("Say GO"), gettext("computed"), hold)]
    return Part(card, [*acts, {"label": gettext("Crossing"), "url": url}], refused)


def _tone(line: Deskline) -> str:
    return "ok" if line.go is GoState.GO else "stop"


def _to_open(look: Look) -> tuple[Acts, Acts]:
    label = gettext("Open the crossing")
    reasons = reasons_not_to_open(look.case)
    if reasons:
        return [], [_refused(label, who(P.CROSSING_READ), reasons)]
    return [{"label": label, "url": reverse("passage:open", args=[look.file_id])}], []


def _rows(line: Deskline, known: Crossing | None, seen: list[int]) -> list[tuple[str, str]]:
    rows = []
    if line.state is not None and line.window is not None:
        number = f"{line.revision}: {STATES[line.state]}"
        rows.append((gettext("Notice, revision"), number))
        window = say_span(line.window.start, line.window.end)
        rows.append((gettext("Agreed time"), window))
        rows.append((gettext("Read back"), f"{line.acks} / {line.wanted}"))
    if known is not None:
        count = known.head_count
        rows.append((gettext("People"), str(count) if count else gettext("not confirmed")))
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


def notice_acts(me: Signed, line: Deskline) -> tuple[Acts, Acts]:
    """The next step of the notice, for whoever may take it."""
    file_id = line.file_id
    if line.state is None or line.state in ENDED:
        label = gettext("Propose a crossing notice")
        return _one(me, P.NOTICE_PROPOSE, label, reverse("passage:propose", args=[file_id]))
    if line.state is NoticeState.PROPOSED:
        label = gettext("Approve the crossing notice")
        if line.proposed_by == me.actor.officer_id:
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
