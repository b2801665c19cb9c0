"""Reads who looked at what from the record: files by pseudonym, never a word of a case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from safeconduct.accounts.queries import aliases, everybody, key_ids
from safeconduct.oversight.core.reading import Deed, Unusual, limits, unusual
from safeconduct.record import queries as record

# Lines that say that somebody saw something of a file.
READINGS = (
    "casework.case.read",
    "casework.identity.unsealed",
    "contact.attachment.read",
    "contact.letter.opened",
    "materiel.claim.read",
    "passage.crossing.read",
    "screening.hit.read",
    "testimony.package.read",
    "testimony.statement.read",
    "vetting.track.read",
)
PAGE = 50  # lines of one page


@dataclass(frozen=True)
class Looked:
    """One line of the access log."""

    number: int
    kind: str
    at: datetime
    actor: str
    who: str
    file: str


@dataclass(frozen=True)
class AccessPage:
    """Lines, newest first; `older` is the key to go on from."""

    lines: tuple[Looked, ...]
    older: int | None


@dataclass(frozen=True)
class Told:
    """A sign with the officer's alias."""

    sign: Unusual
    who: str


def readers() -> dict[str, str]:
    """Alias by key id of everybody active, for the filter."""
    names, keys = dict(everybody()), {}
    for officer_id, key_id in key_ids(names).items():
        keys[key_id] = names[officer_id]
    return keys


def access_page(actor: str = "", file: str = "", before: int | None = None) -> AccessPage:
    """The newest readings, of one officer (key id) or one file (hex) when asked for."""
    found = record.lines_of_kinds(READINGS, PAGE + 1, actor, file, before)
    names = aliases(one.line.actor for one in found)
    return AccessPage(
        tuple(_looked(one, names) for one in found[:PAGE]),
        found[PAGE - 1].number if len(found) > PAGE else None,
    )


def _looked(one: record.Entry, names: Mapping[str, str]) -> Looked:
    line = one.line
    return Looked(
        one.number, line.kind, line.at, line.actor, names.get(line.actor, line.actor), line.file
    )


def to_ask_about(at: datetime) -> list[Told]:
    """Signs of the last days, each with the officer's alias."""
    rule = limits()
    rows = record.deeds_since(at - timedelta(days=rule.days))
    deeds = [Deed(actor, file, when, kind in READINGS) for actor, file, when, kind in rows]
    found = unusual(deeds, rule)
    names = aliases(one.actor for one in found)
    return [Told(one, names[one.actor]) for one in found if one.actor in names]


def opened_since(since: datetime) -> tuple[tuple[str, int], ...]:
    """(staff alias, times a case page was opened) since a moment, most first."""
    found = record.count_by_actor("casework.case.read", since)
    names = aliases(found)
    ranked = sorted(found.items(), key=lambda item: (-item[1], names.get(item[0], item[0])))
    return tuple((names.get(key, key), count) for key, count in ranked)
