"""The notice: proposed by one, approved by another, passed on, read back by named people."""

import secrets
from uuid import UUID

from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.signed import Signed
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Conflict, Refused, Unknown, refuse_if
from safeconduct.passage.core.catalogue import limits, signal_codes
from safeconduct.passage.core.flow import ENDED, TABLE, step
from safeconduct.passage.core.rules import (
    notice_digest,
    reasons_not_to_accept,
    reasons_not_to_approve,
    reasons_not_to_propose,
)
from safeconduct.passage.core.terms import (
    NONCE_LENGTH,
    Ack,
    AckFacts,
    Addressee,
    Answer,
    ApproveFacts,
    Crossing,
    DeskRole,
    Kind,
    Notice,
    NoticeEvent,
    NoticeState,
    Plan,
    WhyNot,
)
from safeconduct.passage.models import AckRow, AddresseeRow, CrossingRow, NoticeRow
from safeconduct.passage.queries import (
    LOCATION,
    ack_json,
    crossing_of,
    live_notice,
    notice_json,
    notice_of,
    state_of,
)
from safeconduct.passage.services.go import (
    desk_role,
    desk_role_of,
    enter,
    hold,
    lock_crossing,
    require_live,
    settle,
)
from safeconduct.record.services import Act, act
from safeconduct.vault.opening import FileKeys


def propose_notice(me: Signed, file_id: UUID, plan: Plan) -> UUID:
    """Propose the next revision; returns its id. Refused while another one is in life."""
    keys = enter(me, file_id, Permission.NOTICE_PROPOSE)
    with act(me.actor, me.at) as a:
        crossing = lock_crossing(file_id)
        _end_past(a, crossing)
        refuse_if([WhyNot.NOT_FROM_HERE] if live_notice(crossing) else [])
        return _propose(a, me, keys, crossing, plan)


def revise_notice(me: Signed, file_id: UUID, plan: Plan) -> UUID:
    """End the revision in life and propose the next one. Every read-back is needed anew.

    That is so by construction: addressees and read-backs belong to one revision.
    """
    keys = enter(me, file_id, Permission.NOTICE_PROPOSE)
    with act(me.actor, me.at) as a:
        crossing = lock_crossing(file_id)
        row = require_live(crossing)
        agreed = (NoticeState(row.state), NoticeEvent.SUPERSEDE) in TABLE
        # A proposal that nobody has approved was never agreed: it is dropped, not superseded.
        _move(a, row, NoticeEvent.SUPERSEDE if agreed else NoticeEvent.CANCEL)
        return _propose(a, me, keys, crossing, plan)


def _end_past(a: Act, crossing: CrossingRow) -> None:
    """A notice whose window is over leaves its place to the next one."""
    row = live_notice(crossing)
    if row is not None and state_of(row, a.at) in ENDED:
        _move(a, row, NoticeEvent.EXPIRE)


def _move(a: Act, row: NoticeRow, event: NoticeEvent, **columns: object) -> NoticeState:
    """One step of the table, compare-and-set; an ended revision is HOLD from then on."""
    after = step(NoticeState(row.state), event)
    rows = NoticeRow.objects.filter(id=row.id, state=row.state)
    if rows.update(state=after.value, **columns) != 1:
        raise Conflict
    if after in ENDED:
        hold(a, row)
    return after


def _propose(a: Act, me: Signed, keys: FileKeys, crossing: CrossingRow, plan: Plan) -> UUID:
    known = crossing_of(keys, crossing)
    newest = NoticeRow.objects.filter(crossing=crossing).order_by("-revision").first()
    notice = _notice(plan, known, newest.revision + 1 if newest else 1)
    role = desk_role(me.actor.roles)
    desks = tuple(Addressee(new_id().hex, code) for code, _ in plan.addressees)
    first, nobody = me.actor.officer_id.hex, ""
    facts = _facts(notice, known, desks, (first, role), (nobody, DeskRole.OTHER))
    refuse_if(reasons_not_to_propose(facts, me.at))
    row = _store(me, keys, crossing, notice)
    for desk, (code, name) in zip(desks, plan.addressees, strict=True):
        desk_id = UUID(desk.addressee_id)
        sealed = keys.seal(LOCATION, "passage.addressee.name", desk_id, name)
        AddresseeRow.objects.create(id=desk_id, notice=row, code=code, sealed=sealed)
    CrossingRow.objects.filter(id=crossing.id).update(corridor_in_force=notice.revision)
    a.note(
        Kind.NOTICE_PROPOSED, file=keys.file_id, about=row.id, revision=row.revision,
        digest=row.digest, addressees=len(desks),
    )  # fmt: skip
    settle(a, me, keys, keys.file_id)
    return row.id


def _notice(plan: Plan, known: Crossing, revision: int) -> Notice:
    """The plan with the people as they are known now, and a fresh nonce.

    The authority's corridor gets the number of the revision that carries it. A head count that
    nobody has confirmed stands as 1 here; such a notice is refused before it is stored.
    """
    return Notice(
        notice_id=new_id().hex,
        revision=revision,
        mode=known.mode,
        head_count=known.head_count or 1,
        unwitting=known.unwitting if known.head_count else 0,
        window=plan.window,
        signals=plan.signals,
        weapon_state=plan.weapon_state,
        reception_point=plan.reception_point,
        corridor_cells=plan.corridor_cells,
        corridor_revision=revision,
        nonce=secrets.token_hex(NONCE_LENGTH // 2),
    )


def _facts(
    notice: Notice,
    known: Crossing,
    desks: tuple[Addressee, ...],
    first: tuple[str, DeskRole],
    second: tuple[str, DeskRole],
) -> ApproveFacts:
    return ApproveFacts(
        notice=notice,
        crossing=known,
        proposed_by=first[0],
        proposer_role=first[1],
        approved_by=second[0],
        approver_role=second[1],
        addressees=desks,
        listed_signals=signal_codes(notice.mode),
        limits=limits(),
    )


def _store(me: Signed, keys: FileKeys, crossing: CrossingRow, notice: Notice) -> NoticeRow:
    notice_id = UUID(notice.notice_id)
    text = notice_json(notice)
    return NoticeRow.objects.create(
        id=notice_id,
        crossing=crossing,
        revision=notice.revision,
        state=step(NoticeState.DRAFT, NoticeEvent.PROPOSE).value,
        window_start=notice.window.start,
        window_end=notice.window.end,
        digest=notice_digest(notice),
        sealed=keys.seal(LOCATION, "passage.notice.content", notice_id, text),
        proposed_by=me.actor.officer_id,
        proposed_at=me.at,
    )


def _two_people(
    keys: FileKeys, crossing: CrossingRow, row: NoticeRow, second: UUID
) -> ApproveFacts:
    """The facts of an approval, with both people's roles as they are now."""
    desks = tuple(
        Addressee(desk.id.hex, desk.code) for desk in AddresseeRow.objects.filter(notice=row)
    )
    return _facts(
        notice_of(keys, row),
        crossing_of(keys, crossing),
        desks,
        (row.proposed_by.hex, desk_role_of(row.proposed_by)),
        (second.hex, desk_role_of(second)),
    )


def approve_notice(me: Signed, file_id: UUID, digest: str) -> None:
    """A second person agrees to exactly this digest's content; Conflict if it differs."""
    keys = enter(me, file_id, Permission.NOTICE_APPROVE)
    with act(me.actor, me.at) as a:
        crossing = lock_crossing(file_id)
        row = require_live(crossing)
        facts = _two_people(keys, crossing, row, me.actor.officer_id)
        if not notice_digest(facts.notice) == row.digest == digest:
            raise Conflict
        refuse_if(reasons_not_to_approve(facts, me.at))
        _move(
            a, row, NoticeEvent.APPROVE, approved_by=me.actor.officer_id,
            approved_at=me.at, approved_digest=digest,
        )  # fmt: skip
        a.note(
            Kind.NOTICE_APPROVED, file=file_id, about=row.id, revision=row.revision,
            digest=digest,
        )  # fmt: skip
        settle(a, me, keys, file_id)


def send_notice(me: Signed, file_id: UUID) -> None:
    """Record that the approved notice was passed to every addressee, by voice or on paper.

    Everything an approval needs must still hold: harm, duress or other people stop it here.
    """
    keys = enter(me, file_id, Permission.NOTICE_PROPOSE)
    with act(me.actor, me.at) as a:
        crossing = lock_crossing(file_id)
        row = require_live(crossing)
        if row.approved_by is None:
            raise Refused([WhyNot.NOT_APPROVED])
        facts = _two_people(keys, crossing, row, row.approved_by)
        refuse_if(reasons_not_to_approve(facts, me.at))
        _move(a, row, NoticeEvent.SEND)
        a.note(Kind.NOTICE_SENT, file=file_id, about=row.id, revision=row.revision)
        settle(a, me, keys, file_id)


def cancel_notice(me: Signed, file_id: UUID) -> None:
    """Cancel the revision in life; stopping needs no second person and no key."""
    enter(me, file_id, Permission.NOTICE_APPROVE)
    with act(me.actor, me.at) as a:
        row = require_live(lock_crossing(file_id))
        _move(a, row, NoticeEvent.CANCEL)
        a.note(Kind.NOTICE_CANCELLED, file=file_id, about=row.id, revision=row.revision)


def withdraw_corridor(me: Signed, file_id: UUID) -> None:
    """The authority withdrew its corridor: HOLD until a new revision brings another."""
    keys = enter(me, file_id, Permission.NOTICE_APPROVE)
    with act(me.actor, me.at) as a:
        crossing = lock_crossing(file_id)
        CrossingRow.objects.filter(id=crossing.id).update(corridor_in_force=None)
        a.note(Kind.CORRIDOR_WITHDRAWN, file=file_id, about=crossing.id)
        settle(a, me, keys, file_id)


def acknowledge(
    me: Signed, file_id: UUID, addressee_id: UUID, *, officer: str, code: str, answer: Answer
) -> None:
    """Enter what a named duty officer read back on the line.

    A yes counts only with the right code for this revision. "Cannot comply" is always taken,
    whatever the code: doubt holds. A newer read-back takes the place of the older one.
    """
    keys = enter(me, file_id, Permission.NOTICE_ACKNOWLEDGE)
    with act(me.actor, me.at) as a:
        row = require_live(lock_crossing(file_id))
        desk = AddresseeRow.objects.filter(id=addressee_id).first()
        if desk is None or desk.notice.crossing_id != row.crossing_id:
            raise Unknown
        said = Ack(
            row.id.hex, desk.notice.revision, desk.id.hex, officer.strip(), code, answer, me.at
        )
        reasons = _reasons(me, keys, row, desk, said)
        if answer is Answer.WILL_COMPLY or desk.notice_id != row.id:
            refuse_if(reasons)
        ack_id = _keep(me, keys, desk, said, WhyNot.ACK_WRONG_CODE not in reasons)
        a.note(
            Kind.NOTICE_ACKNOWLEDGED, file=file_id, about=ack_id, desk=desk.code,
            answer=answer.value, revision=row.revision,
        )  # fmt: skip
        settle(a, me, keys, file_id)


def _reasons(
    me: Signed, keys: FileKeys, row: NoticeRow, desk: AddresseeRow, said: Ack
) -> tuple[WhyNot, ...]:
    facts = AckFacts(
        notice=notice_of(keys, row),
        notice_state=state_of(row, me.at),
        addressee=Addressee(desk.id.hex, desk.code),
        ack=said,
        limits=limits(),
    )
    return reasons_not_to_accept(facts, me.at)


def _keep(me: Signed, keys: FileKeys, desk: AddresseeRow, said: Ack, code_ok: bool) -> UUID:
    AckRow.objects.filter(addressee=desk, current=True).update(current=False)
    ack_id = new_id()
    AckRow.objects.create(
        id=ack_id,
        addressee=desk,
        answer=said.answer.value,
        code_ok=code_ok,
        sealed=keys.seal(LOCATION, "passage.ack.said", ack_id, ack_json(said)),
        given_at=me.at,
        entered_by=me.actor.officer_id,
    )
    return ack_id
