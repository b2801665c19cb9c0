"""What holds a crossing: harm, force, family, people, checks; in rule, list and database."""

import random
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import pytest
from django.db import transaction

from safeconduct.casework.core.terms import CaseAct
from safeconduct.casework.core.terms import WhyNot as WhyNotCase
from safeconduct.casework.models import Condition
from safeconduct.casework.services import set_condition
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Conflict, Refused
from safeconduct.passage import services
from safeconduct.passage.core.rules import go
from safeconduct.passage.core.terms import (
    Concern,
    Go,
    GoFacts,
    GoState,
    HarmAnswer,
    Kind,
    WhyNot,
)
from safeconduct.passage.core.winter import ColdSeen, ReceptionSeen
from safeconduct.passage.models import (
    CheckRow,
    CrossingRow,
    GoRow,
    NoticeRow,
)
from safeconduct.passage.queries import (
    go_now,
)
from safeconduct.vault.queries import open_file
from tests.cast import Cast
from tests.making import do, make_case
from tests.passage.story import (
    HOUR,
    MINUTE,
    PEOPLE,
    Deed,
    approve,
    check_all,
    kinds_of,
    live_reasons,
    newest,
    open_,
    plan_at,
    propose,
    read_back,
    reasons_of,
    refused_by_database,
    shown,
    to_go,
    to_sent,
)

# Harm, duress, family, stage


@pytest.mark.parametrize(
    ("known", "reason"),
    [
        (replace(PEOPLE, harm=HarmAnswer.SOMEONE), "HARMS_SOMEONE"),
        (replace(PEOPLE, harm=HarmAnswer.NOT_ASKED), "HARM_NOT_ASKED"),
        (replace(PEOPLE, duress=True), "DURESS"),
        (replace(PEOPLE, head_count=None), "HEAD_COUNT_UNKNOWN"),
    ],
)
def test_a_plan_that_harms_or_is_forced_is_never_proposed(
    cast: Cast, file_id: UUID, at: datetime, known: object, reason: str
) -> None:
    open_(cast, file_id, at, known)  # type: ignore[arg-type]
    assert reasons_of(lambda: propose(cast, file_id, at)) == [reason]


@pytest.mark.parametrize("known", [{"harm": HarmAnswer.SOMEONE}, {"duress": True}])
def test_the_database_refuses_a_notice_while_a_concern_is_open(
    cast: Cast, file_id: UUID, at: datetime, known: dict[str, object]
) -> None:
    to_sent(cast, file_id, at)
    row = newest(file_id)
    services.tell_people(cast.olena.signed(at), file_id, replace(PEOPLE, **known))  # type: ignore[arg-type]
    services.cancel_notice(cast.vasyl.signed(at), file_id)
    fresh = {
        field.attname: getattr(row, field.attname) for field in NoticeRow._meta.concrete_fields
    }
    fresh |= {
        "id": new_id(), "revision": 2, "state": "proposed", "approved_by": None,
        "approved_at": None, "approved_digest": None,
    }  # fmt: skip
    refused_by_database(lambda: NoticeRow.objects.create(**fresh))


def test_duress_holds_at_once_and_only_somebody_else_may_lift_it(
    cast: Cast, file_id: UUID, at: datetime
) -> None:
    to_go(cast, file_id, at)
    forced = replace(PEOPLE, duress=True)
    services.tell_people(cast.olena.signed(at), file_id, forced)
    assert shown(cast, file_id, at) is GoState.HOLD
    services.tell_people(cast.vasyl.signed(at), file_id, replace(forced, head_count=3))
    lift = lambda: services.tell_people(cast.olena.signed(at), file_id, PEOPLE)  # noqa: E731
    assert reasons_of(lift) == ["CONCERN_LIFTED_ALONE"]
    rows = CrossingRow.objects.filter(case_id=file_id)
    refused_by_database(
        lambda: rows.update(concern="none", concern_by=None, told_by=cast.olena.id)
    )
    refused_by_database(lambda: rows.update(concern_by=cast.vasyl.id))
    services.tell_people(cast.vasyl.signed(at), file_id, PEOPLE)
    assert CrossingRow.objects.get().concern == Concern.NONE
    assert shown(cast, file_id, at) is GoState.GO


def test_other_people_than_agreed_hold(cast: Cast, file_id: UUID, at: datetime) -> None:
    to_go(cast, file_id, at)
    services.tell_people(cast.olena.signed(at), file_id, replace(PEOPLE, head_count=3))
    assert shown(cast, file_id, at) is GoState.HOLD
    assert live_reasons(cast, file_id, at) == {WhyNot.HEAD_COUNT_MISMATCH}


def test_the_family_comes_first(cast: Cast, file_id: UUID, at: datetime) -> None:
    to_go(cast, file_id, at)
    set_condition(cast.olena.signed(at), file_id, "family_out_first", None)
    assert GoRow.objects.get().state == "go"  # nobody in passage was told
    assert shown(cast, file_id, at) is GoState.HOLD  # and still no list shows GO
    assert live_reasons(cast, file_id, at) == {WhyNot.FAMILY_NOT_OUT}
    assert services.compute_go(cast.petro.signed(at), file_id).state is GoState.HOLD
    refused_by_database(
        lambda: GoRow.objects.update(state="go", computed_at=at, expires_at=at + MINUTE)
    )
    Condition.objects.update(fulfilled_at=at)
    assert services.compute_go(cast.petro.signed(at), file_id).state is GoState.GO


def test_a_withdrawal_holds_at_once(cast: Cast, file_id: UUID, at: datetime) -> None:
    to_go(cast, file_id, at)
    do(cast.olena, file_id, CaseAct.WITHDRAW, at)
    assert shown(cast, file_id, at) is GoState.HOLD
    assert WhyNot.NOT_AT_PASSAGE in live_reasons(cast, file_id, at)


def test_the_authority_withdraws_its_corridor(cast: Cast, file_id: UUID, at: datetime) -> None:
    to_go(cast, file_id, at)
    services.withdraw_corridor(cast.vasyl.signed(at), file_id)
    assert shown(cast, file_id, at) is GoState.HOLD
    assert live_reasons(cast, file_id, at) == {WhyNot.CORRIDOR_WITHDRAWN}


def test_cancelling_holds_and_leaves_room_for_the_next_revision(
    cast: Cast, file_id: UUID, at: datetime
) -> None:
    to_go(cast, file_id, at)
    services.cancel_notice(cast.vasyl.signed(at), file_id)
    assert GoRow.objects.get().state == "hold"
    assert kinds_of(file_id)[-1] == Kind.NOTICE_CANCELLED
    deed = lambda: services.cancel_notice(cast.vasyl.signed(at), file_id)  # noqa: E731
    assert reasons_of(deed) == ["NO_NOTICE"]
    assert propose(cast, file_id, at).revision == 2
    assert reasons_of(lambda: propose(cast, file_id, at)) == ["NOT_FROM_HERE"]


def test_a_failed_check_holds(cast: Cast, file_id: UUID, at: datetime) -> None:
    to_go(cast, file_id, at)
    petro = cast.petro.signed(at + MINUTE)
    assert not services.record_check(petro, file_id, ColdSeen(-45.0, 30.0, 60))
    assert shown(cast, file_id, at + MINUTE) is GoState.HOLD
    assert services.record_check(petro, file_id, ReceptionSeen(True))
    assert CheckRow.objects.count() == 5


@pytest.mark.parametrize("stage", ["contact", "triage", "arrived"])
def test_a_crossing_is_opened_between_offer_and_arrival(
    cast: Cast, at: datetime, stage: str
) -> None:
    file_id = make_case(cast, at, stage=stage).file_id
    assert reasons_of(lambda: open_(cast, file_id, at)) == [WhyNotCase.NOT_THIS_STAGE.name]


def test_no_notice_before_the_person_has_accepted(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at, stage="offer").file_id
    open_(cast, file_id, at)
    assert reasons_of(lambda: propose(cast, file_id, at)) == ["NOT_AT_PASSAGE"]


def test_one_crossing_per_case(cast: Cast, file_id: UUID, at: datetime) -> None:
    open_(cast, file_id, at)
    with pytest.raises(Conflict):
        open_(cast, file_id, at)


# GO in the database


def test_the_database_refuses_go_without_its_basis(
    cast: Cast, file_id: UUID, at: datetime
) -> None:
    def say_go(until: datetime = at + MINUTE) -> Deed:
        return lambda: GoRow.objects.update(state="go", computed_at=at, expires_at=until)

    open_(cast, file_id, at)
    propose(cast, file_id, at)
    refused_by_database(say_go())
    approve(cast, file_id, at)
    refused_by_database(say_go())
    services.send_notice(cast.petro.signed(at), file_id)
    refused_by_database(say_go())
    read_back(cast, file_id, at)
    refused_by_database(say_go())
    check_all(cast, file_id, at)
    refused_by_database(say_go(at))
    refused_by_database(say_go(at + 4 * HOUR))
    say_go()()


# Random stories


def some_act(rng: random.Random, cast: Cast, file_id: UUID, at: datetime) -> None:
    """One act of an office that does anything at any time."""
    petro, vasyl, olena = cast.petro.signed(at), cast.vasyl.signed(at), cast.olena.signed(at)
    known = replace(PEOPLE, head_count=rng.choice([2, 2, 2, 3]), duress=rng.random() < 0.2)
    acts: list[tuple[int, Deed]] = [
        (4, lambda: read_back(cast, file_id, at)),
        (4, lambda: check_all(cast, file_id, at)),
        (3, lambda: approve(cast, file_id, at)),
        (3, lambda: services.send_notice(petro, file_id)),
        (2, lambda: services.propose_notice(petro, file_id, plan_at(at))),
        (1, lambda: services.revise_notice(petro, file_id, plan_at(at))),
        (1, lambda: services.cancel_notice(vasyl, file_id)),
        (1, lambda: services.withdraw_corridor(vasyl, file_id)),
        (2, lambda: services.tell_people(rng.choice([vasyl, olena]), file_id, known)),
        (1, lambda: services.record_check(petro, file_id, ReceptionSeen(False))),
        (1, lambda: set_condition(olena, file_id, "family_out_first", None)),
        (2, lambda: Condition.objects.update(fulfilled_at=at)),
        (2, lambda: services.compute_go(petro, file_id)),
    ]
    weights = [weight for weight, _ in acts]
    _, deed = rng.choices(acts, weights)[0]
    try:
        with transaction.atomic():
            deed()
    except (Refused, AssertionError):
        return


@pytest.mark.parametrize("seed", range(5))
def test_no_story_shows_or_stores_a_go_that_the_core_does_not_give(
    cast: Cast, file_id: UUID, at: datetime, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = random.Random(seed)  # noqa: S311
    said: set[tuple[str, datetime]] = set()

    def listened(facts: GoFacts, when: datetime) -> Go:
        computed = go(facts, when)
        if computed.state is GoState.GO:
            said.add((computed.input_hash, computed.expires_at))
        return computed

    monkeypatch.setattr("safeconduct.passage.services.go.go", listened)
    to_go(cast, file_id, at)
    keys = open_file(cast.petro.keys, file_id)
    for _ in range(40):
        some_act(rng, cast, file_id, at)
        stored = GoRow.objects.filter(state="go").values_list("input_hash", "expires_at")
        assert set(stored) <= said
        for minutes in (0, 7, 45):
            computed = go_now(keys, file_id, at + minutes * MINUTE)
            assert computed is not None
            if computed.state is GoState.HOLD:
                assert shown(cast, file_id, at + minutes * MINUTE) is GoState.HOLD
        at += rng.randint(0, 3) * MINUTE
    assert said
