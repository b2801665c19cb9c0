"""Reads the roster: who is on duty, and which of the coming hours nobody covers."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from safeconduct.common.period import Period
from safeconduct.contact.core.duty import AHEAD, Duty, Shift, gaps, on_duty
from safeconduct.contact.models import Shift as Row
from safeconduct.web.together import Reads, prepared, read, rows_of


def shift_of(row: Row) -> Shift:
    """A row of the roster as the rules see it."""
    languages = tuple(row.languages)
    return Shift(row.id, row.officer_id, Duty(row.duty), languages, row.starts_at, row.ends_at)


def roster(start: datetime, end: datetime) -> list[Shift]:
    """Every shift that touches this span, by its beginning."""
    return read(_ask_roster(start, end))


def _ask_roster(start: datetime, end: datetime) -> Reads[list[Shift]]:
    rows = yield from rows_of(_shifts(start, end))
    return [shift_of(row) for row in rows]


@prepared
def _shifts(start: datetime, end: datetime) -> QuerySet[Row]:
    rows = Row.objects.filter(ends_at__gt=start, starts_at__lt=end)
    return rows.order_by("starts_at", "duty", "id")


def shifts_of(officer_id: UUID, since: datetime) -> tuple[Shift, ...]:
    """An officer's shifts that are not over."""
    rows = Row.objects.filter(officer_id=officer_id, ends_at__gt=since)
    return tuple(shift_of(row) for row in rows.order_by("starts_at"))


def on_duty_now(at: datetime) -> list[Shift]:
    """Who is on duty now."""
    return read(ask_on_duty(at))


def ask_on_duty(at: datetime) -> Reads[list[Shift]]:
    """As `on_duty_now`, together with other reads."""
    return on_duty((yield from _ask_roster(at, at + AHEAD)), at)


def gaps_ahead(shifts: list[Shift], at: datetime) -> dict[Duty, list[Period]]:
    """The hours of the coming three days that nobody covers, by duty; full ones left out."""
    found = {duty: gaps(shifts, duty, at, at + AHEAD) for duty in Duty}
    return {duty: periods for duty, periods in found.items() if periods}
