"""The guidance as it is served: who is led where, in which language, and without a trace."""

import pytest

from safeconduct.outreach import genuine, queries
from safeconduct.outreach.core import pages, posture
from safeconduct.outreach.core.languages import EVERY, MORE
from safeconduct.outreach.core.posture import Posture
from tests.doors import Door

READ_IN = pages.languages_of("home")


@pytest.mark.parametrize("language", READ_IN)
def test_one_page_leads_to_all_others(public_door: Door, language: str) -> None:
    assert f'href="/{language}/all/"' in public_door.get(f"/{language}/")
    shown = public_door.get(f"/{language}/all/")
    for slug in pages.READING_ORDER[1:]:
        assert f'href="/{language}/{slug}/"' in shown


@pytest.mark.parametrize("language", READ_IN)
@pytest.mark.parametrize("slug", pages.READING_ORDER)
def test_a_page_is_served_whole_and_keeps_nothing(
    public_door: Door, language: str, slug: str
) -> None:
    shown = public_door.get(pages.path_of(language, slug))
    assert f'<html lang="{language}">' in shown
    assert shown.count("<h1>") == 1
    assert not public_door.page.cookies
    assert all(word not in shown for word in ("<form", "<input", "<textarea", "<script"))
    assert posture.shipped().notice(language) in shown or slug == "at-the-front"


@pytest.mark.parametrize("language", sorted(set(MORE) & set(READ_IN)))
def test_where_words_end_the_reader_goes_on_in_russian(
    public_door: Door, language: str
) -> None:
    public_door.get(f"/{language}/write/")
    assert public_door.path == "/ru/write/"


def test_pages_are_offered_in_the_languages_they_have(public_door: Door) -> None:
    guidance, form = public_door.get("/ru/rights/"), public_door.get("/ru/write/")
    for language in EVERY:
        offered = f'href="/{language}/rights/"' in guidance
        assert offered == (language in pages.languages_of("rights"))
    assert all(f'href="/{language}/' not in form for language in MORE)


def test_another_posture_shows_its_own_words(
    public_door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = posture.shipped()
    said = posture.Standing(Posture.CEASEFIRE, {one: f"Stay {one}." for one in EVERY})
    monkeypatch.setitem(queries._seen, "now", (float("inf"), None, said))
    shown = public_door.get("/en/rights/")
    assert "Stay en." in shown
    assert shipped.notice("en") not in shown
    assert "A ceasefire can end in an hour." in public_door.get("/en/at-the-front/")


def test_no_other_file_of_the_folder_of_proofs_is_served(public_door: Door) -> None:
    assert public_door.browser.get("/mirrors.txt").status_code == 404
    assert genuine.proof(None, "mirrors.txt") is None
    assert genuine.proof(pages.CONTENT, "sources.toml") is None
