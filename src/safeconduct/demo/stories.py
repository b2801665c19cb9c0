"""Eight invented stories, each stopped at a different step, told in the order of time.

Each story is a generator that yields the moment of its next step, so that the record's lines
come in the order in which things happened.
"""

import heapq
from collections.abc import Callable
from datetime import datetime

from safeconduct.demo.desks import desks
from safeconduct.demo.on_the_way import (
    conscript,
    deserter_abroad,
    letters_of_tonight,
    pilot,
    relative,
)
from safeconduct.demo.safe import officer_with_papers, plant, sailor, two_claims
from safeconduct.demo.second import waiting
from safeconduct.demo.telling import Steps, Teller

STORIES: tuple[Callable[[Teller], Steps], ...] = (
    conscript,
    pilot,
    officer_with_papers,
    sailor,
    deserter_abroad,
    relative,
    plant,
    two_claims,
    letters_of_tonight,
    desks,
    waiting,
)


def tell(teller: Teller) -> None:
    """Run all stories step by step, earliest step first."""
    queue: list[tuple[datetime, int, Steps]] = []
    for number, story in enumerate(STORIES):
        steps = story(teller)
        heapq.heappush(queue, (next(steps), number, steps))
    while queue:
        _, number, steps = heapq.heappop(queue)
        following = next(steps, None)
        if following is not None:
            heapq.heappush(queue, (following, number, steps))
