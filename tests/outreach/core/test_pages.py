"""The guidance says the same in every language, promises nothing and cannot carry markup."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.outreach.core import pages
from safeconduct.outreach.core.pages import LANGUAGES, READING_ORDER, Page

ALL = [(language, slug) for language in LANGUAGES for slug in READING_ORDER]
# A sentence with one of these stems must also deny it: "we promise no sum".
PROMISE = {
    "en": r"promis|guarant|amnest|assur",
    "ru": r"обеща|гарант|амнист",
    "uk": r"обіця|гарант|амніст",
}
DENIAL = {
    "en": r"\b(no|not|nobody|cannot|never)\b",
    "ru": r"\b(не|нет|никто|ни|никогда)\b",
    "uk": r"\b(не|нема|ніхто|ні|ніколи|жодної)\b",
}
# Never, in any sentence.
NEVER = {
    "en": r"(will be|you are) safe\b|will get asylum|will receive",
    "ru": r"будете в безопасности|получите убежище|получите выплат",
    "uk": r"будете в безпеці|отримаєте притулок|отримаєте виплат",
}
MONEY = r"[$€₽₴]|\d\s?(USD|EUR|UAH|dollar|euro|дол|евро|євро|руб|грн)"
HOSTS = r"Germany|France|Norway|Canada|Герман|Франц|Норвег|Канад|Німеч"
KNOWN_TAGS = re.compile(
    r"</?(?:p|h2|h3|ul|ol|li|strong|a)>"
    r'|<p class="lead">|<ol class="steps">|<ul class="links">|<a href="[^"<>]*">'
)


def sentences(page: Page) -> list[str]:
    """The plain sentences of a page, one string each."""
    words = re.sub(r"\]\([a-z-]+\)|[*\[\]#]", "", page.body)
    lines = (re.sub(r"^(- |\d+\. )", "", line) for line in words.split("\n"))
    return [s for line in lines for s in re.split(r"(?<=[.?!:])\s+", line.strip()) if s]


def write(root: Path, language: str, slug: str, version: int, head: str = "") -> None:
    folder = root / language
    folder.mkdir(parents=True, exist_ok=True)
    front = head or (
        f'title = "T"\nversion = {version}\ndate = "2026-11-22"\n'
        'reviewed_by = ""\ntranslation = "source text"\nsources = []'
    )
    (folder / f"{slug}.md").write_text(f"+++\n{front}\n+++\n\nWords.\n", encoding="utf-8")


def test_every_page_is_there_in_every_language() -> None:
    assert pages.slugs() == READING_ORDER
    for language in LANGUAGES:
        on_disk = {path.stem for path in (pages.CONTENT / language).iterdir()}
        assert on_disk == set(READING_ORDER)


@pytest.mark.parametrize(("language", "slug"), ALL)
def test_a_page_says_who_checked_it_and_where_it_comes_from(language: str, slug: str) -> None:
    page = pages.page(language, slug)
    assert page.title
    assert page.version >= 1
    assert page.day >= date(2026, 11, 22)
    assert page.sources
    assert page.reviewed == (page.reviewed_by != "")
    assert page.translation if language == "en" else "unreviewed" in page.translation


@pytest.mark.parametrize(("language", "slug"), ALL)
def test_a_page_promises_no_safety_sum_country_or_amnesty(language: str, slug: str) -> None:
    page = pages.page(language, slug)
    for sentence in sentences(page):
        if re.search(PROMISE[language], sentence, re.IGNORECASE):
            assert re.search(DENIAL[language], sentence, re.IGNORECASE), sentence
        assert not re.search(NEVER[language], sentence, re.IGNORECASE), sentence
        assert not re.search(MONEY, sentence), sentence
        assert not re.search(HOSTS, sentence), sentence


@pytest.mark.parametrize(("language", "slug"), ALL)
def test_a_tired_reader_can_follow(language: str, slug: str) -> None:
    page = pages.page(language, slug)
    lengths = [len(sentence.split()) for sentence in sentences(page)]
    assert 120 <= sum(lengths) <= 340
    assert sum(lengths) / len(lengths) <= 10
    assert max(lengths) <= 26


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_on_the_start_page_says_the_title_of_its_page(language: str) -> None:
    links = re.findall(r"^- \[(.+)\]\((.+)\)$", pages.page(language, "home").body, re.MULTILINE)
    assert links == [(pages.page(language, slug).title, slug) for slug in READING_ORDER[1:]]


@pytest.mark.parametrize("slug", READING_ORDER)
def test_the_languages_have_the_same_shape(slug: str) -> None:
    def shape(language: str) -> list[str]:
        return re.findall(
            r"</?(?:p|h2|h3|ul|ol|li|strong|a)\b", pages.page(language, slug).html()
        )

    assert shape("ru") == shape("uk") == shape("en")


@pytest.mark.parametrize("slug", READING_ORDER)
def test_the_languages_cite_the_same_sources(slug: str) -> None:
    assert len({pages.page(language, slug).sources for language in LANGUAGES}) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_opens_with_four_sentences_and_leads_everywhere(language: str) -> None:
    page = pages.page(language, "home")
    opening = page.body.split("\n\n")[0]
    assert len(re.findall(r"[.?!](?:\s|$)", opening)) == 4
    for slug in READING_ORDER[1:]:
        assert f'href="/{language}/{slug}/"' in page.html()


@pytest.mark.parametrize(("language", "slug"), ALL)
def test_no_telephone_and_no_outside_address(language: str, slug: str) -> None:
    body = pages.page(language, slug).body
    assert not re.search(r"https?:|www\.|@|\+?\d[\d ()-]{8,}\d", body)


def test_a_page_missing_in_one_language_is_shown_in_none(tmp_path: Path) -> None:
    for language in ("ru", "en"):
        write(tmp_path, language, "rights", 1)
    assert not pages.publishable("rights", tmp_path)


def test_a_page_whose_versions_differ_is_shown_in_none(tmp_path: Path) -> None:
    for language in LANGUAGES:
        write(tmp_path, language, "rights", 2 if language == "uk" else 1)
    assert not pages.publishable("rights", tmp_path)


def test_a_page_whole_in_three_languages_is_shown(tmp_path: Path) -> None:
    for language in LANGUAGES:
        write(tmp_path, language, "rights", 3)
    assert pages.publishable("rights", tmp_path)


@pytest.mark.parametrize(
    ("language", "slug"),
    [("de", "home"), ("ru", "nothing"), ("ru", "../en/home"), ("..", "home"), ("", "")],
)
def test_an_unknown_page_is_not_found(language: str, slug: str) -> None:
    with pytest.raises(LookupError):
        pages.page(language, slug)


def test_a_page_without_its_head_is_a_defect(tmp_path: Path) -> None:
    write(tmp_path, "en", "rights", 1, head='title = "T"')
    with pytest.raises(ValueError, match="lacks 'version'"):
        pages.read_page("en", "rights", tmp_path)
    (tmp_path / "en" / "family.md").write_text("Only words.\n", encoding="utf-8")
    with pytest.raises(ValueError, match="no front matter"):
        pages.read_page("en", "family", tmp_path)


def test_known_marks_become_tags() -> None:
    body = "One\nline.\n\n## Head\n\n- a **b**\n- [c](rights)\n\n1. first\n2. second\n\nEnd."
    assert pages.render(body, lambda slug: f"/x/{slug}") == (
        '<p class="lead">One line.</p>\n<h2>Head</h2>\n'
        '<ul><li>a <strong>b</strong></li><li><a href="/x/rights">c</a></li></ul>\n'
        '<ol class="steps"><li>first</li><li>second</li></ol>\n<p>End.</p>'
    )


@pytest.mark.parametrize(
    "target",
    ["https://example.org", "javascript:alert", "//example.org", "/office", "", "Rights"],
)
def test_a_link_may_only_name_a_guidance_page(target: str) -> None:
    with pytest.raises(ValueError, match="guidance page"):
        pages.render(f"See [this]({target}).", str)


def test_a_list_of_links_alone_is_made_for_thumbs() -> None:
    assert pages.render("- [a](rights)\n- [b](why)", str).startswith('<ul class="links"><li><a')
    assert pages.render("- [a](rights) too", str).startswith("<ul><li>")


def test_markup_in_a_page_is_shown_not_obeyed() -> None:
    html = pages.render('<script>x</script> & "y" <img src=x onerror=z>', str)
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;" in html


@settings(max_examples=100)
@given(st.text(alphabet="ab <>&\"'*[]()#-1. \n/", max_size=80))
def test_only_known_tags_ever_come_out(body: str) -> None:
    try:
        html = pages.render(body, lambda slug: f'/"<{slug}>')
    except ValueError:
        return
    rest = KNOWN_TAGS.sub("", html)
    assert "<" not in rest
    assert ">" not in rest
    for tag in ("p", "ul", "ol", "li", "strong", "a"):
        assert len(re.findall(rf"<{tag}\b", html)) == html.count(f"</{tag}>")
