"""Read-back, GO and HOLD, approval, handover and help in kind."""

import hashlib
import unicodedata
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.common.money import Money
from safeconduct.common.period import Period
from safeconduct.passage.core.catalogue import ceiling_of, limits
from safeconduct.passage.core.flow import revised
from safeconduct.passage.core.rules import (
    CODE_ALPHABET,
    CODE_LENGTH,
    as_read,
    canonical,
    concern_of,
    go,
    missing_items,
    notice_digest,
    read_back_code,
    reasons_not_to_accept,
    reasons_not_to_approve,
    reasons_not_to_propose,
    reasons_not_to_spend,
    reasons_not_to_tell,
    reasons_to_pause_handover,
    required_checks,
    shown,
    too_fine,
)
from safeconduct.passage.core.terms import (
    Ack,
    AckFacts,
    Answer,
    Approval,
    ApproveFacts,
    Check,
    CheckKind,
    Concern,
    CostKind,
    DeskRole,
    FamilyFirst,
    GoFacts,
    GoState,
    HandoverFacts,
    HarmAnswer,
    Mode,
    NoticeState,
    SpendFacts,
    WeaponState,
    WhyNot,
)
from tests.passage.core import (
    CROSSING,
    DESKS,
    GOOD,
    MINUTE,
    NONCE_2,
    NOTICE,
    NOW,
    PLAN,
    ack_for,
)

# Read-back codes


def test_a_code_can_be_read_on_either_keyboard() -> None:
    code = read_back_code(canonical(NOTICE), "desk-1")
    assert len(code) == CODE_LENGTH == 6
    assert set(code) <= set(CODE_ALPHABET)
    assert not set(CODE_ALPHABET) & set("01OILSZBGUVQ")
    assert len(set(CODE_ALPHABET)) == 18
    assert as_read(" асе-hкм ") == "ACEHKM"


def test_a_code_follows_its_written_rule() -> None:
    text = canonical(NOTICE)
    mix = b"safeconduct/passage/read-back/v1" + b"\0\0\0\x06" + b"desk-1" + text
    number = int(hashlib.sha256(mix).hexdigest(), 16)
    expected = "".join(CODE_ALPHABET[number // 18**place % 18] for place in range(6))
    assert read_back_code(text, "desk-1") == expected


def test_canonical_text_is_fixed() -> None:
    assert canonical(NOTICE) == (
        b'{"corridor_cells":["K-7","K-8"],"corridor_revision":5,"head_count":3,"mode":"foot",'
        b'"nonce":"0123456789abcdef0123456789abcdef","notice_id":"7d1e","reception_point":"R-4",'
        b'"revision":2,"signals":["foot_hands_up","foot_call_out"],"unwitting":1,'
        b'"weapon_state":"left_behind","window":{"end":"2027-01-14T08:30:00+00:00",'
        b'"start":"2027-01-14T05:30:00+00:00"}}'
    )


def test_the_same_notice_gives_the_same_bytes() -> None:
    kyiv = timezone(timedelta(hours=2))
    window = Period(NOTICE.window.start.astimezone(kyiv), NOTICE.window.end.astimezone(kyiv))
    composed = replace(NOTICE, corridor_cells=("Район Й",))
    apart = unicodedata.normalize("NFD", "Район Й")
    assert canonical(replace(NOTICE, window=window)) == canonical(NOTICE)
    assert canonical(replace(NOTICE, corridor_cells=(apart,))) == canonical(composed)


@given(st.text(max_size=20), st.text(max_size=20), st.binary(max_size=60))
def test_codes_differ_between_addressees(one: str, other: str, text: bytes) -> None:
    same = read_back_code(text, one) == read_back_code(text, other)
    assert same == (one == other)


def judge(ack: Ack, at: datetime = NOW, state: NoticeState = NoticeState.SENT) -> set[WhyNot]:
    return set(reasons_not_to_accept(AckFacts(NOTICE, state, DESKS[0], ack, limits()), at))


def test_a_read_back_by_a_named_officer_counts() -> None:
    assert judge(ack_for(DESKS[0])) == set()
    typed = ack_for(DESKS[0]).code.lower()
    assert judge(replace(ack_for(DESKS[0]), code=f"{typed[:3]} {typed[3:]}")) == set()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"officer": "  "}, WhyNot.ACK_NOT_NAMED),
        ({"code": "AAAAAA"}, WhyNot.ACK_WRONG_CODE),
        ({"code": ""}, WhyNot.ACK_WRONG_CODE),
        ({"revision": 1}, WhyNot.ACK_OTHER_REVISION),
        ({"notice_id": "other"}, WhyNot.ACK_OTHER_REVISION),
        ({"addressee_id": "desk-2"}, WhyNot.ACK_OTHER_ADDRESSEE),
        ({"given_at": NOW + MINUTE}, WhyNot.ACK_IN_FUTURE),
        ({"given_at": NOW - 30 * MINUTE}, WhyNot.ACK_EXPIRED),
        ({"answer": Answer.CANNOT_COMPLY}, WhyNot.CANNOT_COMPLY),
    ],
)
def test_one_flaw_spoils_a_read_back(change: dict[str, object], reason: WhyNot) -> None:
    assert judge(replace(ack_for(DESKS[0]), **change)) == {reason}  # type: ignore[arg-type]


def test_the_code_of_another_desk_does_not_count() -> None:
    borrowed = replace(ack_for(DESKS[0]), code=ack_for(DESKS[1]).code)
    assert judge(borrowed) == {WhyNot.ACK_WRONG_CODE}


def test_a_read_back_counts_only_while_the_notice_is_sent_and_its_window_lasts() -> None:
    for state in set(NoticeState) - {NoticeState.SENT}:
        assert judge(ack_for(DESKS[0]), state=state) == {WhyNot.NOT_SENT}
    late = replace(ack_for(DESKS[0]), given_at=NOTICE.window.end - MINUTE)
    assert judge(late, NOTICE.window.end) == {WhyNot.ACK_EXPIRED}


# Harm and duress


@given(st.sampled_from(HarmAnswer), st.booleans())
def test_a_concern_is_open_exactly_when_go_would_hold_for_it(
    harm: HarmAnswer, duress: bool
) -> None:
    known = replace(CROSSING, harm=harm, duress=duress)
    against = {WhyNot.HARMS_SOMEONE, WhyNot.HARM_NOT_ASKED, WhyNot.DURESS}
    named = against & set(go(replace(GOOD, crossing=known), NOW).reasons)
    assert (concern_of(known) is Concern.NONE) == (not named)
    serious = {WhyNot.HARMS_SOMEONE, WhyNot.DURESS}
    assert (concern_of(known) is Concern.OPEN) == bool(serious & named)


@given(st.sampled_from(Concern), st.sampled_from(Concern), st.booleans())
def test_whoever_recorded_a_concern_cannot_lift_it(
    before: Concern, after: Concern, same: bool
) -> None:
    reasons = reasons_not_to_tell(before, "olena", after, "olena" if same else "vasyl")
    lifted = before is Concern.OPEN and after is not Concern.OPEN
    assert reasons == ((WhyNot.CONCERN_LIFTED_ALONE,) if lifted and same else ())


# GO and HOLD


def test_go_when_everything_is_in_place() -> None:
    computed = go(GOOD, NOW)
    assert (computed.state, computed.reasons) == (GoState.GO, ())
    assert computed.expires_at == NOW + 20 * MINUTE  # reception: 30 min from 10 min ago
    assert shown(computed, NOW + 19 * MINUTE) is GoState.GO
    assert shown(computed, NOW + 20 * MINUTE) is GoState.HOLD


def with_crossing(**change: object) -> GoFacts:
    return replace(GOOD, crossing=replace(CROSSING, **change))  # type: ignore[arg-type]


def with_check(kind: CheckKind, passed: bool, at: datetime) -> GoFacts:
    others = tuple(check for check in GOOD.checks if check.kind is not kind)
    return replace(GOOD, checks=(*others, Check(kind, passed, at)))


ALONE = Approval(notice_digest(NOTICE), "olena", "olena")
UNSIGNED = Approval(notice_digest(NOTICE), "olena", "")
OTHER_TEXT = Approval("0" * 64, "olena", "marta")
REFUSAL = replace(ack_for(DESKS[1], age_minutes=1), answer=Answer.CANNOT_COMPLY)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (replace(GOOD, approval=None), WhyNot.NOT_APPROVED),
        (replace(GOOD, approval=ALONE), WhyNot.NOT_APPROVED),
        (replace(GOOD, approval=UNSIGNED), WhyNot.NOT_APPROVED),
        (replace(GOOD, approval=OTHER_TEXT), WhyNot.NOT_APPROVED),
        (replace(GOOD, addressees=()), WhyNot.NO_ADDRESSEE),
        (replace(GOOD, acks=GOOD.acks[:1]), WhyNot.NOT_ACKNOWLEDGED),
        (replace(GOOD, acks=(*GOOD.acks, REFUSAL)), WhyNot.CANNOT_COMPLY),
        (replace(GOOD, corridor_in_force=None), WhyNot.CORRIDOR_WITHDRAWN),
        (replace(GOOD, corridor_in_force=6), WhyNot.CORRIDOR_WITHDRAWN),
        (with_crossing(head_count=2), WhyNot.HEAD_COUNT_MISMATCH),
        (with_crossing(head_count=4), WhyNot.HEAD_COUNT_MISMATCH),
        (with_crossing(unwitting=2), WhyNot.HEAD_COUNT_MISMATCH),
        (with_crossing(head_count=None), WhyNot.HEAD_COUNT_UNKNOWN),
        (with_crossing(mode=Mode.VEHICLE), WhyNot.MODE_DIFFERS),
        (with_crossing(harm=HarmAnswer.SOMEONE), WhyNot.HARMS_SOMEONE),
        (with_crossing(harm=HarmAnswer.NOT_ASKED), WhyNot.HARM_NOT_ASKED),
        (with_crossing(family_first=FamilyFirst.WAITING), WhyNot.FAMILY_NOT_OUT),
        (with_crossing(duress=True), WhyNot.DURESS),
        (with_crossing(at_passage=False), WhyNot.NOT_AT_PASSAGE),
        (replace(GOOD, checks=GOOD.checks[:-1]), WhyNot.CHECK_MISSING),
        (with_check(CheckKind.COLD, False, NOW), WhyNot.CHECK_FAILED),
        (with_check(CheckKind.COLD, True, NOW - 60 * MINUTE), WhyNot.CHECK_STALE),
        (with_check(CheckKind.LIGHT, True, NOW - 1440 * MINUTE), WhyNot.CHECK_STALE),
        (with_check(CheckKind.LIGHT, True, NOW + MINUTE), WhyNot.CHECK_MISSING),
        (with_check(CheckKind.LIGHT, False, NOW + MINUTE), WhyNot.CHECK_FAILED),
    ],
)
def test_one_flaw_holds_and_is_named(facts: GoFacts, reason: WhyNot) -> None:
    computed = go(facts, NOW)
    assert (computed.state, computed.reasons) == (GoState.HOLD, (reason,))
    assert computed.expires_at == NOW
    assert shown(computed, NOW) is GoState.HOLD


@pytest.mark.parametrize("state", sorted(set(NoticeState) - {NoticeState.SENT}))
def test_only_a_sent_notice_can_go(state: NoticeState) -> None:
    reasons = go(replace(GOOD, notice_state=state), NOW).reasons
    assert set(reasons) == {WhyNot.NOT_SENT, WhyNot.NOT_ACKNOWLEDGED}


def test_the_window_is_kept_to_the_moment() -> None:
    start, end = NOTICE.window.start, NOTICE.window.end
    assert WhyNot.WINDOW_NOT_OPEN in go(GOOD, start - MINUTE).reasons
    assert WhyNot.WINDOW_NOT_OPEN not in go(GOOD, start).reasons
    assert WhyNot.WINDOW_PAST not in go(GOOD, end - MINUTE).reasons
    assert WhyNot.WINDOW_PAST in go(GOOD, end).reasons


def test_a_later_yes_heals_a_no_and_a_tie_does_not() -> None:
    again = replace(ack_for(DESKS[1]), given_at=NOW)
    assert go(replace(GOOD, acks=(*GOOD.acks, REFUSAL, again)), NOW).state is GoState.GO
    tie = replace(REFUSAL, given_at=GOOD.acks[1].given_at)
    assert go(replace(GOOD, acks=(tie, *GOOD.acks)), NOW).reasons == (WhyNot.CANNOT_COMPLY,)


def test_a_no_holds_even_with_a_garbled_code() -> None:
    garbled = replace(REFUSAL, code="?", officer="")
    assert go(replace(GOOD, acks=(*GOOD.acks, garbled)), NOW).state is GoState.HOLD


def test_the_last_check_counts_and_a_tie_fails() -> None:
    worse = Check(CheckKind.COLD, False, NOW - 10 * MINUTE)
    assert go(replace(GOOD, checks=(worse, *GOOD.checks)), NOW).state is GoState.HOLD
    better = Check(CheckKind.COLD, True, NOW - 9 * MINUTE)
    assert go(replace(GOOD, checks=(worse, better, *GOOD.checks)), NOW).state is GoState.GO


def test_a_sea_crossing_needs_a_look_at_the_water() -> None:
    assert CheckKind.WATER in required_checks(Mode.SEA)
    assert all(CheckKind.WATER not in required_checks(mode) for mode in set(Mode) - {Mode.SEA})


def test_every_reason_is_shown_at_once() -> None:
    facts = replace(with_crossing(duress=True, head_count=2), acks=(), checks=(), approval=None)
    assert set(go(facts, NOW).reasons) == {
        WhyNot.DURESS,
        WhyNot.HEAD_COUNT_MISMATCH,
        WhyNot.NOT_ACKNOWLEDGED,
        WhyNot.CHECK_MISSING,
        WhyNot.NOT_APPROVED,
    }


def test_the_hash_stands_for_the_inputs() -> None:
    assert go(GOOD, NOW).input_hash == go(GOOD, NOW + MINUTE).input_hash
    assert go(GOOD, NOW).input_hash != go(with_crossing(head_count=2), NOW).input_hash
    assert len(go(GOOD, NOW).input_hash) == 64


def test_a_new_revision_resets_every_acknowledgement() -> None:
    after = revised(NOTICE, nonce=NONCE_2, head_count=2)
    facts = replace(
        with_crossing(head_count=2),
        notice=after,
        approval=Approval(notice_digest(after), "olena", "marta"),
    )
    assert go(facts, NOW).reasons == (WhyNot.NOT_ACKNOWLEDGED,)
    relabelled = tuple(replace(ack, revision=after.revision) for ack in GOOD.acks)
    assert go(replace(facts, acks=relabelled), NOW).reasons == (WhyNot.NOT_ACKNOWLEDGED,)
    fresh = tuple(ack_for(desk, after) for desk in DESKS)
    assert go(replace(facts, acks=fresh), NOW).state is GoState.GO


@given(st.integers(min_value=0, max_value=59 * 60))
def test_go_never_outlives_what_carries_it(seconds: int) -> None:
    at = NOW + timedelta(seconds=seconds)
    computed = go(GOOD, at)
    assert (computed.state is GoState.GO) == (at < NOW + 20 * MINUTE)
    if computed.state is GoState.GO:
        assert go(GOOD, computed.expires_at).state is GoState.HOLD
        assert go(GOOD, computed.expires_at - timedelta(seconds=1)).state is GoState.GO


# Approval, corridor, handover


def test_two_people_may_approve_a_plan_that_harms_nobody() -> None:
    assert reasons_not_to_propose(PLAN, NOW) == ()
    assert reasons_not_to_approve(PLAN, NOW) == ()


def plan_with(**change: object) -> ApproveFacts:
    return replace(PLAN, notice=replace(NOTICE, **change))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (replace(PLAN, crossing=replace(CROSSING, harm=HarmAnswer.SOMEONE)), "HARMS_SOMEONE"),
        (
            replace(PLAN, crossing=replace(CROSSING, harm=HarmAnswer.NOT_ASKED)),
            "HARM_NOT_ASKED",
        ),
        (replace(PLAN, crossing=replace(CROSSING, head_count=2)), "HEAD_COUNT_MISMATCH"),
        (replace(PLAN, approved_by="olena"), "SAME_PERSON"),
        (replace(PLAN, approved_by=""), "SECOND_PERSON_MISSING"),
        (replace(PLAN, approver_role=DeskRole.OTHER), "APPROVER_ROLE"),
        (replace(PLAN, proposer_role=DeskRole.OTHER), "PROPOSER_ROLE"),
        (replace(PLAN, addressees=()), "NO_ADDRESSEE"),
        (plan_with(reception_point=" "), "NO_RECEPTION_POINT"),
        (plan_with(signals=()), "NO_SIGNAL"),
        (plan_with(signals=("sea_lights_on",)), "SIGNAL_NOT_LISTED"),
        (plan_with(corridor_cells=()), "CORRIDOR_MISSING"),
        (plan_with(corridor_cells=("K-7", "48.5123 N")), "CORRIDOR_TOO_FINE"),
        (plan_with(window=Period(NOW - MINUTE, NOW)), "WINDOW_PAST"),
        (plan_with(window=Period(NOW, NOW + 1441 * MINUTE)), "WINDOW_TOO_LONG"),
    ],
)
def test_one_flaw_stops_the_approval(facts: ApproveFacts, reason: str) -> None:
    assert reasons_not_to_approve(facts, NOW) == (WhyNot[reason],)


def test_a_plan_that_harms_companions_cannot_even_be_proposed() -> None:
    pilot = replace(CROSSING, unwitting=2, harm=HarmAnswer.SOMEONE)
    assert WhyNot.HARMS_SOMEONE in reasons_not_to_propose(replace(PLAN, crossing=pilot), NOW)


@pytest.mark.parametrize(
    "text",
    [
        "48.512",
        "37,812 E",
        "37U DQ 1234 5678",
        "37udq123456",
        "47°15'08\"",
        "892830828" + "f" * 6,
    ]
    + ["412345 5312345"],
)
def test_an_exact_corridor_is_refused(text: str) -> None:
    assert too_fine(text)


@pytest.mark.parametrize(
    "text", ["K-7", "37U DQ 12 56", "8828308281fffff", "between the two ponds", "48.5 N 37.8 E"]
)
def test_a_coarse_corridor_is_accepted(text: str) -> None:
    assert not too_fine(text)


def test_a_head_count_that_differs_pauses_the_handover_and_ends_no_protection() -> None:
    left = WeaponState.LEFT_BEHIND
    assert reasons_to_pause_handover(HandoverFacts(3, 3, left, left)) == ()
    for seen in (2, 4):
        paused = reasons_to_pause_handover(HandoverFacts(3, seen, left, left))
        assert paused == (WhyNot.HEAD_COUNT_MISMATCH,)
        assert "stays protected" in paused[0].value
    assert reasons_to_pause_handover(HandoverFacts(3, None, left, None)) == (
        WhyNot.HEAD_COUNT_UNKNOWN,
        WhyNot.WEAPONS_DIFFER,
    )


# Help in kind and checklists

SPEND = SpendFacts(
    kind=CostKind.FOOD,
    amount=Money(5000),
    spent=Money(0),
    ceiling=ceiling_of(CostKind.FOOD),
    cash_to_person=False,
    asked_by="olena",
    asker_role=DeskRole.PASSAGE_COORDINATOR,
    agreed_by="marta",
    agreer_role=DeskRole.SUPERVISOR,
)


def test_two_people_may_pay_a_vendor_for_food() -> None:
    assert reasons_not_to_spend(SPEND) == ()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"cash_to_person": True}, WhyNot.CASH_TO_PERSON),
        ({"amount": Money(0)}, WhyNot.AMOUNT_NOT_POSITIVE),
        ({"amount": Money(100, "EUR")}, WhyNot.OTHER_CURRENCY),
        ({"agreed_by": "olena"}, WhyNot.SAME_PERSON),
        ({"agreed_by": ""}, WhyNot.SECOND_PERSON_MISSING),
        ({"asker_role": DeskRole.OTHER}, WhyNot.PROPOSER_ROLE),
        ({"agreer_role": DeskRole.OTHER}, WhyNot.APPROVER_ROLE),
    ],
)
def test_one_flaw_stops_the_spending(change: dict[str, object], reason: WhyNot) -> None:
    assert reasons_not_to_spend(replace(SPEND, **change)) == (reason,)  # type: ignore[arg-type]


@given(st.integers(1, 60_000), st.integers(0, 60_000))
def test_the_ceiling_counts_what_was_spent_before(amount: int, spent: int) -> None:
    reasons = reasons_not_to_spend(replace(SPEND, amount=Money(amount), spent=Money(spent)))
    assert (WhyNot.OVER_CEILING in reasons) == (amount + spent > SPEND.ceiling.minor)


def test_what_is_not_ticked_is_missing_in_order() -> None:
    assert missing_items(("a", "b", "c"), {"b", "z"}) == ("a", "c")
