"""Answers several reads with one statement: a page of many rooms asks the database once.

A read is a generator. It yields the rows it needs, goes on when they are filled, and returns
what it makes of them:

    @prepared
    def _claims(file_id: UUID) -> QuerySet[Claim]:
        return Claim.objects.filter(case_id=file_id)

    def ask_claims(file_id: UUID) -> Reads[list[ClaimView]]:
        claims, moves = _claims(file_id), _moves(file_id)
        yield claims, moves
        return [...]

`read` runs one alone; `both` and `each` run several side by side, so that what they need at the
same step comes in one statement, under one snapshot, and what two of them ask alike comes once.
A queryset may be yielded too; `prepared` saves making its statement anew for every page.
"""

import json
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import update_wrapper
from inspect import signature
from typing import Any, ParamSpec, TypeVar, overload
from uuid import UUID, uuid4

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.models import Count, QuerySet, Value
from psycopg.sql import Literal

T = TypeVar("T")
A = TypeVar("A")
B = TypeVar("B")
P = ParamSpec("P")
Cast = Callable[[Any], Any]

# How JSON's words become what the driver would have given.
CASTS: dict[type[object], Cast] = {
    models.UUIDField: UUID,
    models.DateTimeField: datetime.fromisoformat,
    models.DateField: date.fromisoformat,
    models.BinaryField: lambda text: bytes.fromhex(text[2:]),  # \x and the digits
    models.DecimalField: Decimal,
    models.FloatField: float,
}


@dataclass(frozen=True)
class Question:
    """A compiled queryset: a statement whose one value is the text of a JSON list of its rows.

    `slots`: which arguments of a prepared one are its parameters, in their order.
    """

    rows: QuerySet[Any, Any]
    compiler: Any
    sql: str
    params: tuple[Any, ...]
    casts: tuple[tuple[int, Cast], ...]
    slots: tuple[int, ...] = ()

    def bound(self, arguments: Sequence[Any]) -> list[Any]:
        """The parameters for these arguments."""
        return [*self.params, *(arguments[number] for number in self.slots)]

    def objects(self, text: str) -> list[Any]:
        """What Django makes of these rows, as it makes it of a cursor's."""
        answer = json.loads(text, parse_float=Decimal)
        for row in answer:
            for place, cast in self.casts:
                if row[place] is not None:
                    row[place] = cast(row[place])
        rows = self.rows._clone()  # type: ignore[attr-defined]
        rows.query.get_compiler = lambda *_args, **_kwargs: _Answered(self.compiler, answer)
        return list(rows)


class _Answered:
    """A compiler whose answer is there already."""

    def __init__(self, compiler: Any, answer: list[Any]) -> None:
        self.select, self.klass_info = compiler.select, compiler.klass_info
        self.annotation_col_map = compiler.annotation_col_map
        self.compiler, self.answer = compiler, answer

    def execute_sql(self, **_kwargs: Any) -> list[list[Any]]:
        """One chunk with all rows."""
        return [self.answer]

    def results_iter(
        self, results: Any = None, tuple_expected: bool = False, **_kwargs: Any
    ) -> Any:
        """The rows, as the compiler hands them out."""
        given = [self.answer] if results is None else results
        return self.compiler.results_iter(given, tuple_expected=tuple_expected)


class Rows(Sequence[T]):
    """The rows of a prepared question; whoever looks before they were filled asks alone."""

    def __init__(self, question: Question, arguments: tuple[Any, ...]) -> None:
        self.question, self.arguments = question, arguments
        self.found: list[T] | None = None

    def all(self) -> list[T]:
        """Every row."""
        if self.found is None:
            fill([self])
        return self.found or []

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> list[T]: ...
    def __getitem__(self, index: int | slice) -> T | list[T]:
        return self.all()[index]

    def __len__(self) -> int:
        return len(self.all())


Several = Sequence[QuerySet[Any, Any] | Rows[Any]]
Reads = Generator[Several, None, T]


def prepared(make: Callable[P, QuerySet[Any, T]]) -> Callable[P, Rows[T]]:
    """Make the statement of a queryset once; each call only puts its arguments in.

    Ids, lists of ids (web/among.py), moments, days and words must stand in the statement as
    they are given, or it is a TypeError; for every other argument (a tuple of codes) there is
    a statement of its own.
    """
    known: dict[tuple[Any, ...], Question] = {}

    def ask(*given: P.args, **named: P.kwargs) -> Rows[T]:
        args: tuple[Any, ...] = given
        if named:
            args = signature(make).bind(*given, **named).args
        key = tuple(type(one) if type(one) in STANDS_FOR else one for one in args)
        if key not in known:
            known[key] = _prepare(make, args)
        return Rows(known[key], args)

    update_wrapper(ask, make)
    return ask


STANDS_FOR: dict[type, Callable[[], Any]] = {
    UUID: uuid4,
    list: lambda: [uuid4()],
    str: lambda: uuid4().hex,
    date: lambda: date.fromordinal(1 + uuid4().int % 10**6),
    datetime: lambda: datetime.fromtimestamp(uuid4().int % 10**9, UTC),
}


def _prepare(make: Callable[..., QuerySet[Any, Any]], args: tuple[Any, ...]) -> Question:
    """Compile with values that stand for the arguments, and see where they are."""
    stand = [STANDS_FOR.get(type(one), lambda one=one: one)() for one in args]
    found = _compile(make(*stand))
    varies = [n for n, one in enumerate(args) if type(one) in STANDS_FOR]
    places = [next((n for n in varies if stand[n] == one), None) for one in found.params]
    if not set(varies) <= set(places):
        msg = f"{make.__qualname__}: an argument does not stand in the statement as given"
        raise TypeError(msg)
    return _written_in(found, places)


def _written_in(question: Question, places: list[int | None]) -> Question:
    """What never varies is written into the statement: fewer parameters on every page."""
    using = question.rows.db
    parts = question.sql.split("%s")  # Django's own statements hold no other per cent sign
    with connections[using].cursor() as cursor:
        literals = [
            "%s"
            if place is not None
            else Literal(one).as_string(cursor.connection).replace("%", "%%")
            for one, place in zip(question.params, places, strict=True)
        ]
    pieces = [piece for pair in zip(parts, [*literals, ""], strict=True) for piece in pair]
    slots = tuple(place for place in places if place is not None)
    return replace(question, sql="".join(pieces), params=(), slots=slots)


def _compile(rows: QuerySet[Any, Any]) -> Question:
    """The question of a queryset; EmptyResultSet when no row can be in it."""
    compiler: Any = rows.query.get_compiler(rows.db)
    sql, params = compiler.as_sql()
    columns = [column[0].output_field for column in compiler.select]
    casts = [(place, cast) for place, one in enumerate(columns) if (cast := _cast(one))]
    names = ", ".join(f"c{n}" for n in range(len(columns)))
    values = f"coalesce(json_agg(json_build_array({names})), '[]')::text"
    sql = f"(SELECT {values} FROM ({sql}) AS part({names}))"  # noqa: S608  Django's own
    return Question(rows, compiler, sql, tuple(params), tuple(casts))


def _cast(field: Any) -> Cast | None:
    if isinstance(field, ArrayField):
        inner = _cast(field.base_field)
        return None if inner is None else lambda values: [inner(one) for one in values]
    kinds = (kind for kind in type(field).__mro__ if kind in CASTS)
    return next((CASTS[kind] for kind in kinds), None)


def read(reads: Reads[T]) -> T:
    """What a read comes to: one statement for each of its steps."""
    try:
        while True:
            fill(next(reads))
    except StopIteration as done:
        result: T = done.value
        return result


def counted(rows: QuerySet[Any, Any], column: str) -> QuerySet[Any, int]:
    """A question of one row: how many different values of a column there are among these."""
    every = rows.order_by().values(every=Value(1)).annotate(n=Count(column, distinct=True))
    found: QuerySet[Any, int] = every.values_list("n", flat=True)
    return found


def rows_of(rows: QuerySet[Any, T] | Rows[T]) -> Reads[list[T]]:
    """The rows of one question."""
    yield [rows]
    return list(rows)


def both(one: Reads[A], other: Reads[B]) -> Reads[tuple[A, B]]:
    """Two reads side by side."""
    first, second = yield from each([one, other])
    return first, second


def each(reads: Iterable[Reads[Any] | T]) -> Reads[list[Any]]:
    """Several reads side by side, in their order; what is no read is its own answer."""
    found: list[Any] = list(reads)
    running = {n: one for n, one in enumerate(found) if isinstance(one, Generator)}
    while running:
        wanted: list[Any] = []
        for n, one in list(running.items()):
            try:
                wanted += next(one)
            except StopIteration as done:
                found[n] = done.value
                del running[n]
        if wanted:
            yield wanted
    return found


def fill(several: Several) -> None:
    """Read all these rows by one statement for each database."""
    asked: dict[str, dict[Any, tuple[Question, list[Any]]]] = {}
    wanted: list[tuple[Any, str, Any]] = []
    for rows in several:
        if isinstance(rows, Rows):
            question = rows.question
            key: Any = (id(question), *map(_hashable, rows.arguments))
        elif rows._result_cache is not None:
            continue
        else:
            try:
                question = _compile(rows)
            except EmptyResultSet:
                len(rows)  # no row can be in it: nothing is asked
                continue
            key = (question.sql, repr(question.params))
        using = question.rows.db
        params = question.bound(getattr(rows, "arguments", ()))
        asked.setdefault(using, {}).setdefault(key, (question, params))
        wanted.append((rows, using, key))
    answers = {using: _answers(using, questions) for using, questions in asked.items()}
    for rows, using, key in wanted:
        found = asked[using][key][0].objects(answers[using][key])
        if isinstance(rows, Rows):
            rows.found = found
        else:
            rows._result_cache = found


def _hashable(argument: Any) -> Any:
    return tuple(argument) if type(argument) is list else argument


def _answers(using: str, questions: Mapping[Any, tuple[Question, list[Any]]]) -> dict[Any, str]:
    statement = "SELECT " + ", ".join(one.sql for one, _ in questions.values())
    params = [param for _, given in questions.values() for param in given]
    with connections[using].cursor() as cursor:
        cursor.execute(statement, params)
        return dict(zip(questions, cursor.fetchone(), strict=True))
