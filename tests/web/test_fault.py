"""A defect is met by a calm page in the reader's language, without any of its details."""

import pytest

from safeconduct.contact.public import views
from tests.doors import Door

SAID = {
    "ru": "У нас что-то сломалось",
    "uk": "У нас щось зламалося",
    "en": "Something went wrong on our side",
}


@pytest.mark.parametrize("language", SAID)
def test_a_fault_is_our_own_and_says_what_to_do(
    public_door: Door, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def defect(_request: object) -> None:
        msg = "a secret detail"
        raise ValueError(msg)

    public_door.get(f"/{language}/")  # all pages are loaded before one of them breaks
    monkeypatch.setattr(views, "visitor_of", defect)
    public_door.browser.raise_request_exception = False
    text = public_door.get(f"/{language}/write/")
    assert public_door.page.status_code == 500
    assert f'<html lang="{language}">' in text
    assert f"<h1>{SAID[language]}</h1>" in text
    assert "detail" not in text
