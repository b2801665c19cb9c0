"""The script of a call, and the phrases: three languages, reviewed by nobody yet."""

import re

import pytest

from safeconduct.casework.core.phrases import (
    CYRILLIC,
    LANGUAGES,
    RUSSIAN,
    UKRAINIAN,
    Phrase,
    phrases,
)
from safeconduct.casework.core.scripts import Step, telephone

CODE = re.compile(r"[a-z][a-z_]{2,31}")


@pytest.mark.parametrize("one", [*phrases().values(), *telephone()], ids=lambda one: one.code)
def test_each_stands_in_three_languages(one: Phrase | Step) -> None:
    assert CODE.fullmatch(one.code)
    assert set(one.text) == set(LANGUAGES)
    assert len(set(one.text.values())) == 3
    assert not CYRILLIC.search(one.text["en"])
    assert CYRILLIC.search(one.text["ru"])
    assert not UKRAINIAN.search(one.text["ru"])
    assert CYRILLIC.search(one.text["uk"])
    assert not RUSSIAN.search(one.text["uk"])


def test_nobody_has_reviewed_them_and_the_catalogue_says_so() -> None:
    assert not any(one.reviewed for one in phrases().values())
    assert not any(step.reviewed for step in telephone())


def test_a_call_begins_with_whether_it_is_safe_and_ends_with_the_line_that_breaks() -> None:
    codes = [step.code for step in telephone()]
    assert codes[0] == "safe"
    assert codes[-1] == "line_breaks"
    assert codes.index("rights") < codes.index("ask") < codes.index("words")
