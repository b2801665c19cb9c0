"""Spellings of one name fold to one; other names do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.outreach.core.folding import by_look, by_sound, plain

LOOKS = {
    "conduct": "сonduct c0nduct condụct cоnduct ϲonduct ｃonduct con\u200bduct".split(),
    "modern": ["modem", "rnodern"],
    "white": ["vvhite", "wh1te", "whíte"],
}  # fmt: skip
SOUNDS = {
    "безопасный": ["bezopasnyi", "bezopasnyj", "bezopasniy", "bezopasny", "безопасныи"],
    "безпечний": ["bezpechnyi", "bezpechnyj", "bezpečnyj", "bezpecznyj", "bezpechnyy"],
    "перехід": ["perekhid", "perehid", "pereхid", "перехiд"],
    "вихід": ["vykhid", "vyhid", "vyxid", "вuхід"],
    "выход": ["vykhod", "vyhod", "vixod"],
    "щит": ["shchit", "schit", "shyt"],
}


@pytest.mark.parametrize("name", LOOKS)
def test_what_looks_alike_folds_to_one(name: str) -> None:
    assert {by_look(one) for one in LOOKS[name]} == {by_look(name)}


@pytest.mark.parametrize("name", SOUNDS)
def test_what_sounds_alike_folds_to_one(name: str) -> None:
    assert {by_sound(one) for one in SOUNDS[name]} == {by_sound(name)}


def test_other_words_stay_apart() -> None:
    words = ["safe", "save", "conduct", "conduit", "product", "выход", "вихід", "вход", "exit"]
    for fold in (by_look, by_sound):
        assert len({fold(one) for one in words}) == len(words)


@given(st.text(max_size=60))
def test_folding_what_is_folded_by_marks_changes_nothing(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert isinstance(by_look(text) + by_sound(text), str)
