"""Reads the text of a sheet or of a bot's export into one table; hostile bytes are refused."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from safeconduct.common.refusal import Reason, Refused, refuse_if

# A coordination office of ten years keeps a few thousand contacts; half of it is room to spare.
MOST_ROWS = 20_000
MOST_COLUMNS = 60
MOST_CHARACTERS = 8_000_000  # of all cells together; as many bytes as an upload may have
LONGEST_TALK = 8_000  # characters of one person's messages; more is a file to read elsewhere
DELIMITERS = ",;\t|"
BOT_HEAD = ("Chat", "Name", "User name", "Language", "First day", "Messages")


class WhyNotTable(Reason):
    """Why a file is not taken."""

    EMPTY_SHEET = "This sheet has a row of headings at most. There is nothing to take over."
    NO_HEADINGS = "The first row must name the columns; this one is empty."
    TOO_MUCH = (
        "This is more than is taken at once: 20,000 rows, 60 columns, 8 million characters. "
        "Divide it."
    )
    UNREADABLE = (
        "This file cannot be read. Save it as a spreadsheet (xlsx, ods, xls), as CSV, or as "
        "the JSON of a bot's export."
    )


@dataclass(frozen=True)
class Table:
    """Headings, and rows of as many cells as there are headings."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def text_table(data: bytes) -> Table:
    """CSV, TSV or a bot's JSON, told apart by what is in it. Refused with WhyNotTable."""
    text = decoded(data)
    if text.lstrip()[:1] in ("{", "["):
        return bot_table(text)
    first = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first.count)
    try:
        return table(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise Refused([WhyNotTable.UNREADABLE]) from error


def decoded(data: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 or Windows-1251, whichever it is."""
    marked = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1251"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Refused([WhyNotTable.UNREADABLE])


def table(lines: Iterable[Iterable[str]]) -> Table:
    """A table of lines, the first being the headings; empty lines at the end are left out."""
    head: tuple[str, ...] = ()
    rows: list[tuple[str, ...]] = []
    size = last = 0
    for number, line in enumerate(lines):
        cells = tuple(map(_clean, line))
        size += sum(map(len, cells)) + 1
        many = number > MOST_ROWS and any(cells)
        refuse_if([WhyNotTable.TOO_MUCH] if many or size > MOST_CHARACTERS else [])
        if number == 0:
            head = _headings(cells)
        elif number <= MOST_ROWS:
            rows.append((*cells, *[""] * len(head))[: len(head)])
            last = len(rows) if any(cells) else last
    refuse_if([] if last else [WhyNotTable.EMPTY_SHEET])
    return Table(head, tuple(rows[:last]))


# What a spreadsheet takes for a formula, and runs (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def guarded(cell: str) -> str:
    """A cell as it is written to a file for a spreadsheet: text, and never a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _clean(cell: str) -> str:
    """A cell without half characters, and as it was before `guarded`."""
    text = cell.encode("utf-8", "replace").decode().replace("\0", "").strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def _headings(cells: tuple[str, ...]) -> tuple[str, ...]:
    filled = [number for number, cell in enumerate(cells) if cell]
    refuse_if([] if filled else [WhyNotTable.NO_HEADINGS])
    wide = filled[-1] >= MOST_COLUMNS
    refuse_if([WhyNotTable.TOO_MUCH] if wide else [])
    return tuple(cell[:80] for cell in cells[: filled[-1] + 1])


def bot_table(text: str) -> Table:
    """One row for each private chat of a Telegram export or of a bot's list of updates.

    Formats: Telegram Desktop `result.json` (all chats, or one) and the Bot API's `getUpdates`.
    What the programme's own side wrote is left out.
    """
    try:
        found = json.loads(text)
        chats = list(_chats(found))
    except (ValueError, RecursionError, AttributeError, TypeError, KeyError) as error:
        raise Refused([WhyNotTable.UNREADABLE]) from error
    refuse_if([] if chats else [WhyNotTable.EMPTY_SHEET])
    return table([BOT_HEAD, *chats])


def _chats(found: Any) -> Iterator[tuple[str, ...]]:
    if isinstance(found, dict) and "chats" in found:
        for chat in found["chats"]["list"]:
            yield from _desktop(chat)
    elif isinstance(found, dict) and "messages" in found:
        yield from _desktop(found)
    else:
        yield from _updates(found["result"] if isinstance(found, dict) else found)


def _desktop(chat: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """A chat of Telegram Desktop's export; groups and channels are nobody's contact."""
    if chat.get("type") not in ("personal_chat", "bot_chat"):
        return
    mark, said, days = str(chat["id"]), [], []
    for one in chat["messages"]:
        if one.get("type") == "message" and str(one.get("from_id")) == f"user{mark}":
            said.append(_plain(one.get("text", "")))
            days.append(str(one.get("date", ""))[:10])
    yield (mark, str(chat.get("name") or ""), "", "", min(days, default=""), _talk(said))


def _plain(text: Any) -> str:
    """The words of a message; parts with a look of their own are objects with a text."""
    parts = text if isinstance(text, list) else [text]
    return "".join(one if isinstance(one, str) else str(one["text"]) for one in parts)


def _updates(updates: Any) -> Iterator[tuple[str, ...]]:
    talks: dict[str, list[Mapping[str, Any]]] = {}
    for update in updates:
        one = update.get("message") or {}
        if one.get("chat", {}).get("type") == "private" and "from" in one:
            talks.setdefault(str(one["chat"]["id"]), []).append(one)
    for mark, messages in talks.items():
        who = messages[0]["from"]
        names = " ".join(str(who[key]) for key in ("first_name", "last_name") if who.get(key))
        try:
            day = datetime.fromtimestamp(int(messages[0]["date"]), UTC).date().isoformat()
        except (OverflowError, OSError) as error:
            raise ValueError(mark) from error
        said = _talk([str(one.get("text") or "") for one in messages])
        nick, language = str(who.get("username") or ""), str(who.get("language_code") or "")
        yield (mark, names, nick, language[:2], day, said)


def _talk(said: list[str]) -> str:
    return "\n\n".join(one for one in said if one)[:LONGEST_TALK]
