"""Custody: one person records a move, another confirms it, and only then it is true."""

from uuid import UUID

from safeconduct.accounts.conflicts import refuse_in_conflict
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.services import touch
from safeconduct.accounts.signed import Signed
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Conflict, Reason, Unknown, refuse_if
from safeconduct.materiel.core import flow, rules
from safeconduct.materiel.core.terms import ItemEvent, ItemState, Kind, Waiting
from safeconduct.materiel.models import Claim, Move
from safeconduct.materiel.services.claims import lock_for, role_reasons
from safeconduct.record.services import Act, act


def withdraw_claim(me: Signed, claim_id: UUID) -> None:
    """The person takes the claim back, without a reason; a waiting move is turned down."""
    with act(me.actor, me.at) as a:
        row = lock_for(me, claim_id)
        state = ItemState(row.state)
        no = flow.reasons_not_to_move(state, ItemEvent.WITHDRAW, [me.actor.key_id])
        refuse_if([*role_reasons(me, Permission.CLAIM_REGISTER), *no])
        for waiting in Move.objects.filter(claim=row, status=Waiting.PENDING.value):
            _turn_down(a, row, waiting)
        _new_move(me, row, ItemEvent.WITHDRAW, Waiting.CONFIRMED)
        _set_state(row, ItemState.WITHDRAWN)
        a.note(Kind.CLAIM_WITHDRAWN, file=row.case_id, about=claim_id)


def _new_move(me: Signed, row: Claim, event: ItemEvent, status: Waiting) -> Move:
    state = ItemState(row.state)
    return Move.objects.create(
        id=new_id(),
        claim=row,
        claim_version=row.version,
        origin=state.value,
        event=event.value,
        target=flow.step(state, event).value,
        status=status.value,
        first_by=me.actor.officer_id,
        first_key=me.actor.key_id,
        first_at=me.at,
    )


def _set_state(row: Claim, target: ItemState) -> None:
    """Compare-and-set on state and version; Conflict when somebody was faster."""
    known = Claim.objects.filter(id=row.id, state=row.state, version=row.version)
    if known.update(state=target.value, version=row.version + 1) != 1:
        raise Conflict


def move_item(me: Signed, claim_id: UUID, event: ItemEvent, version: int) -> UUID:
    """Record a custody move; the state changes only when a second person confirms it.

    Returns the move's id. Conflict when the item moved since the page was made.
    """
    with act(me.actor, me.at) as a:
        row = lock_for(me, claim_id)
        if row.version != version:
            raise Conflict
        waits = Move.objects.filter(claim=row, status=Waiting.PENDING.value).exists()
        no = rules.reasons_not_to_record_move(ItemState(row.state), event, waits)
        refuse_if([*role_reasons(me, Permission.ITEM_MOVE), *no])
        made = _new_move(me, row, event, Waiting.PENDING)
        a.note(Kind.MOVE_RECORDED, file=row.case_id, about=made.id, event=event.value)
    return made.id


def _lock_move(me: Signed, move_id: UUID) -> tuple[Claim, Move]:
    """The claim first, then the move: everywhere in this order."""
    known = Move.objects.filter(id=move_id).first()
    if known is None:
        raise Unknown
    row = lock_for(me, known.claim_id)
    return row, Move.objects.select_for_update(no_key=True).get(id=move_id)


def confirm_move(me: Signed, move_id: UUID) -> ItemState:
    """The second person confirms: another officer with the same permission, on the case."""
    with act(me.actor, me.at) as a:
        row, waiting = _lock_move(me, move_id)
        refuse_in_conflict(me.actor, [row.case_id])
        first, second = str(waiting.first_by), str(me.actor.officer_id)
        no: list[Reason] = [*role_reasons(me, Permission.ITEM_MOVE)]
        no += rules.reasons_not_to_confirm_move(Waiting(waiting.status), first, second)
        refuse_if(no)
        state, event = ItemState(row.state), ItemEvent(waiting.event)
        refuse_if(flow.reasons_not_to_move(state, event, [first, second]))
        waiting.status = Waiting.CONFIRMED.value
        waiting.second_by, waiting.second_key = me.actor.officer_id, me.actor.key_id
        waiting.second_at = me.at
        waiting.save(update_fields=["status", "second_by", "second_key", "second_at"])
        target = flow.step(state, event)
        _set_state(row, target)
        touch(row.case_id, me.at)
        a.note(
            Kind.ITEM_MOVED, file=row.case_id, about=row.id, event=event.value,
            state=target.value,
        )  # fmt: skip
    return target


def turn_down_move(me: Signed, move_id: UUID) -> None:
    """Take back or turn down a recorded move; either of the two may."""
    with act(me.actor, me.at) as a:
        row, waiting = _lock_move(me, move_id)
        ended = rules.reasons_not_to_confirm_move(Waiting(waiting.status), "", "nobody")
        refuse_if([*role_reasons(me, Permission.ITEM_MOVE), *ended])
        _turn_down(a, row, waiting)


def _turn_down(a: Act, row: Claim, waiting: Move) -> None:
    Move.objects.filter(id=waiting.id).update(status=Waiting.TURNED_DOWN.value)
    a.note(Kind.MOVE_TURNED_DOWN, file=row.case_id, about=waiting.id, event=waiting.event)
