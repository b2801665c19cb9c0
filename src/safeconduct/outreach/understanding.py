"""Counts what test readers answered, and reads the counts; nothing about a reader is kept."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from safeconduct.accounts.signed import Signed
from safeconduct.common.refusal import Unknown, refuse_if
from safeconduct.outreach.core.languages import EVERY
from safeconduct.outreach.core.pages import Page, page
from safeconduct.outreach.core.terms import Kind
from safeconduct.outreach.core.understanding import (
    Count,
    Question,
    WhyNot,
    asked_about,
    marked,
    questions,
    weakest,
)
from safeconduct.outreach.models import UnderstoodCount
from safeconduct.record.services import act

# Rows are locked in the order of the questions, which is the same for everybody.
ADD = (
    "SELECT outreach_add_answer(%s, %s, %s, number::int, was_right)"
    " FROM unnest(%s::boolean[]) WITH ORDINALITY AS t (was_right, number)"
)


@dataclass(frozen=True)
class Asked:
    """A page as it is shown now, its questions, and what its readers answered."""

    page: Page
    questions: tuple[Question, ...]
    counts: tuple[Count, ...]

    @property
    def readers(self) -> int:
        """How many read it; every reader is asked every question."""
        return max((one.asked for one in self.counts), default=0)


def kit(language: str, slug: str) -> tuple[Page, tuple[Question, ...]]:
    """The page and its questions; Unknown where there is none to ask about."""
    try:
        return page(language, slug), questions(language, slug)
    except LookupError as none:
        raise Unknown from none


def count_reader(
    me: Signed, language: str, slug: str, version: int, given: Sequence[int | None]
) -> None:
    """Count the answers of one reader of `version`; refused when the page has another by now.

    The record keeps that a reader was asked about the page, not what they answered.
    """
    found, asked = kit(language, slug)
    refuse_if([WhyNot.OTHER_VERSION] if found.version != version else [])
    right = marked(slug, asked, given)
    with act(me.actor, me.at) as a:
        with connection.cursor() as cursor:
            cursor.execute(ADD, [language, slug, version, right])
        a.note(Kind.UNDERSTANDING_COUNTED, about=f"{language}:{slug}", version=version)


def asked_pages(language: str) -> list[Asked]:
    """Every page of a language that has questions, with the answers to its version of now."""
    counts = _counts(language)
    found = []
    for slug in asked_about(language):
        here, asked = page(language, slug), questions(language, slug)
        numbers = range(1, len(asked) + 1)
        known = counts.get((slug, here.version), {})
        told = tuple(known.get(number, Count(0, 0)) for number in numbers)
        found.append(Asked(here, asked, told))
    return found


def _counts(language: str) -> Mapping[tuple[str, int], dict[int, Count]]:
    rows = UnderstoodCount.objects.filter(language=language)
    found: dict[tuple[str, int], dict[int, Count]] = defaultdict(dict)
    for slug, version, number, right, asked in rows.values_list(
        "slug", "version", "question", "right", "asked"
    ):
        found[slug, version][number] = Count(right, asked)
    return found


def weakest_of_pages() -> list[tuple[Page, int, Count]]:
    """(page, readers, its question that fewest understood) of every page that was tried."""
    return [
        (one.page, one.readers, weakest(one.counts))
        for language in EVERY
        for one in asked_pages(language)
        if one.readers
    ]
