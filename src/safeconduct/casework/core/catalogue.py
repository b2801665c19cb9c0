"""Task and question catalogues, loaded once."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from safeconduct.accounts.core.terms import Role
from safeconduct.casework.core.terms import CaseAct

DATA = Path(__file__).parent.parent / "data"


@dataclass(frozen=True)
class TaskType:
    """A task a lifecycle event makes; `say` is an English message id, `hours` until due.

    `fulfilled_by` is the act whose ticks say that the task was done or declined.
    `working_days`, where given, counts instead of `hours`. `legal_hours`: an end that nothing
    moves. `contact`: it needs the person, so it is never due in quiet hours. `repeat_days`: the
    next one is made when it ends, while the case is open. 0: none of it. `read`: it only asks
    to be read, so that several may be ended at once.
    """

    code: str
    say: str
    role: Role
    hours: int
    on: str
    source: str
    fulfilled_by: CaseAct | None = None
    working_days: int = 0
    legal_hours: int = 0
    contact: bool = False
    declinable: bool = False
    put_off_times: int = 0
    put_off_hours: int = 0
    escalate_hours: int = 0
    escalate_to: Role = Role.SUPERVISOR
    repeat_days: int = 0
    read: bool = False


@dataclass(frozen=True)
class Question:
    """One question of the closed list, in each language."""

    code: str
    text: dict[str, str]


@lru_cache
def task_types() -> dict[str, TaskType]:
    """All task types by code."""
    rows = tomllib.loads((DATA / "tasks.toml").read_text())["task"]
    return {row["code"]: _task_type(row) for row in rows}


def _task_type(row: dict[str, Any]) -> TaskType:
    act = row.get("fulfilled_by")
    words = {
        "role": Role(row["role"]),
        "fulfilled_by": CaseAct(act) if act else None,
        "escalate_to": Role(row.get("escalate_to", Role.SUPERVISOR)),
    }
    return TaskType(**{"hours": 0, **row, **words})


@lru_cache
def repeating() -> frozenset[str]:
    """Codes of tasks that come again by themselves; they keep no case from being settled."""
    return frozenset(kind.code for kind in task_types().values() if kind.repeat_days)


@lru_cache
def questions() -> dict[str, Question]:
    """The closed list by code."""
    rows = tomllib.loads((DATA / "questions.toml").read_text())["question"]
    return {
        row["code"]: Question(row["code"], {key: row[key] for key in ("ru", "uk", "en")})
        for row in rows
    }
