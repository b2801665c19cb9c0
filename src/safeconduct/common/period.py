"""Spans of time and how long ago something was, in whole units."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Period:
    """Half-open span [`start`, `end`); both aware."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            msg = "a period needs aware times"
            raise ValueError(msg)
        if self.end <= self.start:
            msg = "a period must end after it starts"
            raise ValueError(msg)

    def holds(self, at: datetime) -> bool:
        """Whether `at` lies inside the span."""
        return self.start <= at < self.end
