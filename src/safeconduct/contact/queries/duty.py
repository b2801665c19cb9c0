"""Reads the roster: who is on duty, and which of the coming hours nobody covers."""

from datetime import datetime
from uuid import UUID

from safeconduct.common.period import Period
from safeconduct.contact.core.duty import AHEAD, Duty, Shift, gaps, on_duty
from safeconduct.contact.models import Shift as Row


def shift_of(row: Row) -> Shift:
    """A row of the roster as the rules see it."""
    languages = tuple(row.languages)
    return Shift(row.id, row.officer_id, Duty(row.duty), languages, row.starts_at, row.ends_at)


def roster(start: datetime, end: datetime) -> list[Shift]:
    """Every shift that touches this span, by its beginning."""
    rows = Row.objects.filter(ends_at__gt=start, starts_at__lt=end)
    return [shift_of(row) for row in rows.order_by("starts_at", "duty", "id")]


def shifts_of(officer_id: UUID, since: datetime) -> tuple[Shift, ...]:
    """An officer's shifts that are not over."""
    rows = Row.objects.filter(officer_id=officer_id, ends_at__gt=since)
    return tuple(shift_of(row) for row in rows.order_by("starts_at"))


def on_duty_now(at: datetime) -> list[Shift]:
    """Who is on duty now."""
    return on_duty(roster(at, at + AHEAD), at)


def gaps_ahead(shifts: list[Shift], at: datetime) -> dict[Duty, list[Period]]:
    """The hours of the coming three days that nobody covers, by duty; full ones left out."""
    found = {duty: gaps(shifts, duty, at, at + AHEAD) for duty in Duty}
    return {duty: periods for duty, periods in found.items() if periods}
