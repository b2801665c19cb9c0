"""What the statements of the guidance rest on: content/sources.toml, read and checked. Pure.

A statement carries a mark `[^id]`; the page lists the source, and says whether a lawyer has
compared the sentence with it.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from safeconduct.outreach.core.languages import LANGUAGES

SOURCES = Path(__file__).resolve().parent.parent / "content" / "sources.toml"


@dataclass(frozen=True, slots=True)
class Source:
    """One text or event: its name in three languages, its own day, and who checked it when."""

    id: str
    titles: Mapping[str, str]
    dated: date
    checked_by: str
    checked_on: date | None

    def title(self, language: str) -> str:
        """In the language, or in Russian for the three more."""
        return self.titles.get(language, self.titles["ru"])


@lru_cache(maxsize=8)
def sources(path: Path = SOURCES) -> Mapping[str, Source]:
    """Every source by its id. Raises ValueError naming the entry that is incomplete."""
    rows = tomllib.loads(path.read_text(encoding="utf-8"))
    return {key: _source(key, row) for key, row in rows.items()}


def _source(key: str, row: Mapping[str, object]) -> Source:
    """A source without a day or without the two fields of its check is not one."""
    checked_by, checked_on = row.get("checked_by"), row.get("checked_on")
    dated = row.get("dated")
    titles = {language: row.get(language) for language in LANGUAGES}
    if not all(isinstance(one, str) and one for one in titles.values()):
        raise ValueError(f"source {key}: a title in ru, uk or en is missing")
    if not isinstance(dated, date):
        raise ValueError(f"source {key}: `dated` must be the day of the text or the event")
    if not isinstance(checked_by, str) or not isinstance(checked_on, str):
        raise ValueError(f"source {key}: `checked_by` and `checked_on` must be there, or empty")
    if bool(checked_by) != bool(checked_on):
        raise ValueError(f"source {key}: who checked it and when belong together")
    day = date.fromisoformat(checked_on) if checked_on else None
    return Source(key, {one: str(said) for one, said in titles.items()}, dated, checked_by, day)
