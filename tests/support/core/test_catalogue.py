"""Every budget line: a stream, a ceiling in whole units, a currency, a source."""

import re
import tomllib
from typing import Any

import pytest

from safeconduct.common.money import Money, major
from safeconduct.support.core.catalogue import DATA, ceilings
from safeconduct.support.core.terms import Stream

ROWS: list[dict[str, Any]] = tomllib.loads((DATA / "budget.toml").read_text())["line"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["stream"])
def test_a_budget_line_is_whole(row: dict[str, Any]) -> None:
    assert row["stream"] in set(Stream)
    assert isinstance(row["ceiling"], int)
    assert row["ceiling"] > 0
    assert re.fullmatch("[A-Z]{3}", row["currency"])
    assert row["source"]


def test_every_stream_has_exactly_one_ceiling() -> None:
    assert sorted(row["stream"] for row in ROWS) == sorted(Stream)
    assert set(ceilings()) == set(Stream)


def test_ceilings_are_read_in_minor_units() -> None:
    row = next(row for row in ROWS if row["stream"] == "hardship")
    found = ceilings()[Stream.HARDSHIP]
    assert found == major(row["ceiling"], row["currency"])
    assert isinstance(found, Money)
    assert found.minor == row["ceiling"] * 100
