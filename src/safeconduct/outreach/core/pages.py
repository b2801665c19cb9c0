"""Loads the guidance pages and says which of them may be shown. Pure.

A page is a file `content/<language>/<slug>.md`: a TOML block between two lines of `+++`, then
the words (core/rendering.py). Its statements are marked with the sources they rest on.
"""

import re
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from safeconduct.outreach.core import rendering
from safeconduct.outreach.core.languages import EVERY, INSTEAD, LANGUAGES
from safeconduct.outreach.core.posture import Posture
from safeconduct.outreach.core.rendering import Address
from safeconduct.outreach.core.sources import Source, sources

CONTENT = Path(__file__).resolve().parent.parent / "content"
FOR_WHOM = (
    "at-the-front",
    "soldiers",
    "crews",
    "officers",
    "special-services",
    "officials",
    "occupied",
    "minors",
    "foreigners",
    "abroad",
    "family",
)
READING_ORDER = (
    "home",
    *FOR_WHOM,
    "rights",
    "orders",
    "if-you-stay",
    "no-promises",
    "equipment-and-money",
    "why",
    "genuine",
    "phone-safety",
)
REVIEW_HOLDS = timedelta(days=180)  # law and fronts change; half a year, settled by the house
_FRONT = re.compile(r"\A\+\+\+\n(.*?)\n\+\+\+\n(.*)\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Page:
    """One guidance page in one language; `body` is the small Markdown of the file."""

    language: str
    slug: str
    title: str
    version: int
    day: date
    reviewed_by: str
    reviewed_on: date | None
    translation: str
    body: str

    @property
    def reviewed(self) -> bool:
        """True once a named person has checked this text in this language."""
        return bool(self.reviewed_by)

    def overdue(self, today: date) -> bool:
        """Whether the review is so old that the page says so."""
        return self.reviewed_on is not None and today > self.reviewed_on + REVIEW_HOLDS

    @property
    def sources(self) -> tuple[Source, ...]:
        """What its statements rest on, in the order of their first mark."""
        known = sources()
        return tuple(known[one] for one in dict.fromkeys(rendering.marks(self.body)))

    def html(
        self,
        address: Address | None = None,
        posture: Posture | None = None,
        anchor: str = "s",
    ) -> str:
        """The body as safe HTML; `address` makes a link of a slug (else `/<lang>/<slug>/`)."""
        numbers = {one.id: n for n, one in enumerate(self.sources, start=1)}
        where = address or (lambda slug: path_of(self.language, slug))
        return rendering.render(self.body, where, READING_ORDER, posture, numbers, anchor)


def path_of(language: str, slug: str) -> str:
    """The address of a page on the site; in Russian where the language has none yet."""
    shown = language if slug in slugs(language) else INSTEAD
    return f"/{shown}/" if slug == "home" else f"/{shown}/{slug}/"


@lru_cache(maxsize=32)
def slugs(language: str, root: Path = CONTENT) -> tuple[str, ...]:
    """The pages that may be shown in a language, in the order they are offered to a reader."""
    return tuple(slug for slug in READING_ORDER if not why_not_shown(language, slug, root))


def page(language: str, slug: str) -> Page:
    """One page as it may be shown.

    Raises LookupError for an unknown language or slug, and for a page that is not whole: an old
    warning in one language is worse than none.
    """
    if language not in EVERY or slug not in READING_ORDER or slug not in slugs(language):
        raise LookupError(f"no guidance page {language}/{slug}")
    return read_page(language, slug)


def why_not_shown(language: str, slug: str, root: Path = CONTENT) -> str:
    """Why a page does not publish in this language, naming the place; empty if it does.

    It must be there in all three first languages, and in this one, in the same version and with
    the same blocks, links and sources as in English: what is half translated is not shown.
    """
    for one in dict.fromkeys((*LANGUAGES, language)):
        if not _path(root, one, slug).is_file():
            return f"{one}/{slug}.md is missing"
    english = read_page("en", slug, root)
    for one in dict.fromkeys((*LANGUAGES, language)):
        other = read_page(one, slug, root)
        if other.version != english.version:
            return f"{one}/{slug}.md has version {other.version}, English {english.version}"
        mine, theirs = rendering.shape(other.body), rendering.shape(english.body)
        if len(mine) != len(theirs):
            return f"{one}/{slug}.md has {len(mine)} blocks, English {len(theirs)}"
        for number, (here, there) in enumerate(zip(mine, theirs, strict=True), start=1):
            if here != there:
                return f"{one}/{slug}.md, block {number} is built otherwise than in English"
    return ""


@lru_cache(maxsize=512)
def read_page(language: str, slug: str, root: Path = CONTENT) -> Page:
    """Read one file, published or not.

    Raises ValueError, naming the file, if the front matter is missing, incomplete or of the
    wrong shape.
    """
    found = _FRONT.match(_path(root, language, slug).read_text(encoding="utf-8"))
    if found is None:
        raise ValueError(f"{language}/{slug}: no front matter")
    head = tomllib.loads(found[1])
    try:
        day = str(head["reviewed_on"])
        if bool(day) != bool(head["reviewed_by"]):
            raise ValueError(f"{language}/{slug}: who reviewed it and when belong together")
        return Page(
            language=language,
            slug=slug,
            title=str(head["title"]),
            version=int(head["version"]),
            day=date.fromisoformat(head["date"]),
            reviewed_by=str(head["reviewed_by"]),
            reviewed_on=date.fromisoformat(day) if day else None,
            translation=str(head["translation"]),
            body=found[2].strip(),
        )
    except KeyError as missing:
        raise ValueError(f"{language}/{slug}: front matter lacks {missing}") from missing


def languages_of(slug: str) -> tuple[str, ...]:
    """The languages in which a page may be read now."""
    return tuple(language for language in EVERY if slug in slugs(language))


def _path(root: Path, language: str, slug: str) -> Path:
    return root / language / f"{slug}.md"
