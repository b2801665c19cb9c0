"""GC III Art. 17: five facts are all that is ever asked of anybody; silence costs nothing."""

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import safeconduct
from safeconduct.casework.core.terms import CaseAct
from safeconduct.casework.office.forms import PersonForm
from safeconduct.casework.office.look import Look
from safeconduct.casework.queries import ask_places_on_desk, case_for, tasks_for
from safeconduct.casework.services import add_person
from safeconduct.doors.office.cards import ask_parts
from safeconduct.vault.queries import open_file
from safeconduct.web.together import read
from tests.cast import Cast
from tests.doors import settings_of
from tests.making import TEAM, attest_twice, do, make_case

FIVE = {"surname", "first_names", "rank", "birth_date", "service_number"}
CARD = {
    "surname": "Гончар",
    "first_names": "Алексей",
    "rank": "ефрейтор",
    "birth_date": "1998-03-27",
    "service_number": "АБ-123456",
}
# What a rule would have to know to treat somebody by who they are.
WHO_ONE_IS = FIVE | {"name", "names", "birth", "card", "person", "identity", "unit"}
# Screening compares what names there are; its rule only asks whether there is one to compare.
COMPARES = {"AskFacts": {"names"}}


def facts_of_rules() -> Iterator[type[Any]]:
    """Every frozen bundle of facts that a rule of any room may look at."""
    for info in pkgutil.walk_packages(safeconduct.__path__, "safeconduct."):
        if ".core." not in info.name:
            continue
        module = importlib.import_module(info.name)
        for name, one in vars(module).items():
            if name.endswith("Facts") and is_dataclass(one) and isinstance(one, type):
                yield one


def test_the_five_facts_are_all_that_is_asked_and_none_must_be_given() -> None:
    asked = dict(PersonForm.base_fields)
    assert asked.pop("relation").required
    assert set(asked) == FIVE
    assert not any(field.required for field in asked.values())
    assert PersonForm({"relation": "applicant"}).is_valid()


def test_no_rule_of_any_room_is_told_who_somebody_is() -> None:
    found = {one: {field.name for field in fields(one)} for one in facts_of_rules()}
    assert len(found) > 20
    told = {one.__name__: names & WHO_ONE_IS for one, names in found.items()}
    assert {name: known for name, known in told.items() if known} == COMPARES


def _seen(cast: Cast, file_id: UUID, at: datetime) -> dict[str, Any]:
    """All that each officer of the case may and may not do, and what is due; without ids."""
    found: dict[str, Any] = {}
    for name in TEAM:
        me = getattr(cast, name).signed(at)
        case = case_for(me.actor, file_id, at)
        parts = read(ask_parts(Look(me, case, open_file(me.keys, file_id))))
        acts = [(part.acts, part.refused) for part in parts]
        due = sorted((task.say, task.due_at) for task in tasks_for(me.actor, at, file_id))
        found[name] = (str(acts).replace(str(file_id), "this"), due, case.state)
    return found | {"place": read(ask_places_on_desk([file_id]))[file_id]}


@settings_of("office")
def test_who_tells_nothing_of_themselves_is_treated_as_who_tells_all(
    cast: Cast, at: datetime
) -> None:
    told, silent = make_case(cast, at).file_id, make_case(cast, at).file_id
    add_person(cast.olena.signed(at), told, "applicant", CARD)
    add_person(cast.olena.signed(at), silent, "applicant", {})
    way = [CaseAct.START_TRIAGE, CaseAct.MAKE_OFFER, CaseAct.ACCEPT_OFFER]
    for number, wanted in enumerate(way, 1):
        assert _seen(cast, told, at) == _seen(cast, silent, at)
        at += timedelta(minutes=number)
        for file_id in (told, silent):
            do(cast.olena, file_id, wanted, at)
    for file_id in (told, silent):
        attest_twice(cast, file_id, at)
    for wanted in (CaseAct.OPEN_STATUS, CaseAct.BEGIN_SUPPORT):
        assert _seen(cast, told, at) == _seen(cast, silent, at)
        for file_id in (told, silent):
            do(cast.lina, file_id, wanted, at)
    assert _seen(cast, told, at) == _seen(cast, silent, at)
