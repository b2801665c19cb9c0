"""Reference data of contact: types of files and the first bytes that tell them apart."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent.parent / "data"
START_BYTES = 64  # as many as any row looks at; a test compares
Mark = tuple[int, bytes]  # where in the file, and what must stand there


@dataclass(frozen=True)
class Signature:
    """One type; a file is of it when all marks of one alternative fit."""

    code: str
    label: str
    media_types: frozenset[str]
    extensions: frozenset[str]
    marks: tuple[tuple[Mark, ...], ...]
    runs: bool
    unit: str
    source: str
    date: date

    def fits(self, start: bytes) -> bool:
        """Whether these first bytes are those of the type."""
        return any(
            all(start[at : at + len(mark)] == mark for at, mark in every)
            for every in self.marks
        )


@cache
def signatures() -> tuple[Signature, ...]:
    """Every row, in the order they are tried; data/signatures.toml."""
    with (DATA / "signatures.toml").open("rb") as file:
        rows = tomllib.load(file)["signature"]
    return tuple(
        Signature(
            **row
            | {
                "media_types": frozenset(row["media_types"]),
                "extensions": frozenset(row["extensions"]),
                "marks": tuple(
                    tuple((at, bytes.fromhex(mark)) for at, mark in every)
                    for every in row["marks"]
                ),
            }
        )
        for row in rows
    )


def by_start(start: bytes) -> Signature | None:
    """The type that a file's first bytes tell; None when no row fits."""
    return next((row for row in signatures() if row.fits(start)), None)


def by_code(code: str) -> Signature | None:
    """The row of this code."""
    return next((row for row in signatures() if row.code == code), None)


def by_media_type(media_type: str) -> Signature | None:
    """The first row that a browser would name so."""
    return next((row for row in signatures() if media_type in row.media_types), None)


def by_name(name: str) -> Signature | None:
    """The row of the name's ending, in any case."""
    _, dot, ending = name.lower().rpartition(".")
    return next((row for row in signatures() if dot and ending in row.extensions), None)
