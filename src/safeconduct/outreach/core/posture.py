"""Posture: how far the war has gone, which decides what the guidance says first.

It is a catalogue: a version is drafted, compared and approved by another person, and counts
from its day (decision 38). Paragraphs of a page that follow a line such as `{ceasefire}` show
in that posture alone; the notice of the posture stands above every page.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from safeconduct.accounts.core.terms import Role
from safeconduct.catalogues.core.check import reviews_of_other_words
from safeconduct.catalogues.core.terms import (
    Document,
    Fault,
    Field,
    FieldKind,
    Shape,
    Table,
)
from safeconduct.common.refusal import Reason
from safeconduct.outreach.core.languages import EVERY, LANGUAGES


class Posture(StrEnum):
    """The four of them; the values stand in the pages' conditions."""

    BEFORE = "before"
    ESCALATION = "escalation"
    HOSTILITIES = "hostilities"
    CEASEFIRE = "ceasefire"


class PostureFlaw(Reason):
    """What no version may say."""

    NOT_EACH_ONCE = "Each of the four postures has its notice, once."
    TOO_LONG = "A notice has 160 characters at most: it stands above every page."


MOST = 160


@dataclass(frozen=True)
class Standing:
    """The posture now, and what stands above every page in it, by language; may be empty."""

    now: Posture
    notices: Mapping[str, str]

    def notice(self, language: str) -> str:
        """In the language, or in Russian for those of the three more that have none yet."""
        return self.notices.get(language) or self.notices["ru"]


def read(document: Document) -> Standing:
    """The posture of a document without faults."""
    now = Posture(document["posture"])
    row = next(one for one in document["notice"] if one["posture"] == now.value)
    return Standing(now, {language: row.get(language, "") for language in EVERY})


def _shipped() -> str:
    return files("safeconduct.outreach").joinpath("data", "posture.toml").read_text("utf-8")


@cache
def shipped() -> Standing:
    """The posture that comes with the programme."""
    return read(tomllib.loads(_shipped()))


def faults(document: Document) -> list[Fault]:
    """The fields themselves were checked before."""
    rows = document["notice"]
    found = [
        Fault("notice", (row["posture"],), language, PostureFlaw.TOO_LONG)
        for row in rows
        for language in EVERY
        if len(row.get(language, "")) > MOST
    ]
    once = sorted(row["posture"] for row in rows) == sorted(Posture)
    return found if once else [*found, Fault("notice", (), "", PostureFlaw.NOT_EACH_ONCE)]


def _follows(old: Document, new: Document) -> list[Fault]:
    return reviews_of_other_words(POSTURE, old, new, EVERY, ("reviewed_by",))


POSTURE: Shape[Standing] = Shape(
    name="posture",
    title="Posture of the guidance",
    head=(
        Field("posture", FieldKind.CHOICE, choices=tuple(map(str, Posture))),
        Field("dated", FieldKind.DAY),
        Field("source"),
    ),
    tables=(
        Table(
            "notice",
            ("posture",),
            (
                Field("posture", FieldKind.CHOICE, choices=tuple(map(str, Posture))),
                *(Field(language, required=language in LANGUAGES) for language in EVERY),
                Field("reviewed_by", required=False),
            ),
        ),
    ),
    shipped=_shipped,
    read=read,
    faults=faults,
    follows=_follows,
    drafters=frozenset({Role.SUPERVISOR}),
    approvers=frozenset({Role.DIRECTOR}),
)
