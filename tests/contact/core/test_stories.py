"""Harmless conversations: whole in every language, and harmless."""

import re
import tomllib

import pytest

from safeconduct.contact.core.stories import DATA, LANGUAGES, Story, stories

# What an answer to somebody who wants nothing of the programme never speaks of.
TELLING = re.compile(
    r"surrender|defect|crossing|front|unit|equipment|money|safe place|come to us|codeword|"
    r"сда[тлв]|переход|фронт|част[ьи]|техник|деньг|безопасн|приход|"
    r"здава|перех|частин|грош|безпечн|приходь",
    re.IGNORECASE,
)


def test_there_is_a_choice_and_the_file_says_where_it_comes_from() -> None:
    raw = tomllib.loads((DATA / "harmless.toml").read_text())
    assert raw["source"]
    assert raw["date"]
    assert len(stories()) >= 3
    assert len({story.code for story in stories()}) == len(stories())


@pytest.mark.parametrize("story", stories(), ids=lambda story: story.code)
def test_every_story_is_told_in_every_language_with_as_many_answers(story: Story) -> None:
    assert set(story.label) == set(story.texts) == set(LANGUAGES)
    assert {len(texts) for texts in story.texts.values()} == {2}
    assert all(text.strip() for texts in story.texts.values() for text in texts)


@pytest.mark.parametrize("story", stories(), ids=lambda story: story.code)
def test_no_answer_speaks_of_what_the_programme_does(story: Story) -> None:
    told = " ".join(text for texts in story.texts.values() for text in texts)
    assert TELLING.findall(told) == []
