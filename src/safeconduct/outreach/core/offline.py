"""All pages of one language in one HTML file that can be handed from phone to phone. Pure.

It is kept under `MOST` bytes. Russian and Ukrainian go over to one byte a letter when UTF-8 is
too long; then the lists of sources go, and last whole pages, those of the greatest need never
before the others. What stays out is returned, so that nobody believes the file to be whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from safeconduct.outreach.core import pages, rendering
from safeconduct.outreach.core.mirror import (
    Copying,
    about,
    frame_words,
    overdue,
    proofs_html,
    sources_html,
)
from safeconduct.outreach.core.pages import READING_ORDER, Page
from safeconduct.outreach.core.sources import Source, sources

MOST = 60_000  # bytes: what a slow line and a message still carry
ONE_BYTE = {"ru": "windows-1251", "uk": "windows-1251"}
POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"
# What somebody in danger needs goes last; the start page and the signs of being ours never.
NEEDED_MOST = ("at-the-front", "phone-safety", "rights", "no-promises")
ALWAYS = ("home", "genuine")
# Small on purpose: a file read once needs no more than the eye does.
STYLE = (
    "body{font:1.0625rem/1.5 sans-serif;max-width:38rem;margin:0 auto;padding:1rem;"
    "overflow-wrap:break-word}h1,h2,h3{line-height:1.2}section{border-top:4px solid #0b5876;"
    "margin-top:2rem;padding-top:1rem}.note{border-left:5px solid #0b5876;padding-left:.75rem}"
    ".small{font-size:.9375rem}nav a,.links a{display:block;padding:.625rem 0}"
    "nav ul,.links{list-style:none;padding:0}"
)


@dataclass(frozen=True, slots=True)
class OfflinePage:
    """One file: its bytes, how they are encoded, and what did not fit."""

    body: bytes
    encoding: str
    version: int
    with_sources: bool
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Plan:
    slugs: tuple[str, ...]
    encoding: str
    with_sources: bool


def offline_page(language: str, copying: Copying, most: int = MOST) -> OfflinePage:
    """The file of a language, at most `most` bytes.

    LookupError when the language has no start page, or not even that one fits.
    """
    slugs = pages.slugs(language, copying.root)
    if "home" not in slugs:
        msg = f"There is no guidance in {language!r} yet."
        raise LookupError(msg)
    for plan in _plans(language, slugs):
        body = _file(language, plan, copying)
        if len(body) <= most:
            left_out = tuple(one for one in slugs if one not in plan.slugs)
            found = (pages.read_page(language, one, copying.root) for one in plan.slugs)
            version = max(page.version for page in found)
            return OfflinePage(body, plan.encoding, version, plan.with_sources, left_out)
    msg = f"Not even the start page in {language!r} fits into {most} bytes."
    raise LookupError(msg)


def _plans(language: str, slugs: tuple[str, ...]) -> list[_Plan]:
    """From the whole file down to the two pages that always stay."""
    plans = [_Plan(slugs, "utf-8", with_sources=True)]
    encoding = ONE_BYTE.get(language, "utf-8")
    plans.append(_Plan(slugs, encoding, with_sources=True))
    plans.append(_Plan(slugs, encoding, with_sources=False))
    others = [one for one in reversed(slugs) if one not in (*NEEDED_MOST, *ALWAYS)]
    going = [*others, *(one for one in reversed(NEEDED_MOST) if one in slugs)]
    for place in range(1, len(going) + 1):
        kept = tuple(one for one in slugs if one not in going[:place])
        plans.append(_Plan(kept, encoding, with_sources=False))
    return plans


def _file(language: str, plan: _Plan, copying: Copying) -> bytes:
    words = {name: escape(text) for name, text in frame_words(language).items()}
    found = [pages.read_page(language, slug, copying.root) for slug in plan.slugs]
    used = _used(found) if plan.with_sources else ()
    numbers = {one.id: place for place, one in enumerate(used, start=1)}
    contents = "".join(
        f'<li><a href="#{page.slug}">{escape(page.title)}</a></li>' for page in found
    )
    proofs = proofs_html(language, copying, None)
    alike = {about(page) for page in found}
    said = alike.pop() if len(alike) == 1 else ""  # once for all of them, where it is the same
    notice = escape(copying.standing.notice(language))
    text = (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n'
        f'<meta charset="{plan.encoding}">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{words['title']}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f'<p class="note">{notice}</p>\n'
        f'<p class="note">{words["reading_only"]} '
        f'<a href="#our-addresses">{words["our_addresses"]}</a></p>\n'
        f'<nav id="contents"><h2>{words["contents"]}</h2><ul>{contents}</ul></nav>\n'
        f"{''.join(_section(page, plan, copying, numbers, said) for page in found)}"
        f"<section>{said}{proofs}{sources_html(used, language)}</section>\n"
        f"<footer><p>{words['footer']}</p></footer>\n</body>\n</html>\n"
    )
    # Whatever the encoding has no letter for is written as a number that browsers know.
    return text.encode(plan.encoding, "xmlcharrefreplace")


def _section(
    page: Page, plan: _Plan, copying: Copying, numbers: Mapping[str, int], said: str
) -> str:
    def address(slug: str) -> str:
        return f"#{slug}" if slug in plan.slugs else "#contents"

    body = rendering.render(
        page.body, address, READING_ORDER, copying.standing.now, numbers, "s"
    )
    return (
        f'<section id="{page.slug}"><h1>{escape(page.title)}</h1>\n'
        f"{overdue(page, copying.today)}{body}\n{'' if said else about(page)}</section>\n"
    )


def _used(found: list[Page]) -> tuple[Source, ...]:
    known = sources()
    marks = (mark for page in found for mark in rendering.marks(page.body))
    return tuple(known[one] for one in dict.fromkeys(marks))
