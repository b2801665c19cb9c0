"""The life of one revision of a notice, as one table."""

from dataclasses import replace
from datetime import datetime

from safeconduct.common.period import Period
from safeconduct.common.refusal import Refused
from safeconduct.passage.core.terms import Notice, NoticeEvent, NoticeState, WhyNot

_S, _E = NoticeState, NoticeEvent

# A revision that is proposed, approved or sent never changes its text: returning it, or a new
# revision, are the only ways, so two people have always agreed to exactly what was sent.
TABLE: dict[tuple[NoticeState, NoticeEvent], NoticeState] = {
    (_S.DRAFT, _E.PROPOSE): _S.PROPOSED,
    (_S.DRAFT, _E.CANCEL): _S.CANCELLED,
    (_S.DRAFT, _E.EXPIRE): _S.EXPIRED,
    (_S.PROPOSED, _E.RETURN): _S.DRAFT,
    (_S.PROPOSED, _E.APPROVE): _S.APPROVED,
    (_S.PROPOSED, _E.CANCEL): _S.CANCELLED,
    (_S.PROPOSED, _E.EXPIRE): _S.EXPIRED,
    (_S.APPROVED, _E.SEND): _S.SENT,
    (_S.APPROVED, _E.SUPERSEDE): _S.SUPERSEDED,
    (_S.APPROVED, _E.CANCEL): _S.CANCELLED,
    (_S.APPROVED, _E.EXPIRE): _S.EXPIRED,
    (_S.SENT, _E.SUPERSEDE): _S.SUPERSEDED,
    (_S.SENT, _E.CANCEL): _S.CANCELLED,
    (_S.SENT, _E.EXPIRE): _S.EXPIRED,
}
START = NoticeState.DRAFT
ENDED = frozenset({NoticeState.SUPERSEDED, NoticeState.CANCELLED, NoticeState.EXPIRED})


def step(state: NoticeState, event: NoticeEvent) -> NoticeState:
    """The state after `event`; Refused(NOT_FROM_HERE) when the table has no such row."""
    after = TABLE.get((state, event))
    if after is None:
        raise Refused([WhyNot.NOT_FROM_HERE])
    return after


def events_from(state: NoticeState) -> tuple[NoticeEvent, ...]:
    """The events possible in `state`, in the order of the table."""
    return tuple(event for (before, event) in TABLE if before is state)


def due(state: NoticeState, window: Period, at: datetime) -> NoticeEvent | None:
    """EXPIRE when the window is over and the notice has not ended; otherwise None."""
    return NoticeEvent.EXPIRE if state not in ENDED and at >= window.end else None


def revised(notice: Notice, *, nonce: str, **changes: object) -> Notice:
    """The next revision of `notice`, to start as a draft while the old one is superseded.

    Every acknowledgement names its revision, so none of the old ones counts for the new one.
    Raises ValueError when the nonce is reused: the read-back codes would not all change.
    """
    if nonce == notice.nonce:
        msg = "a new revision needs a new nonce"
        raise ValueError(msg)
    if {"notice_id", "revision"} & changes.keys():
        msg = "the id and the revision are not free to choose"
        raise ValueError(msg)
    return replace(notice, revision=notice.revision + 1, nonce=nonce, **changes)  # type: ignore[arg-type]
