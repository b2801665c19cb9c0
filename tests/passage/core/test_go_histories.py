"""Thousands of random histories of read-backs, judged a second time by other code."""

import random
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

import pytest

from safeconduct.common.period import Period
from safeconduct.passage.core.flow import revised
from safeconduct.passage.core.rules import canonical, go, notice_digest, read_back_code
from safeconduct.passage.core.terms import (
    Ack,
    Addressee,
    Answer,
    Approval,
    Check,
    CheckKind,
    Crossing,
    FamilyFirst,
    Go,
    GoFacts,
    GoState,
    HarmAnswer,
    Mode,
    Notice,
    NoticeState,
)
from tests.passage.core import GOOD, NOTICE, NOW

SEEDS, PER_SEED = 25, 120  # 3,000 histories


def flaw(rng: random.Random) -> bool:
    """One thing in fourteen is wrong: enough histories stay good to make GO a real answer."""
    return rng.random() < 1 / 14


def some_ack(rng: random.Random, desk: Addressee, notices: tuple[Notice, ...]) -> Ack:
    """A read-back: maybe of an old revision, late, early, borrowed, unnamed or a refusal."""
    notice = notices[-1] if not flaw(rng) else rng.choice(notices)
    reader = desk.addressee_id if not flaw(rng) else rng.choice(["desk-0", "desk-1", "x"])
    code = read_back_code(canonical(notice), reader)
    minutes = rng.choice([0, 1, 10, 29, 30, 31, 90, -5]) if flaw(rng) else rng.randint(0, 29)
    return Ack(
        notice_id=notice.notice_id if not flaw(rng) else "other",
        revision=notice.revision if not flaw(rng) else rng.randint(1, 5),
        addressee_id=desk.addressee_id,
        officer="" if flaw(rng) else "Duty officer Halyna",
        code=code if not flaw(rng) else code[::-1],
        answer=Answer.CANNOT_COMPLY if flaw(rng) else Answer.WILL_COMPLY,
        given_at=NOW - timedelta(minutes=minutes),
    )


def some_crossing(rng: random.Random, notice: Notice) -> Crossing:
    return Crossing(
        mode=rng.choice(list(Mode)) if flaw(rng) else notice.mode,
        head_count=rng.choice([None, 2, 4]) if flaw(rng) else notice.head_count,
        unwitting=2 if flaw(rng) else notice.unwitting,
        harm=rng.choice(list(HarmAnswer)) if flaw(rng) else HarmAnswer.NOBODY,
        family_first=rng.choice(list(FamilyFirst)) if flaw(rng) else FamilyFirst.NOT_SET,
        duress=flaw(rng),
    )


def some_checks(rng: random.Random) -> tuple[Check, ...]:
    checks = []
    for kind in CheckKind:
        for _ in range(rng.choice([0, 1, 2]) if flaw(rng) else 1):
            minutes = rng.choice([29, 30, 59, 60, 1440, -1]) if flaw(rng) else 3
            checks.append(Check(kind, not flaw(rng), NOW - timedelta(minutes=minutes)))
    return tuple(checks)


def some_approval(rng: random.Random, notices: tuple[Notice, ...]) -> Approval | None:
    if flaw(rng):
        return rng.choice([None, Approval(notice_digest(notices[-1]), "olena", "olena")])
    notice = rng.choice(notices) if flaw(rng) else notices[-1]
    return Approval(notice_digest(notice), "olena", "marta")


def some_history(rng: random.Random) -> GoFacts:
    """Facts after a random past: up to three revisions, up to four desks, many read-backs."""
    window = NOTICE.window
    if flaw(rng):
        shift = timedelta(minutes=rng.choice([-120, -119, 60, 61, 200]))
        window = Period(window.start + shift, window.end + shift)
    mode = rng.choice(list(Mode))
    notices = [replace(NOTICE, window=window, mode=mode)]
    for number in range(rng.randint(0, 2)):
        notices.append(revised(notices[-1], nonce=f"{number:032x}"))
    past = tuple(notices)
    desks = tuple(Addressee(f"desk-{n}", f"Duty desk {n}") for n in range(rng.randint(1, 4)))
    acks = [
        some_ack(rng, desk, past) for desk in desks for _ in range(rng.choice([1, 1, 1, 2]))
    ]
    if flaw(rng):
        acks = rng.sample(acks, len(acks) - 1)
    return GoFacts(
        notice=past[-1],
        notice_state=rng.choice(list(NoticeState)) if flaw(rng) else NoticeState.SENT,
        approval=some_approval(rng, past),
        addressees=desks if not flaw(rng) else desks[1:],
        acks=tuple(acks),
        crossing=some_crossing(rng, past[-1]),
        checks=some_checks(rng),
        corridor_in_force=rng.choice([None, 4, 5, 6]) if flaw(rng) else 5,
        limits=GOOD.limits,
    )


def desk_says_yes(facts: GoFacts, desk_id: str, at: datetime) -> bool:
    """Told again from the protocol's words, with no call into the rule but for the code."""
    notice = facts.notice
    wanted = read_back_code(canonical(notice), desk_id)
    yes: list[datetime] = []
    no: list[datetime] = []
    for ack in facts.acks:
        if ack.notice_id != notice.notice_id or ack.revision != notice.revision:
            continue
        if ack.addressee_id != desk_id:
            continue
        if ack.answer == Answer.CANNOT_COMPLY:
            no.append(ack.given_at)
        elif ack.code == wanted and ack.officer and ack.given_at <= at:
            age_seconds = (at - ack.given_at).total_seconds()
            if age_seconds < facts.limits.ack_minutes * 60:
                yes.append(ack.given_at)
    return bool(yes) and (not no or max(yes) > max(no))


def weather_is_known_and_good(facts: GoFacts, at: datetime) -> bool:
    minutes = {
        "light": facts.limits.light_minutes,
        "cold": facts.limits.cold_minutes,
        "reception": facts.limits.reception_minutes,
    }
    if facts.notice.mode == "sea":
        minutes["water"] = facts.limits.water_minutes
    for kind, longest in minutes.items():
        seen = sorted(
            (c.checked_at, not c.passed)
            for c in facts.checks
            if c.kind == kind and not (c.passed and c.checked_at > at)
        )
        if not seen or seen[-1][1] or (at - seen[-1][0]).total_seconds() >= longest * 60:
            return False
    return True


def people_are_as_agreed(facts: GoFacts) -> bool:
    now, agreed = facts.crossing, facts.notice
    same = (now.mode, now.head_count, now.unwitting)
    return (
        same == (agreed.mode, agreed.head_count, agreed.unwitting)
        and now.harm == "nobody"
        and now.family_first in ("fulfilled", "not_set")
        and not now.duress
    )


def two_people_agreed(facts: GoFacts) -> bool:
    signed = facts.approval
    return (
        signed is not None
        and len({signed.proposed_by, signed.approved_by} - {""}) == 2
        and signed.notice_digest == notice_digest(facts.notice)
    )


def may_go(facts: GoFacts, at: datetime) -> bool:
    """The whole answer, written a second time."""
    return (
        facts.notice_state == "sent"
        and two_people_agreed(facts)
        and people_are_as_agreed(facts)
        and facts.corridor_in_force == facts.notice.corridor_revision
        and facts.notice.window.start <= at < facts.notice.window.end
        and len(facts.addressees) > 0
        and all(desk_says_yes(facts, desk.addressee_id, at) for desk in facts.addressees)
        and weather_is_known_and_good(facts, at)
    )


@cache
def judged(seed: int) -> tuple[tuple[GoFacts, Go], ...]:
    """The histories of one seed and what the rule says about each."""
    rng = random.Random(seed)  # noqa: S311 - test histories, not secrets
    facts = [some_history(rng) for _ in range(PER_SEED)]
    return tuple((one, go(one, NOW)) for one in facts)


def nothing_dated_later(facts: GoFacts) -> bool:
    moments = [ack.given_at for ack in facts.acks] + [c.checked_at for c in facts.checks]
    return max(moments) <= NOW


@pytest.mark.parametrize("seed", range(SEEDS))
def test_no_false_go_in_any_history(seed: int) -> None:
    for facts, computed in judged(seed):
        assert (computed.state is GoState.GO) == may_go(facts, NOW)
        assert (computed.state is GoState.GO) == (computed.reasons == ())
        if computed.state is GoState.GO:
            assert NOW < computed.expires_at <= facts.notice.window.end
            # What is dated later may carry a new GO then, but this one still ends.
            if nothing_dated_later(facts):
                assert not may_go(facts, computed.expires_at)
            assert may_go(facts, computed.expires_at - timedelta(microseconds=1))


def test_the_histories_hold_both_answers_and_every_kind_of_flaw() -> None:
    computed = [one for seed in range(SEEDS) for _, one in judged(seed)]
    went = sum(one.state is GoState.GO for one in computed)
    assert len(computed) >= 2000
    assert went >= 100
    assert len({reason for one in computed for reason in one.reasons}) == 18


def test_without_one_desk_no_go_remains() -> None:
    for seed in (0, 1):
        for facts, _ in judged(seed):
            for desk in facts.addressees:
                rest = tuple(a for a in facts.acks if a.addressee_id != desk.addressee_id)
                assert go(replace(facts, acks=rest), NOW).state is GoState.HOLD
