"""The life of one item from claim to certificate, as one table of moves.

There is no `located` state: before a handover we ask nobody where equipment stands, since that
would be targeting. Storage is a line in the custody chain, not a state. The order follows the
disarmament sequence of IDDRS 4.10 and MOSAIC 05.40, 05.50, 05.55: collect, make safe, register,
decide, destroy or deactivate, certify. A rejected item that is already with us is handed to the
receiving state's engineers against a signed receipt; that custody line closes it here.
"""

from collections.abc import Collection, Mapping
from functools import cache
from types import MappingProxyType

from safeconduct.common.refusal import Refused
from safeconduct.materiel.core.terms import EquipmentTrack, ItemEvent, ItemState, Move, WhyNot

_S, _E = ItemState, ItemEvent

# Two people behind every move, as in UN practice (two keys, witnesses); the one exception is
# the person's own withdrawal, which needs nobody's leave.
_TWO = 2

TABLE: Mapping[tuple[ItemState, ItemEvent], Move] = MappingProxyType(
    {
        (_S.CLAIMED, _E.WITHDRAW): Move(_S.WITHDRAWN, 1),
        (_S.CLAIMED, _E.REJECT): Move(_S.REJECTED, _TWO),
        (_S.CLAIMED, _E.RECEIVE): Move(_S.RECEIVED, _TWO),
        (_S.RECEIVED, _E.REJECT): Move(_S.REJECTED, _TWO),
        (_S.RECEIVED, _E.MAKE_SAFE): Move(_S.MADE_SAFE, _TWO),
        (_S.MADE_SAFE, _E.REJECT): Move(_S.REJECTED, _TWO),
        (_S.MADE_SAFE, _E.IDENTIFY): Move(_S.IDENTIFIED, _TWO),
        (_S.IDENTIFIED, _E.REJECT): Move(_S.REJECTED, _TWO),
        (_S.IDENTIFIED, _E.VERIFY): Move(_S.VERIFIED, _TWO),
        (_S.VERIFIED, _E.REOPEN): Move(_S.IDENTIFIED, _TWO),
        (_S.VERIFIED, _E.DECIDE_DISPOSITION): Move(_S.DISPOSITION_DECIDED, _TWO),
        (_S.DISPOSITION_DECIDED, _E.REOPEN): Move(_S.IDENTIFIED, _TWO),
        (_S.DISPOSITION_DECIDED, _E.DESTROY): Move(_S.DESTROYED, _TWO),
        (_S.DISPOSITION_DECIDED, _E.DEACTIVATE): Move(_S.DEACTIVATED, _TWO),
        (_S.DISPOSITION_DECIDED, _E.HOLD_AS_EVIDENCE): Move(_S.HELD_AS_EVIDENCE, _TWO),
        (_S.HELD_AS_EVIDENCE, _E.RELEASE_FROM_EVIDENCE): Move(_S.DISPOSITION_DECIDED, _TWO),
        (_S.HELD_AS_EVIDENCE, _E.CERTIFY): Move(_S.CERTIFIED, _TWO),
        (_S.DESTROYED, _E.CERTIFY): Move(_S.CERTIFIED, _TWO),
        (_S.DEACTIVATED, _E.CERTIFY): Move(_S.CERTIFIED, _TWO),
    }
)

START = ItemState.CLAIMED
ENDS = frozenset({ItemState.CERTIFIED, ItemState.WITHDRAWN, ItemState.REJECTED})

_TRACKS: Mapping[ItemState, EquipmentTrack] = MappingProxyType(
    {
        _S.CLAIMED: EquipmentTrack.PROMISED,
        _S.RECEIVED: EquipmentTrack.RECEIVED,
        _S.MADE_SAFE: EquipmentTrack.RECEIVED,
        _S.IDENTIFIED: EquipmentTrack.RECEIVED,
        _S.VERIFIED: EquipmentTrack.VERIFIED,
        _S.DISPOSITION_DECIDED: EquipmentTrack.VERIFIED,
        _S.DESTROYED: EquipmentTrack.DISPOSED,
        _S.DEACTIVATED: EquipmentTrack.DISPOSED,
        _S.HELD_AS_EVIDENCE: EquipmentTrack.DISPOSED,
        _S.CERTIFIED: EquipmentTrack.DISPOSED,
        _S.WITHDRAWN: EquipmentTrack.NONE,
        _S.REJECTED: EquipmentTrack.NONE,
    }
)


def move_for(state: ItemState, event: ItemEvent) -> Move:
    """The move an event makes from a state; Refused when the table has none."""
    move = TABLE.get((state, event))
    if move is None:
        raise Refused([WhyNot.CANNOT_MOVE_SO])
    return move


def step(state: ItemState, event: ItemEvent) -> ItemState:
    """The next state; Refused when the event cannot happen here."""
    return move_for(state, event).to


@cache
def events_from(state: ItemState) -> tuple[ItemEvent, ...]:
    """Events that may happen in a state, in the order of the table; empty at an end."""
    return tuple(event for (origin, event) in TABLE if origin is state)


def reasons_not_to_move(
    state: ItemState, event: ItemEvent, people: Collection[str]
) -> list[WhyNot]:
    """Every reason against a move by these people (opaque ids; blanks do not count)."""
    move = TABLE.get((state, event))
    if move is None:
        return [WhyNot.CANNOT_MOVE_SO]
    named = {person.strip() for person in people} - {""}
    if len(named) >= move.people:
        return []
    return [WhyNot.NEEDS_TWO_PEOPLE if move.people == _TWO else WhyNot.NEEDS_A_NAME]


def track(state: ItemState) -> EquipmentTrack:
    """The coarse track a case shows for an item in this state."""
    return _TRACKS[state]


def is_verified(state: ItemState) -> bool:
    """Whether the item has been verified and still counts as such."""
    return track(state) in {EquipmentTrack.VERIFIED, EquipmentTrack.DISPOSED}
