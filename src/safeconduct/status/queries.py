"""Reads what protects a person now, by when to act, and what states say they may do."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from safeconduct.accounts.queries import everybody
from safeconduct.common.refusal import Unknown
from safeconduct.status.core.catalogue import calendars, deadline_rules, readings
from safeconduct.status.core.rules import CONFIRMED_WITHIN_DAYS, deadline, protections, state_on
from safeconduct.status.core.terms import (
    Closing,
    Deadline,
    DeadlineState,
    Offer,
    OfferState,
    PlaceState,
    Protection,
    Reading,
    ReadingKind,
    ReadingRow,
    ReadingState,
    Trigger,
)
from safeconduct.status.models import (
    FileDeadline,
    FileReading,
    Place,
    Shown,
    StateOffer,
    Wish,
)
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.opening import FileKeys
from safeconduct.web.together import Reads, prepared, read

PAPER, WORDS = "status.reading.paper", "status.wish.words"


@dataclass(frozen=True)
class ReadingView:
    """A legal position; `paper` is who decided and on what paper, None without the key."""

    id: UUID
    row: ReadingRow
    state: ReadingState
    opened_on: date
    authority: str
    closes_to: str
    decided_on: date | None
    paper: dict[str, str] | None
    proposed_by: UUID | None
    proposer: str

    @property
    def is_open(self) -> bool:
        """Whether it protects: also while its closing waits."""
        return self.state is not ReadingState.CLOSED


@dataclass(frozen=True)
class DeadlineView:
    """Stored days, and the count as today's rules make it, line by line."""

    id: UUID
    count: Deadline
    safe_on: date
    legal_on: date | None
    state: DeadlineState
    rule_moved: bool


@dataclass(frozen=True)
class OfferView:
    """What a state says it may do, as of a day."""

    id: UUID
    offer: Offer
    state: OfferState
    places: int
    needs_asking: bool


@dataclass(frozen=True)
class PlaceView:
    """A proposal to ask a state for this person."""

    id: UUID
    offer: Offer
    state: PlaceState
    proposed_by: UUID
    proposer: str


@dataclass(frozen=True)
class WishView:
    """The person's wish; words are None without the key."""

    said_on: date
    words: str | None


def reading_of(row: FileReading) -> Reading:
    """The row as the core sees it; a closing that waits closes nothing."""
    closing = None
    if row.state == ReadingState.CLOSED.value and row.decided_on is not None:
        closing = Closing(
            authority=next(a for a in _row(row).closers if a.value == row.authority),
            name="sealed",
            paper_hash="sealed",
            decided_on=row.decided_on,
            to=ReadingKind(row.closes_to),
        )
    return Reading(_row(row), row.opened_on, closing)


def _row(row: FileReading) -> ReadingRow:
    return readings()[ReadingKind(row.kind)]


def readings_of(file_id: UUID) -> list[Reading]:
    """Every legal position of a file, open and closed."""
    return read(ask_readings(file_id))


def ask_readings(file_id: UUID) -> Reads[list[Reading]]:
    """As `readings_of`, together with other reads."""
    rows = _readings(file_id)
    yield [rows]
    return [reading_of(row) for row in rows]


@prepared
def _readings(file_id: UUID) -> QuerySet[FileReading]:
    return FileReading.objects.filter(file_id=file_id).order_by("opened_on", "kind")


def protections_of(file_id: UUID) -> frozenset[Protection]:
    """What protects the person now: the union of the open positions, and the core always."""
    return protections(readings_of(file_id))


def paper_of(keys: FileKeys, row: FileReading) -> dict[str, str] | None:
    """{"name", "reference", "hash"} of the decision; None without the identity key."""
    if row.sealed_paper is None or not keys.may_open(Compartment.IDENTITY):
        return None
    text = keys.open(Compartment.IDENTITY, PAPER, row.id, bytes(row.sealed_paper))
    return {str(key): str(value) for key, value in json.loads(text).items()}


def reading_views(keys: FileKeys) -> list[ReadingView]:
    """Positions of a file for its page, open ones first."""
    names = dict(everybody())
    rows = FileReading.objects.filter(file_id=keys.file_id).order_by("opened_on", "kind")
    found = [
        ReadingView(
            id=row.id,
            row=_row(row),
            state=ReadingState(row.state),
            opened_on=row.opened_on,
            authority=row.authority,
            closes_to=row.closes_to,
            decided_on=row.decided_on,
            paper=paper_of(keys, row),
            proposed_by=row.proposed_by,
            proposer=names.get(row.proposed_by, "") if row.proposed_by else "",
        )
        for row in rows
    ]
    return sorted(found, key=lambda view: not view.is_open)


def _file_of(rows: QuerySet[Any], row_id: UUID) -> UUID:
    for file_id in rows.filter(id=row_id).values_list("file_id", flat=True):
        return UUID(str(file_id))
    raise Unknown


def file_of_reading(reading_id: UUID) -> UUID:
    """The file of a position; Unknown when there is none."""
    return _file_of(FileReading.objects.all(), reading_id)


def count_of(
    rule_id: str, earliest: date, latest: date, seats: list[str], on: date
) -> Deadline:
    """The count of a rule from an event, under the calendars of the likely seats.

    KeyError for an unknown rule or seat.
    """
    rule = deadline_rules()[rule_id]
    days = Trigger(rule.trigger, earliest, latest)
    return deadline(rule, days, [calendars()[seat] for seat in seats], on)


def deadlines_of(file_id: UUID, on: date) -> list[DeadlineView]:
    """Deadlines of a file, open ones first, then by safe day; missed ones stay."""
    return read(ask_deadlines(file_id, on))


def ask_deadlines(file_id: UUID, on: date) -> Reads[list[DeadlineView]]:
    """As `deadlines_of`, together with other reads."""
    rows = _deadlines(file_id)
    yield [rows]
    found = []
    for row in rows:
        count = count_of(row.rule, row.earliest, row.latest, row.seats, on)
        found.append(
            DeadlineView(
                row.id, count, row.safe_on, row.legal_on, DeadlineState(row.state),
                rule_moved=count.safe != row.safe_on,
            )
        )  # fmt: skip
    return sorted(found, key=lambda view: view.state is not DeadlineState.OPEN)


@prepared
def _deadlines(file_id: UUID) -> QuerySet[FileDeadline]:
    return FileDeadline.objects.filter(file_id=file_id).order_by("safe_on")


def file_of_deadline(deadline_id: UUID) -> UUID:
    """The file of a deadline; Unknown when there is none."""
    return _file_of(FileDeadline.objects.all(), deadline_id)


def offer_of(row: StateOffer) -> Offer:
    """The row as the core sees it."""
    return Offer(row.state_code, row.instrument, OfferState(row.state), row.confirmed_on)


def _offer_view(row: StateOffer, on: date) -> OfferView:
    offer = offer_of(row)
    old = (on - row.confirmed_on).days > CONFIRMED_WITHIN_DAYS
    return OfferView(row.id, offer, state_on(offer, on), row.places, old)


def offers(on: date) -> list[OfferView]:
    """Every offer on the list, by state; the same list for everybody."""
    rows = StateOffer.objects.order_by("state_code", "instrument")
    return [_offer_view(row, on) for row in rows]


def offer_view(offer_id: UUID, on: date) -> OfferView:
    """One offer; Unknown when there is none."""
    row = StateOffer.objects.filter(id=offer_id).first()
    if row is None:
        raise Unknown
    return _offer_view(row, on)


def wish_on(file_id: UUID) -> date | None:
    """The day of the first wish of a file."""
    rows = Wish.objects.filter(file_id=file_id).order_by("said_on")
    return rows.values_list("said_on", flat=True).first()


def wishes(keys: FileKeys) -> list[WishView]:
    """The person's wishes, newest first; words only for holders of the contact key."""
    may = keys.may_open(Compartment.CONTACT)
    rows = Wish.objects.filter(file_id=keys.file_id).order_by("-said_on", "id")
    return [
        WishView(
            row.said_on,
            keys.open(Compartment.CONTACT, WORDS, row.id, bytes(row.sealed_words))
            if may
            else None,
        )
        for row in rows
    ]


def list_opened_on(file_id: UUID) -> date | None:
    """The day on which an offer was first shown to the person."""
    rows = Shown.objects.filter(file_id=file_id).order_by("shown_on")
    return rows.values_list("shown_on", flat=True).first()


def free_places(row: StateOffer) -> int:
    """Places of an offer that no open or decided proposal takes."""
    taken = Place.objects.filter(offer=row).exclude(state=PlaceState.DROPPED.value).count()
    return row.places - taken


def places_of(file_id: UUID) -> list[PlaceView]:
    """Proposals for a place in this file."""
    names = dict(everybody())
    rows = Place.objects.select_related("offer").filter(file_id=file_id).order_by("proposed_on")
    return [
        PlaceView(
            row.id, offer_of(row.offer), PlaceState(row.state), row.proposed_by,
            names.get(row.proposed_by, ""),
        )
        for row in rows
    ]  # fmt: skip


def file_of_place(place_id: UUID) -> UUID:
    """The file of a proposal; Unknown when there is none."""
    return _file_of(Place.objects.all(), place_id)
