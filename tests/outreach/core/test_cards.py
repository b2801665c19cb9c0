"""Every card says only what may be said, in every language; what is missing is named."""

import shutil
from pathlib import Path

import pytest

from safeconduct.outreach.core.cards import CARDS, NAMES, Part, card
from safeconduct.outreach.core.languages import LANGUAGES
from safeconduct.outreach.core.wording import forbidden, unsourced


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_no_card_promises_or_asks_for_what_it_must_not(name: str, language: str) -> None:
    lines = [said for _, said, _ in card(name).lines(language)]
    assert lines
    assert forbidden(language, lines) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_statement_of_law_has_its_source(name: str, language: str) -> None:
    for place, said, named in card(name).lines(language):
        marks = " ".join(f"[^{one}]" for one in named)
        assert unsourced(language, f"{said} {marks}") == [], place


def test_no_card_says_more_or_less_than_the_others_and_none_is_a_condition() -> None:
    for name in NAMES:
        for side in card(name).sides:
            for block in side:
                counts = {len(block.said[one]) for one in block.said}
                assert counts <= {len(block.said.get("en", ()))}
    said = " ".join(line for _, line, _ in card("pass").lines("en"))
    assert "No paper is needed" in said and "dangerous" in said


def test_every_card_for_people_bears_our_address() -> None:
    for name in ("leaflet", "pass", "family"):
        kinds = [block.kind for side in card(name).sides for block in side]
        assert kinds.count(Part.ADDRESS) == 1 and kinds.count(Part.WORD) == 1


def altered(root: Path, before: str, after: str) -> Path:
    """The cards, with one piece of the leaflet replaced."""
    shutil.copytree(CARDS, root, dirs_exist_ok=True)
    path = root / "leaflet.toml"
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")
    return root


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('uk = "Якщо здаєтеся"', "", "leaflet, side 2, block 1: nothing in uk"),
        ('uk = "Якщо здаєтеся"', 'uk = " "', "leaflet, side 2, block 1: nothing in uk"),
        ('uk = "Листівка"', "", "leaflet, title: nothing in uk"),
        ('"Без оружия", ', "", "leaflet, side 2, block 2: not the same number of lines"),
        ('["lay", ', "[", "leaflet, side 2, block 2: a picture has one line below it"),
        ('"drone"]\nen', '"flag"]\nen', "leaflet, side 2, block 2: 'flag'"),
        ('"gc3-17"', '"gc9-99"', "leaflet, side 2, block 4: no source gc9-99"),
        ('kind = "steps"', 'kind = "poem"', "leaflet, side 2, block 3: 'poem'"),
        ("слово на {period}: {word}", "слово", "leaflet, side 1, block 5: {period} and {word}"),
        ("version = 1", "", "leaflet.toml lacks 'version'"),
        ("version = 1", "version = ", "leaflet.toml is no TOML"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    with pytest.raises(ValueError, match="leaflet") as found:
        card("leaflet", altered(tmp_path, before, after))
    assert said in str(found.value)
