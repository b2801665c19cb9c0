"""Exercises as data, and the review of a run: which steps were done, when, and what was not.

A step is done by a line on the record about one of the exercise's files; nobody ticks anything.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent.parent / "data"


@dataclass(frozen=True)
class Seen:
    """A line of the record about the file at `place` (from 1): what, when, by whose key."""

    place: int
    kind: str
    at: datetime
    actor: str
    facts: Mapping[str, str | int]


@dataclass(frozen=True)
class Letter:
    """An invented first letter that the exercise sends in when it starts."""

    text: str
    danger: str
    language: str


@dataclass(frozen=True)
class Mark:
    """What a line must be to count: its kind, and of which facts, file and people.

    `place` 0 is any file. `before_others`: no line of this kind about another file came
    earlier. `by_another`: not by whoever did the step before.
    """

    kind: str
    place: int = 0
    facts: Mapping[str, str | int] | None = None
    before_others: bool = False
    by_another: bool = False


@dataclass(frozen=True)
class Step:
    """Something to do within `minutes` of the start (0: no hurry); `say` is a message id."""

    say: str
    hint: str
    mark: Mark
    minutes: int = 0


@dataclass(frozen=True)
class Never:
    """Something that must not happen in this exercise, and why."""

    say: str
    mark: Mark


@dataclass(frozen=True)
class Exercise:
    """A situation, who takes part, what to reach; `story` sets the files up, or `letters`."""

    code: str
    title: str
    situation: str
    goal: str
    officers: tuple[str, ...]
    steps: tuple[Step, ...]
    nevers: tuple[Never, ...]
    letters: tuple[Letter, ...]
    story: str


@dataclass(frozen=True)
class Outcome:
    """One step of a run; `at` is None while it is open."""

    step: Step
    at: datetime | None
    late: bool


@dataclass(frozen=True)
class Review:
    """A run so far: every step, what should not have happened, the next step."""

    outcomes: tuple[Outcome, ...]
    broken: tuple[Never, ...]

    @property
    def done(self) -> int:
        """How many steps are done."""
        return sum(one.at is not None for one in self.outcomes)

    @property
    def finished(self) -> bool:
        """Whether every step is done."""
        return self.done == len(self.outcomes)

    @property
    def following(self) -> Step | None:
        """The first step that is open."""
        return next((one.step for one in self.outcomes if one.at is None), None)


@lru_cache
def exercises() -> dict[str, Exercise]:
    """All exercises by code, in the order in which they are learnt."""
    rows = tomllib.loads((DATA / "exercises.toml").read_text("utf-8"))["exercise"]
    return {row["code"]: _exercise(row) for row in rows}


def _exercise(row: dict[str, Any]) -> Exercise:
    return Exercise(
        code=row["code"],
        title=row["title"],
        situation=row["situation"],
        goal=row["goal"],
        officers=tuple(row["officers"]),
        steps=tuple(
            Step(one["say"], one["hint"], _mark(one), one.get("minutes", 0))
            for one in row["step"]
        ),
        nevers=tuple(Never(one["say"], _mark(one)) for one in row.get("never", ())),
        letters=tuple(Letter(**one) for one in row.get("letter", ())),
        story=row.get("story", ""),
    )


def _mark(row: Mapping[str, Any]) -> Mark:
    names = ("kind", "place", "facts", "before_others", "by_another")
    return Mark(**{name: row[name] for name in names if name in row})


def review(exercise: Exercise, began: datetime, seen: Iterable[Seen]) -> Review:
    """What the lines since `began` say of the exercise; lines before it count for nothing.

    Each line fulfils one step at most, and the steps are looked for in their order.
    """
    lines = sorted((one for one in seen if one.at >= began), key=lambda one: one.at)
    left, outcomes, before = list(lines), [], ""
    for step in exercise.steps:
        found = next((one for one in left if _counts(step.mark, one, lines, before)), None)
        if found is None:
            outcomes.append(Outcome(step, None, False))
            continue
        left.remove(found)
        before = found.actor
        over = timedelta(minutes=step.minutes)
        outcomes.append(Outcome(step, found.at, bool(over) and found.at > began + over))
    broken = tuple(
        never
        for never in exercise.nevers
        if any(_counts(never.mark, one, lines, "") for one in lines)
    )
    return Review(tuple(outcomes), broken)


def _counts(mark: Mark, one: Seen, lines: Sequence[Seen], before: str) -> bool:
    if one.kind != mark.kind or (mark.place and one.place != mark.place):
        return False
    if any(one.facts.get(name) != fact for name, fact in (mark.facts or {}).items()):
        return False
    if mark.by_another and one.actor == before:
        return False
    return not mark.before_others or not any(
        other.kind == one.kind and other.place != one.place and other.at < one.at
        for other in lines
    )
