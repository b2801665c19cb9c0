"""Texts of a case for an interpreter: who may be asked, who takes one, when it is over."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from safeconduct.common.refusal import Reason
from safeconduct.contact.core.duty import Duty, Shift
from safeconduct.vault.core.terms import LONGEST_GRANT

LONGEST_TEXT = 20_000  # characters: as long as one letter may be


class How(StrEnum):
    """How a translation was made; it stands beside the text for ever."""

    HUMAN = "translated by a person"
    MACHINE = "made by a machine, reviewed by nobody"


class Step(StrEnum):
    """How far a text is."""

    WAITS = "waits for an interpreter"
    TAKEN = "an interpreter works on it"
    DONE = "translated"
    OVER = "nobody did it in time"


class NotTranslated(Reason):
    """Why a text is not given to interpreters, not taken, or not delivered."""

    EMPTY = "Write the text first."
    NOBODY_INTERPRETS = (
        "Nobody who speaks both languages is on the roster as an interpreter in the coming "
        "ten hours."
    )
    NOT_TAKEN = "Open the text first; then the translation is yours to write."
    OVER = "The hours for this text are over. Whoever works on the case can ask again."
    SAME_LANGUAGE = "Choose two different languages."
    TAKEN = "A colleague has opened this text already."
    TOO_LONG = "At most 20,000 characters at once. Divide the text."


@dataclass(frozen=True)
class Asked:
    """A text as the rules see it."""

    until: datetime
    taken_by: UUID | None = None
    done_at: datetime | None = None


def step(asked: Asked, at: datetime) -> Step:
    """How far the text is now."""
    if asked.done_at:
        return Step.DONE
    if asked.until <= at:
        return Step.OVER
    return Step.TAKEN if asked.taken_by else Step.WAITS


def interpreters(
    shifts: Iterable[Shift], languages: AbstractSet[str], apart: AbstractSet[UUID], at: datetime
) -> dict[UUID, datetime]:
    """Who can be asked, each with the end of their hours: ten hours from now at the latest.

    On the roster as interpreters now or in these hours, speaking all the languages; never who
    must stay `apart`: whoever asks, and whoever left the case.
    """
    last = at + LONGEST_GRANT
    found: dict[UUID, datetime] = {}
    for one in shifts:
        fits = one.duty is Duty.INTERPRETER and languages <= set(one.languages)
        if fits and one.officer_id not in apart and one.end > at and one.start < last:
            found[one.officer_id] = max(
                min(one.end, last), found.get(one.officer_id, one.start)
            )
    return found


def reasons_not_to_ask(
    text: str, source: str, target: str, readers: AbstractSet[UUID]
) -> list[NotTranslated]:
    """Why this text may not be given to interpreters; empty when it may."""
    found = {
        NotTranslated.SAME_LANGUAGE: source == target,
        NotTranslated.NOBODY_INTERPRETS: source != target and not readers,
    }
    return [*_of_text(text), *(why for why, holds in found.items() if holds)]


def reasons_not_to_take(asked: Asked, officer_id: UUID, at: datetime) -> list[NotTranslated]:
    """Why this officer may not open the text to translate it; empty when they may."""
    found = {
        NotTranslated.OVER: step(asked, at) in {Step.OVER, Step.DONE},
        NotTranslated.TAKEN: asked.taken_by not in {None, officer_id},
    }
    return [why for why, holds in found.items() if holds]


def reasons_not_to_deliver(
    asked: Asked, officer_id: UUID, text: str, at: datetime
) -> list[NotTranslated]:
    """Why this translation is not taken in; empty when it is."""
    found = {
        NotTranslated.OVER: step(asked, at) in {Step.OVER, Step.DONE},
        NotTranslated.NOT_TAKEN: asked.taken_by != officer_id,
    }
    return [*(why for why, holds in found.items() if holds), *_of_text(text)]


def _of_text(text: str) -> list[NotTranslated]:
    found = {
        NotTranslated.EMPTY: not text.strip(),
        NotTranslated.TOO_LONG: len(text) > LONGEST_TEXT,
    }
    return [why for why, holds in found.items() if holds]
