"""Whether a page is understood: its questions, and what may be said of the answers. Pure.

Test readers read a page and answer two questions about it. The questions of a language are one
file, `content/<language>/questions.toml`: a list `[[slug]]` of ask, right and wrong.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from math import sqrt
from pathlib import Path

from safeconduct.common.refusal import Reason
from safeconduct.outreach.core import pages
from safeconduct.outreach.core.languages import EVERY
from safeconduct.outreach.core.pages import CONTENT

FEWEST_READERS = 5  # of fewer a share is not told: it would say how each of them did
Z = 1.959963984540054  # normal quantile of 0.975: an interval of 95 %


class WhyNot(Reason):
    """Why the answers of a reader are not counted."""

    OTHER_VERSION = (
        "The page changed since it was read, so these answers count for no version. Give the "
        "new text to another reader."
    )


@dataclass(frozen=True, slots=True)
class Question:
    """What a reader is asked, the right answer, and wrong ones that somebody might give."""

    ask: str
    right: str
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How many readers were asked one question, and how many answered rightly."""

    right: int
    asked: int


@dataclass(frozen=True, slots=True)
class Share:
    """Percent of right answers, with the ends of its 95 % interval; whole numbers."""

    percent: int
    low: int
    high: int


Questions = Mapping[str, tuple[Question, ...]]


@lru_cache(maxsize=32)
def read_questions(language: str, root: Path = CONTENT) -> Questions:
    """The questions of each page in one language, used or not.

    Raises ValueError naming the page whose question is not whole, FileNotFoundError.
    """
    path = root / language / "questions.toml"
    rows = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        slug: tuple(_question(f"{language}/{slug}", row) for row in found)
        for slug, found in rows.items()
    }


def _question(where: str, row: Mapping[str, object]) -> Question:
    ask, right, wrong = (row.get(one) for one in ("ask", "right", "wrong"))
    texts = [ask, right, *(wrong if isinstance(wrong, list) else [None])]
    words = [one.strip() for one in texts if isinstance(one, str) and one.strip()]
    if len(words) != len(texts) or len(texts) < 3 or len(set(words[1:])) != len(words) - 1:
        raise ValueError(f"questions of {where}: ask, right and wrong, all of them different")
    return Question(words[0], words[1], tuple(words[2:]))


@lru_cache(maxsize=32)
def why_not_used(language: str, root: Path = CONTENT) -> str:
    """Why the questions of a language are not used, naming the place; empty if they are.

    As with pages: the same pages as in English, each with as many questions and answers. A
    number counts under the place of a question, which must be the same in every language.
    """
    for one in dict.fromkeys(("en", language)):
        if not (root / one / "questions.toml").is_file():
            return f"{one}/questions.toml is missing"
    english, mine = read_questions("en", root), read_questions(language, root)
    if list(english) != list(mine):
        return f"{language}/questions.toml asks about other pages than English"
    for slug, there in english.items():
        if [len(one.wrong) for one in mine[slug]] != [len(one.wrong) for one in there]:
            return f"{language}/questions.toml, {slug}: other counts than English"
    return ""


def questions(language: str, slug: str, root: Path = CONTENT) -> tuple[Question, ...]:
    """The questions to ask about a page as it is shown.

    Raises LookupError for a page that is not shown and for questions that are not used.
    """
    if language not in EVERY or slug not in pages.slugs(language, root):
        raise LookupError(f"no guidance page {language}/{slug}")
    if why_not_used(language, root) or not read_questions(language, root).get(slug):
        raise LookupError(f"no questions about {language}/{slug}")
    return read_questions(language, root)[slug]


def asked_about(language: str, root: Path = CONTENT) -> tuple[str, ...]:
    """The shown pages of a language with questions, in reading order."""
    if why_not_used(language, root):
        return ()
    known = read_questions(language, root)
    return tuple(slug for slug in pages.slugs(language, root) if known.get(slug))


def answers(slug: str, number: int, one: Question) -> tuple[str, ...]:
    """The answers to choose from, in the order to show them.

    Shuffled by page, question and place alone: the same on paper and on screen and in every
    language, and where the right answer stands says nothing.
    """

    def key(place: int) -> bytes:
        said = f"answers {slug} {number} {place}"
        return sha256(said.encode()).digest()

    every = (one.right, *one.wrong)
    return tuple(every[place] for place in sorted(range(len(every)), key=key))


def marked(slug: str, asked: Sequence[Question], given: Sequence[int | None]) -> list[bool]:
    """Which questions were answered rightly; `given` are places in the order shown.

    None, for a reader who does not know, is not right. IndexError for a place there is not.
    """
    return [
        place is not None and answers(slug, number, one)[place] == one.right
        for number, (one, place) in enumerate(zip(asked, given, strict=True), start=1)
    ]


def wilson(right: int, asked: int) -> tuple[float, float]:
    """The 95 % score interval of a share: E. B. Wilson, Probable inference, the law of
    succession, and statistical inference, JASA 22 (1927), pages 209 to 212.

    Shares from 0 to 1; holds also for few readers and for shares near the ends. ValueError
    unless 0 <= right <= asked and somebody was asked.
    """
    if not 0 <= right <= asked or not asked:
        msg = "right answers are some of those asked for, and somebody was asked"
        raise ValueError(msg)
    share, square = right / asked, Z * Z
    middle = (share + square / (2 * asked)) / (1 + square / asked)
    half = Z / (1 + square / asked) * sqrt(share * (1 - share) / asked + square / 4 / asked**2)
    return max(0.0, middle - half), min(1.0, middle + half)


def share(count: Count) -> Share | None:
    """What is told of the answers to one question; None from fewer than FEWEST_READERS."""
    if count.asked < FEWEST_READERS:
        return None
    low, high = wilson(count.right, count.asked)
    return Share(round(100 * count.right / count.asked), round(100 * low), round(100 * high))


def weakest(counts: Iterable[Count]) -> Count:
    """The question that the smallest share understood: a page is as clear as its worst part.

    Of equal shares the one that more readers were asked; nobody asked counts as nothing told.
    """
    found = [one for one in counts if one.asked]
    return min(found, key=lambda one: (one.right / one.asked, -one.asked), default=Count(0, 0))
