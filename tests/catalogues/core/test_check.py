"""A fault is one sentence with its entry and field."""

from typing import Any

import pytest

from safeconduct.casework.core.phrases import PHRASES
from safeconduct.catalogues.core.check import faults
from safeconduct.catalogues.core.terms import AnyShape, Document, Flaw
from safeconduct.materiel.core.tariff import TARIFF
from safeconduct.passage.core.checklists import CHECKLISTS
from safeconduct.vetting.core.indicators import INDICATORS
from tests.catalogues.core.shapes import ALL, shipped

Row = dict[str, Any]


@pytest.mark.parametrize("shape", ALL, ids=lambda one: one.name)
def test_what_is_shipped_has_no_fault_and_can_be_read(shape: AnyShape) -> None:
    assert faults(shape, shipped(shape), shipped(shape)) == []
    assert shape.read(shipped(shape))
    assert shape.drafters
    assert shape.approvers


def _first(document: Document, table: str) -> Row:
    row: Row = document[table][0]
    return row


@pytest.mark.parametrize(
    ("shape", "table", "change", "why"),
    [
        (PHRASES, "phrase", {"ru": ""}, Flaw.EMPTY),
        (PHRASES, "phrase", {"source": " "}, Flaw.EMPTY),
        (PHRASES, "phrase", {"source": 3}, Flaw.TEXT),
        (PHRASES, "phrase", {"arrived": "yes"}, Flaw.YES_OR_NO),
        (PHRASES, "phrase", {"reviewed_on": "soon"}, Flaw.DAY),
        (PHRASES, "phrase", {"secret": "x"}, Flaw.UNKNOWN_FIELD),
        (PHRASES, "phrase", {"en": "x" * 1001}, Flaw.LONG),
        (PHRASES, "phrase", {"source": "me@example.org"}, Flaw.NO_PERSON),
        (PHRASES, "phrase", {"source": "+7 916 123 45 67"}, Flaw.NO_PERSON),
        (CHECKLISTS, "item", {"list": "another"}, Flaw.CHOICE),
        (INDICATORS, "indicator", {"tags": ["poverty"]}, Flaw.CHOICE),
        (INDICATORS, "indicator", {"if_asks": {"low": 1}}, Flaw.RATIO),
        (TARIFF, "tariff", {"currency": "EUR"}, Flaw.CHOICE),
        (TARIFF, "tariff", {"valid_from": "2022-04-01"}, Flaw.DAY),
    ],
)
def test_a_wrong_field_is_named(shape: AnyShape, table: str, change: Row, why: object) -> None:
    document = shipped(shape)
    _first(document, table).update(change)
    found = faults(shape, document, None)
    assert [(one.table, one.field, one.why) for one in found] == [
        (table, next(iter(change)), why)
    ]


def test_an_entry_twice_and_none_at_all_are_named() -> None:
    twice = shipped(PHRASES)
    twice["phrase"].append(dict(twice["phrase"][0]))
    assert [one.why for one in faults(PHRASES, twice, None)] == [Flaw.TWICE]
    empty: Document = {"phrase": []}
    assert [one.why for one in faults(PHRASES, empty, None)] == [Flaw.NONE_LEFT]
