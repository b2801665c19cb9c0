"""Help never depends on vetting: every other room answers alike under all five states.

The walk finds rooms, queries, cards and acts by itself, so a room built later is walked too.
"""

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Generator, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

import safeconduct
from safeconduct.casework.core.terms import Vetting
from safeconduct.casework.office.look import Look
from safeconduct.casework.queries import find
from safeconduct.common.refusal import Conflict, Refused, Unknown
from safeconduct.vault.queries import open_file
from safeconduct.web.together import Rows, read
from tests.cast import Cast, Officer
from tests.doors import settings_of
from tests.making import TEAM
from tests.screening.making import screened
from tests.vetting.making import set_state

# support.award and casework.briefing read the decision: they are told apart on purpose. The
# award's words reach support's own cards and queries, so of support only hardship is walked.
ROOMS = "casework contact screening materiel testimony passage protection status".split()
WALKED_ALONE = ("safeconduct.support.hardship", "safeconduct.support.core.rules")
NEVER_IMPORT = ("safeconduct.vetting", "safeconduct.casework.decision")
# The room itself, and what stands above all rooms: doors draw pages, the demo tells stories.
ABOVE = ("safeconduct.vetting", "safeconduct.doors", "safeconduct.demo")
READERS = {
    "safeconduct.casework.apps",  # makes the table known, reads nothing
    "safeconduct.casework.briefing",
    "safeconduct.casework.decision",
    "safeconduct.support.award",
}
SOURCE = Path(safeconduct.__file__).parent


def found(name: str) -> ModuleType | None:
    """A module, or None while that room has not got it."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        assert error.name is not None
        if name.startswith(error.name):
            return None
        raise


def modules() -> Iterator[ModuleType]:
    """Queries of every room, whole packages included, and what rooms show on the case page."""
    for room in ROOMS:
        for name in (f"safeconduct.{room}.queries", f"safeconduct.{room}.office.case"):
            module = found(name)
            if module is None:
                continue
            yield module
            for part in pkgutil.iter_modules(getattr(module, "__path__", ())):
                yield importlib.import_module(f"{name}.{part.name}")
    for name in WALKED_ALONE:
        module = found(name)
        if module is not None:
            yield module


def readable(
    module: ModuleType, pool: dict[str, Any]
) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Public functions of a module whose every needed argument the pool holds."""
    for name, function in inspect.getmembers(module, inspect.isfunction):
        if name.startswith("_") or function.__module__ != module.__name__:
            continue
        needed = [
            parameter.name
            for parameter in inspect.signature(function).parameters.values()
            if parameter.default is parameter.empty
        ]
        if all(one in pool for one in needed):
            yield (
                f"{module.__name__}.{name}",
                lambda f=function, n=needed: f(**{one: pool[one] for one in n}),
            )


def answer(call: Callable[[], Any]) -> str:
    """What a read gives, as text; an anticipated no is an answer too."""
    try:
        with transaction.atomic():
            given = call()
            given = read(given) if isinstance(given, Generator) else given
            return repr(list(given) if isinstance(given, Iterator | Rows) else given)
    except (Refused, Unknown, Conflict) as no:
        return repr(no)


def walk(officer: Officer, file_id: UUID, at: datetime) -> dict[str, str]:
    """Every readable thing of every room about the case, for one officer."""
    me, keys = officer.signed(at), open_file(officer.keys, file_id)
    pool = {
        "look": Look(me, find(file_id), keys),
        "actor": officer.actor, "at": at, "file_id": file_id, "file_ids": [file_id],
        "keys": keys, "me": me, "case_id": file_id, "now": at, "day": at.date(),
        "today": at.date(),
    }  # fmt: skip
    return {name: answer(call) for module in modules() for name, call in readable(module, pool)}


@pytest.fixture(autouse=True)
def office() -> Iterator[None]:
    """Cards and acts speak in addresses of the office door."""
    with settings_of("office"):
        yield


@pytest.fixture
def file_id(cast: Cast, at: datetime) -> UUID:
    """Story 7, screened, with a hit that nobody has looked at."""
    return screened(cast, at)[0]


@pytest.mark.parametrize("name", sorted(TEAM))
def test_every_room_answers_alike_under_all_five_states(
    cast: Cast, at: datetime, file_id: UUID, name: str
) -> None:
    officer = getattr(cast, name)
    later = at + timedelta(days=3)
    answers = {}
    for state in Vetting:
        set_state(cast, at, file_id, state)
        answers[state] = walk(officer, file_id, later)
    unopened = answers[Vetting.NONE]
    assert len(unopened) > 10, "the walk found nothing to walk"
    for state in Vetting:
        differing = {key for key in unopened if unopened[key] != answers[state][key]}
        assert not differing, f"{state}: {differing}"


def test_the_walk_would_notice(cast: Cast, at: datetime, file_id: UUID) -> None:
    """Planted: a room that reads the decision is caught by the same walk."""
    from safeconduct.casework import queries
    from safeconduct.casework.decision import vetting_of

    def planted(file_id: UUID) -> str:
        return vetting_of(file_id).value

    planted.__module__ = queries.__name__
    queries.planted = planted  # type: ignore[attr-defined]
    try:
        seen = set()
        for state in Vetting:
            set_state(cast, at, file_id, state)
            seen.add(walk(cast.olena, file_id, at)["safeconduct.casework.queries.planted"])
    finally:
        del queries.planted  # type: ignore[attr-defined]
    assert len(seen) == len(Vetting)


def imports(path: Path) -> Iterator[str]:
    """Every module a source file imports, at the top or inside a function."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_nobody_but_the_award_and_the_briefing_imports_the_decision() -> None:
    guilty = set()
    for path in SOURCE.rglob("*.py"):
        name = ".".join(("safeconduct", *path.relative_to(SOURCE).with_suffix("").parts))
        if name.startswith(ABOVE) or name in READERS:
            continue
        if any(one.startswith(NEVER_IMPORT) for one in imports(path)):
            guilty.add(name)
    assert guilty == set()
