"""Texts that are data are whole in every language, or the place is named."""

from pathlib import Path

import pytest

from safeconduct.outreach.core.said import fill, named_sources, read_toml, table, texts

WHOLE = {"en": "Write to {address}.", "ru": "Пишите: {address}.", "uk": "Пишіть: {address}."}


def test_a_text_is_read_in_every_language() -> None:
    assert texts({**WHOLE, "keys": {}}, "here") == WHOLE


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({**WHOLE, "uk": " "}, "here: nothing in uk"),
        ({"en": "a", "uk": "b"}, "here: nothing in ru"),
        ({**WHOLE, "ru": "Пишите."}, "here: not the same places to fill in"),
    ],
)
def test_what_is_missing_is_named(given: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match="here") as found:
        texts(given, "here")
    assert said in str(found.value)


def test_nothing_may_stand_where_nobody_has_reviewed() -> None:
    assert texts(dict.fromkeys(("en", "ru", "uk"), ""), "here", empty=True)["uk"] == ""


def test_tables_and_sources_are_what_they_should_be() -> None:
    assert table({}, "keys", "here") == {}
    with pytest.raises(ValueError, match="here: keys is a table"):
        table({"keys": 3}, "keys", "here")
    assert named_sources({"sources": ["gc3-17"]}, "here") == ("gc3-17",)
    with pytest.raises(ValueError, match="here: no source gc9-9"):
        named_sources({"sources": ["gc9-9"]}, "here")


def test_a_file_that_is_no_toml_is_named(tmp_path: Path) -> None:
    path = tmp_path / "voice.toml"
    path.write_text("version = \n")
    with pytest.raises(ValueError, match="voice.toml is no TOML"):
        read_toml(path)


def test_only_what_is_given_is_filled_in() -> None:
    assert (
        fill("{word} at {address}, {other}", {"word": "a", "address": "b"}) == "a at b, {other}"
    )
