"""Every row of the reference data: complete, sourced, and free of contradiction."""

from datetime import date
from typing import Protocol

from safeconduct.screening.core import catalogue
from safeconduct.screening.core.fold import fold
from safeconduct.screening.core.ftm import parse_ftm
from safeconduct.screening.core.terms import EvidenceKind


class Sourced(Protocol):
    """What every row of reference data carries."""

    @property
    def source(self) -> str: ...
    @property
    def grade(self) -> str: ...
    @property
    def date(self) -> str: ...


def test_every_row_names_source_grade_and_date() -> None:
    rows: list[Sourced] = [
        *catalogue.given_names(),
        *catalogue.short_names(),
        *catalogue.weights().values(),
        *catalogue.barred_lists(),
    ]
    for row in rows:
        assert row.source, row
        assert row.grade in catalogue.GRADES, row
        assert date.fromisoformat(row.date).year >= 2026, row


def test_given_name_ids_are_unique_and_their_forms_can_be_folded() -> None:
    ids = [name.id for name in catalogue.given_names()]
    assert len(ids) == len(set(ids))
    assert all(fold(form) for name in catalogue.given_names() for form in name.forms)


def test_short_forms_stand_for_names_that_exist_and_are_listed_once() -> None:
    ids = {name.id for name in catalogue.given_names()}
    shorts = catalogue.short_names()
    assert all(short.names and set(short.names) <= ids for short in shorts)
    assert len({short.form for short in shorts}) == len(shorts)


def test_agreement_weighs_for_and_disagreement_against() -> None:
    table = catalogue.weights()
    for key, row in table.items():
        assert row.unit, key
        assert (row.value < 0) == key.endswith("_differs"), key
    assert table["date_exact"].value > table["date_month"].value > table["date_year"].value
    assert (
        table["date_exact"].value > table["date_swapped"].value > table["date_one_digit"].value
    )
    for share in ("near_share", "part_share", "short_share"):
        assert 0 < table[share].value < 1


def test_every_kind_of_date_and_number_evidence_has_its_weight() -> None:
    for kind in EvidenceKind:
        if kind.value.startswith(("date_", "number_")) or kind.value.endswith("_differs"):
            assert kind.value in catalogue.weights(), kind


def test_demo_list_is_whole_invented_and_says_so() -> None:
    read = parse_ftm(catalogue.demo_list().splitlines())
    assert read.problems == ()
    assert len(read.entries) == 30
    for entry in read.entries:
        assert entry.id.startswith("demo-")
        assert entry.datasets == ("demo_invented",)
        assert entry.notes[0] == "Invented person of the demo."
