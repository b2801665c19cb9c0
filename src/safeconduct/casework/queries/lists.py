"""Reads an officer's list of cases a page at a time; one query object for page and export."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from safeconduct.accounts.core.terms import Actor
from safeconduct.casework.core.lists import NEVER, Sort, Wanted
from safeconduct.casework.models import Case, CaseLine
from safeconduct.casework.queries.cases import CaseView, to_view, view_of
from safeconduct.common.keyset import Position, read
from safeconduct.contact.core.terms import DANGER_ORDER
from safeconduct.web import together
from safeconduct.web.among import among
from safeconduct.web.keyset import Order, capped, turn
from safeconduct.web.together import Reads, prepared, rows_of

KEYS: dict[Sort, Order] = {
    Sort.DANGER: Order(("place", "moved_at", "file_id"), (int, datetime, UUID)),
    Sort.MOVED: Order(("moved_at", "file_id"), (datetime, UUID), descending=True),
    Sort.DUE: Order(("due_at", "file_id"), (datetime, UUID)),
}
CODES = ("stage", "kind", "language", "role")
FLAGS = ("lost", "dormant", "held")
FIRST = 12  # cases of My work; the full list is one link away
EXPORTED = 10_000  # lines of one file; whoever needs more narrows the list


@dataclass(frozen=True)
class Row:
    """A case of the list, the officer's role on it and the date of its next task."""

    case: CaseView
    role: str
    due_at: datetime | None


@dataclass(frozen=True)
class CasePage:
    """A page of the list; `count` is capped (web/keyset.py MANY)."""

    rows: tuple[Row, ...]
    count: int
    start: int
    newer: Position | None
    older: Position | None


def lines_of(actor: Actor, at: datetime) -> QuerySet[CaseLine]:
    """The officer's lines, on the case for good or for hours that run still."""
    return lines_of_officer(actor.officer_id, at)


def lines_of_officer(officer_id: UUID, at: datetime) -> QuerySet[CaseLine]:
    """As `lines_of`, by the officer's id."""
    rows = CaseLine.objects.filter(officer_id=officer_id)
    return rows.filter(Q(until=None) | Q(until__gt=at))


def lines_wanted(actor: Actor, at: datetime, wanted: Wanted) -> QuerySet[CaseLine]:
    """The lines that the filter lets through."""
    asked = {name: getattr(wanted, name) for name in CODES}
    asked = {name: str(value) for name, value in asked.items() if value is not None}
    flags = {name: True for name in FLAGS if getattr(wanted, name)}
    rows = lines_of(actor, at).filter(**asked, **flags)
    if wanted.danger is not None:
        rows = rows.filter(danger_place=DANGER_ORDER.index(wanted.danger))
    return rows


def position_in(wanted: Wanted, text: str) -> Position | None:
    """The position an address asks for; None when it is none of this list."""
    return read(text, KEYS[wanted.sort].shape)


def case_page(
    actor: Actor, at: datetime, wanted: Wanted, position: Position | None
) -> CasePage:
    """One page of the officer's cases as `wanted`."""
    lines = lines_wanted(actor, at, wanted)
    page = turn(KEYS[wanted.sort], position, lines)
    rows = _rows(_lines(actor, [key[-1] for key in page.rows]))
    return CasePage(rows, capped(lines, "officer_id"), page.start, page.newer, page.older)


def _lines(actor: Actor, file_ids: list[Any]) -> tuple[CaseLine, ...]:
    """The officer's lines of these files, in this order."""
    rows = CaseLine.objects.filter(officer_id=actor.officer_id, file_id__in=file_ids)
    found = {line.file_id: line for line in rows}
    return tuple(found[file_id] for file_id in file_ids if file_id in found)


def ask_first_cases(actor: Actor, at: datetime) -> Reads[list[CaseView]]:
    """The officer's first cases: the greatest danger first, then the longest unmoved."""
    files = yield from rows_of(_first(actor.officer_id, at))
    known = yield from ask_views(files)
    return [known[file_id] for file_id in files if file_id in known]


@prepared
def _first(officer_id: UUID, at: datetime) -> QuerySet[CaseLine, UUID]:
    lines = lines_of_officer(officer_id, at).order_by(*KEYS[Sort.DANGER].columns)
    return lines.values_list("file_id", flat=True)[:FIRST]


def exported(actor: Actor, at: datetime, wanted: Wanted) -> tuple[Row, ...]:
    """The whole list as `wanted` in its order, at most EXPORTED lines."""
    order = KEYS[wanted.sort]
    sign = "-" if order.descending else ""
    lines = lines_wanted(actor, at, wanted).order_by(*(f"{sign}{one}" for one in order.columns))
    return _rows(tuple(lines[:EXPORTED]))


def cases_among(actor: Actor, at: datetime, file_ids: set[UUID]) -> dict[UUID, str]:
    """Aliases of those of these files that are the officer's cases."""
    return together.read(ask_cases_among(actor, at, file_ids))


def ask_cases_among(actor: Actor, at: datetime, file_ids: set[UUID]) -> Reads[dict[UUID, str]]:
    """As `cases_among`, together with other reads."""
    return dict((yield from rows_of(_named(actor.officer_id, at, list(file_ids)))))


@prepared
def _named(
    officer_id: UUID, at: datetime, file_ids: list[UUID]
) -> QuerySet[Case, tuple[UUID, str]]:
    mine = lines_of_officer(officer_id, at).filter(among("file_id", file_ids))
    named = Case.objects.filter(file_id__in=mine.values("file_id"))
    return named.values_list("file_id", "alias")


def _rows(lines: tuple[CaseLine, ...]) -> tuple[Row, ...]:
    known = views_of({line.file_id for line in lines})
    return tuple(
        Row(known[line.file_id], line.role, None if line.due_at == NEVER else line.due_at)
        for line in lines
        if line.file_id in known
    )


def views_of(file_ids: set[UUID]) -> dict[UUID, CaseView]:
    """Several cases as pages see them."""
    return together.read(ask_views(list(file_ids)))


def ask_views(file_ids: list[UUID]) -> Reads[dict[UUID, CaseView]]:
    """As `views_of`, together with other reads."""
    rows = yield from rows_of(_cases(file_ids))
    return {row.file_id: view_of(row) for row in rows}


@prepared
def _cases(file_ids: list[UUID]) -> QuerySet[Case]:
    return to_view().filter(among("file_id", file_ids))
