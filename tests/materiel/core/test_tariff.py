"""A tariff that counted never changes; a new one follows on its last day."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from safeconduct.catalogues.core.check import faults
from safeconduct.catalogues.core.terms import Document
from safeconduct.materiel.core.tariff import TARIFF, Flaw
from tests.catalogues.core.shapes import shipped

Row = dict[str, Any]


def _first(document: Document) -> Row:
    row: Row = document["tariff"][0]
    return row


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"valid_to": date(2022, 1, 1)}, Flaw.DAYS),
    ],
)
def test_a_wrong_field_is_named(change: Row, why: Flaw) -> None:
    document = shipped(TARIFF)
    _first(document).update(change)
    [found] = faults(TARIFF, document, None)
    assert (found.field, found.why) == (next(iter(change)), why)


def _raise(row: Row) -> None:
    row["rows"][0].update(low=2_000_000, high=2_000_000)


@pytest.mark.parametrize(
    ("deed", "why"),
    [
        (_raise, Flaw.CHANGED),
        (lambda row: row.update(title="Another"), Flaw.CHANGED),
        (lambda row: row.update(version="renamed"), Flaw.GONE),
        (lambda row: row["rows"].pop(), Flaw.CLASS_MISSING),
        (lambda row: row["rows"][0].pop("low"), Flaw.BOTH_OR_NEITHER),
        (lambda row: row["rows"][0].update(low=2_000_000), Flaw.ORDER),
    ],
)
def test_a_tariff_that_counted_stays_as_it_was(
    deed: Callable[[Row], object], why: Flaw
) -> None:
    changed = shipped(TARIFF)
    deed(_first(changed))
    assert why in {one.why for one in faults(TARIFF, changed, shipped(TARIFF))}


def test_a_new_tariff_follows_once_the_earlier_one_has_its_last_day() -> None:
    new = shipped(TARIFF)
    late = shipped(TARIFF)["tariff"][0] | {
        "version": "next",
        "valid_from": date(2027, 1, 1),
    }
    _raise(late)
    new["tariff"].append(late)
    assert [one.why for one in faults(TARIFF, new, shipped(TARIFF))] == [Flaw.ONE_OPEN]
    _first(new)["valid_to"] = date(2026, 12, 31)
    assert faults(TARIFF, new, shipped(TARIFF)) == []
    assert [one.version for one in TARIFF.read(new)] == ["ua-7229-2022-04-01", "next"]
    ended = shipped(TARIFF)
    _first(ended)["valid_to"] = date(2026, 12, 31)
    assert Flaw.ENDED in {one.why for one in faults(TARIFF, shipped(TARIFF), ended)}
