"""Help in kind: two people, a ceiling, a vendor, and never cash to the person."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from safeconduct.common.ids import new_id
from safeconduct.common.money import Money, major
from safeconduct.common.refusal import Refused, Unknown
from safeconduct.passage import services
from safeconduct.passage.core.terms import CostKind, Kind
from safeconduct.passage.models import CostRow, CrossingRow
from safeconduct.record.queries import entries_of
from tests.cast import Cast
from tests.making import make_case, refused_in_conflict
from tests.passage.story import open_

FOOD = CostKind.FOOD


@pytest.fixture
def file_id(cast: Cast, at: datetime) -> UUID:
    """A case at passage with an open crossing."""
    made = make_case(cast, at, stage="passage").file_id
    open_(cast, made, at)
    return made


def ask(cast: Cast, file_id: UUID, at: datetime, amount: Money, cash: bool = False) -> UUID:
    petro = cast.petro.signed(at)
    return services.ask_in_kind(petro, file_id, FOOD, amount, "vendor-7", cash_to_person=cash)


def reasons_of(deed: Callable[[], object]) -> list[str]:
    with pytest.raises(Refused) as refused:
        deed()
    return [why.name for why in refused.value.reasons]


def refused_by_database(deed: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        deed()


def test_help_in_kind_needs_a_second_person(cast: Cast, file_id: UUID, at: datetime) -> None:
    cost = ask(cast, file_id, at, major(150))
    own = lambda: services.agree_in_kind(cast.petro.signed(at), file_id, cost)  # noqa: E731
    assert reasons_of(own) == ["SAME_PERSON"]
    vasyl = cast.vasyl.signed(at)
    with refused_in_conflict(cast, at, file_id, cast.vasyl):
        services.agree_in_kind(vasyl, file_id, cost)
    services.agree_in_kind(vasyl, file_id, cost)
    row = CostRow.objects.get()
    assert (row.asked_by, row.agreed_by) == (cast.petro.id, cast.vasyl.id)
    newest = entries_of(file_id)[0].line
    assert (newest.kind, newest.facts) == (Kind.COST_APPROVED, {"help": "food"})


def test_the_database_refuses_one_person_twice(cast: Cast, file_id: UUID, at: datetime) -> None:
    ask(cast, file_id, at, major(150))
    rows = CostRow.objects.all()
    refused_by_database(lambda: rows.update(agreed_by=cast.petro.id, agreed_at=at))
    refused_by_database(lambda: rows.update(agreed_by=cast.vasyl.id))
    refused_by_database(lambda: rows.update(amount_minor=1))
    services.agree_in_kind(cast.vasyl.signed(at), file_id, rows.get().id)
    refused_by_database(lambda: rows.update(agreed_by=None, agreed_at=None))


def test_never_cash_to_the_person(cast: Cast, file_id: UUID, at: datetime) -> None:
    deed = lambda: ask(cast, file_id, at, major(10), cash=True)  # noqa: E731
    assert reasons_of(deed) == ["CASH_TO_PERSON"]
    row = {
        "crossing": CrossingRow.objects.get(), "kind": "food", "amount_minor": 100,
        "currency": "USD", "ceiling_minor": 20000, "asked_by": cast.petro.id, "asked_at": at,
    }  # fmt: skip
    refused_by_database(lambda: CostRow.objects.create(id=new_id(), vendor="person", **row))
    refused_by_database(
        lambda: CostRow.objects.create(
            id=new_id(), vendor="vendor-7", agreed_by=cast.vasyl.id, agreed_at=at, **row
        )
    )


def test_the_ceiling_counts_everything_agreed(cast: Cast, file_id: UUID, at: datetime) -> None:
    vasyl = cast.vasyl.signed(at)
    assert reasons_of(lambda: ask(cast, file_id, at, major(201))) == ["OVER_CEILING"]
    assert reasons_of(lambda: ask(cast, file_id, at, Money(0))) == ["AMOUNT_NOT_POSITIVE"]
    first, second = (ask(cast, file_id, at, major(150)) for _ in range(2))
    services.agree_in_kind(vasyl, file_id, first)
    agree = lambda: services.agree_in_kind(vasyl, file_id, second)  # noqa: E731
    assert reasons_of(agree) == ["OVER_CEILING"]
    rows = CostRow.objects.filter(id=second)
    refused_by_database(lambda: rows.update(agreed_by=cast.vasyl.id, agreed_at=at))
    assert reasons_of(lambda: ask(cast, file_id, at, major(51))) == ["OVER_CEILING"]


def test_kirill_neither_asks_nor_agrees(cast: Cast, file_id: UUID, at: datetime) -> None:
    cost = ask(cast, file_id, at, major(150))
    with pytest.raises(Unknown):
        services.agree_in_kind(cast.kirill.signed(at), file_id, cost)
    with pytest.raises(Unknown):
        services.agree_in_kind(cast.vasyl.signed(at), file_id, new_id())
