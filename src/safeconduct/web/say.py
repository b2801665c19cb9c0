"""Speaks what the cores decided: sentences, days and countries in the language of the page."""

from datetime import date, datetime
from functools import lru_cache

from babel import Locale
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

MANY = 1_000  # beyond this nobody needs the very number
DAY = "j E Y"  # 22 November 2026, 22 ноября 2026: no reader can take the day for the month


def say(sentence: object) -> str:
    """The sentence in the language of the page (a Reason, a StrEnum value, text, or a day)."""
    if isinstance(sentence, date):
        return say_day(sentence)
    text = str(sentence)
    return gettext(text) if text else ""


def say_day(day: date | None) -> str:
    """A day in words; empty for None."""
    return _in_words(day.year, day.month, day.day, get_language()) if day else ""


@lru_cache(maxsize=4096)
def _in_words(year: int, month: int, day: int, _language: str | None) -> str:
    """Each page of a list says the same few days over and over."""
    return date_format(date(year, month, day), DAY)


def say_moment(at: datetime | None) -> str:
    """A day and the time of it, by the clock it carries; empty for None."""
    return f"{say_day(at)}, {at:%H:%M} {at:%Z}" if at else ""


def say_count(count: int) -> str:
    """A capped count (web/keyset.py): the number, or that there are more than a thousand."""
    return gettext("more than 1,000") if count > MANY else str(count)


def say_time(at: datetime) -> str:
    """The time of day, by the clock it carries."""
    return f"{at:%H:%M} {at:%Z}"


def say_span(start: datetime, end: datetime) -> str:
    """From when until when, by the clock that both carry; a day is named once."""
    last = f"{end:%H:%M}" if start.date() == end.date() else f"{say_day(end)}, {end:%H:%M}"
    return f"{say_day(start)}, {start:%H:%M} – {last} {start:%Z}"


def say_country(code: str) -> str:
    """The name of a country (ISO 3166, two letters; names of the Unicode CLDR), or the code."""
    return str(Locale.parse(get_language() or "en").territories.get(code.upper(), code))
