"""The guidance says the same in every language, promises nothing and cannot carry markup."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from safeconduct.outreach.core import pages, rendering, wording
from safeconduct.outreach.core.languages import EVERY, LANGUAGES
from safeconduct.outreach.core.pages import READING_ORDER, Page
from safeconduct.outreach.core.posture import Posture

READ_IN = pages.languages_of("home")
ALL = [(language, slug) for language in READ_IN for slug in READING_ORDER]
FIRST = [(language, slug) for language in LANGUAGES for slug in READING_ORDER]


def sentences(page: Page) -> list[str]:
    """The plain sentences of a page, one string each."""
    return list(wording.sentences(rendering.plain(page.body)))


def write(
    root: Path, language: str, slug: str, version: int, head: str = "", body: str = "Words."
) -> None:
    folder = root / language
    folder.mkdir(parents=True, exist_ok=True)
    front = head or (
        f'title = "T"\nversion = {version}\ndate = "2026-11-22"\n'
        'reviewed_by = ""\nreviewed_on = ""\ntranslation = "source text"'
    )
    (folder / f"{slug}.md").write_text(f"+++\n{front}\n+++\n\n{body}\n", encoding="utf-8")


def test_every_page_is_there_in_every_language() -> None:
    assert READ_IN[:3] == LANGUAGES
    for language in READ_IN:
        assert [pages.why_not_shown(language, slug) for slug in READING_ORDER] == [""] * 20
        assert pages.slugs(language) == READING_ORDER
        on_disk = {path.stem for path in (pages.CONTENT / language).glob("*.md")}
        assert on_disk == set(READING_ORDER)


@pytest.mark.parametrize(("language", "slug"), ALL)
def test_a_page_says_who_checked_it_and_where_it_comes_from(language: str, slug: str) -> None:
    page = pages.page(language, slug)
    assert page.title
    assert page.version >= 1
    assert page.day >= date(2026, 11, 22)
    assert page.sources or slug in ("home",)
    assert page.reviewed == (page.reviewed_by != "")
    assert page.translation if language == "en" else "unreviewed" in page.translation


@pytest.mark.parametrize(("language", "slug"), ALL)
def test_a_page_promises_no_safety_sum_country_or_amnesty(language: str, slug: str) -> None:
    page = pages.page(language, slug)
    assert wording.forbidden(language, [page.title, *rendering.plain(page.body)]) == []


@pytest.mark.parametrize(("language", "slug"), ALL)
def test_a_tired_reader_can_follow(language: str, slug: str) -> None:
    page = pages.page(language, slug)
    lengths = [len(sentence.split()) for sentence in sentences(page)]
    assert 100 <= sum(lengths) <= 380
    assert sum(lengths) / len(lengths) <= 10
    assert max(lengths) <= 26


@pytest.mark.parametrize("language", READ_IN)
def test_a_link_on_the_start_page_says_the_title_of_its_page(language: str) -> None:
    links = re.findall(r"^- \[(.+)\]\((.+)\)$", pages.page(language, "home").body, re.MULTILINE)
    assert len(links) == 9
    assert links == [(pages.page(language, slug).title, slug) for _, slug in links]


@pytest.mark.parametrize(("language", "slug"), FIRST)
def test_a_statement_of_law_names_what_it_rests_on(language: str, slug: str) -> None:
    assert wording.unsourced(language, pages.page(language, slug).body) == []


@pytest.mark.parametrize("language", READ_IN)
def test_the_first_page_opens_with_four_sentences(language: str) -> None:
    page = pages.page(language, "home")
    opening = page.body.split("\n\n")[0]
    assert len(re.findall(r"[.?!](?:\s|$)", opening)) == 4


@pytest.mark.parametrize(("language", "slug"), ALL)
def test_no_telephone_and_no_outside_address(language: str, slug: str) -> None:
    body = pages.page(language, slug).body
    assert not re.search(r"https?:|www\.|@|\+?\d[\d ()-]{8,}\d", body)


def test_a_page_missing_in_one_language_is_shown_in_none(tmp_path: Path) -> None:
    for language in ("ru", "en"):
        write(tmp_path, language, "rights", 1)
    assert pages.why_not_shown("ru", "rights", tmp_path) == "uk/rights.md is missing"


def test_a_page_whose_versions_differ_is_shown_in_none(tmp_path: Path) -> None:
    for language in LANGUAGES:
        write(tmp_path, language, "rights", 2 if language == "uk" else 1)
    said = "uk/rights.md has version 2, English 1"
    assert pages.why_not_shown("ru", "rights", tmp_path) == said


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("Words.", "uk/rights.md has 1 blocks, English 2"),
        ("Words.\n\n- a\n- b", "uk/rights.md, block 2 is built otherwise than in English"),
        ("Words.\n\n- a", "uk/rights.md, block 2 is built otherwise than in English"),
    ],
)
def test_a_half_translated_page_is_shown_in_none(tmp_path: Path, body: str, said: str) -> None:
    for language in LANGUAGES:
        whole = "Words.\n\n- a [^gc3-17]"
        write(tmp_path, language, "rights", 1, body=body if language == "uk" else whole)
    assert pages.why_not_shown("en", "rights", tmp_path) == said


def test_one_of_the_three_more_waits_for_its_own_words_alone(tmp_path: Path) -> None:
    for language in LANGUAGES:
        write(tmp_path, language, "rights", 2)
    write(tmp_path, "kk", "rights", 1)
    assert pages.why_not_shown("ru", "rights", tmp_path) == ""
    assert pages.why_not_shown("kk", "rights", tmp_path).startswith(
        "kk/rights.md has version 1"
    )
    assert pages.why_not_shown("uz", "rights", tmp_path) == "uz/rights.md is missing"


def test_a_page_whole_in_three_languages_is_shown(tmp_path: Path) -> None:
    for language in LANGUAGES:
        write(tmp_path, language, "rights", 3)
    assert pages.why_not_shown("uk", "rights", tmp_path) == ""


@pytest.mark.parametrize(
    ("language", "slug"),
    [("de", "home"), ("ru", "nothing"), ("ru", "../en/home"), ("..", "home"), ("", "")],
)
def test_an_unknown_page_is_not_found(language: str, slug: str) -> None:
    with pytest.raises(LookupError):
        pages.page(language, slug)


def test_a_page_without_its_head_is_a_defect(tmp_path: Path) -> None:
    write(tmp_path, "en", "rights", 1, head='title = "T"')
    with pytest.raises(ValueError, match="lacks 'reviewed_on'"):
        pages.read_page("en", "rights", tmp_path)
    (tmp_path / "en" / "family.md").write_text("Only words.\n", encoding="utf-8")
    with pytest.raises(ValueError, match="no front matter"):
        pages.read_page("en", "family", tmp_path)


@pytest.mark.parametrize("posture", list(Posture))
def test_each_posture_says_something_of_its_own(posture: Posture) -> None:
    said = [
        list(rendering.plain(pages.page("en", slug).body, posture)) for slug in READING_ORDER
    ]
    others = [
        [list(rendering.plain(pages.page("en", slug).body, one)) for slug in READING_ORDER]
        for one in Posture
        if one is not posture
    ]
    same = {Posture.BEFORE, Posture.ESCALATION}
    assert said not in others or posture in same


def test_a_review_that_is_half_a_year_old_shows() -> None:
    page = pages.page("ru", "rights")
    day = date(2026, 12, 1)
    checked = replace(page, reviewed_by="A. Lawyer", reviewed_on=day)
    assert not page.overdue(date(2030, 1, 1))  # it says that nobody reviewed it
    assert not checked.overdue(day + timedelta(days=180))
    assert checked.overdue(day + timedelta(days=181))


@pytest.mark.parametrize("language", EVERY)
def test_where_a_language_lacks_a_page_the_link_leads_to_the_russian_one(language: str) -> None:
    own = language if "rights" in pages.slugs(language) else "ru"
    assert pages.path_of(language, "rights") == f"/{own}/rights/"
    assert pages.path_of(language, "nothing") == "/ru/nothing/"
