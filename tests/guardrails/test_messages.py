"""Every sentence a person may read has its Russian and Ukrainian, and every day one form."""

import re
import subprocess
import sys
from pathlib import Path

from tools.extract import (
    CITED,
    CODES,
    EACH_LANGUAGE,
    KEPT,
    SHOWN,
    SOURCE,
    toml_texts,
)

ROOT = Path(__file__).resolve().parents[2]
# A weekday beside a day, and the two machine forms inside <time datetime="…">.
NOT_FOR_READING = {"l", "c", "Y-m-d"}
DATE_FILTER = re.compile(r"""\|date(?::["']([^"']*)["'])?""")
HAND_MADE = re.compile(r"strftime|\.isoformat\(|:%[dYHm]")


def test_catalogues_are_whole() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "extract.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]


def test_every_text_of_the_rooms_data_is_listed_as_shown_or_not() -> None:
    elsewhere = EACH_LANGUAGE | CITED | CODES
    unlisted = {
        f"{name}: {field}"
        for name, field, _ in toml_texts()
        if field not in SHOWN.get(name, set()) | KEPT.get(name, set()) | elsewhere
    }
    assert unlisted == set()


def test_no_field_is_listed_twice_or_in_vain() -> None:
    there = {(name, field) for name, field, _ in toml_texts()}
    shown, kept = (
        {(name, field) for name, fields in listed.items() for field in fields}
        for listed in (SHOWN, KEPT)
    )
    assert shown & kept == set()
    assert (shown | kept) - there == set()


def test_no_sentence_hides_under_the_name_of_a_code() -> None:
    hidden = {
        f"{name}: {field}: {text}"
        for name, field, text in toml_texts()
        if field in CODES
        and field not in SHOWN.get(name, set()) | KEPT.get(name, set())
        and " " in text
    }
    assert hidden == set()


def test_templates_write_days_by_the_filters_day_and_moment_alone() -> None:
    found = {
        f"{path.relative_to(SOURCE)}: {form}"
        for path in SOURCE.rglob("*.html")
        for form in DATE_FILTER.findall(path.read_text())
        if form not in NOT_FOR_READING
    }
    assert found == set()


def test_pages_make_no_form_of_a_day_by_hand() -> None:
    found = {
        str(path.relative_to(SOURCE))
        for door in ("office", "public")
        for path in SOURCE.glob(f"*/{door}/**/*.py")
        if HAND_MADE.search(path.read_text())
    }
    # The voluntariness sheet is typed as text: its fields show what they will take back.
    assert found == {"testimony/office/sheet.py", "testimony/office/views.py"}
