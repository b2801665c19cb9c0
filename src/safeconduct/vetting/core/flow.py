"""The life of the vetting track as one table; every result can be reopened."""

from collections.abc import Mapping

from safeconduct.common.refusal import Refused

from .terms import Event, Result, State, WhyNot

TABLE: Mapping[tuple[State, Event], State] = {
    (State.NONE, Event.START): State.OPEN,
    (State.OPEN, Event.CONCLUDE_CLEAR): State.CLEAR,
    (State.OPEN, Event.CONCLUDE_LIMITED): State.LIMITED,
    (State.OPEN, Event.CONCLUDE_ADVERSE): State.ADVERSE,
    (State.CLEAR, Event.REOPEN): State.OPEN,
    (State.LIMITED, Event.REOPEN): State.OPEN,
    (State.ADVERSE, Event.REOPEN): State.OPEN,
}
CONCLUDES: Mapping[Result, Event] = {
    Result.CLEAR: Event.CONCLUDE_CLEAR,
    Result.LIMITED: Event.CONCLUDE_LIMITED,
    Result.ADVERSE: Event.CONCLUDE_ADVERSE,
}


def reasons_by_flow(state: State, event: Event) -> list[WhyNot]:
    """Why the table has no such move now; empty when it has one."""
    return [] if (state, event) in TABLE else [WhyNot.NOT_POSSIBLE_NOW]


def step(state: State, event: Event) -> State:
    """The next state; Refused(NOT_POSSIBLE_NOW) when the table has no such move."""
    try:
        return TABLE[state, event]
    except KeyError:
        raise Refused([WhyNot.NOT_POSSIBLE_NOW]) from None
