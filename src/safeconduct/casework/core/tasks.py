"""What may be done with a task: end it, put it off, pass it on, bring it up."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from safeconduct.accounts.core.terms import WhyNot as Account
from safeconduct.casework.core.catalogue import TaskType
from safeconduct.casework.core.deadlines import Quiet, Week, quiet_around
from safeconduct.common.refusal import Reason


class Outcome(StrEnum):
    """How a task ended: a closed list; names go on the record, values are message ids."""

    DONE = "done"
    DECLINED = "the person declined"
    OVERTAKEN = "no longer needed"


class PutOff(StrEnum):
    """Why a task is put off: a closed list, so that no free text is in clear."""

    ASKED = "the person asked for another day"
    FIRST = "something else must be done first"
    UNREACHED = "the person cannot be reached just now"
    UNSAFE = "it is not safe to be in touch now"
    WAITS = "somebody outside has to answer first"


class Together(StrEnum):
    """What may be done with several tasks at once: names stand in addresses, values are
    message ids. Closed, and short on purpose: money, vetting and erasing are not among it.
    """

    END = "End them as read"
    PUT_OFF = "Put them off"


class WhyNot(Reason):
    """Why an act on a task is refused."""

    ENDED = "This task has ended already."
    IN_QUIET_HOURS = "Then the person must not be written to. Choose another hour."
    LEGAL_END = "The law sets an earlier end. Choose a moment before it, or bring the task up."
    NOBODY_ABOVE = "Nobody is on the case to whom this task could be brought up."
    NOT_A_COLLEAGUE = "Only an officer who works on the case in this role can take the task."
    NOT_DECLINABLE = "This is no offer to the person, so the person cannot decline it."
    NOT_YET = "Choose a moment that is still to come."
    ONE_BY_ONE = "This says something about one person. End it on its own page."
    PUT_OFF_OFTEN = "This task was put off as often as its kind allows."
    ROLE = Account.ROLE.value
    TOO_LATE = "A task of this kind cannot be put off for so long."
    UP_ALREADY = "This task was brought up already."


@dataclass(frozen=True)
class TaskFacts:
    """Everything an act on a task may look at.

    `has_role`: the officer holds the task's role; `above`: they are whom it would go up to;
    `has_above`: somebody on the case is.
    """

    kind: TaskType
    open: bool
    has_role: bool
    above: bool = False
    has_above: bool = True
    times_put_off: int = 0
    is_up: bool = False
    legal: datetime | None = None


def reasons_not_to_end(facts: TaskFacts, outcome: Outcome) -> list[WhyNot]:
    """Why this officer may not end the task so; empty when they may."""
    declined = outcome is Outcome.DECLINED and not facts.kind.declinable
    return _open_to(facts, facts.has_role) + ([WhyNot.NOT_DECLINABLE] if declined else [])


def reasons_not_to_end_together(facts: TaskFacts) -> list[WhyNot]:
    """Why this officer may not end the task with others at once: only what is read may be."""
    alone = [] if facts.kind.read else [WhyNot.ONE_BY_ONE]
    return reasons_not_to_end(facts, Outcome.DONE) + alone


def reasons_not_to_put_off_any_more(facts: TaskFacts) -> list[WhyNot]:
    """Why the task may not be put off at all, whatever the moment."""
    often = facts.times_put_off >= facts.kind.put_off_times
    return _open_to(facts, facts.has_role) + ([WhyNot.PUT_OFF_OFTEN] if often else [])


def reasons_not_to_put_off(
    facts: TaskFacts, at: datetime, until: datetime, quiet: Quiet | None, week: Week
) -> list[WhyNot]:
    """Why the task may not wait until then; `quiet` None: the programme's own hours."""
    kind = facts.kind
    night = kind.contact and quiet_around(until, quiet or week.quiet, week) is not None
    asked = {
        WhyNot.PUT_OFF_OFTEN: facts.times_put_off >= kind.put_off_times,
        WhyNot.NOT_YET: until <= at,
        WhyNot.TOO_LATE: until > at + timedelta(hours=kind.put_off_hours),
        WhyNot.LEGAL_END: facts.legal is not None and until > facts.legal,
        WhyNot.IN_QUIET_HOURS: night,
    }
    return _open_to(facts, facts.has_role) + [why for why, holds in asked.items() if holds]


def reasons_not_to_pass_on(facts: TaskFacts, fits: bool) -> list[WhyNot]:
    """Why the task may not go to somebody; `fits`: they are on the case for good, in its role.

    Whoever it would go up to may pass it on as well: that is how an absence is mended.
    """
    may = facts.has_role or facts.above
    return _open_to(facts, may) + ([] if fits else [WhyNot.NOT_A_COLLEAGUE])


def reasons_not_to_bring_up(facts: TaskFacts) -> list[WhyNot]:
    """Why the task may not be brought up; whoever is on the case may."""
    up = [WhyNot.UP_ALREADY] if facts.is_up else []
    return _open_to(facts, True) + up + ([] if facts.has_above else [WhyNot.NOBODY_ABOVE])


def _open_to(facts: TaskFacts, allowed: bool) -> list[WhyNot]:
    ended = [] if facts.open else [WhyNot.ENDED]
    return ended + ([] if allowed else [WhyNot.ROLE])
