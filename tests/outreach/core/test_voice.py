"""The voice line: no dead end, nothing asked, every word checked."""

import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.outreach.core.languages import LANGUAGES
from safeconduct.outreach.core.said import SCRIPTS
from safeconduct.outreach.core.voice import (
    AGAIN,
    BACK,
    START,
    choose_language,
    voice,
    voicexml,
)
from safeconduct.outreach.core.wording import forbidden, unsourced

FILLED = {"word": "snow & ice", "address": "safe-conduct.example"}
VXML = "{http://www.w3.org/2001/vxml}"


@given(keys=st.text(alphabet="0123456789*#", max_size=30))
def test_whatever_is_pressed_the_caller_is_somewhere_and_can_go_back(keys: str) -> None:
    line, at = voice(), START
    for key in keys:
        at = line.after(at, key)
        assert at in line.nodes
        assert line.after(at, AGAIN) == at
        assert line.after(at, BACK) == START


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_line_promises_nothing_and_names_its_law(language: str) -> None:
    for node in voice().nodes.values():
        prompt = voice().prompt(node.name, language)
        assert forbidden(language, [prompt]) == []
        marks = " ".join(f"[^{one}]" for one in node.sources)
        assert unsourced(language, f"{node.said[language]} {marks}") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_way_on_is_said(language: str) -> None:
    line = voice()
    for name, node in line.nodes.items():
        said = line.prompt(name, language)
        for key, to in node.keys.items():
            assert f"{line.nodes[to].label[language]}: " in said
            assert f" {key}." in said
        assert f" {AGAIN}." in said and (f" {BACK}." in said) == (name != START)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_document_is_whole_and_takes_keys_only(language: str) -> None:
    root = ElementTree.fromstring(voicexml(voice(), language, FILLED))  # noqa: S314  ours
    menus = {one.get("id"): one for one in root.iter(f"{VXML}menu")}
    assert set(menus) == set(voice().nodes)
    named = {f"#{name}" for name in menus}
    for name, menu in menus.items():
        ways = {one.get("dtmf"): one.get("next") for one in menu.iter(f"{VXML}choice")}
        assert set(ways.values()) <= named
        assert ways[AGAIN] == f"#{name}" and ways.get(BACK, "#start") == "#start"
    assert not list(root.iter(f"{VXML}record")) and not list(root.iter(f"{VXML}grammar"))
    assert root[0].get("value") == "dtmf"
    text = "".join(root.itertext())
    assert "snow & ice" in text and "{" not in text
    assert {one.text for one in root.iter(f"{VXML}say-as")} == {"safe-conduct.example"}


def test_a_call_begins_with_every_language_in_itself() -> None:
    root = ElementTree.fromstring(choose_language(voice()))  # noqa: S314  ours
    ways = [(one.get("dtmf"), one.get("next")) for one in root.iter(f"{VXML}choice")]
    assert ways == [("1", "voice-ru.vxml"), ("2", "voice-uk.vxml"), ("3", "voice-en.vxml")]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('8 = "drone", ', "", "voice, drone: no key leads here"),
        ('8 = "drone"', '8 = "dron"', "voice, surrender: key 8 leads to 'dron'"),
        ('8 = "drone"', '9 = "drone"', "voice, surrender: '9' is no key from 1 to 8"),
        ('uk = "Ви за кордоном"', 'uk = ""', "voice, abroad, label: nothing in uk"),
        ("{address}. Напишите", "тут. Напишите", "voice, write: not the same places"),
        ("Face the camera.", "Face it now. " * 40, "voice, drone, en: 1"),
        ("нажмите 1", "нажмите 2", "voice, language, ru: its key is 1"),
        ("[said.press]", "[said.pres]", "voice.toml lacks 'press'"),
        ("version = 1", "", "voice.toml lacks 'version'"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    shutil.copytree(SCRIPTS, tmp_path, dirs_exist_ok=True)
    path = tmp_path / "voice.toml"
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")
    with pytest.raises(ValueError, match="voice") as found:
        voice(tmp_path)
    assert said in str(found.value)
