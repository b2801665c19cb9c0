"""A copy of the guidance that any web server can serve: every file of it, as bytes. Pure.

No form, no cookie, no script; one style sheet; links are relative, so that it also opens from a
folder. It says in words that letters are written on our own addresses only.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from pathlib import Path

from safeconduct.outreach.core import pages, rendering
from safeconduct.outreach.core.genuine import (
    CanaryState,
    Comment,
    canary_state,
    read_canary,
    read_mirrors,
)
from safeconduct.outreach.core.languages import EVERY, INSTEAD, LANGUAGES, OWN_NAMES
from safeconduct.outreach.core.pages import CONTENT, READING_ORDER, Page
from safeconduct.outreach.core.posture import POSTURE, Posture, Standing, read
from safeconduct.outreach.core.sources import Source, sources

SUMS = "SHA256SUMS"
CANARY, MIRRORS, PUBLIC_KEY = "canary.txt", "mirrors.txt", "minisign.pub"
PROOFS = (MIRRORS, CANARY, PUBLIC_KEY)
STYLE = "style.css"
SIGNATURE = ".minisig"
ALWAYS = ("index.html", STYLE, *PROOFS)
FORMAT = 1  # the version of files that are not pages
# Opened from a folder "self" is nobody in some browsers, and the style sheet is a file.
POLICY = "default-src 'none'; style-src 'self' file:; form-action 'none'; base-uri 'none'"
MOST_FILES = 1_000  # six languages of some twenty pages are 130
_LINE = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9-]+(?:[./][A-Za-z0-9-]+){0,3})\Z")
_PAGE = re.compile(r"([a-z]{2})/([a-z-]+)\.html\Z")


@dataclass(frozen=True, slots=True)
class Copying:
    """What one copy is made of besides the pages."""

    today: date
    standing: Standing
    addresses: tuple[str, ...]
    key_print: str
    canary_day: date
    root: Path = CONTENT


@cache
def frame_words(language: str) -> Mapping[str, str]:
    """The words of the frame, data/mirror.toml; KeyError for a language that has none."""
    text = files("safeconduct.outreach").joinpath("data", "mirror.toml").read_text("utf-8")
    found: Mapping[str, str] = tomllib.loads(text)[language]
    return found


def told(day: date, language: str) -> str:
    """A day in figures, as the language writes it."""
    return day.isoformat() if language == "en" else f"{day:%d.%m.%Y}"


def standing_in(posture: str) -> Standing:
    """What stands above the pages in a posture. ValueError for a word that is none."""
    document = tomllib.loads(POSTURE.shipped())
    if posture and posture not in tuple(map(str, Posture)):
        msg = f"{posture!r} is no posture: choose {', '.join(map(str, Posture))}."
        raise ValueError(msg)
    return read({**document, "posture": posture} if posture else document)


# -- what stands in the way -------------------------------------------------------------


def page_faults(root: Path = CONTENT) -> list[str]:
    """Pages that are not whole in Russian, Ukrainian and English, each with its place.

    In the three more languages a page may be missing, but none may be broken.
    """
    found = []
    for language in EVERY:
        for slug in READING_ORDER:
            try:
                why = pages.why_not_shown(language, slug, root)
                if why and language in LANGUAGES:
                    found.append(why)
                elif not why:
                    found += _unsourced(pages.read_page(language, slug, root))
            except ValueError as error:
                found.append(f"{language}/{slug}.md: {error}")
    return list(dict.fromkeys(found))


def _unsourced(page: Page) -> list[str]:
    known = sources()
    place = f"{page.language}/{page.slug}.md"
    marks = (mark for mark in rendering.marks(page.body) if mark not in known)
    return [f"{place} names a source {mark!r} that is not in the list." for mark in marks]


def proof_faults(proofs: Mapping[str, bytes], today: date) -> list[str]:
    """What is wrong with mirrors.txt and canary.txt, a sentence each; signatures apart."""
    found = []
    try:
        day = read_canary(_text(proofs[CANARY])).day
        if canary_state(day, today) is CanaryState.RED:
            found.append(f"canary.txt is of {day}: make a new one with `mirror canary`.")
    except ValueError as error:
        found.append(str(error))
    try:
        read_mirrors(_text(proofs[MIRRORS]))
    except ValueError as error:
        found.append(f"mirrors.txt: {error}")
    return found


def _text(body: bytes) -> str:
    return body.decode("utf-8")  # UnicodeDecodeError is a ValueError with its own sentence


# -- the files --------------------------------------------------------------------------


def shown(root: Path = CONTENT) -> Mapping[str, tuple[str, ...]]:
    """The languages that have a start page, each with the pages that it shows."""
    found = {language: pages.slugs(language, root) for language in EVERY}
    return {language: slugs for language, slugs in found.items() if "home" in slugs}


def site(
    copying: Copying, proofs: Mapping[str, bytes], style: bytes
) -> Mapping[str, tuple[int, bytes]]:
    """Every file of the copy but sums and signatures: path -> (version, bytes)."""
    languages = shown(copying.root)
    made: dict[str, tuple[int, bytes]] = {
        "index.html": (FORMAT, _choice(languages).encode()),
        STYLE: (FORMAT, style),
        **{name: (FORMAT, proofs[name]) for name in PROOFS},
    }
    for language, slugs in languages.items():
        for slug in slugs:
            page = pages.read_page(language, slug, copying.root)
            text = _document(page, languages, copying)
            made[path_of(language, slug)] = (page.version, text.encode())
    return made


def path_of(language: str, slug: str) -> str:
    """Where a page lies in the copy."""
    return f"{language}/{_file(slug)}"


def _file(slug: str) -> str:
    return "index.html" if slug == "home" else f"{slug}.html"


def _choice(languages: Iterable[str]) -> str:
    rows = "".join(
        f'<li><a href="{one}/index.html" lang="{one}" hreflang="{one}">'
        f"{OWN_NAMES[one]}</a></li>"
        for one in languages
    )
    words = frame_words(INSTEAD)
    return _head("", INSTEAD) + (
        f'<main id="main">\n<h1>{escape(words["title"])}</h1>\n<ul class="links">{rows}</ul>\n'
        f'<p><a href="{MIRRORS}">{MIRRORS}</a> · <a href="{CANARY}">{CANARY}</a></p>\n'
        "</main>\n</body>\n</html>\n"
    )


def _head(up: str, language: str) -> str:
    # The title stays in the history of a phone, so it says nothing about who reads.
    title = escape(frame_words(language)["title"])
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="format-detection" content="telephone=no">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{title}</title>\n"
        f'<link rel="stylesheet" href="{up}{STYLE}">\n</head>\n<body class="public">\n'
    )


def _document(page: Page, languages: Mapping[str, tuple[str, ...]], copying: Copying) -> str:
    words = {name: escape(text) for name, text in frame_words(page.language).items()}
    slugs = languages[page.language]

    def address(slug: str) -> str:
        return _file(slug) if slug in slugs else f"../{path_of(INSTEAD, slug)}"

    body = page.html(address, copying.standing.now)
    notice = escape(copying.standing.notice(page.language))
    back = (
        ""
        if page.slug == "home"
        else f'<p class="back"><a href="index.html">{words["start"]}</a></p>\n'
    )
    proofs = proofs_html(page.language, copying, "../") if page.slug == "genuine" else ""
    others = "".join(
        f'<li><a href="{address(slug)}">'
        f"{escape(_title(page.language, slug, copying.root))}</a></li>"
        for slug in slugs
        if slug not in (page.slug, "home")
    )
    more = (
        ""
        if page.slug == "home"
        else (f'<h2>{words["read_more"]}</h2>\n<ul class="links">{others}</ul>\n')
    )
    return (
        f'{_head("../", page.language)}<a class="skip" href="#main">{words["skip"]}</a>\n'
        f"{_languages(page, languages, words['language'])}"
        f'<main id="main" tabindex="-1">\n{back}<p class="note">{notice}</p>\n'
        f"<h1>{escape(page.title)}</h1>\n{overdue(page, copying.today)}{body}\n{proofs}"
        f'<p class="note wait">{words["reading_only"]} '
        f'<a href="{address("genuine")}">{words["our_addresses"]}</a></p>\n{more}'
        f"{sources_html(page.sources, page.language)}{about(page)}</main>\n"
        f"<footer><div><p>{words['footer']}</p></div></footer>\n</body>\n</html>\n"
    )


def _title(language: str, slug: str, root: Path) -> str:
    return pages.read_page(language, slug, root).title


def _languages(page: Page, languages: Mapping[str, tuple[str, ...]], label: str) -> str:
    links = []
    for one, slugs in languages.items():
        slug = page.slug if page.slug in slugs else "home"
        here = ' aria-current="true"' if one == page.language else ""
        links.append(
            f'<a href="../{path_of(one, slug)}" lang="{one}" hreflang="{one}"{here}>'
            f"{OWN_NAMES[one]}</a>"
        )
    nav = f'<nav aria-label="{label}">{"".join(links)}</nav>'
    return f'<header class="top"><div class="bar">{nav}</div></header>\n'


def proofs_html(language: str, copying: Copying, up: str | None) -> str:
    """Our addresses in words, not as links; the key's print; the day of the sign of life."""
    words = {name: escape(text) for name, text in frame_words(language).items()}
    rows = "".join(f'<li class="wrap">{escape(one)}</li>' for one in copying.addresses)
    names = (MIRRORS, CANARY, PUBLIC_KEY, SUMS)
    links = " · ".join(f'<a href="{up}{one}">{one}</a>' for one in names)
    canary = words["canary"].format(day=told(copying.canary_day, language))
    made = words["made"].format(day=told(copying.today, language))
    return (
        f'<h2 id="our-addresses">{words["our_addresses"]}</h2>\n<ul>{rows}</ul>\n'
        f"<p>{words['not_here']}</p>\n"
        + (f'<p class="small soft">{links}</p>\n' if up is not None else "")
        + f'<p>{words["key_print"]} <strong class="wrap">'
        f"{escape(copying.key_print)}</strong></p>\n"
        f'<p class="note">{canary}</p>\n<p class="small soft">{made}</p>\n'
    )


def sources_html(found: Iterable[Source], language: str) -> str:
    """The numbered list of what the statements rest on; empty without any."""
    words = frame_words(language)
    rows = []
    for place, one in enumerate(found, start=1):
        checked = ""
        if one.checked_on:
            day = told(one.checked_on, language)
            checked = ". " + words["checked"].format(who=one.checked_by, day=day)
        rows.append(f'<li id="s{place}">{escape(one.title(language) + checked)}</li>')
    if not rows:
        return ""
    heading = f"<h2>{escape(words['rests_on'])}</h2>"
    return f'{heading}\n<ol class="sources small">{"".join(rows)}</ol>\n'


def overdue(page: Page, today: date) -> str:
    """The warning above a page whose check is too old; empty otherwise."""
    if page.reviewed_on is None or not page.overdue(today):
        return ""
    day = told(page.reviewed_on, page.language)
    said = frame_words(page.language)["overdue"].format(day=day)
    return f'<p class="note wait">{escape(said)}</p>\n'


def about(page: Page) -> str:
    """Version, day, and who has checked the page."""
    words = frame_words(page.language)
    version = words["version"].format(version=page.version, day=told(page.day, page.language))
    checked = words["unreviewed"]
    if page.reviewed and page.reviewed_on:
        day = told(page.reviewed_on, page.language)
        checked = words["reviewed"].format(who=page.reviewed_by, day=day)
    return f'<p class="small soft">{escape(version)}<br>\n{escape(checked)}</p>\n'


# -- sums -------------------------------------------------------------------------------


def sums_text(bodies: Mapping[str, bytes]) -> bytes:
    """The file SHA256SUMS as `sha256sum -c` reads it, one line a file, sorted."""
    lines = (f"{sha256(bodies[path]).hexdigest()}  {path}\n" for path in sorted(bodies))
    return "".join(lines).encode()


def read_sums(body: bytes) -> Mapping[str, str]:
    """path -> SHA-256 in hexadecimal.

    ValueError for a line of another form, a path that leaves the folder, or too many lines.
    """
    lines = body.decode("ascii", "replace").splitlines()
    found = {}
    for place, line in enumerate(lines, start=1):
        row = _LINE.match(line)
        if row is None or place > MOST_FILES:
            msg = f"{SUMS}, line {place}, names no file of a copy."
            raise ValueError(msg)
        found[row[2]] = row[1]
    return found


def version_faults(path: str, said: Comment, root: Path = CONTENT) -> list[str]:
    """Whether a page is one that we show, in our version; of other files nothing is said."""
    page = _PAGE.match(path)
    if page is None:
        return []
    slug = "home" if page[2] == "index" else page[2]
    if page[1] not in EVERY or slug not in pages.slugs(page[1], root):
        return [f"{path}: we show no such page."]
    ours = pages.read_page(page[1], slug, root).version
    return [] if said.version == ours else [f"{path}: version {said.version}, ours is {ours}."]


def lacking(sums: Mapping[str, str], root: Path = CONTENT) -> list[str]:
    """Files that a copy of our pages has and these sums do not name."""
    wanted = [*ALWAYS]
    for language, slugs in shown(root).items():
        wanted += [path_of(language, slug) for slug in slugs]
    return [f"{path}: not in {SUMS}." for path in wanted if path not in sums]
