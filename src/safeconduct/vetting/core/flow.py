"""The life of the vetting track as one table; every result can be reopened."""

from collections.abc import Mapping

from safeconduct.casework.core.terms import Vetting
from safeconduct.common.refusal import Refused

from .terms import Event, Result, WhyNot

TABLE: Mapping[tuple[Vetting, Event], Vetting] = {
    (Vetting.NONE, Event.START): Vetting.OPEN,
    (Vetting.OPEN, Event.CONCLUDE_CLEAR): Vetting.CLEAR,
    (Vetting.OPEN, Event.CONCLUDE_LIMITED): Vetting.LIMITED,
    (Vetting.OPEN, Event.CONCLUDE_ADVERSE): Vetting.ADVERSE,
    (Vetting.CLEAR, Event.REOPEN): Vetting.OPEN,
    (Vetting.LIMITED, Event.REOPEN): Vetting.OPEN,
    (Vetting.ADVERSE, Event.REOPEN): Vetting.OPEN,
}
CONCLUDES: Mapping[Result, Event] = {
    Result.CLEAR: Event.CONCLUDE_CLEAR,
    Result.LIMITED: Event.CONCLUDE_LIMITED,
    Result.ADVERSE: Event.CONCLUDE_ADVERSE,
}


def reasons_by_flow(state: Vetting, event: Event) -> list[WhyNot]:
    """Why the table has no such move now; empty when it has one."""
    return [] if (state, event) in TABLE else [WhyNot.NOT_POSSIBLE_NOW]


def step(state: Vetting, event: Event) -> Vetting:
    """The next state; Refused(NOT_POSSIBLE_NOW) when the table has no such move."""
    try:
        return TABLE[state, event]
    except KeyError:
        raise Refused([WhyNot.NOT_POSSIBLE_NOW]) from None
