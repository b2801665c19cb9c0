"""Every row of the reference data is complete, in three languages, with source and date."""

import re
from dataclasses import fields
from datetime import date

import pytest

from safeconduct.testimony.core import catalogue
from safeconduct.testimony.core.catalogue import Barred, FixedLine, Recipient, SheetField
from safeconduct.testimony.core.terms import RecipientClass, VoluntarinessSheet

ROWS: tuple[Recipient | Barred | SheetField | FixedLine, ...] = (
    *catalogue.recipients(),
    *catalogue.barred(),
    *catalogue.sheet_fields(),
    *catalogue.fixed_lines(),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row.id))
def test_a_row_is_complete(row: Recipient | Barred | SheetField | FixedLine) -> None:
    for text in (row.en, row.uk, row.ru, row.source, row.unit):
        assert text == text.strip() != ""
    assert row.en.isascii()
    assert re.search("[а-яіїєґ]", row.uk.lower())
    assert not re.search("[ыэъё]", row.uk.lower())
    assert not re.search("[іїєґ]", row.ru.lower())
    assert type(row.date) is date


def test_recipient_classes_are_closed_and_each_has_a_ground() -> None:
    assert {row.id for row in catalogue.recipients()} == set(RecipientClass)
    assert len(catalogue.recipients()) == len(RecipientClass) == 5
    assert all(row.basis for row in catalogue.recipients())


def test_intelligence_and_armed_formations_are_barred() -> None:
    barred = {row.id for row in catalogue.barred()}
    assert barred == {"intelligence_service", "armed_formation"}
    assert not barred & {str(item) for item in RecipientClass}


def test_the_sheet_of_the_data_is_the_sheet_of_the_code() -> None:
    names = [field.name for field in fields(VoluntarinessSheet)]
    assert [row.id for row in catalogue.sheet_fields()] == names


def test_the_fixed_lines_are_there() -> None:
    assert [row.id for row in catalogue.fixed_lines()] == ["no_help", "warning", "captivity"]
    assert catalogue.fixed_lines()[0].en.startswith("No help depends on this")


def test_the_readme_names_the_commands_in_every_language() -> None:
    parts = catalogue.readme().split("sh VERIFY.sh ")
    assert len(parts) == 4
    assert catalogue.readme().count("sha256sum -c manifest-sha256.txt") == 3
    assert catalogue.readme().count("openssl pkeyutl -verify") == 3


def test_the_script_uses_coreutils_awk_and_openssl_alone() -> None:
    text = catalogue.verify_script().decode()
    assert text.startswith("#!/bin/sh\n")
    code = "\n".join(line for line in text.split("\n") if not line.lstrip().startswith("#"))
    for tool in ("python", "perl", "curl", "wget", "grep", "sed ", "basenc", "xxd", "find "):
        assert tool not in code


def test_every_kind_of_file_has_marks_an_extension_and_a_source() -> None:
    rows = catalogue.media()
    assert len({row.id for row in rows}) == len({row.extension for row in rows}) == len(rows)
    for row in rows:
        assert re.fullmatch(r"\.[a-z0-9]{1,8}", row.extension)
        assert re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", row.media_type)
        assert row.marks
        assert all(at >= 0 and len(mark) >= 3 for at, mark in row.marks)
        assert row.source and row.unit
        assert type(row.date) is date
