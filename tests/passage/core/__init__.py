"""The invented crossing that the tests of the passage room share: three people, two desks."""

from datetime import UTC, datetime, timedelta

from safeconduct.common.period import Period
from safeconduct.passage.core.catalogue import limits, signal_codes
from safeconduct.passage.core.rules import (
    canonical,
    notice_digest,
    read_back_code,
    required_checks,
)
from safeconduct.passage.core.terms import (
    Ack,
    Addressee,
    Answer,
    Approval,
    ApproveFacts,
    Check,
    Crossing,
    DeskRole,
    FamilyFirst,
    GoFacts,
    HarmAnswer,
    Mode,
    Notice,
    NoticeState,
    WeaponState,
)

NOW = datetime(2027, 1, 14, 6, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
NONCE, NONCE_2 = "0123456789abcdef" * 2, "fedcba9876543210" * 2
DESKS = (Addressee("desk-1", "Duty desk 1"), Addressee("desk-2", "Duty desk 2"))
NOTICE = Notice(
    notice_id="7d1e",
    revision=2,
    mode=Mode.FOOT,
    head_count=3,
    unwitting=1,
    window=Period(NOW - 60 * MINUTE, NOW + 120 * MINUTE),
    signals=("foot_hands_up", "foot_call_out"),
    weapon_state=WeaponState.LEFT_BEHIND,
    reception_point="R-4",
    corridor_cells=("K-7", "K-8"),
    corridor_revision=5,
    nonce=NONCE,
)
CROSSING = Crossing(
    mode=Mode.FOOT,
    head_count=3,
    unwitting=1,
    harm=HarmAnswer.NOBODY,
    family_first=FamilyFirst.FULFILLED,
    duress=False,
)


def ack_for(desk: Addressee, notice: Notice = NOTICE, age_minutes: int = 5) -> Ack:
    """A good read-back of `notice` by the duty officer of `desk`."""
    return Ack(
        notice_id=notice.notice_id,
        revision=notice.revision,
        addressee_id=desk.addressee_id,
        officer="Duty officer Havrylo",
        code=read_back_code(canonical(notice), desk.addressee_id),
        answer=Answer.WILL_COMPLY,
        given_at=NOW - age_minutes * MINUTE,
    )


GOOD = GoFacts(
    notice=NOTICE,
    notice_state=NoticeState.SENT,
    approval=Approval(notice_digest(NOTICE), "olena", "marta"),
    addressees=DESKS,
    acks=tuple(ack_for(desk) for desk in DESKS),
    crossing=CROSSING,
    checks=tuple(Check(kind, True, NOW - 10 * MINUTE) for kind in required_checks(Mode.FOOT)),
    corridor_in_force=5,
    limits=limits(),
)
PLAN = ApproveFacts(
    notice=NOTICE,
    crossing=CROSSING,
    proposed_by="olena",
    proposer_role=DeskRole.PASSAGE_COORDINATOR,
    approved_by="marta",
    approver_role=DeskRole.SUPERVISOR,
    addressees=DESKS,
    listed_signals=signal_codes(Mode.FOOT),
    limits=limits(),
)
