"""Several reads in one statement give what they give one by one."""

from collections.abc import Generator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import Count, QuerySet, Value
from django.test.utils import CaptureQueriesContext

from safeconduct.accounts.core.terms import Role
from safeconduct.accounts.models import Membership, Officer
from safeconduct.casework.models import Case, Proposal, Task
from safeconduct.contact.models import Letter
from safeconduct.record.models import Leaf
from safeconduct.support.models import Payment
from safeconduct.web.among import among
from safeconduct.web.together import (
    Reads,
    both,
    counted,
    each,
    fill,
    prepared,
    read,
    rows_of,
)
from tests.cast import Cast
from tests.making import make_case

pytestmark = pytest.mark.django_db(databases=["default", "keystore"])


def plain(rows: QuerySet[Any, Any]) -> list[Any]:
    """Rows with every value of their objects, and of the objects that came along."""
    return [
        [_values(one) for one in (row, *row._state.fields_cache.values()) if one]
        if hasattr(row, "_state")
        else row
        for row in rows
    ]


def _values(row: Any) -> dict[str, Any]:
    found = {name: one for name, one in vars(row).items() if name != "_state"}
    return {
        name: bytes(one) if isinstance(one, memoryview) else one for name, one in found.items()
    }


def test_what_comes_together_is_what_comes_alone(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at, stage="arrived").file_id
    several: list[QuerySet[Any, Any]] = [
        Case.objects.select_related("arrival").filter(file_id=file_id),
        Task.objects.select_related("case").order_by("-due_at", "id"),
        Membership.objects.select_related("officer").filter(file_id=file_id).order_by("id"),
        Officer.objects.order_by("-alias")[2:5],
        Letter.objects.order_by("id").annotate(one=Value("a 'quoted' 100% \\ text")),
        Leaf.objects.values("file").annotate(n=Count("number")).values_list("n", "file"),
        Leaf.objects.order_by("-number").values_list("at", flat=True)[:3],
        Proposal.objects.filter(id__in=[]),
        Payment.objects.order_by("id"),
        Case.objects.order_by("alias").values("alias", "opened_at"),
    ]
    alone = [plain(rows.all()) for rows in several]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        fill(several)
    assert len(asked) == 1
    with CaptureQueriesContext(connection) as asked:
        assert [plain(rows) for rows in several] == alone
    assert len(asked) == 0
    # What was filled can be narrowed further, as any queryset.
    assert several[0].filter(alias="nobody").count() == 0


def test_what_two_ask_alike_comes_once(cast: Cast) -> None:
    first, second = Officer.objects.order_by("id"), Officer.objects.order_by("id")
    with CaptureQueriesContext(connection) as asked:
        fill([first, second, Case.objects.all()])
    (statement,) = asked.captured_queries
    assert statement["sql"].count('FROM "accounts_officer"') == 1
    assert list(first) == list(second) != []


def alias_of(officer_id: UUID) -> Reads[str]:
    """A read of two steps."""
    (row,) = yield from rows_of(Officer.objects.filter(id=officer_id))
    (again,) = yield from rows_of(Officer.objects.filter(alias=row.alias))
    return again.alias


def nothing() -> Generator[Any, None, str]:
    """A read that needs nothing after all."""
    return "nothing"
    yield


def test_reads_side_by_side_take_one_statement_for_each_step(cast: Cast) -> None:
    people = [cast.olena, cast.pavlo, cast.ruta]
    with CaptureQueriesContext(connection) as asked:
        found = read(
            both(each([*(alias_of(one.id) for one in people), None]), each([nothing(), 7]))
        )
    assert found == (["Olena", "Pavlo", "Ruta", None], ["nothing", 7])
    assert len(asked) == 2


@prepared
def told_apart(
    role: str, files: list[UUID], since: datetime, on: date
) -> QuerySet[Membership, Any]:
    """One argument of each kind that a prepared statement takes."""
    rows = Membership.objects.filter(among("file_id", files), role=role, sort_at__gte=since)
    return rows.filter(sort_at__date__gte=on).order_by("file_id").values_list("file_id", "role")


def test_a_prepared_statement_takes_what_is_asked_for_each_time(
    cast: Cast, at: datetime
) -> None:
    first, second = (make_case(cast, at).file_id for _ in range(2))
    role, today = Role.CASE_OFFICER.value, at.date()
    asked = [
        told_apart(role, files, since, on)
        for files in ([first], [second, first], [])
        for since in (at - timedelta(hours=1), at + timedelta(hours=1))
        for on in (today, today + timedelta(days=1))
    ]
    found = read(each(rows_of(rows) for rows in asked))
    both_of = [(one, role) for one in sorted((first, second))]
    assert found == [[(first, role)], *[[]] * 3, both_of, *[[]] * 7]


def test_nothing_is_prepared_that_does_not_stand_there_as_given(at: datetime) -> None:
    @prepared
    def day_after(day: datetime) -> QuerySet[Membership]:
        return Membership.objects.filter(sort_at__gte=day + timedelta(days=1))

    with pytest.raises(TypeError, match="as given"):
        day_after(at)


def test_a_count_is_a_row_like_any_other(cast: Cast, at: datetime) -> None:
    make_case(cast, at)
    every, none = Membership.objects.all(), Membership.objects.filter(role="nobody's")
    asked = [counted(every, "file_id"), counted(every, "id"), counted(none, "id")]
    assert read(each(rows_of(rows) for rows in asked)) == [[1], [every.count()], [0]]


def test_what_a_read_refuses_comes_through(cast: Cast) -> None:
    def refuses() -> Reads[None]:
        yield [Officer.objects.filter(alias="Olena")]
        raise LookupError

    with pytest.raises(LookupError):
        read(each([refuses(), alias_of(cast.olena.id)]))


def test_moments_and_arrays_keep_their_type(cast: Cast, at: datetime) -> None:
    make_case(cast, at)
    rows = Officer.objects.filter(alias="Olena")
    cases = Case.objects.all()
    fill([rows, cases])
    assert isinstance(rows[0].id, UUID)
    assert isinstance(rows[0].roles, list)
    assert cases[0].opened_at == at
    assert cases[0].opened_at.tzinfo is UTC
    assert isinstance(rows[0].public_key, bytes)
