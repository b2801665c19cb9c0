"""Claims, custody and alerts through the services: allowed, refused, repeated, raced."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection, connections

from safeconduct.accounts.core.terms import Role
from safeconduct.accounts.core.terms import WhyNot as Account
from safeconduct.casework.services import assign
from safeconduct.common.ids import new_id
from safeconduct.common.money import major
from safeconduct.common.refusal import Conflict, Refused, Unknown
from safeconduct.materiel import jobs, queries, services
from safeconduct.materiel.core.rules import reasons_not_to_award
from safeconduct.materiel.core.terms import (
    AlertEnd,
    Companions,
    ItemEvent,
    ItemState,
    Kind,
    Marks,
    ValuationKind,
    WhyNot,
)
from safeconduct.materiel.desk import claims_page
from safeconduct.materiel.models import Alert, Claim, Move
from safeconduct.record.queries import entries_of
from safeconduct.vault.core.terms import WhyNot as Vault
from safeconduct.vault.queries import open_file
from tests.cast import Cast
from tests.jobs import run_jobs
from tests.making import make_case, refused_in_conflict, retrain
from tests.materiel.making import (
    DRIVER,
    SERIAL,
    TO_VERIFIED,
    Pair,
    as_role,
    moved,
    two_claims,
)


@pytest.fixture
def file_id(cast: Cast, at: datetime) -> UUID:
    """A case with its whole team."""
    return make_case(cast, at).file_id


@pytest.fixture
def claim_id(cast: Cast, at: datetime, file_id: UUID) -> UUID:
    """The driver's claim, not yet compared."""
    return services.register_claim(cast.olena.signed(at), file_id, "bmp2", DRIVER)


@pytest.fixture
def pair(cast: Cast, at: datetime) -> Pair:
    """Two claims for one vehicle."""
    return two_claims(cast, at)


def reasons(error: "pytest.ExceptionInfo[Refused]") -> tuple[object, ...]:
    """What the refusal says."""
    return error.value.reasons


# --- registering


@pytest.mark.parametrize(
    ("code", "kind", "low", "high"),
    [
        ("mi8amtsh", ValuationKind.FIXED, major(500_000), major(500_000)),
        ("tu22m3", ValuationKind.DECISION, None, None),
        ("bm21", ValuationKind.RANGE, major(25_000), major(35_000)),
    ],
)
def test_a_claim_is_valued_by_the_tariff_of_its_day(
    cast: Cast, at: datetime, file_id: UUID, code: str, kind: ValuationKind,
    low: object, high: object,
) -> None:  # fmt: skip
    made = services.register_claim(cast.olena.signed(at), file_id, code, Marks(code))
    found = queries.claim(made)
    assert (found.valuation.kind, found.valuation.low, found.valuation.high) == (
        kind,
        low,
        high,
    )
    assert found.on == at.date()
    assert found.valuation.tariff
    assert found.valuation.tariff.version == "ua-7229-2022-04-01"
    assert queries.claims_of(file_id) == [found]


def test_a_handover_before_the_tariff_needs_a_decision(
    cast: Cast, at: datetime, file_id: UUID
) -> None:
    early = replace(DRIVER, on=datetime(2022, 3, 30).date())  # noqa: DTZ001  a day
    made = services.register_claim(cast.olena.signed(at), file_id, "bmp2", early)
    assert queries.claim(made).valuation.reason is WhyNot.NO_TARIFF_IN_FORCE


def test_marks_are_sealed_and_the_job_carries_an_id_only(claim_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT c::text FROM materiel_claim c")
        row = cursor.fetchone()[0]
        cursor.execute("SELECT task_name, args FROM procrastinate_jobs")
        ((task, args),) = cursor.fetchall()
    hidden = (SERIAL, "Хутір", SERIAL.encode().hex(), "Хутір".encode().hex())
    assert not any(text in row for text in hidden)
    assert task == "materiel.claim.compare"
    assert str(claim_id) in str(args)
    assert len(str(args)) < 80


def test_whoever_holds_the_key_reads_the_marks_and_nobody_else(
    cast: Cast, file_id: UUID, claim_id: UUID
) -> None:
    assert queries.marks_of(open_file(cast.emil.keys, file_id), claim_id) == DRIVER
    assert queries.marks_of(open_file(cast.vasyl.keys, file_id), claim_id) is None
    assert queries.marks_of(open_file(cast.kirill.keys, file_id), claim_id) is None


def test_every_reason_against_registering_is_said_at_once(
    cast: Cast, at: datetime, file_id: UUID
) -> None:
    ahead = replace(DRIVER, on=at.date() + timedelta(days=1))
    with pytest.raises(Refused) as error:
        services.register_claim(cast.petro.signed(at), file_id, "bmp2", ahead)
    assert reasons(error) == (Account.ROLE, WhyNot.DAY_AHEAD)
    with pytest.raises(Refused) as error:
        services.register_claim(cast.olena.signed(at), file_id, "deathstar", DRIVER)
    assert reasons(error) == (WhyNot.UNKNOWN_TYPE,)
    assert not Claim.objects.exists()


def test_without_the_equipment_key_nothing_is_written(
    cast: Cast, at: datetime, file_id: UUID
) -> None:
    retrain(cast.kirill, Role.SUPERVISOR)
    assign(cast.iryna.signed(at), file_id, cast.kirill.id, Role.SUPERVISOR)
    with pytest.raises(Refused) as error:
        services.register_claim(cast.kirill.signed(at), file_id, "bmp2", DRIVER)
    assert reasons(error) == (Vault.NO_KEY,)
    assert not Claim.objects.exists()


def test_kirill_finds_nothing(cast: Cast, at: datetime, file_id: UUID, claim_id: UUID) -> None:
    kirill = cast.kirill.signed(at)
    line = services.move_item(cast.emil.signed(at), claim_id, ItemEvent.RECEIVE, 1)
    for deed in (
        lambda: services.register_claim(kirill, file_id, "bmp2", DRIVER),
        lambda: services.write_marks(kirill, claim_id, DRIVER),
        lambda: services.write_fate(kirill, claim_id, Companions.UNHARMED, False),
        lambda: services.withdraw_claim(kirill, claim_id),
        lambda: services.move_item(kirill, claim_id, ItemEvent.RECEIVE, 1),
        lambda: services.confirm_move(kirill, line),
        lambda: services.turn_down_move(kirill, line),
        lambda: queries.claim_for(kirill.actor, claim_id, at),
        lambda: services.confirm_move(kirill, new_id()),
    ):
        with pytest.raises(Unknown):
            deed()
    assert claims_page(kirill.actor, at).rows == ()


# --- custody


def test_an_item_moves_only_when_a_second_person_confirms(
    cast: Cast, at: datetime, file_id: UUID, claim_id: UUID
) -> None:
    line = services.move_item(cast.emil.signed(at), claim_id, ItemEvent.RECEIVE, 1)
    assert queries.claim(claim_id).state is ItemState.CLAIMED
    with pytest.raises(Refused) as error:
        services.confirm_move(cast.emil.signed(at), line)
    assert reasons(error) == (WhyNot.RECORDED_BY_YOU,)
    with pytest.raises(Refused) as error:
        services.confirm_move(cast.olena.signed(at), line)
    assert reasons(error) == (Account.ROLE,)
    assert services.confirm_move(cast.ruta.signed(at), line) is ItemState.RECEIVED
    assert queries.claim(claim_id).state is ItemState.RECEIVED
    with pytest.raises(Refused) as error:
        services.confirm_move(cast.ruta.signed(at), line)
    assert reasons(error) == (WhyNot.MOVE_ENDED,)
    kinds = [entry.line.kind for entry in entries_of(file_id)[:2]]
    assert kinds == [Kind.ITEM_MOVED, Kind.MOVE_RECORDED]


def test_no_move_is_confirmed_in_a_conflict_of_interest(
    cast: Cast, at: datetime, file_id: UUID, claim_id: UUID
) -> None:
    line = services.move_item(cast.emil.signed(at), claim_id, ItemEvent.RECEIVE, 1)
    with refused_in_conflict(cast, at, file_id, cast.ruta):
        services.confirm_move(cast.ruta.signed(at), line)
    assert services.confirm_move(cast.ruta.signed(at), line) is ItemState.RECEIVED


def test_one_step_at_a_time_and_only_those_of_the_table(
    cast: Cast, at: datetime, claim_id: UUID
) -> None:
    emil = cast.emil.signed(at)
    line = services.move_item(emil, claim_id, ItemEvent.RECEIVE, 1)
    with pytest.raises(Refused) as error:
        services.move_item(cast.olena.signed(at), claim_id, ItemEvent.VERIFY, 1)
    assert reasons(error) == (Account.ROLE, WhyNot.MOVE_WAITS, WhyNot.CANNOT_MOVE_SO)
    services.turn_down_move(cast.ruta.signed(at), line)
    with pytest.raises(Refused) as error:
        services.turn_down_move(cast.ruta.signed(at), line)
    assert reasons(error) == (WhyNot.MOVE_ENDED,)
    with pytest.raises(Refused) as error:
        services.move_item(emil, claim_id, ItemEvent.WITHDRAW, 1)
    assert reasons(error) == (WhyNot.CANNOT_MOVE_SO,)
    with pytest.raises(Conflict):
        services.move_item(emil, claim_id, ItemEvent.RECEIVE, 7)


def test_verifiers_are_the_two_of_the_verification_that_counts(
    cast: Cast, at: datetime, claim_id: UUID
) -> None:
    moved(cast, at, claim_id, *TO_VERIFIED)
    both = {cast.emil.id, cast.ruta.id}
    assert queries.claim(claim_id).verified_by == both
    moved(cast, at, claim_id, ItemEvent.REOPEN)
    assert queries.claim(claim_id).verified_by == frozenset()
    moved(cast, at, claim_id, ItemEvent.VERIFY, ItemEvent.DECIDE_DISPOSITION)
    moved(cast, at, claim_id, ItemEvent.DESTROY, ItemEvent.CERTIFY)
    found = queries.claim(claim_id)
    assert (found.state, set(found.verified_by)) == (ItemState.CERTIFIED, both)
    emil = cast.emil.signed(at)
    assert claims_page(emil.actor, at, open_only=True).rows == ()
    assert claims_page(emil.actor, at).rows == (found,)


def test_withdrawing_is_one_step_whatever_waits(
    cast: Cast, at: datetime, claim_id: UUID
) -> None:
    services.move_item(cast.emil.signed(at), claim_id, ItemEvent.RECEIVE, 1)
    with pytest.raises(Refused) as error:
        services.withdraw_claim(cast.ruta.signed(at), claim_id)
    assert reasons(error) == (Account.ROLE,)
    services.withdraw_claim(cast.olena.signed(at), claim_id)
    assert queries.claim(claim_id).state is ItemState.WITHDRAWN
    assert queries.pending_moves([claim_id]) == {}
    with pytest.raises(Refused) as error:
        services.withdraw_claim(cast.olena.signed(at), claim_id)
    assert reasons(error) == (WhyNot.CANNOT_MOVE_SO,)


def test_marks_are_completed_until_the_item_is_verified(
    cast: Cast, at: datetime, file_id: UUID, claim_id: UUID
) -> None:
    run_jobs()
    better = replace(DRIVER, plate="1187 АВ 21")
    services.write_marks(cast.emil.signed(at), claim_id, better)
    assert not queries.claim(claim_id).compared
    assert queries.marks_of(open_file(cast.olena.keys, file_id), claim_id) == better
    moved(cast, at, claim_id, *TO_VERIFIED)
    with pytest.raises(Refused) as error:
        services.write_marks(cast.emil.signed(at), claim_id, DRIVER)
    assert reasons(error) == (WhyNot.MARKS_FIXED,)


# --- comparing


def test_two_claims_for_one_repainted_vehicle_alert_both(pair: Pair) -> None:
    assert not queries.claim(pair.driver).compared
    with as_role("sc_worker"):
        assert run_jobs() == 2
    for claim_id in (pair.driver, pair.farmer):
        assert queries.claim(claim_id).alert_open
        (alert,) = queries.alerts_of(claim_id)
        said = {found.mark.value: found.outcome.value for found in alert.agreements}
        assert said == {
            "serial": "agree", "plate": "missing", "tactical": "differ", "place": "agree",
            "date": "agree", "type": "agree",
        }  # fmt: skip
    for file_id in (pair.driver_file, pair.farmer_file):
        kinds = [entry.line.kind for entry in entries_of(file_id)]
        assert kinds.count(Kind.ALERT_RAISED) == 1


def test_comparing_twice_changes_nothing(pair: Pair) -> None:
    run_jobs()
    before = Alert.objects.values().get()
    for claim_id in (pair.driver, pair.farmer):
        jobs.compare(str(claim_id))
        Claim.objects.filter(id=claim_id).update(compared_at=None)
        jobs.compare(str(claim_id))
    assert Alert.objects.values().get() == before
    assert len(entries_of(pair.driver_file)) == len(entries_of(pair.farmer_file))


def test_while_the_matcher_is_locked_claims_wait_and_are_caught_up(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as locked:
        locked.setattr(jobs, "service_keys", lambda _name: None)
        run_jobs()
        jobs.catch_up(0)
    assert queries.not_compared() == [pair.driver, pair.farmer]
    assert WhyNot.NOT_COMPARED in reasons_not_to_award(
        queries.award_facts(queries.claim(pair.driver))
    )
    jobs.catch_up(0)
    assert queries.not_compared() == []
    assert queries.claim(pair.farmer).alert_open


def test_other_vehicles_and_withdrawn_claims_alert_nobody(
    cast: Cast, at: datetime, pair: Pair
) -> None:
    olena = cast.olena.signed(at)
    services.withdraw_claim(olena, pair.farmer)
    other = Marks("bmp2", "02КТ2222", "", "214", "Інше село", on=DRIVER.on)
    services.register_claim(olena, pair.farmer_file, "bmp2", other)
    run_jobs()
    assert not Alert.objects.exists()


def test_withdrawing_one_claim_ends_the_hold_on_the_other(
    cast: Cast, at: datetime, pair: Pair
) -> None:
    run_jobs()
    services.withdraw_claim(cast.olena.signed(at), pair.farmer)
    assert not queries.claim(pair.driver).alert_open


def test_marks_completed_later_raise_the_alert(cast: Cast, at: datetime, file_id: UUID) -> None:
    olena = cast.olena.signed(at)
    bare = services.register_claim(olena, file_id, "bmp2", Marks("bmp2"))
    services.register_claim(olena, make_case(cast, at).file_id, "bmp2", DRIVER)
    run_jobs()
    assert not queries.claim(bare).alert_open
    services.write_marks(olena, bare, Marks("bmp2", serial=SERIAL))
    run_jobs()
    (alert,) = queries.alerts_of(bare)
    assert alert.sameness.value == "alert"
    services.write_marks(olena, bare, replace(DRIVER, plate="x"))
    run_jobs()
    (again,) = queries.alerts_of(bare)
    assert (again.id, len(again.agreements)) == (alert.id, 6)
    assert again.agreements != alert.agreements


def test_a_shredded_file_is_passed_over(pair: Pair) -> None:
    with as_role("sc_worker"), connections["keystore"].cursor() as cursor:
        cursor.execute("SELECT shred_key_drop(%s)", [pair.farmer_file])
    run_jobs()
    assert queries.not_compared() == []
    assert not Alert.objects.exists()


def test_an_altered_copy_stops_the_comparison(pair: Pair) -> None:
    row = Claim.objects.get(id=pair.farmer)
    Claim.objects.filter(id=row.id).update(matcher_copy=bytes(row.matcher_copy)[:-1] + b"\x00")
    with pytest.raises(Refused):
        jobs.compare(str(pair.driver))
    assert pair.driver in queries.not_compared()


# --- ending an alert


def alert_of(pair: Pair) -> UUID:
    """The pair's alert after comparing."""
    run_jobs()
    return queries.alerts_of(pair.driver)[0].id


def test_two_people_decide_with_a_reason_that_both_cases_read(
    cast: Cast, at: datetime, pair: Pair
) -> None:
    alert_id = alert_of(pair)
    olena, emil = cast.olena.signed(at), cast.emil.signed(at)
    services.propose_end(olena, alert_id, AlertEnd.SAME, pair.driver, "Привёл Дёмин.")
    assert queries.claim(pair.driver).alert_open
    with pytest.raises(Refused) as error:
        services.resolve_alert(olena, alert_id, agree=True)
    assert reasons(error) == (WhyNot.RECORDED_BY_YOU,)
    with refused_in_conflict(cast, at, pair.farmer_file, cast.emil):
        services.resolve_alert(emil, alert_id, agree=True)
    services.resolve_alert(emil, alert_id, agree=True)
    driver, farmer = queries.claim(pair.driver), queries.claim(pair.farmer)
    assert (driver.alert_open, driver.duplicate) == (False, False)
    assert (farmer.alert_open, farmer.duplicate) == (False, True)
    for file_id in (pair.driver_file, pair.farmer_file):
        keys = open_file(cast.emil.keys, file_id)
        assert queries.reason_of(keys, alert_id) == "Привёл Дёмин."
    assert "Дёмин".encode() not in bytes(Alert.objects.get().sealed_low or b"")
    with pytest.raises(Refused) as error:
        services.resolve_alert(emil, alert_id, agree=False)
    assert reasons(error) == (WhyNot.ALERT_ENDED,)


def test_an_end_can_be_set_aside_and_proposed_anew(
    cast: Cast, at: datetime, pair: Pair
) -> None:
    alert_id = alert_of(pair)
    olena, emil = cast.olena.signed(at), cast.emil.signed(at)
    services.propose_end(olena, alert_id, AlertEnd.SAME, pair.farmer, "?")
    with pytest.raises(Refused) as error:
        services.propose_end(emil, alert_id, AlertEnd.DIFFERENT, None, "no")
    assert reasons(error) == (WhyNot.MOVE_WAITS,)
    services.resolve_alert(emil, alert_id, agree=False)
    services.propose_end(emil, alert_id, AlertEnd.DIFFERENT, None, "Two vehicles.")
    services.resolve_alert(olena, alert_id, agree=True)
    assert not queries.claim(pair.driver).alert_open
    assert not queries.claim(pair.driver).duplicate


def test_nobody_judges_a_claim_they_may_not_read(cast: Cast, at: datetime, pair: Pair) -> None:
    alert_id = alert_of(pair)
    assign(cast.iryna.signed(at), pair.driver_file, cast.edita.id, Role.EVIDENCE_CUSTODIAN)
    with pytest.raises(Refused) as error:
        services.propose_end(cast.edita.signed(at), alert_id, AlertEnd.DIFFERENT, None, " ")
    assert reasons(error) == (WhyNot.BOTH_CASES, WhyNot.NEEDS_A_REASON)
    with pytest.raises(Unknown):
        services.propose_end(cast.kirill.signed(at), alert_id, AlertEnd.DIFFERENT, None, "x")
    with pytest.raises(Unknown):
        queries.alert_for(cast.kirill.actor, alert_id, at)
    with pytest.raises(Unknown):
        services.propose_end(cast.olena.signed(at), alert_id, AlertEnd.SAME, None, "x")


# --- what support reads


def test_award_facts_come_from_clear_codes_and_open_only_when_all_is_well(
    cast: Cast, at: datetime, pair: Pair
) -> None:
    why = reasons_not_to_award(queries.award_facts(queries.claim(pair.driver)))
    assert why == [WhyNot.NOT_VERIFIED, WhyNot.NEEDS_TWO_VERIFIERS, WhyNot.NOT_COMPARED]
    alert_id = alert_of(pair)
    moved(cast, at, pair.driver, *TO_VERIFIED)
    why = reasons_not_to_award(queries.award_facts(queries.claim(pair.driver)))
    assert why == [WhyNot.SAME_ITEM_ALERT_OPEN]
    olena, emil = cast.olena.signed(at), cast.emil.signed(at)
    services.propose_end(olena, alert_id, AlertEnd.SAME, pair.driver, "Seen both.")
    services.resolve_alert(emil, alert_id, agree=True)
    assert reasons_not_to_award(queries.award_facts(queries.claim(pair.driver))) == []
    moved(cast, at, pair.farmer, *TO_VERIFIED)
    why = reasons_not_to_award(queries.award_facts(queries.claim(pair.farmer)))
    assert why == [WhyNot.ALREADY_AWARDED]
    services.write_fate(olena, pair.driver, Companions.HARMED, seized=True)
    why = reasons_not_to_award(queries.award_facts(queries.claim(pair.driver)))
    assert why == [WhyNot.COMPANIONS_HARMED, WhyNot.SEIZED_BY_PROGRAMME]
    assert Move.objects.filter(status="confirmed").count() == 8
