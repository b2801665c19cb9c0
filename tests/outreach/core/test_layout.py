"""A side is laid out within its paper, or refused with what is too long."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.outreach.core.cards import NAMES, Part, Size, card
from safeconduct.outreach.core.languages import LANGUAGES
from safeconduct.outreach.core.layout import (
    BODY,
    MARGIN,
    PAPER,
    POINT,
    Box,
    Disc,
    Facts,
    Shape,
    Stroke,
    Text,
    TooLongError,
    lay_out,
)

FINDER = tuple(tuple((x * y) % 3 == 0 for x in range(29)) for y in range(29))
KEY = "RWQ" + "Abcd3fGh" * 6 + "xyz42"
FILLED = Facts("https://safe-conduct.example", FINDER, "snowdrop", "2026-Q4", KEY)
LONG = Facts("http://" + "abcdefgh" * 7 + ".onion", FINDER, key=KEY)


def measure(said: str, bold: bool, points: float) -> float:
    """About as wide as a wide sans serif font: 0.62 of its size a letter, bold 0.7."""
    return len(said) * points * POINT * (0.7 if bold else 0.62)


def corners(shape: Shape) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a shape."""
    match shape:
        case Text(x, y, points, _, width, _):
            return x, y - points * POINT, x + width, y
        case Box(x, y, width, height):
            return x, y, x + width, y + height
        case Disc(x, y, radius):
            return x - radius, y - radius, x + radius, y + radius
        case Stroke(points, thick):
            xs, ys = zip(*points, strict=True)
            half = thick / 2
            return min(xs) - half, min(ys) - half, max(xs) + half, max(ys) + half


@pytest.mark.parametrize("filled", [FILLED, LONG], ids=["word", "onion"])
@pytest.mark.parametrize("size", list(Size))
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_side_stays_within_what_a_printer_reaches(
    name: str, language: str, size: Size, filled: Facts
) -> None:
    width, height = PAPER[size]
    white = MARGIN[size] - 0.5
    for side in (1, 2):
        for shape in lay_out(card(name), side, language, size, filled, measure):
            left, top, right, bottom = corners(shape)
            assert left >= white and top >= white, shape
            assert right <= width - white and bottom <= height - white, shape
            if isinstance(shape, Text):
                assert shape.points >= BODY[size] * 0.7


def test_lines_of_text_never_lie_upon_each_other() -> None:
    for name in NAMES:
        for side in (1, 2):
            shapes = lay_out(card(name), side, "ru", Size.A6, FILLED, measure)
            texts = [corners(one) for one in shapes if isinstance(one, Text)]
            for n, (left, top, right, bottom) in enumerate(texts):
                for other in texts[:n]:
                    apart = left >= other[2] or right <= other[0]
                    assert apart or top >= other[3] - 0.5 or bottom <= other[1] + 0.5


@given(times=st.integers(min_value=30, max_value=40))
def test_a_text_too_long_is_refused_by_card_side_language_and_paper(times: int) -> None:
    whole = card("leaflet")
    block = whole.sides[0][1]
    long = replace(block, said={**block.said, "uk": (block.said["uk"][0] * times,)})
    changed = replace(whole, sides=((whole.sides[0][0], long), whole.sides[1]))
    with pytest.raises(TooLongError, match=r"leaflet, side 1, uk, A6: \d+ mm too long"):
        lay_out(changed, 1, "uk", Size.A6, FILLED, measure)


def test_every_word_is_printed_whole_and_in_order() -> None:
    whole = card("family")
    shapes = lay_out(whole, 1, "uk", Size.A6, FILLED, measure)
    printed = " ".join(one.said for one in shapes if isinstance(one, Text)).split()
    for block in whole.sides[0]:
        if block.kind is not Part.PICTURE:
            for line in block.said.get("uk", ()):
                words = line.split()
                starts = [n for n, word in enumerate(printed) if word == words[0]]
                assert any(printed[n : n + len(words)] == words for n in starts)


def test_the_word_of_the_season_stands_with_its_quarter_or_not_at_all() -> None:
    def said(filled: Facts) -> str:
        shapes = lay_out(card("pass"), 2, "en", Size.A6, filled, measure)
        return " ".join(one.said for one in shapes if isinstance(one, Text))

    assert "Our word of 2026-Q4: snowdrop" in said(FILLED)
    assert "word" not in said(replace(FILLED, word="")).casefold()


def test_the_print_of_the_key_can_be_compared_letter_by_letter_or_is_left_out() -> None:
    def said(filled: Facts) -> str:
        shapes = lay_out(card("leaflet"), 1, "en", Size.A6, filled, measure)
        return " ".join(one.said for one in shapes if isinstance(one, Text))

    printed = said(FILLED).partition("signing key: ")[2].split(" version")[0]
    assert printed.replace(" ", "") == KEY
    assert {len(part) for part in printed.split()} == {7}
    assert "signing key" not in said(replace(FILLED, key=""))


def test_nothing_on_a_card_tells_one_batch_from_another() -> None:
    first = lay_out(card("leaflet"), 1, "ru", Size.A6, FILLED, measure)
    assert first == lay_out(card("leaflet"), 1, "ru", Size.A6, FILLED, measure)
    foot = [one.said for one in first if isinstance(one, Text)][-1]
    assert foot == "версия 1, 2026-11-23 · черновик, не проверено"
    reviewed = replace(card("leaflet"), reviewed={"ru": "a lawyer"})
    last = lay_out(reviewed, 1, "ru", Size.A6, FILLED, measure)[-1]
    assert isinstance(last, Text) and last.said == "версия 1, 2026-11-23"
