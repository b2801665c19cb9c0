"""Reads the first sheet of a workbook: run alone, as a process with little memory and time.

A small workbook can ask for terabytes (a cell in the last corner, a zip in a zip). Whoever runs
this gives it a limit; it gets the file on its standard input and answers with JSON.
"""

import io
import json
import resource
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

from safeconduct.casework.core.tables import MOST_CHARACTERS, MOST_ROWS

MEMORY_BYTES = 1_500_000_000  # addresses, not pages: 20,000 rows of 60 cells need a tenth
SECONDS = 20
WIDEST = 1000  # cells; more only where a sheet is coloured to its edge


def cell_text(value: Any) -> str:
    """A cell as text: days as 2026-11-22, whole numbers without a point."""
    if isinstance(value, datetime):
        return (value.date() if value.time() == time.min else value).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if isinstance(value, timedelta) else str(value)


def first_sheet(data: bytes) -> list[list[str]]:
    """The rows of the first sheet, numbered as the sheet does; a few too many at most.

    ValueError when it is wider or longer than any list of people.
    """
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    sheet = book.get_sheet_by_index(0)
    rows = sheet.to_python(skip_empty_area=False, nrows=MOST_ROWS + 2)
    found = [[cell_text(cell) for cell in row] for row in rows]
    size = sum(len(cell) for row in found for cell in row)
    if size > 2 * MOST_CHARACTERS or any(len(row) > WIDEST for row in found):
        msg = "too much"
        raise ValueError(msg)
    return found


def main() -> None:
    """Read standard input, write JSON."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # no image of what people said on the disk
    json.dump(first_sheet(sys.stdin.buffer.read()), sys.stdout)


if __name__ == "__main__":
    main()
