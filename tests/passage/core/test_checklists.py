"""What no checklist may do, and what becomes of a review when its words change."""

from typing import Any

import pytest

from safeconduct.casework.core.phrases import Flaw as PhraseFlaw
from safeconduct.catalogues.core.check import faults
from safeconduct.catalogues.core.terms import HEAD, Document
from safeconduct.common.refusal import Reason
from safeconduct.passage.core.checklists import CHECKLISTS, ListFlaw
from tests.catalogues.core.shapes import shipped

Row = dict[str, Any]


def _first(document: Document) -> Row:
    row: Row = document["item"][0]
    return row


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"en": "Done."}, PhraseFlaw.NO_QUESTION),
        ({"en": "Will they show a red cross?"}, ListFlaw.EMBLEM),
    ],
)
def test_a_wrong_field_is_named(change: Row, why: Reason) -> None:
    document = shipped(CHECKLISTS)
    _first(document).update(change)
    [found] = faults(CHECKLISTS, document, None)
    assert (found.field, found.why) == (next(iter(change)), why)


def test_a_list_of_too_few_questions_is_named() -> None:
    short = shipped(CHECKLISTS)
    short["item"] = [row for row in short["item"] if row["list"] != "before_offer"]
    assert [one.why for one in faults(CHECKLISTS, short, None)] == [ListFlaw.TOO_FEW]


def test_a_review_of_the_whole_does_not_outlive_a_changed_word() -> None:
    lists = shipped(CHECKLISTS) | {"reviewed_by": "Olena"}
    other = shipped(CHECKLISTS) | {"reviewed_by": "Olena"}
    _first(other)["en"] = "Has the person said in their own words that they will come?"
    assert [(one.table, one.field) for one in faults(CHECKLISTS, other, lists)] == [
        (HEAD, "reviewed_by")
    ]
