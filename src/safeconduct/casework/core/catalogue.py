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
    """

    code: str
    say: str
    role: Role
    hours: int
    on: str
    source: str
    fulfilled_by: CaseAct | None = None


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
    return TaskType(
        **{**row, "role": Role(row["role"]), "fulfilled_by": CaseAct(act) if act else None}
    )


@lru_cache
def questions() -> dict[str, Question]:
    """The closed list by code."""
    rows = tomllib.loads((DATA / "questions.toml").read_text())["question"]
    return {
        row["code"]: Question(row["code"], {key: row[key] for key in ("ru", "uk", "en")})
        for row in rows
    }
