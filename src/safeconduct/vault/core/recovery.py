"""A recovery on paper: what custodians are asked for, what they give, what may be stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from safeconduct.vault.core import paper
from safeconduct.vault.core.terms import (
    PUBLIC_BYTES,
    SIGNATURE_BYTES,
    Compartment,
    WhyNot,
)

REQUEST = b"safeconduct/vault/recovery-request/v1"
ANSWER = b"safeconduct/vault/recovery-answer/v1"
WRAP = ("file", "compartment", "epoch", "sealed")


@dataclass(frozen=True)
class Officer:
    """Who shall receive the keys: the public key and the programme's signature over it."""

    officer_id: UUID
    alias: str
    public_key: bytes
    day: date
    signature: bytes


@dataclass(frozen=True)
class Sealed:
    """One wrap: a compartment's key, or the bundle of all seven."""

    file_id: UUID
    compartment: str
    epoch: int
    sealed: bytes


@dataclass(frozen=True)
class Request:
    """What the custodians are asked for; `cases` are the aliases they agree to, by file."""

    id: UUID
    on: date
    drill: bool
    officer: Officer
    cases: dict[UUID, str]
    compartments: frozenset[Compartment]
    wraps: tuple[Sealed, ...]


@dataclass(frozen=True)
class Answer:
    """What comes back: single compartment keys, sealed to the officer's key `key_id`."""

    request: UUID
    key_id: str
    wraps: tuple[Sealed, ...]


@dataclass(frozen=True)
class StoreFacts:
    """Everything that decides whether an answer is stored.

    `newest`: by file, the epoch of each part that was renewed; the others are at epoch 1.
    """

    asked_key: str
    asked_files: frozenset[UUID]
    asked_compartments: frozenset[Compartment]
    done: bool
    newest: Mapping[UUID, Mapping[Compartment, int]]
    answer: Answer


def reasons_not_to_store(facts: StoreFacts) -> list[WhyNot]:
    """Why an answer is not stored: it was before, is not exactly what was asked for, or holds
    keys that were renewed since.
    """
    if facts.done:
        return [WhyNot.RECOVERED_BEFORE]
    given = [(wrap.file_id, wrap.compartment) for wrap in facts.answer.wraps]
    wanted = {
        (file, part.value) for file in facts.asked_files for part in facts.asked_compartments
    }
    exact = set(given) == wanted and len(wanted) == len(given)
    if not exact or facts.answer.key_id != facts.asked_key:
        return [WhyNot.NOT_ASKED]
    newest = all(
        wrap.epoch == facts.newest.get(wrap.file_id, {}).get(Compartment(wrap.compartment), 1)
        for wrap in facts.answer.wraps
    )
    return [] if newest else [WhyNot.RENEWED_SINCE]


def _wraps_out(wraps: Sequence[Sealed]) -> list[dict[str, Any]]:
    return [
        {
            "file": wrap.file_id.hex,
            "compartment": wrap.compartment,
            "epoch": wrap.epoch,
            "sealed": paper.text_of(wrap.sealed),
        }
        for wrap in wraps
    ]


def _wraps_in(found: object) -> tuple[Sealed, ...]:
    return tuple(
        Sealed(
            paper.id_of(row["file"]),
            paper.word(row["compartment"]),
            paper.number(row["epoch"]),
            paper.bytes_of(row["sealed"]),
        )
        for row in paper.rows(found, WRAP)
    )


def request_body(request: Request) -> dict[str, Any]:
    """The body of a request."""
    officer = request.officer
    return {
        "request": request.id.hex,
        "on": request.on.isoformat(),
        "drill": request.drill,
        "officer": {
            "officer": officer.officer_id.hex,
            "alias": officer.alias,
            "public_key": paper.text_of(officer.public_key),
            "day": officer.day.isoformat(),
            "signature": paper.text_of(officer.signature),
        },
        "cases": [{"file": file.hex, "alias": name} for file, name in request.cases.items()],
        "compartments": sorted(request.compartments),
        "wraps": _wraps_out(request.wraps),
    }


def request_from(body: dict[str, Any]) -> Request:
    """A request as `request_body` wrote it; Malformed otherwise."""
    names = ("request", "on", "drill", "officer", "cases", "compartments", "wraps")
    found = paper.exactly(body, names)
    if not isinstance(found["drill"], bool):
        msg = "expected whether this is a drill"
        raise paper.Malformed(msg)
    cases = paper.rows(found["cases"], ("file", "alias"))
    return Request(
        id=paper.id_of(found["request"]),
        on=paper.day_of(found["on"]),
        drill=found["drill"],
        officer=_officer(found["officer"]),
        cases={paper.id_of(row["file"]): paper.word(row["alias"]) for row in cases},
        compartments=_compartments(found["compartments"]),
        wraps=_wraps_in(found["wraps"]),
    )


def _officer(found: object) -> Officer:
    row = paper.exactly(found, ("officer", "alias", "public_key", "day", "signature"))
    return Officer(
        paper.id_of(row["officer"]),
        paper.word(row["alias"]),
        paper.bytes_of(row["public_key"], PUBLIC_BYTES),
        paper.day_of(row["day"]),
        paper.bytes_of(row["signature"], SIGNATURE_BYTES),
    )


def _compartments(found: object) -> frozenset[Compartment]:
    if not isinstance(found, list) or not found:
        msg = "expected some compartments"
        raise paper.Malformed(msg)
    try:
        return frozenset(Compartment(paper.word(one)) for one in found)
    except ValueError as error:
        msg = "there is no such compartment"
        raise paper.Malformed(msg) from error


def answer_body(answer: Answer) -> dict[str, Any]:
    """The body of an answer."""
    return {
        "request": answer.request.hex,
        "key_id": answer.key_id,
        "wraps": _wraps_out(answer.wraps),
    }


def answer_from(body: dict[str, Any]) -> Answer:
    """An answer as `answer_body` wrote it; Malformed otherwise."""
    found = paper.exactly(body, ("request", "key_id", "wraps"))
    return Answer(
        paper.id_of(found["request"]), paper.word(found["key_id"]), _wraps_in(found["wraps"])
    )
