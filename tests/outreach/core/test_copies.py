"""A page made of ours is found whatever was done to it; one that quotes us is not."""

import base64
import html

import pytest

from safeconduct.outreach.core.copies import Asked, compare, own_pages, read
from safeconduct.outreach.core.pages import page
from safeconduct.outreach.core.rendering import plain

LINES = list(plain(page("ru", "at-the-front").body))
TEXT = " ".join(LINES)
WORDS = TEXT.split()
SHUFFLED = sorted(LINES, key=len)
FOURTH = ["иное" if n % 4 == 0 else one for n, one in enumerate(WORDS)]
LATIN = TEXT.translate(str.maketrans("аеорсух", "aeopcyx"))
PACKED = base64.b64encode(TEXT.encode()).decode()
ESCAPED = "".join(f"\\u{ord(one):04x}" for one in TEXT)
DONE_TO_IT = {
    "whole": f"<p>{TEXT}</p>",
    "every fourth word another": " ".join(FOURTH),
    "half of it": " ".join(WORDS[: len(WORDS) // 2]) + " Пишите нашему боту." * 5,
    "another order": "<br>".join(SHUFFLED),
    "letters of another script": LATIN,
    "capitals": TEXT.upper(),
    "a letter a span": "".join(f"<span>{one}</span>" for one in TEXT),
    "unseen signs": "\u200b".join(TEXT),
    "entities": "".join(f"&#{ord(one)};" for one in TEXT),
    "in a frame": f"<iframe srcdoc='{html.escape(TEXT, quote=True)}'></iframe>",
    "in a data: frame": f"<iframe src='data:text/html;base64,{PACKED}'></iframe>",
    "written by a script": f"<script>document.write(atob('{PACKED}'))</script>",
    "escaped in a script": f'<script>x("{ESCAPED}")</script>',
    "not closed": f"<div><p>{TEXT}<b",
}  # fmt: skip
ARTICLE = (
    "Журналисты рассказали, как устроены программы для тех, кто больше не хочет воевать."
    " По словам юристов, обращений за год стало втрое больше, и чаще пишут родственники."
    " Суды тем временем рассматривают дела о самовольном оставлении части; адвокаты советуют"
    " не подписывать бумаг без защитника. Правозащитники напоминают о статье 13 конвенции:"
    " с военнопленными следует всегда обращаться гуманно. Полный текст доклада опубликован"
    " на сайте организации вместе с таблицами по областям и годам. "
)


@pytest.mark.parametrize("what", DONE_TO_IT)
def test_a_copy_is_found_whatever_was_done_to_it(what: str) -> None:
    found = compare(DONE_TO_IT[what], own_pages())
    assert found.is_copy and found.like == "ru/at-the-front"


def test_an_article_that_quotes_two_sentences_is_no_copy() -> None:
    found = compare(ARTICLE * 2 + LINES[1], own_pages())
    assert 0 < found.share_percent < 40 and 0 < found.cover_percent < 10
    assert not found.is_copy


def test_an_article_of_its_own_is_no_copy() -> None:
    assert not compare(ARTICLE, own_pages()).is_copy
    assert compare("", own_pages()).share == 0


def test_a_page_that_asks_who_its_reader_is_needs_less_of_ours() -> None:
    text = ARTICLE * 2 + LINES[1]
    form = "<form><label>ФИО<input name=a></label><label>Телефон<input type=tel></label></form>"
    quiet, asking = compare(text, own_pages()), compare(text + form, own_pages())
    assert (quiet.asks, quiet.is_copy) == ((), False)
    assert (asking.asks, asking.is_copy) == ((Asked.NAME, Asked.TELEPHONE), True)


def test_no_genuine_page_asks_anything() -> None:
    assert compare(page("ru", "home").html(), own_pages()).asks == ()


def test_frames_within_frames_end() -> None:
    inner = "<p>x</p>"
    for _ in range(12):
        inner = f"<iframe srcdoc='{html.escape(inner, quote=True)}'></iframe>"
    assert read(inner).text.strip() == ""
