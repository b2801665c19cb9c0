"""Signs that the site is ours: agreed words, a signed list of addresses, a sign of life. Pure.

The words are a weak sign. A copy that fetches our page while somebody looks at it shows today's
word too, and whoever seizes the public door reads its key and knows every word to come: then
the key is made anew. What the words catch is a copy that was taken once, and a leaflet of
another season (docs/threat-model.md).
"""

import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from safeconduct.contact.core.code import Language, lexicon

WORD_KEY_BYTES = 32
WORD_PURPOSE = b"safeconduct/outreach/word/v1/"
WORDS = 2048  # in each list of contact/core/code.py
KYIV = ZoneInfo("Europe/Kyiv")  # the voice line changes its word at midnight there
CANARY_HOLDS = timedelta(days=14)  # the rule of onion mirrors ("Onion Mirror Guidelines")
CLOCKS_DIFFER = timedelta(days=1)  # a day that has begun somewhere is not the future
MOST_ADDRESSES = 50
_ONION = re.compile(r"[a-z2-7]{56}\.onion\Z")  # Tor rend-spec-v3, encoded onion address
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"(?=.{{4,253}}\Z)({_LABEL}\.)+[a-z][a-z0-9-]{{0,61}}[a-z0-9]\Z")
_COMMENT = re.compile(r"path=(\S{1,120}) version=(\d{1,6}) day=(\d{4}-\d\d-\d\d)\Z")
_CANARY = re.compile(r"number: (\d{1,6})\nday: (\d{4}-\d\d-\d\d)\n")
_RECORD = re.compile(r"[A-Za-z0-9+/=:._ -]{1,200}\Z")
CANARY_SAYS = {
    "en": "Nobody has forced us to give away a key or to change these pages.",
    "ru": "Никто не заставил нас отдать ключ или изменить эти страницы.",
    "uk": "Ніхто не змусив нас віддати ключ чи змінити ці сторінки.",
}


class CanaryState(StrEnum):
    """What a sign of life is worth today; the value is the mark of the note on the page."""

    FRESH = "ok"
    RED = "stop"


@dataclass(frozen=True, slots=True)
class Canary:
    """The sign of life: its number, its day, and the record's head if it was named."""

    number: int
    day: date
    record: str = ""


@dataclass(frozen=True, slots=True)
class Comment:
    """What a signature vouches for besides the bytes: no file passes for another."""

    path: str
    version: int
    day: date


# -- agreed words -----------------------------------------------------------------------


def number(key: bytes, period: str) -> int:
    """The place of a period's word, 0 to 2047, the same in every language.

    HMAC-SHA256 over `WORD_PURPOSE` and the period, its first 8 bytes (big-endian) modulo 2048.
    ValueError for a key that is not 32 bytes.
    """
    if len(key) != WORD_KEY_BYTES:
        msg = "the key of the agreed words has 32 bytes"
        raise ValueError(msg)
    digest = hmac.digest(key, WORD_PURPOSE + period.encode(), "sha256")
    return int.from_bytes(digest[:8], "big") % WORDS


def words(key: bytes, period: str) -> tuple[tuple[str, str], ...]:
    """(language, word) of a period in ru, uk and en: the same place of three lists."""
    place = number(key, period)
    order = (Language.RU, Language.UK, Language.EN)
    return tuple((one.value, lexicon(one).words[place]) for one in order)


def day_period(now: datetime) -> str:
    """The day in Kyiv at an aware time, such as 2026-11-23."""
    return now.astimezone(KYIV).date().isoformat()


def season_period(now: datetime) -> str:
    """The quarter of the year in Kyiv at an aware time, such as 2026-Q4."""
    day = now.astimezone(KYIV).date()
    return f"{day.year}-Q{(day.month + 2) // 3}"


# -- sign of life -----------------------------------------------------------------------


def canary_state(day: date, today: date) -> CanaryState:
    """Fresh to the fourteenth day after its own, then red; red too from a day to come."""
    fresh = day - CLOCKS_DIFFER <= today <= day + CANARY_HOLDS
    return CanaryState.FRESH if fresh else CanaryState.RED


def canary_text(canary: Canary) -> str:
    """The file canary.txt. ValueError when `record` holds anything but a name and a hash."""
    if canary.record and not _RECORD.match(canary.record):
        msg = "the head of the record is one line of letters, digits and + / = : . _ -"
        raise ValueError(msg)
    head = f"record: {canary.record}\n" if canary.record else ""
    said = "".join(f"{language}: {text}\n" for language, text in CANARY_SAYS.items())
    return f"number: {canary.number}\nday: {canary.day}\n{head}{said}"


def read_canary(text: str) -> Canary:
    """What canary.txt says; ValueError, in one sentence, for any other text."""
    found = _CANARY.match(text)
    if found is not None:
        day = _day(found[2])
        rest = text[found.end() :]
        line = rest.partition("\n")[0]
        record = line.removeprefix("record: ") if line.startswith("record: ") else ""
        if day and _clean(record) and canary_text(Canary(int(found[1]), day, record)) == text:
            return Canary(int(found[1]), day, record)
    msg = "canary.txt is not a sign of life of ours: make it anew with `mirror canary`."
    raise ValueError(msg)


def _clean(record: str) -> bool:
    return not record or bool(_RECORD.match(record))


# -- addresses --------------------------------------------------------------------------


def address_flaw(address: str) -> str:
    """Why a line of mirrors.txt is no address of ours; empty when it is one.

    An origin over https, or http on an onion host of 56 letters (it is encrypted by itself).
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return f"{address[:80]!r} is no address."
    host = parts.hostname or ""
    origin = f"{parts.scheme}://{host}" + (f":{port}" if port else "")
    if origin != address:
        return f"{address[:80]!r} must be an origin in small letters, nothing after the host."
    onion = host.endswith(".onion")
    if onion and not _ONION.match(host):
        return f"{address[:80]!r} has no onion host of 56 letters."
    if not _HOST.match(host):
        return f"{address[:80]!r} has no full host name."
    if parts.scheme != "https" and not (onion and parts.scheme == "http"):
        return f"{address[:80]!r} must begin with https, or be an onion address."
    return ""


def mirrors_text(addresses: Iterable[str]) -> str:
    """The file mirrors.txt, one address a line. ValueError naming the first that is none."""
    lines = tuple(dict.fromkeys(addresses))
    flaw = next(filter(None, map(address_flaw, lines)), "")
    if flaw or not 0 < len(lines) <= MOST_ADDRESSES:
        raise ValueError(flaw or f"mirrors.txt names 1 to {MOST_ADDRESSES} addresses.")
    return "\n".join(("# Our addresses, the main one first", *lines, ""))


def read_mirrors(text: str) -> tuple[str, ...]:
    """The addresses of mirrors.txt, in its order. ValueError naming the line that is none."""
    lines = (line.strip() for line in text.splitlines())
    found = tuple(line for line in lines if line and not line.startswith("#"))
    mirrors_text(found)
    return found


# -- what a signature says --------------------------------------------------------------


def comment_text(comment: Comment) -> str:
    """The trusted comment of a signature. ValueError for a path with a space in it."""
    text = f"path={comment.path} version={comment.version} day={comment.day}"
    if not _COMMENT.match(text):
        msg = f"{comment.path!r} is no path of a signed file."
        raise ValueError(msg)
    return text


def read_comment(text: str) -> Comment:
    """What a trusted comment says; ValueError for one that is not of our form."""
    found = _COMMENT.match(text)
    day = _day(found[3]) if found else None
    if found is None or day is None:
        msg = "its signature does not say which file, version and day it stands for."
        raise ValueError(msg)
    return Comment(found[1], int(found[2]), day)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
