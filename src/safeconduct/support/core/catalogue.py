"""Budget lines, loaded once."""

import tomllib
from functools import lru_cache
from pathlib import Path

from safeconduct.common.money import Money, major
from safeconduct.support.core.terms import Stream

DATA = Path(__file__).parent.parent / "data"


@lru_cache
def ceilings() -> dict[Stream, Money]:
    """Ceiling per stream."""
    rows = tomllib.loads((DATA / "budget.toml").read_text())["line"]
    return {Stream(row["stream"]): major(row["ceiling"], row["currency"]) for row in rows}
