"""The lives of a reading and of an offer; nothing here has an edge that returns a person."""

from collections.abc import Mapping
from dataclasses import replace

from safeconduct.common.refusal import Refused, refuse_if

from .rules import reasons_not_to_close
from .terms import (
    Closing,
    OfferEvent,
    OfferState,
    Reading,
    ReadingKind,
    WhyNot,
)

OFFER: Mapping[tuple[OfferState, OfferEvent], OfferState] = {
    (OfferState.OPEN, OfferEvent.CONFIRM): OfferState.OPEN,
    (OfferState.OPEN, OfferEvent.PAUSE): OfferState.PAUSED,
    (OfferState.OPEN, OfferEvent.CLOSE): OfferState.CLOSED,
    (OfferState.PAUSED, OfferEvent.CONFIRM): OfferState.OPEN,
    (OfferState.PAUSED, OfferEvent.CLOSE): OfferState.CLOSED,
}


def step_offer(state: OfferState, event: OfferEvent) -> OfferState:
    """The next state of an offer; Refused(NOT_POSSIBLE_NOW) when the table has no such move."""
    try:
        return OFFER[state, event]
    except KeyError:
        raise Refused([WhyNot.NOT_POSSIBLE_NOW]) from None


def close(reading: Reading, closing: Closing) -> tuple[Reading, ReadingKind]:
    """The closed reading and the kind that opens the same day.

    A reading never ends in nothing. Raises Refused with every reason when the decision is not
    one of an authority that may close it.
    """
    refuse_if(reasons_not_to_close(reading, closing))
    return replace(reading, closing=closing), closing.to
