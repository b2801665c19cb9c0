"""The intake desk's queue: who reads what just now, what comes first, how long people wait."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from safeconduct.contact.core.terms import DANGER_ORDER, Danger

# A letter and its answer take about a quarter of an hour; whoever is called away loses the
# claim soon after. A house rule: it orders work and forbids nobody anything.
LEASE = timedelta(minutes=20)
FIGURE_DAYS = 7  # a week holds every weekday and every night shift once


@dataclass(frozen=True)
class Claim:
    """An officer reads the letters of one mailbox just now."""

    officer_id: UUID
    since: datetime
    until: datetime


class QueueSays(StrEnum):
    """What the queues say: their titles, and what stands where nobody waits."""

    FRONT = "In danger now"
    FRONT_EMPTY = "Nobody at the front waits"
    FRONT_WHY = "Letters from the front or from people who are looked for appear here first."
    REST = "All others"
    REST_EMPTY = "No other letter waits"
    REST_WHY = "New letters appear here by themselves, the longest waiting first."


@dataclass(frozen=True)
class Queue:
    """One list of the desk as data: whose letters, what it is called, what it says empty."""

    title: QueueSays
    dangers: frozenset[Danger]
    empty: QueueSays
    why_empty: QueueSays


FRONT = Queue(
    QueueSays.FRONT,
    frozenset({Danger.FRONT, Danger.HUNTED}),
    QueueSays.FRONT_EMPTY,
    QueueSays.FRONT_WHY,
)
REST = Queue(
    QueueSays.REST,
    frozenset(DANGER_ORDER) - FRONT.dangers,
    QueueSays.REST_EMPTY,
    QueueSays.REST_WHY,
)
QUEUES = (FRONT, REST)


def queue_of(danger: Danger) -> Queue:
    """The queue a danger belongs to: every danger belongs to exactly one."""
    return next(one for one in QUEUES if danger in one.dangers)


def live(claim: Claim | None, at: datetime) -> bool:
    """Whether somebody reads now."""
    return claim is not None and at < claim.until


def claimed(claim: Claim | None, officer_id: UUID, at: datetime) -> Claim:
    """The claim after this officer opened a letter: theirs, unless another reads just now.

    Another's claim stays as it is: reading on is never refused, and nobody is pushed out.
    """
    if claim is None or not live(claim, at):
        return Claim(officer_id, at, at + LEASE)
    if claim.officer_id == officer_id:
        return Claim(officer_id, claim.since, at + LEASE)
    return claim


@dataclass(frozen=True)
class FirstAnswer:
    """The desk's first figure: median and 90th percentile by nearest rank, a wait somebody had.

    Who waits still counts with the time so far, so the true figures are never better than
    these look. None where nobody wrote.
    """

    median: timedelta | None
    p90: timedelta | None
    mailboxes: int
    unanswered: int
