"""Who is on duty when, and which hours of the coming days nobody covers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from safeconduct.accounts.core.terms import Role
from safeconduct.common.period import Period
from safeconduct.contact.core.terms import WhyNot

LONGEST_SHIFT = timedelta(hours=12)  # a house rule; nights at the desk are done by two shifts
AHEAD = timedelta(hours=72)  # how far a roster must be filled: over any weekend


class Duty(StrEnum):
    """What somebody is on duty for; each is wanted by day and by night."""

    INTAKE = "intake"
    PROTECTION = "protection"
    PASSAGE = "passage"
    RECEPTION = "reception"
    INTERPRETER = "interpreter"


# Whoever holds the role may be on that duty; interpreting is open to all who speak it.
ROLE_ON: dict[Duty, Role] = {
    Duty.INTAKE: Role.INTAKE_OFFICER,
    Duty.PROTECTION: Role.PROTECTION_LEAD,
    Duty.PASSAGE: Role.PASSAGE_COORDINATOR,
    Duty.RECEPTION: Role.RECEPTION_OFFICER,
}


@dataclass(frozen=True)
class Shift:
    """Hours of one officer on one duty, and the languages they speak in them."""

    id: UUID
    officer_id: UUID
    duty: Duty
    languages: tuple[str, ...]
    start: datetime
    end: datetime


@dataclass(frozen=True)
class ShiftFacts:
    """Everything that decides whether a shift may be put on the roster."""

    shift: Shift
    roles: frozenset[Role]
    others: tuple[Shift, ...]  # of the same officer
    at: datetime


def reasons_not_to_put_on_duty(facts: ShiftFacts) -> list[WhyNot]:
    """Why this shift may not be put on the roster; empty when it may."""
    shift = facts.shift
    needed = ROLE_ON.get(shift.duty)
    found = {
        WhyNot.NOT_THEIR_DUTY: needed is not None and needed not in facts.roles,
        WhyNot.NO_LANGUAGE: shift.duty is Duty.INTERPRETER and not shift.languages,
        WhyNot.SHIFT_BACKWARDS: shift.end <= shift.start,
        WhyNot.SHIFT_LONG: shift.end - shift.start > LONGEST_SHIFT,
        WhyNot.SHIFT_OVER: shift.end <= facts.at,
        WhyNot.SHIFT_TWICE: any(
            one.start < shift.end and shift.start < one.end for one in facts.others
        ),
    }
    return [why for why, holds in found.items() if holds]


def on_duty(shifts: Iterable[Shift], at: datetime) -> list[Shift]:
    """Shifts that run now, in the order of duties."""
    order = list(Duty)
    running = [one for one in shifts if one.start <= at < one.end]
    return sorted(running, key=lambda one: (order.index(one.duty), one.start))


def gaps(shifts: Sequence[Shift], duty: Duty, start: datetime, end: datetime) -> list[Period]:
    """The parts of a span in which nobody is on this duty, in order."""
    found, reached = [], start
    for one in sorted(shifts, key=lambda shift: shift.start):
        if one.duty is not duty or one.end <= reached or reached >= end:
            continue
        if one.start > reached:
            found.append(Period(reached, min(one.start, end)))
        reached = one.end
    return [*found, Period(reached, end)] if reached < end else found


def languages_spoken(shifts: Iterable[Shift], at: datetime) -> set[str]:
    """Languages that somebody on duty speaks now."""
    return {language for one in on_duty(shifts, at) for language in one.languages}


def followers(
    shifts: Iterable[Shift], duty: Duty, holders: Iterable[UUID], writer: UUID, at: datetime
) -> set[UUID]:
    """Whom a hand-over is sealed to: who is on this duty now or within a shift's length.

    Where the roster names nobody, everybody who holds the duty's role. Never the writer.
    """
    until = at + LONGEST_SHIFT
    named = {
        one.officer_id
        for one in shifts
        if one.duty is duty and one.end > at and one.start <= until
    } - {writer}
    return named or set(holders) - {writer}


def reasons_not_to_take_over(
    made_by: UUID, taken_by: UUID | None, officer_id: UUID
) -> list[WhyNot]:
    """Why this officer may not confirm a hand-over; empty when they may."""
    found = {
        WhyNot.HANDOVER_YOURS: made_by == officer_id,
        WhyNot.HANDOVER_TAKEN: taken_by is not None,
    }
    return [why for why, holds in found.items() if holds]
