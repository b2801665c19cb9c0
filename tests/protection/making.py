"""A case with its person and a family member, for the tests of protection."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safeconduct.casework.services import add_person
from safeconduct.protection.core.terms import Choice, Danger, DangerFacts, Level
from safeconduct.protection.services import (
    PlanWords,
    answer_measure,
    open_plan,
    set_schedule,
)
from tests.cast import Cast
from tests.making import make_case

CALM = DangerFacts(frozenset(), Level.STANDARD, Level.STANDARD)
PAID = DangerFacts(frozenset({Danger.WAS_PAID}), Level.STANDARD, Level.UNASSESSED)
WORDS = PlanWords("Only by the mailbox, in the evening. Siskin 7431.", "birch", "Vilnius")


@dataclass(frozen=True)
class Watched:
    """A case at first contact with two people and their plans."""

    file_id: UUID
    cookie: str
    soldier: UUID
    daughter: UUID
    plan: UUID
    her_plan: UUID


def make_plans(cast: Cast, at: datetime, facts: DangerFacts = CALM) -> Watched:
    """Plans of a person and a child, opened at first contact by Pavlo."""
    made = make_case(cast, at)
    pavlo = cast.pavlo.signed(at)
    soldier = add_person(pavlo, made.file_id, "applicant", {})
    daughter = add_person(pavlo, made.file_id, "child", {})
    plan = open_plan(pavlo, made.file_id, soldier, facts, WORDS)
    her_plan = open_plan(pavlo, made.file_id, daughter, facts, PlanWords())
    return Watched(made.file_id, made.cookie, soldier, daughter, plan, her_plan)


def agree(cast: Cast, plan_id: UUID, at: datetime, every_hours: int = 24) -> None:
    """The person says yes to signs of life and chooses a rhythm."""
    answer_measure(cast.pavlo.signed(at), plan_id, "check_in", Choice.ACCEPTED)
    set_schedule(cast.pavlo.signed(at), plan_id, every_hours)
