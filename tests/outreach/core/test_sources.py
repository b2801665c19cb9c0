"""A source has its names, its own day, and either both fields of its check or none."""

from datetime import date
from pathlib import Path

import pytest

from safeconduct.outreach.core import pages, rendering
from safeconduct.outreach.core.sources import sources

WHOLE = 'en = "E"\nru = "R"\nuk = "U"\ndated = 1949-08-12\nchecked_by = ""\nchecked_on = ""\n'


def read(root: Path, text: str) -> Path:
    path = root / "sources.toml"
    path.write_text(f"[one]\n{text}", encoding="utf-8")
    return path


def test_every_source_is_named_by_a_page_and_every_mark_has_its_source() -> None:
    named = {
        one
        for slug in pages.READING_ORDER
        for one in rendering.marks(pages.read_page("en", slug).body)
    }
    assert named == set(sources())
    assert all(one.dated <= date(2026, 11, 23) for one in sources().values())


def test_the_three_more_languages_read_the_russian_name(tmp_path: Path) -> None:
    [found] = sources(read(tmp_path, WHOLE)).values()
    assert [found.title(one) for one in ("en", "uk", "kk")] == ["E", "U", "R"]
    assert found.checked_on is None


@pytest.mark.parametrize(
    ("gone", "instead", "said"),
    [
        ('uk = "U"', "", "a title in ru, uk or en is missing"),
        ("dated = 1949-08-12", 'dated = "1949"', "must be the day"),
        ('checked_by = ""', "", "must be there, or empty"),
        ('checked_by = ""', 'checked_by = "A. Lawyer"', "belong together"),
    ],
)
def test_what_is_incomplete_is_named(
    tmp_path: Path, gone: str, instead: str, said: str
) -> None:
    with pytest.raises(ValueError, match=f"source one: .*{said}"):
        sources(read(tmp_path, WHOLE.replace(gone, instead)))


def test_who_checked_it_and_when_are_read(tmp_path: Path) -> None:
    text = WHOLE.replace('checked_by = ""', 'checked_by = "A. Lawyer"')
    text = text.replace('checked_on = ""', 'checked_on = "2026-12-01"')
    [found] = sources(read(tmp_path, text)).values()
    assert (found.checked_by, found.checked_on) == ("A. Lawyer", date(2026, 12, 1))
