"""Indicators as a catalogue: each is one fact among others and never a verdict."""

from safeconduct.accounts.core.terms import Role
from safeconduct.catalogues.core.terms import (
    HEAD,
    Document,
    Fault,
    Field,
    FieldKind,
    Shape,
    Table,
)
from safeconduct.vetting.core.catalogue import DATA, Flaw, Indicators, flaws, read
from safeconduct.vetting.core.terms import NumbersFrom, Tag


def _shipped() -> str:
    return (DATA / "indicators.toml").read_text(encoding="utf-8")


def faults(document: Document) -> list[Fault]:
    """What no indicator may be; the fields themselves were checked before."""
    return [
        Fault("indicator", (row["id"],), field, why)
        for row in document["indicator"]
        for field, why in flaws(row)
    ]


def _follows(old: Document, new: Document) -> list[Fault]:
    """A conclusion keeps the name of the version it went by: no two versions share one."""
    same = old["version"] == new["version"] and old["indicator"] != new["indicator"]
    return [Fault(HEAD, (), "version", Flaw.SAME_VERSION)] if same else []


INDICATORS: Shape[Indicators] = Shape(
    name="indicators",
    title="Indicators of vetting",
    head=(Field("version", FieldKind.CODE),),
    tables=(
        Table(
            "indicator",
            ("id",),
            (
                Field("id", FieldKind.CODE),
                Field("question", FieldKind.LONG),
                Field("speaks_for", FieldKind.LONG),
                Field("asks_closer_look", FieldKind.LONG),
                Field("against_misuse", FieldKind.LONG),
                Field("group", FieldKind.CODE),
                Field("tags", FieldKind.SEVERAL, choices=tuple(map(str, Tag))),
                Field("if_supports", FieldKind.RATIO),
                Field("if_asks", FieldKind.RATIO),
                Field("numbers", FieldKind.CHOICE, choices=tuple(map(str, NumbersFrom))),
                Field("source", FieldKind.LONG),
                Field("read_on", FieldKind.DAY),
            ),
        ),
    ),
    shipped=_shipped,
    read=read,
    faults=faults,
    follows=_follows,
    drafters=frozenset({Role.VETTING_ANALYST, Role.VETTING_LEAD}),
    approvers=frozenset({Role.DIRECTOR, Role.VETTING_LEAD}),
)
