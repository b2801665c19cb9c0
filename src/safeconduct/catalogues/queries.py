"""Reads versions of catalogues; what the rooms go by is asked here, newest first.

One look at an index says which version is in force; what it says is read and parsed once in a
process, for an approved version never changes.
"""

import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet

from safeconduct.catalogues.core.check import faults
from safeconduct.catalogues.core.compare import changes
from safeconduct.catalogues.core.terms import (
    OPEN,
    AnyShape,
    Because,
    Change,
    Document,
    Fault,
    Shape,
    Standing,
    State,
)
from safeconduct.catalogues.models import Version
from safeconduct.web.together import Reads, prepared, rows_of

T = TypeVar("T")
SHIPPED = 0  # the number of the version that comes with the programme
KEPT = 64  # parsed versions that a process remembers: a few of each catalogue

_newest: dict[str, Any] = {}  # what this process read last of each catalogue


@dataclass(frozen=True)
class VersionView:
    """One version; the shipped one has no id, and nobody behind it."""

    catalogue: str
    document: Document
    state: State
    number: int | None
    id: UUID | None = None
    follows: int = SHIPPED
    edits: int = 0
    written_by: tuple[UUID, ...] = ()
    begun_by: UUID | None = None
    begun_at: datetime | None = None
    wanted_from: date | None = None
    sent_by: UUID | None = None
    sent_at: datetime | None = None
    returned: Because | None = None
    approved_by: UUID | None = None
    approved_at: datetime | None = None
    valid_from: date | None = None

    @property
    def standing(self) -> Standing:
        """As the rules see it."""
        return Standing(self.state, frozenset(self.written_by), self.edits)


def today() -> date:
    """The day by which versions count."""
    return datetime.now(UTC).date()


def in_force(shape: Shape[T], on: date | None = None) -> T:
    """What a room goes by on a day (today without one), as its own parser reads it."""
    found: T = _read(shape, _id_on(shape.name, on or today()))
    _newest[shape.name] = found
    return found


def seen_last(shape: Shape[T]) -> T:
    """What this process read last: costs nothing, and may be older than `in_force`."""
    found: T = _newest[shape.name] if shape.name in _newest else _read(shape, None)
    return found


def at_moment(shape: Shape[T], moments: list[datetime]) -> list[T]:
    """For each moment what was in force then; one query for all of them."""
    rows = _approved(shape.name).values_list("approved_at", "valid_from", "id")
    known = list(rows.order_by("-number")) if moments else []
    return [_read(shape, _id_at(known, at)) for at in moments]


def every(shape: Shape[T]) -> list[T]:
    """What each version says, newest first, the shipped one last; one query."""
    ids = _approved(shape.name).order_by("-number").values_list("id", flat=True)
    return [_read(shape, one) for one in (*ids, None)]


def _id_at(known: list[tuple[Any, ...]], at: datetime) -> UUID | None:
    then = (one for approved, day, one in known if approved <= at and day <= at.date())
    return next(then, None)


def _approved(name: str) -> QuerySet[Version]:
    return Version.objects.filter(catalogue=name, number__isnull=False)


def _id_on(name: str, day: date) -> UUID | None:
    rows = _approved(name).filter(valid_from__lte=day).order_by("-number")
    return rows.values_list("id", flat=True).first()


@lru_cache(maxsize=KEPT)
def _read(shape: Shape[Any], version_id: UUID | None) -> Any:
    return shape.read(_document(shape, version_id))


def _document(shape: AnyShape, version_id: UUID | None) -> Document:
    if version_id is None:
        return tomllib.loads(shape.shipped())
    return tomllib.loads(Version.objects.values_list("text", flat=True).get(id=version_id))


def number_on(name: str, day: date) -> int:
    """The number of the version in force on a day."""
    rows = _approved(name).filter(valid_from__lte=day).order_by("-number")
    return rows.values_list("number", flat=True).first() or SHIPPED


def newest(shape: AnyShape) -> VersionView:
    """The newest approved version, also one whose day has not come; or the shipped one."""
    row = _approved(shape.name).order_by("-number").first()
    return view(row) if row else shipped(shape)


def shipped(shape: AnyShape) -> VersionView:
    """The version that comes with the programme."""
    return VersionView(shape.name, _document(shape, None), State.APPROVED, SHIPPED)


def numbered(shape: AnyShape, number: int) -> VersionView | None:
    """The approved version of a number, or None."""
    if number == SHIPPED:
        return shipped(shape)
    row = _approved(shape.name).filter(number=number).first()
    return view(row) if row else None


def open_version(name: str) -> VersionView | None:
    """The draft of a catalogue, or what was sent for approval; None when nothing is open."""
    row = Version.objects.filter(catalogue=name, state__in=list(map(str, OPEN))).first()
    return view(row) if row else None


def open_versions() -> dict[str, VersionView]:
    """The open version of each catalogue that has one."""
    rows = Version.objects.filter(state__in=list(map(str, OPEN)))
    return {row.catalogue: view(row) for row in rows}


def ask_sent() -> Reads[list[tuple[str, frozenset[UUID]]]]:
    """(catalogue, all who wrote in it) of each version that waits for a second person."""
    rows = yield from rows_of(_sent())
    return [(name, frozenset(who)) for name, who in rows]


@prepared
def _sent() -> QuerySet[Version, tuple[str, list[UUID]]]:
    rows = Version.objects.filter(state=State.SENT.value).order_by("sent_at")
    return rows.values_list("catalogue", "written_by")


def history(shape: AnyShape) -> list[VersionView]:
    """Every approved version, newest first, the shipped one last; withdrawn ones between."""
    decided = [State.APPROVED.value, State.WITHDRAWN.value]
    rows = Version.objects.filter(catalogue=shape.name, state__in=decided)
    return [*(view(row) for row in rows.order_by("-begun_at", "id")), shipped(shape)]


def faults_of(shape: AnyShape, version: VersionView) -> list[Fault]:
    """What is wrong in an open version, held against the one it would follow."""
    return faults(shape, version.document, newest(shape).document)


def changes_of(shape: AnyShape, version: VersionView) -> list[Change]:
    """What an open version would change in the newest approved one."""
    return changes(shape, newest(shape).document, version.document)


def view(row: Version) -> VersionView:
    """A row as pages see it."""
    return VersionView(
        catalogue=row.catalogue,
        document=tomllib.loads(row.text),
        state=State(row.state),
        number=row.number,
        id=row.id,
        follows=row.follows,
        edits=row.edits,
        written_by=tuple(row.written_by),
        begun_by=row.begun_by,
        begun_at=row.begun_at,
        wanted_from=row.wanted_from,
        sent_by=row.sent_by,
        sent_at=row.sent_at,
        returned=Because[row.returned] if row.returned else None,
        approved_by=row.approved_by,
        approved_at=row.approved_at,
        valid_from=row.valid_from,
    )
