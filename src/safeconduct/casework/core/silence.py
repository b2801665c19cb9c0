"""How long a person must have been silent before the case may be closed for it."""

import tomllib
from datetime import date, timedelta
from functools import lru_cache

from safeconduct.casework.core.catalogue import DATA


@lru_cache
def silence_days() -> int:
    """Days without a word after which two people may close a lost case; data/limits.toml."""
    rows = tomllib.loads((DATA / "limits.toml").read_text())["limit"]
    days: int = next(row["value"] for row in rows if row["code"] == "silence_days")
    return days


def silent_for(today: date, lost_on: date | None, last_letter: date | None) -> int:
    """Days of silence: since contact was lost, or since the last letter if one came after it.

    0 while contact is not lost, or nobody knows since when: then nothing is closed.
    """
    if lost_on is None:
        return 0
    since = max(lost_on, last_letter) if last_letter else lost_on
    return max(0, (today - since).days)


def silence_over_on(lost_on: date, last_letter: date | None) -> date:
    """The day from which a lost case may be closed for silence."""
    since = max(lost_on, last_letter) if last_letter else lost_on
    return since + timedelta(days=silence_days())
