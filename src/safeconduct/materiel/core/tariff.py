"""Tariffs as a catalogue: a version that counted once is never changed, a new one is added."""

from importlib.resources import files
from itertools import pairwise
from typing import Any

from safeconduct.accounts.core.terms import Role
from safeconduct.catalogues.core.terms import Document, Fault, Field, FieldKind, Shape, Table
from safeconduct.common.refusal import Reason
from safeconduct.materiel.core.catalogue import Tariffs, all_types, read_tariffs
from safeconduct.materiel.core.terms import ConditionPolicy, SafetyBasis, SharePolicy


class Flaw(Reason):
    """What no tariff may do."""

    BOTH_OR_NEITHER = "Give both amounts or neither: without them two people decide."
    CHANGED = "This tariff counted already, so it never changes: add a new one beside it."
    CLASS_MISSING = "A class is missing in which equipment of the list stands."
    DAYS = "The last day is before the first."
    ENDED = "Its last day is said already; it stays."
    GONE = "A tariff that counted stays: claims are valued by it."
    ONE_OPEN = "Two tariffs would count on one day: say the last day of the earlier one."
    ORDER = "The lower amount is larger than the upper one."


def _shipped() -> str:
    source = files("safeconduct.materiel").joinpath("data", "tariff.toml")
    return source.read_text(encoding="utf-8")


def faults(document: Document) -> list[Fault]:
    """What no tariff may do; the fields themselves were checked before."""
    tariffs = sorted(document["tariff"], key=lambda one: one["valid_from"])
    found = [fault for one in tariffs for fault in _of_one(one)]
    for early, late in pairwise(tariffs):
        end = early.get("valid_to")
        if end is None or end >= late["valid_from"]:
            found.append(Fault("tariff", (early["version"],), "valid_to", Flaw.ONE_OPEN))
    return found


def _of_one(tariff: dict[str, Any]) -> list[Fault]:
    key = (tariff["version"],)
    found = []
    if tariff.get("valid_to", tariff["valid_from"]) < tariff["valid_from"]:
        found.append(Fault("tariff", key, "valid_to", Flaw.DAYS))
    rows = tariff.get("rows", [])
    listed = {row["code"] for row in rows}
    if {kind.tariff_class for kind in all_types()} - listed:
        found.append(Fault("tariff", key, "", Flaw.CLASS_MISSING))
    for row in rows:
        low, high = row.get("low"), row.get("high")
        if (low is None) != (high is None):
            found.append(Fault("rows", (*key, row["code"]), "high", Flaw.BOTH_OR_NEITHER))
        elif low is not None and low > high:
            found.append(Fault("rows", (*key, row["code"]), "high", Flaw.ORDER))
    return found


def _follows(old: Document, new: Document) -> list[Fault]:
    """What counted stays as it was; only a last day may be added, so that another can begin."""
    now = {one["version"]: one for one in new["tariff"]}
    found = []
    for was in old["tariff"]:
        key = (was["version"],)
        one = now.get(was["version"])
        if one is None:
            found.append(Fault("tariff", key, "", Flaw.GONE))
            continue
        if "valid_to" in was and one.get("valid_to") != was["valid_to"]:
            found.append(Fault("tariff", key, "valid_to", Flaw.ENDED))
        if one | {"valid_to": None} != was | {"valid_to": None}:
            found.append(Fault("tariff", key, "", Flaw.CHANGED))
    return found


TARIFF: Shape[Tariffs] = Shape(
    name="tariff",
    title="Tariffs for equipment",
    head=(),
    tables=(
        Table(
            "tariff",
            ("version",),
            (
                Field("version", FieldKind.CODE),
                Field("title", FieldKind.LONG),
                Field("source", FieldKind.LONG),
                Field("source_date", FieldKind.DAY),
                Field("licence"),
                Field("valid_from", FieldKind.DAY),
                Field("valid_to", FieldKind.DAY, required=False),
                Field("validity_note", FieldKind.LONG),
                Field("currency", FieldKind.CHOICE, choices=("USD",)),
                Field(
                    "condition_policy",
                    FieldKind.CHOICE,
                    choices=tuple(map(str, ConditionPolicy)),
                ),
                Field("share_policy", FieldKind.CHOICE, choices=tuple(map(str, SharePolicy))),
                Field("share_policy_note", FieldKind.LONG),
            ),
        ),
        Table(
            "rows",
            ("code",),
            (
                Field("code", FieldKind.CODE),
                Field("label"),
                Field("low", FieldKind.AMOUNT, required=False),
                Field("high", FieldKind.AMOUNT, required=False),
            ),
            parent="tariff",
        ),
        Table(
            "payee_classes",
            ("code",),
            (
                Field("code", FieldKind.CODE),
                Field("label"),
                Field("safety_basis", FieldKind.CHOICE, choices=tuple(map(str, SafetyBasis))),
            ),
            parent="tariff",
        ),
    ),
    shipped=_shipped,
    read=read_tariffs,
    faults=faults,
    follows=_follows,
    drafters=frozenset({Role.FINANCE_APPROVER, Role.FINANCE_OFFICER}),
    approvers=frozenset({Role.DIRECTOR, Role.TREASURER}),
)
