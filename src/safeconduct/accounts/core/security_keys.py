"""Decisions about security keys: how many, how long asked, which count may follow."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from safeconduct.accounts.core.terms import WhyNot

MOST_KEYS = 4  # programme rule: one in use, one in a safe, and room to change both
QUESTION_LIFE = timedelta(minutes=2)  # time to find a key and touch it


@dataclass(frozen=True)
class HeldKey:
    """A security key on an account, as its page shows it."""

    id: UUID
    added_on: date


def reasons_not_to_add(held: int) -> list[WhyNot]:
    """Why an officer who holds this many security keys gets no further one."""
    return [WhyNot.KEYS_FULL] if held >= MOST_KEYS else []


def count_goes_on(stored: int, new: int) -> bool:
    """Whether a key's signature count may follow the one seen last.

    It grows with each use; a key that does not count says 0 for ever. Anything else is a sign
    of a copy (W3C Web Authentication Level 2, section 6.1.1).
    """
    return new > stored or (stored, new) == (0, 0)


def is_open(until: datetime, at: datetime) -> bool:
    """Whether a question to a key may still be answered."""
    return at <= until
