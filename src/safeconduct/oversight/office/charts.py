"""What `oversight/bars.html` draws and lists, and a table as a file."""

import csv
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse

from safeconduct.oversight.core.bars import layouts


def chart(name: str, title: str, counts: Sequence[tuple[str, int]]) -> dict[str, Any]:
    """A chart of counts with its title and its numbers for whoever does not see it."""
    heard = ", ".join(f"{label} {count}" for label, count in counts)
    screens = list(zip(("phone", "desk"), layouts(counts), strict=True))
    return {"name": name, "title": title, "heard": heard, "rows": counts, "screens": screens}


def table_file(name: str, rows: Iterable[Sequence[object]]) -> HttpResponse:
    """The rows as a file (CSV); the first is the heading."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    csv.writer(response).writerows(rows)
    return response
