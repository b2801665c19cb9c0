"""Decides which files are taken as exhibits, and when one may change hands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from safeconduct.testimony.core.catalogue import Media, media
from safeconduct.testimony.core.rules import holder
from safeconduct.testimony.core.terms import CustodyEvent, CustodyLine, WhyNot

# What the doors keep in memory for one upload (settings, FILE_UPLOAD_MAX_MEMORY_SIZE).
MAX_BYTES = 8_000_000


@dataclass(frozen=True)
class Held:
    """One row of custody as kept: taken from the giver (no `to`), or offered to an officer."""

    event: CustodyEvent
    by: str
    to: str
    at: datetime
    accepted_at: datetime | None = None


@dataclass(frozen=True)
class OfferFacts:
    """What a hand-over may look at; officers are key ids."""

    custody: tuple[Held, ...]
    by: str
    to: str
    receiver_holds_key: bool


def sniff(content: bytes) -> Media | None:
    """The kind of file these bytes are, by their marks; None when it is not on the list."""
    for row in media():
        if all(content[at : at + len(mark)] == mark for at, mark in row.marks):
            return row
    return None


def reasons_not_to_receive(content: bytes) -> list[WhyNot]:
    """Why these bytes are not taken as an exhibit; [] when they are."""
    if not content:
        return [WhyNot.FILE_EMPTY]
    checks = (
        (len(content) <= MAX_BYTES, WhyNot.FILE_TOO_LARGE),
        (sniff(content) is not None, WhyNot.FILE_KIND),
    )
    return [reason for holds, reason in checks if not holds]


def custody_lines(rows: Sequence[Held], sha256: str = "") -> tuple[CustodyLine, ...]:
    """The rows as events in order of time; `sha256` is what each taking officer saw."""
    lines = []
    for row in rows:
        seen = sha256 if row.event is CustodyEvent.RECEIVED else ""
        lines.append(CustodyLine(row.at, row.event, row.by, row.to, seen))
        if row.accepted_at is not None:
            accepted = CustodyEvent.ACCEPTED
            lines.append(CustodyLine(row.accepted_at, accepted, row.to, "", sha256))
    return tuple(sorted(lines, key=lambda line: line.at))


def reasons_not_to_offer(facts: OfferFacts) -> list[WhyNot]:
    """Why the exhibit cannot be handed over; only its holder can, to another with a key."""
    checks = (
        (holder(custody_lines(facts.custody)) == facts.by, WhyNot.NOT_HOLDER),
        (facts.receiver_holds_key and facts.to != facts.by, WhyNot.RECEIVER_WITHOUT_KEY),
    )
    return [reason for holds, reason in checks if not holds]


def reasons_not_to_accept(custody: Sequence[Held], officer: str) -> list[WhyNot]:
    """Why this officer cannot accept the newest offer; an older one no longer stands."""
    newest = custody[-1] if custody else None
    if newest is None or newest.event is not CustodyEvent.OFFERED or newest.accepted_at:
        return [WhyNot.OFFER_ENDED]
    return [] if newest.to == officer else [WhyNot.NOT_FOR_YOU]
