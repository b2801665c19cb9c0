"""Loads the guidance pages and turns their words into safe HTML.

A page is a file `content/<language>/<slug>.md`: a TOML block between two lines of `+++`, then
a small part of Markdown: paragraphs, `##` and `###` headings, `- ` and `1. ` lists, `**bold**`
and `[words](slug)` links to other guidance pages. Nothing else: no HTML, no images and no
address outside the site, because a link away is a trace that the reader did not choose.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from html import escape
from pathlib import Path

CONTENT = Path(__file__).resolve().parent.parent / "content"
LANGUAGES = ("ru", "uk", "en")
READING_ORDER = (
    "home",
    "at-the-front",
    "rights",
    "abroad",
    "family",
    "equipment-and-money",
    "officers",
    "genuine",
    "phone-safety",
    "why",
)

_FRONT = re.compile(r"\A\+\+\+\n(.*?)\n\+\+\+\n(.*)\Z", re.DOTALL)
_BOLD = re.compile(r"\*\*([^*\[\]]+)\*\*")
_LINK = re.compile(r"\[([^\[\]*]+)\]\(([^()\s]*)\)")
_HEADING = re.compile(r"(#{2,3}) (.+)\Z")
_BULLET = re.compile(r"- (.+)\Z")
_STEP = re.compile(r"\d{1,2}\. (.+)\Z")

Address = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Page:
    """One guidance page in one language; `body` is the small Markdown of the file."""

    language: str
    slug: str
    title: str
    version: int
    day: date
    reviewed_by: str
    translation: str
    sources: tuple[str, ...]
    body: str

    @property
    def reviewed(self) -> bool:
        """True once a named person has checked this text in this language."""
        return bool(self.reviewed_by)

    def html(self, address: Address | None = None) -> str:
        """The body as safe HTML; `address` makes a link of a slug (else `/<lang>/<slug>/`)."""
        return render(self.body, address or _default_address(self.language))


def slugs() -> tuple[str, ...]:
    """The pages that may be shown, in the order in which they are offered to a reader."""
    return tuple(slug for slug in READING_ORDER if publishable(slug))


def page(language: str, slug: str) -> Page:
    """One page as it may be shown.

    Raises LookupError for an unknown language or slug, and for a page whose languages do not
    all exist in the same version: an old warning in one language is worse than none.
    """
    if language not in LANGUAGES or slug not in READING_ORDER or not publishable(slug):
        raise LookupError(f"no guidance page {language}/{slug}")
    return read_page(language, slug)


def publishable(slug: str, root: Path = CONTENT) -> bool:
    """True if the page exists in every language and all its versions agree."""
    if not all(_path(root, language, slug).is_file() for language in LANGUAGES):
        return False
    return len({read_page(language, slug, root).version for language in LANGUAGES}) == 1


@lru_cache(maxsize=256)
def read_page(language: str, slug: str, root: Path = CONTENT) -> Page:
    """Read one file, published or not.

    Raises ValueError if the front matter is missing, incomplete or of the wrong shape.
    """
    found = _FRONT.match(_path(root, language, slug).read_text(encoding="utf-8"))
    if found is None:
        raise ValueError(f"{language}/{slug}: no front matter")
    head = tomllib.loads(found[1])
    try:
        return Page(
            language=language,
            slug=slug,
            title=str(head["title"]),
            version=int(head["version"]),
            day=date.fromisoformat(head["date"]),
            reviewed_by=str(head["reviewed_by"]),
            translation=str(head["translation"]),
            sources=tuple(str(source) for source in head["sources"]),
            body=found[2].strip(),
        )
    except KeyError as missing:
        raise ValueError(f"{language}/{slug}: front matter lacks {missing}") from missing


def render(body: str, address: Address) -> str:
    """HTML of a body: everything is escaped first, then the few known marks become tags.

    The opening paragraph gets the class `lead`, a list of links alone the class `links`.
    Raises ValueError for a link to anything but a guidance page.
    """
    blocks = [block for block in re.split(r"\n\s*\n", body.strip()) if block.strip()]
    return "\n".join(
        _block(block.strip().split("\n"), address, first=number == 0)
        for number, block in enumerate(blocks)
    )


def _block(lines: list[str], address: Address, *, first: bool) -> str:
    heading = _HEADING.match(lines[0])
    if heading and len(lines) == 1:
        tag = f"h{len(heading[1])}"
        return f"<{tag}>{_inline(heading[2], address)}</{tag}>"
    for pattern, opening, closing in (
        (_BULLET, "<ul>", "</ul>"),
        (_STEP, '<ol class="steps">', "</ol>"),
    ):
        items = [pattern.match(line) for line in lines]
        if all(items):
            words = [item[1] for item in items if item]
            if opening == "<ul>" and all(_LINK.fullmatch(word) for word in words):
                opening = '<ul class="links">'
            inner = "".join(f"<li>{_inline(word, address)}</li>" for word in words)
            return f"{opening}{inner}{closing}"
    css = ' class="lead"' if first else ""
    return f"<p{css}>{_inline(' '.join(lines), address)}</p>"


def _inline(text: str, address: Address) -> str:
    def link(found: re.Match[str]) -> str:
        if found[2] not in READING_ORDER:
            raise ValueError(f"a link may only name a guidance page, not {found[2]!r}")
        return f'<a href="{escape(address(found[2]))}">{found[1]}</a>'

    return _LINK.sub(link, _BOLD.sub(r"<strong>\1</strong>", escape(text)))


def _default_address(language: str) -> Address:
    return lambda slug: f"/{language}/" if slug == "home" else f"/{language}/{slug}/"


def _path(root: Path, language: str, slug: str) -> Path:
    return root / language / f"{slug}.md"
