"""Checklists as a catalogue: questions that an officer answers with yes before a step."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from safeconduct.accounts.core.terms import Role
from safeconduct.casework.core.phrases import LANGUAGES, Flaw, flaws_of_languages
from safeconduct.catalogues.core.check import reviews_of_other_words
from safeconduct.catalogues.core.terms import (
    HEAD,
    Document,
    Fault,
    Field,
    FieldKind,
    Shape,
    Table,
)
from safeconduct.catalogues.core.terms import Flaw as Stale
from safeconduct.common.refusal import Reason
from safeconduct.passage.core.catalogue import Checklist, Item, texts

# Protected emblems and distress signals are agreed with nobody, in three languages.
NEVER = re.compile(
    r"red cross|red crescent|красн\w* крест|червон\w* хрест|\bUN\b|\bООН\b|blue helmet"
    r"|\bSOS\b|mayday|pan-pan|сигнал бедствия|сигнал лиха|\bflares?\b|ракетниц",
    re.IGNORECASE,
)
FEWEST = 3  # questions of a list; fewer is no list that makes anybody stop and think


class ListFlaw(Reason):
    """What no checklist may do."""

    EMBLEM = "A protected emblem or a distress signal is never agreed as a sign."
    TOO_FEW = "A list needs three questions at least; one of the lists has fewer."


Items = tuple[Item, ...]


def read(document: Document) -> Items:
    """Every question in order, of a document without faults."""
    return tuple(
        Item(Checklist(row["list"]), row["code"], texts(row, document))
        for row in document["item"]
    )


def _shipped() -> str:
    source = files("safeconduct.passage").joinpath("data", "checklists.toml")
    return source.read_text(encoding="utf-8")


@cache
def items() -> Items:
    """The questions that come with the programme, from data/checklists.toml."""
    return read(tomllib.loads(_shipped()))


def items_of(among: Items, checklist: Checklist) -> Items:
    """The questions of one list, in order."""
    return tuple(item for item in among if item.checklist is checklist)


def faults(document: Document) -> list[Fault]:
    """What no checklist may do; the fields themselves were checked before."""
    rows = document["item"]
    found = [
        Fault("item", (row["list"], row["code"]), name, why)
        for row in rows
        for name, why in _flaws(row).items()
    ]
    few = any(sum(row["list"] == one for row in rows) < FEWEST for one in Checklist)
    return [*found, *([Fault("item", (), "", ListFlaw.TOO_FEW)] if few else [])]


def _flaws(row: dict[str, Any]) -> dict[str, Reason]:
    found: dict[str, Reason] = dict(flaws_of_languages(row))
    for language in LANGUAGES:
        if not row[language].rstrip().endswith("?"):
            found[language] = Flaw.NO_QUESTION
        elif NEVER.search(row[language]):
            found[language] = ListFlaw.EMBLEM
    return found


def _follows(old: Document, new: Document) -> list[Fault]:
    found = reviews_of_other_words(CHECKLISTS, old, new, LANGUAGES, ("reviewed_by",))
    whole = new.get("reviewed_by", "")
    changed = old["item"] != new["item"] and whole and whole == old.get("reviewed_by")
    stale = Fault(HEAD, (), "reviewed_by", Stale.REVIEW_OF_OTHER_WORDS)
    return [*found, *([stale] if changed else [])]


CHECKLISTS: Shape[Items] = Shape(
    name="checklists",
    title="Checklists before a crossing",
    head=(Field("dated", FieldKind.DAY), Field("reviewed_by", required=False)),
    tables=(
        Table(
            "item",
            ("list", "code"),
            (
                Field("list", FieldKind.CHOICE, choices=tuple(map(str, Checklist))),
                Field("code", FieldKind.CODE),
                Field("en", FieldKind.LONG),
                Field("ru", FieldKind.LONG),
                Field("uk", FieldKind.LONG),
                Field("source"),
                Field("reviewed_by", required=False),
            ),
        ),
    ),
    shipped=_shipped,
    read=read,
    faults=faults,
    follows=_follows,
    drafters=frozenset({Role.PASSAGE_COORDINATOR, Role.SUPERVISOR}),
    approvers=frozenset({Role.DIRECTOR, Role.PROTECTION_LEAD, Role.SUPERVISOR}),
)
