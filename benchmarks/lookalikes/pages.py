"""Ordinary pages that copy nobody: half of them on the same subject as the programme's own.

Offices, outlets and people in them are invented and every host ends in .example. In the
parts a page begins with "=== host | title", hard ones with "=!= host | title"; a line that
begins with "## " is a heading, with "- " a point of a list, all else a paragraph.
"""

import re
from collections.abc import Iterator
from html import escape

from benchmarks.lookalikes import pages_en, pages_ru, pages_uk

PARTS = (
    ("ru", pages_ru.HARD + pages_ru.PLAIN),
    ("uk", pages_uk.HARD + pages_uk.PLAIN),
    ("en", pages_en.HARD + pages_en.PLAIN),
)
HEADER = re.compile(r"^=([=!])= (\S+) \| (.+)$", re.M)
SHELLS = (
    "<header><a href='/'>{host}</a></header>\n<main>\n<h1>{title}</h1>\n{body}\n</main>",
    "<div class='page'><div class='menu'><a href='/'>·</a> <a href='/a'>··</a></div>\n"
    "<article class='text'>\n<h1>{title}</h1>\n{body}\n</article></div>\n<footer>2026</footer>",
    "<div id='content'><h2 class='entry-title'>{title}</h2>\n{body}\n"
    "<div class='share'><a href='#'>↑</a></div></div><script>var page=1;</script>",
    "<table width='100%'><tr><td class='left'><a href='/'>{host}</a></td>\n"
    "<td><h1>{title}</h1>\n{body}\n</td></tr></table>",
)


def _paragraph(text: str) -> str:
    if text.startswith("## "):
        return f"<h2>{text[3:]}</h2>"
    if text.startswith("- "):
        points = "".join(f"<li>{' '.join(p.split())}</li>\n" for p in text[2:].split("\n- "))
        return f"<ul>\n{points}</ul>"
    return f"<p>{' '.join(text.split())}</p>"


def _page(lang: str, host: str, title: str, text: str, number: int) -> str:
    """One page as its server would send it."""
    text = re.sub(r"^(## .+)\n(?!\n)", r"\1\n\n", text.strip(), flags=re.M)
    body = "\n".join(_paragraph(part) for part in text.split("\n\n"))
    inner = SHELLS[number % len(SHELLS)].format(host=host, title=escape(title), body=body)
    head = f'<meta charset="utf-8"><title>{escape(title)} | {host}</title>'
    top = f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>{head}</head>\n'
    return f"{top}<body>\n{inner}\n</body></html>\n"


def _all() -> Iterator[tuple[bool, str, str]]:
    """Whether it is hard, its host and its text, page by page."""
    number = 0
    for lang, part in PARTS:
        _, *pieces = HEADER.split(part)
        for sign, host, title, text in zip(*(pieces[n::4] for n in range(4)), strict=True):
            yield sign == "!", host, _page(lang, host, title, text, number)
            number += 1


def ordinary_pages() -> list[tuple[str, str]]:
    """Host and HTML of every ordinary page."""
    return [(host, html) for _, host, html in _all()]


def hard_hosts() -> set[str]:
    """The hosts whose page is on the same subject as ours."""
    return {host for hard, host, _ in _all() if hard}
