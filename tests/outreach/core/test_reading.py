"""How hard a text reads is counted as Björnsson did, and every file has a state."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.outreach.core.languages import EVERY, LANGUAGES
from safeconduct.outreach.core.pages import READING_ORDER, REVIEW_HOLDS, slugs
from safeconduct.outreach.core.reading import Level, level, state

FRONT = (
    '+++\ntitle = "T"\nversion = 1\ndate = "2026-11-23"\nreviewed_by = "{by}"\n'
    'reviewed_on = "{on}"\ntranslation = "source text"\n+++\n\n{body}\n'
)
TEXT = "Go now. Nobody here asks questions about anything.\n\n- One line\n- Another: longer one"


def write(root: Path, language: str, body: str = TEXT, by: str = "", on: str = "") -> None:
    (root / language).mkdir(parents=True, exist_ok=True)
    text = FRONT.format(by=by, on=on, body=body)
    (root / language / "why.md").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("lines", "words", "sentences", "long_words"),
    [
        ([], 0, 0, 0),
        (["", "…", "— — —"], 0, 0, 0),
        (["One two. Three?"], 3, 2, 0),
        (["Heading", "A line without a stop"], 6, 2, 2),
        (["First: second! Third…  Fourth"], 4, 4, 0),
        (["The decree of 2022 (articles 13.5 and 14)."], 9, 1, 1),
        (["Raise both hands, e.g. now"], 6, 2, 0),
        (["військовополонений п'ятдесят"], 2, 1, 2),
        (["so‘roqqa boʻlsangiz"], 2, 1, 2),
        (["лётчик-испытатель"], 1, 1, 1),
        (["He said: «Do not go.» Then he left."], 8, 3, 0),
        (["12345678 1234567"], 2, 1, 0),
    ],
)
def test_words_and_sentences_are_counted(
    lines: list[str], words: int, sentences: int, long_words: int
) -> None:
    assert level(lines) == Level(words, sentences, long_words)


def test_the_index_is_words_to_a_sentence_plus_percent_of_long_words() -> None:
    found = Level(words=40, sentences=5, long_words=10)
    assert found.per_sentence == 8.0
    assert found.lix == 8.0 + 25.0
    assert Level(0, 0, 0).lix == Level(0, 0, 0).per_sentence == 0.0


@given(st.lists(st.text(alphabet="abв. :?!-'ʻ1\n", max_size=60), max_size=8))
def test_counts_hold_together(lines: list[str]) -> None:
    found = level(lines)
    assert 0 <= found.long_words <= found.words
    assert found.sentences <= found.words
    assert level([*lines, *lines]).words == 2 * found.words
    assert 0 <= found.lix <= found.words + 100


@pytest.mark.parametrize("language", EVERY)
@pytest.mark.parametrize("slug", READING_ORDER)
def test_every_page_has_a_state_and_it_agrees_with_what_is_shown(
    language: str, slug: str
) -> None:
    found = state(language, slug)
    assert (found.why_not == "") is (slug in slugs(language))
    if language in LANGUAGES:
        assert found.found is not None
        assert found.level.words > 100
        assert 0 <= found.checked <= found.sources
        assert (found.sources > 0) is (found.statements > 0) is (slug != "home")


def test_a_page_that_is_missing_or_not_whole_is_a_state_too(tmp_path: Path) -> None:
    missing = state("kk", "why", tmp_path)
    assert (missing.found, missing.why_not) == (None, "kk/why.md is missing")
    assert missing.level.words == missing.statements == missing.sources == 0
    write(tmp_path, "en", body="Words.")
    (tmp_path / "uk").mkdir()
    (tmp_path / "uk" / "why.md").write_text("Only words.\n", encoding="utf-8")
    (tmp_path / "ru").mkdir()
    (tmp_path / "ru" / "why.md").write_text("Only words.\n", encoding="utf-8")
    broken = state("uk", "why", tmp_path)
    assert broken.found is None
    assert "uk/why" in broken.why_not
    english = state("en", "why", tmp_path)
    assert english.found is not None
    assert "ru/why" in english.why_not


def test_a_review_grows_old(tmp_path: Path) -> None:
    day = date(2026, 5, 1)
    for language in LANGUAGES:
        write(tmp_path, language, by="N. N.", on=day.isoformat())
    found = state("ru", "why", tmp_path)
    assert found.why_not == ""
    assert found.level == level(
        [
            "Go now. Nobody here asks questions about anything.",
            "One line",
            "Another: longer one",
        ]
    )
    assert not found.overdue(day + REVIEW_HOLDS)
    assert found.overdue(day + REVIEW_HOLDS + timedelta(days=1))
