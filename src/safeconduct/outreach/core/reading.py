"""How hard a page is to read, and how far each page in each language has come. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from safeconduct.outreach.core import pages, rendering
from safeconduct.outreach.core.pages import CONTENT, Page

LONG = 7  # letters: "more than six" is a long word of the LIX
# Letters and digits, joined by hyphens and the apostrophes of Ukrainian and Uzbek.
_WORD = re.compile(r"[^\W_]+(?:[-'’ʼʻ‘][^\W_]+)*")
# The LIX ends a sentence at a full stop and at a colon; a line of a list ends one too.
_END = re.compile(r"(?<=[.?!:…])[»”\")]*\s+")


@dataclass(frozen=True, slots=True)
class Level:
    """How hard a text reads; `lix` and `per_sentence` are unrounded."""

    words: int
    sentences: int
    long_words: int

    @property
    def per_sentence(self) -> float:
        """Mean words of a sentence; nought for no text."""
        return self.words / self.sentences if self.sentences else 0.0

    @property
    def lix(self) -> float:
        """The readability index of C. H. Björnsson, Läsbarhet (Stockholm 1968).

        Words to a sentence plus the percentage of long words. It was made on Swedish: compare
        pages of one language with it, not one language with another.
        """
        return self.per_sentence + 100 * self.long_words / self.words if self.words else 0.0


def level(lines: Iterable[str]) -> Level:
    """Counts the words and sentences of lines without marks; a line ends a sentence."""
    sentences = [
        words for line in lines for part in _END.split(line) if (words := _WORD.findall(part))
    ]
    every = [word for words in sentences for word in words]
    return Level(len(every), len(sentences), sum(_letters(word) >= LONG for word in every))


def _letters(word: str) -> int:
    """An apostrophe that Unicode calls a letter (Uzbek oʻ) is a part of the one before it."""
    return sum(one.isalpha() and one not in "ʻʼ" for one in word)


@dataclass(frozen=True, slots=True)
class State:
    """How far one page has come in one language.

    `found` is None where there is no readable file; `why_not` says why readers do not see it,
    naming the place, and is empty if they do. `statements` are lines with marks of sources.
    """

    language: str
    slug: str
    found: Page | None
    why_not: str
    level: Level
    statements: int
    sources: int
    checked: int

    def overdue(self, today: date) -> bool:
        """Whether its review is too old."""
        return self.found is not None and self.found.overdue(today)


@lru_cache(maxsize=256)
def state(language: str, slug: str, root: Path = CONTENT) -> State:
    """The state of one page; a file that cannot be read is a state too, not an error."""
    found, flaw = _read(language, slug, root)
    if found is None:
        return State(language, slug, None, flaw, level(()), 0, 0, 0)
    marked = [rendering.marks(line) for line in found.body.split("\n")]
    sources = found.sources
    return State(
        language=language,
        slug=slug,
        found=found,
        why_not=_why_not(language, slug, root),
        level=level(rendering.plain(found.body)),
        statements=sum(1 for marks in marked if marks),
        sources=len(sources),
        checked=sum(1 for one in sources if one.checked_by),
    )


def _read(language: str, slug: str, root: Path) -> tuple[Page | None, str]:
    try:
        return pages.read_page(language, slug, root), ""
    except FileNotFoundError:
        return None, f"{language}/{slug}.md is missing"
    except ValueError as flaw:
        return None, str(flaw)


def _why_not(language: str, slug: str, root: Path) -> str:
    try:
        return pages.why_not_shown(language, slug, root)
    except ValueError as flaw:  # another language's file is not whole
        return str(flaw)
