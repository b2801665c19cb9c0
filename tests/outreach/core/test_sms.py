"""Answers by text message: short, asked for, counted as an operator counts them."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.contact.core.code import Language, lexicon
from safeconduct.outreach.core.languages import LANGUAGES
from safeconduct.outreach.core.said import SCRIPTS
from safeconduct.outreach.core.sms import parts, sms, too_long
from safeconduct.outreach.core.wording import forbidden, unsourced


@pytest.mark.parametrize(
    ("said", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("€" * 153, 3),  # 76 in each message: the one that takes two is never divided
        ("я" * 70, 1),
        ("я" * 71, 2),
        ("я" * 134, 2),
        ("я" * 135, 3),
        ("я" + "🕊" * 34, 1),
        ("я" + "🕊" * 35, 2),
        ("`", 1),  # not of the seven-bit alphabet
        ("`" + "a" * 70, 2),
    ],
)
def test_messages_are_counted_by_the_standard(said: str, count: int) -> None:
    assert parts(said) == count


@given(said=st.text(max_size=600), more=st.text(max_size=5))
def test_more_text_never_takes_fewer_messages(said: str, more: str) -> None:
    assert parts(said) <= parts(said + more)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_answer_promises_and_each_names_its_law(language: str) -> None:
    for one in sms().answers:
        said = one.said[language]
        assert forbidden(language, [said]) == []
        marks = " ".join(f"[^{named}]" for named in one.sources)
        assert unsourced(language, f"{said} {marks}") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_digit_that_is_offered_has_its_answer(language: str) -> None:
    replies = {one.reply: one for one in sms().answers}
    first = replies.pop("").said[language]
    for digit in replies:
        assert f"{digit}:" in first


def test_every_word_of_the_day_leaves_every_answer_short_enough() -> None:
    for language in LANGUAGES:
        longest = max(lexicon(Language(language)).words, key=len)
        filled = {language: {"word": longest, "address": "safe-conduct.example"}}
        assert too_long(sms(), filled) == []


def test_an_answer_too_long_is_named_with_its_language() -> None:
    filled = {"ru": {"word": "лес", "address": "a" * 80 + ".example"}}
    assert "sms, first, ru: 4 messages, at most 3. Shorten it." in too_long(sms(), filled)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('reply = "2"', 'reply = "1"', "sms: each answer has a digit of its own"),
        ('reply = "1"', "", "sms: each answer has a digit of its own"),
        ('"Больше мы сюда не пишем. Удалите эти сообщения."', '""', "sms, stop: nothing in ru"),
        ("most_parts = 3", "", "sms.toml lacks 'most_parts'"),
        ('"drone"]', '"dron"]', "sms, surrender: no source dron"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    shutil.copytree(SCRIPTS, tmp_path, dirs_exist_ok=True)
    path = tmp_path / "sms.toml"
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")
    with pytest.raises(ValueError, match="sms") as found:
        sms(tmp_path)
    assert said in str(found.value)
