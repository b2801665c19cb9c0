"""What the database itself refuses, whoever writes to it."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, transaction

from safeconduct.common.ids import new_id
from safeconduct.materiel import queries, services
from safeconduct.materiel.core.terms import AlertEnd, ItemEvent
from safeconduct.materiel.models import Alert, Claim, Move
from tests.cast import Cast
from tests.jobs import run_jobs
from tests.materiel.making import TO_VERIFIED, Pair, as_role, moved, two_claims


@pytest.fixture
def pair(cast: Cast, at: datetime) -> Pair:
    """Two claims for one vehicle, compared."""
    made = two_claims(cast, at)
    run_jobs()
    return made


def refuses(deed: Callable[[], object], kind: type[DatabaseError] = IntegrityError) -> None:
    """The deed fails inside the database."""
    with pytest.raises(kind), transaction.atomic():
        deed()


def line(claim_id: UUID, **other: object) -> Move:
    """A custody line from the claim's start, to be made wrong."""
    facts: dict[str, object] = {
        "id": new_id(), "claim_id": claim_id, "claim_version": 1, "origin": "claimed",
        "event": "receive", "target": "received", "first_by": new_id(), "first_key": "a",
        "first_at": datetime.fromisoformat("2026-11-22T18:00:00+00:00"),
    }  # fmt: skip
    return Move(**facts | other)


def test_a_state_never_changes_without_a_line_of_two(pair: Pair) -> None:
    claim = Claim.objects.filter(id=pair.driver)
    refuses(lambda: claim.update(state="verified"))
    refuses(lambda: claim.update(state="received", version=2))
    refuses(lambda: claim.update(version=2))
    Move.objects.bulk_create([line(pair.driver)])
    refuses(lambda: claim.update(state="received", version=2))


def test_a_line_is_neither_born_confirmed_nor_confirmed_by_its_author(pair: Pair) -> None:
    refuses(lambda: line(pair.driver, status="confirmed", second_by=new_id()).save())
    made = line(pair.driver)
    made.save()
    row = Move.objects.filter(id=made.id)
    at = made.first_at
    refuses(lambda: row.update(status="confirmed", second_by=made.first_by, second_at=at))
    refuses(lambda: row.update(status="confirmed"))
    row.update(status="confirmed", second_by=new_id(), second_at=at)
    refuses(lambda: row.update(second_by=new_id()))
    refuses(lambda: row.update(status="turned_down", second_by=None))


@pytest.mark.parametrize(
    "wrong",
    [
        {"target": "verified"},
        {"event": "verify", "target": "verified"},
        {"origin": "received", "event": "make_safe", "target": "made_safe"},
        {"claim_version": 2},
        {"status": "done"},
    ],
)
def test_a_line_outside_the_table_or_of_another_moment(
    pair: Pair, wrong: dict[str, object]
) -> None:
    refuses(lambda: line(pair.driver, **wrong).save())


def test_only_one_line_waits(pair: Pair) -> None:
    line(pair.driver).save()
    refuses(lambda: line(pair.driver, event="reject", target="rejected").save())


def test_an_old_line_moves_nothing_a_second_time(cast: Cast, at: datetime, pair: Pair) -> None:
    moved(cast, at, pair.driver, *TO_VERIFIED, ItemEvent.REOPEN)
    version = queries.claim(pair.driver).version
    row = Claim.objects.filter(id=pair.driver)
    refuses(lambda: row.update(state="verified", version=version + 1))


def test_marks_of_a_verified_item_stand(cast: Cast, at: datetime, pair: Pair) -> None:
    moved(cast, at, pair.driver, *TO_VERIFIED)
    row = Claim.objects.filter(id=pair.driver)
    refuses(lambda: row.update(sealed_marks=b"x"))
    refuses(lambda: row.update(matcher_copy=b"x"))


def test_a_claim_starts_at_the_start(pair: Pair) -> None:
    def copied(**wrong: object) -> None:
        row = Claim.objects.get(id=pair.driver)
        row.id, row.compared_at = new_id(), None
        for field, found in wrong.items():
            setattr(row, field, found)
        Claim.objects.bulk_create([row])

    copied()
    refuses(lambda: copied(state="verified"))
    refuses(lambda: copied(version=3))
    refuses(lambda: copied(compared_at=row_at(pair)))
    refuses(lambda: copied(companions="fine"))


def row_at(pair: Pair) -> datetime:
    """Some moment."""
    return Claim.objects.get(id=pair.driver).registered_at


def test_an_alert_ends_by_two_and_then_stands(cast: Cast, at: datetime, pair: Pair) -> None:
    row = Alert.objects.filter(id=Alert.objects.get().id)
    olena, other = cast.olena.id, cast.emil.id
    refuses(lambda: row.update(confirmed_by=other))
    refuses(lambda: row.update(end="different", proposed_by=olena))
    refuses(
        lambda: row.update(end="same", proposed_by=olena, sealed_low=b"x", sealed_high=b"x")
    )
    both = {"sealed_low": b"x", "sealed_high": b"x"}
    refuses(lambda: row.update(end="different", proposed_by=olena, confirmed_by=other, **both))
    alert_id = row.get().id
    services.propose_end(
        cast.olena.signed(at), alert_id, AlertEnd.SAME, pair.driver, "Seen both."
    )
    refuses(lambda: row.update(confirmed_by=olena))
    refuses(lambda: row.update(confirmed_by=other, kept_id=pair.farmer))
    services.resolve_alert(cast.emil.signed(at), alert_id, agree=True)
    refuses(lambda: row.update(end="different", kept=None))


def test_a_pair_has_one_alert_in_one_order(pair: Pair) -> None:
    row = Alert.objects.get()
    again = {"sameness": "same", "agreements": [], "raised_at": row.raised_at}
    refuses(lambda: Alert.objects.create(id=new_id(), low=row.low, high=row.high, **again))
    refuses(lambda: Alert.objects.create(id=new_id(), low=row.high, high=row.low, **again))


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        ("sc_public", "SELECT 1 FROM materiel_claim"),
        ("sc_public", "SELECT 1 FROM materiel_move"),
        ("sc_public", "SELECT 1 FROM materiel_alert"),
        ("sc_office", "DELETE FROM materiel_alert"),
        ("sc_office", "INSERT INTO materiel_alert (id) VALUES (gen_random_uuid())"),
        ("sc_office", "DELETE FROM materiel_move"),
        ("sc_office", "UPDATE materiel_claim SET type_code = 't90m'"),
        ("sc_office", "UPDATE materiel_move SET first_by = gen_random_uuid()"),
        ("sc_worker", "UPDATE materiel_claim SET state = 'verified'"),
        ("sc_worker", "UPDATE materiel_alert SET confirmed_by = gen_random_uuid()"),
        ("sc_worker", "INSERT INTO materiel_move (id) VALUES (gen_random_uuid())"),
    ],
)
def test_each_role_may_do_its_own_work_only(pair: Pair, role: str, statement: str) -> None:
    denied = pytest.raises(ProgrammingError, match="permission denied")
    with as_role(role), denied, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_office_never_says_that_a_claim_was_compared(pair: Pair) -> None:
    Claim.objects.filter(id=pair.driver).update(compared_at=None)
    at = row_at(pair)
    with as_role("sc_office"):
        refuses(lambda: Claim.objects.filter(id=pair.driver).update(compared_at=at))
