"""No unfair indicator is written into the catalogue, and no two versions share a name."""

from typing import Any

import pytest

from safeconduct.catalogues.core.check import faults
from safeconduct.catalogues.core.terms import Document, Fault
from safeconduct.vetting.core.catalogue import BANNED, Flaw
from safeconduct.vetting.core.indicators import INDICATORS
from tests.catalogues.core.shapes import shipped

Row = dict[str, Any]


def _first(document: Document) -> Row:
    row: Row = document["indicator"][0]
    return row


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"if_supports": {"low": 3.0, "mode": 2.0, "high": 4.0}}, Flaw.ORDER),
        ({"source": "A report"}, Flaw.NOT_SAID),
    ],
)
def test_a_wrong_field_is_named(change: Row, why: Flaw) -> None:
    document = shipped(INDICATORS)
    _first(document).update(change)
    [found] = faults(INDICATORS, document, None)
    assert (found.field, found.why) == (next(iter(change)), why)


@pytest.mark.parametrize("name", sorted(BANNED))
def test_no_unfair_indicator_is_written_into_the_catalogue(name: str) -> None:
    document = shipped(INDICATORS)
    _first(document)["id"] = name
    assert Fault("indicator", (name,), "id", Flaw.UNFAIR) in faults(INDICATORS, document, None)


def test_changed_indicators_need_a_version_of_another_name() -> None:
    changed = shipped(INDICATORS)
    _first(changed)["against_misuse"] = "Silence about numbers says nothing at all."
    found = faults(INDICATORS, changed, shipped(INDICATORS))
    assert [one.why for one in found] == [Flaw.SAME_VERSION]
    assert faults(INDICATORS, changed | {"version": "v2"}, shipped(INDICATORS)) == []
