"""Call-back words: two of the list, never one of the code, and back as they were."""

import itertools
from collections.abc import Callable, Sequence

from hypothesis import given
from hypothesis import strategies as st

from safeconduct.contact.core.callback import CallBack, callback, new_callback
from safeconduct.contact.core.code import Language, lexicon, new_code, spell

LANGUAGES = st.sampled_from(Language)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def drawing(first: int) -> Callable[[Sequence[str]], str]:
    """Draws the words of a list one after another, from `first` on."""
    places = itertools.count(first)
    return lambda words: words[next(places) % len(words)]


@given(LANGUAGES, st.integers(0, 2047), st.sampled_from([6, 12]))
def test_they_are_two_words_of_the_list_and_none_of_the_code(
    language: Language, first: int, count: int
) -> None:
    code = spell(new_code(language, count))
    made = new_callback(language, code, drawing(first))
    assert {made.ours, made.theirs} <= set(lexicon(language).words) - set(code)
    assert made.ours != made.theirs


def test_every_word_but_those_of_the_code_may_come_first() -> None:
    words = lexicon(Language.EN).words
    code = words[:6]
    firsts = [new_callback(Language.EN, code, drawing(at)).ours for at in range(len(words))]
    assert firsts == [words[6]] * 6 + list(words[6:])
    assert len({new_callback(Language.EN, code) for _ in range(20)}) > 1


@given(WORDS, WORDS)
def test_they_come_back_as_they_were_sealed(ours: str, theirs: str) -> None:
    assert callback(CallBack(ours, theirs).to_json()) == CallBack(ours, theirs)
