"""A promise, a sum, a protected sign and a statement without its source are each found."""

import pytest

from safeconduct.outreach.core.wording import forbidden, unsourced


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "We promise you a house."),
        ("ru", "Мы гарантируем жильё."),
        ("uk", "Вам обіцяють житло."),
        ("kk", "Біз уәде береміз."),
        ("uz", "Biz kafolat beramiz."),
        ("en", "You will be safe with us."),
        ("ru", "Вы получите убежище."),
        ("uk", "Це 500 грн."),
        ("en", "It is worth $500."),
        ("en", "You may go to Norway."),
        ("ru", "Дайте сигнал SOS."),
        ("en", "Carry a ⛑ with you."),
    ],
)
def test_what_may_not_be_said_is_found(language: str, said: str) -> None:
    assert forbidden(language, [f"A calm sentence. {said}"]) == [said]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "We promise no sum."),
        ("ru", "Мы не можем обещать, что никто не выстрелит."),
        ("kk", "Біз ештеңені уәде ете алмаймыз."),
        ("en", "Never use the sign of the Red Cross as a trick."),
    ],
)
def test_what_denies_a_promise_may_be_said(language: str, said: str) -> None:
    assert forbidden(language, [said]) == []


def test_a_statement_of_law_without_its_source_is_found() -> None:
    said = "The law forbids it."
    assert unsourced("en", said) == [said]
    assert unsourced("en", f"{said} [^nobody-knows-it]") == [f"{said} [^nobody-knows-it]"]
    assert unsourced("en", f"{said} [^hague-23]") == []
    assert unsourced("en", f"- {said}\n- More. [^hague-23]") == []
    assert unsourced("ru", "## Что говорит закон\n\nБез слов.") == []
