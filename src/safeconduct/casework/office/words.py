"""Puts people, choices and conditions of a case into the words of a page."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import get_language, gettext

from safeconduct.accounts.queries import names_of
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.ranks import for_reader
from safeconduct.casework.office.forms import CONDITIONS, CONSENTS, RELATIONS, PersonForm
from safeconduct.casework.queries import (
    ConditionView,
    PersonView,
    ask_cases_among,
    ask_people,
    choices_made,
    conditions,
)
from safeconduct.vault.opening import FileKeys
from safeconduct.web.say import say_day
from safeconduct.web.together import Reads


def person_says(view: PersonView) -> dict[str, Any]:
    """Who it is, and (label, value) of every fact that was given; `facts` None when sealed."""
    who = relation_says(view.relation)
    if view.card is None:
        return {"who": who, "facts": None}
    card = json.loads(view.card)
    facts = [
        (field.label, _fact(name, card[name]))
        for name, field in PersonForm.base_fields.items()
        if card.get(name)
    ]
    return {"who": who, "facts": facts}


def person_line(view: PersonView) -> str:
    """A person of the file in one line, as far as the card is open."""
    told = person_says(view)
    if told["facts"] is None:
        return f"{told['who']} ({gettext('sealed')})"
    facts = " · ".join(f"{label}: {value}" for label, value in told["facts"])
    return f"{told['who']}: {facts or gettext('nothing is written down')}"


def relation_says(relation: str) -> str:
    """Who a person of the file is."""
    return str(dict(RELATIONS).get(relation, relation))


def _fact(name: str, value: str) -> str:
    if name == "rank":
        return for_reader(value, get_language() or "")
    return say_day(date.fromisoformat(value)) if name == "birth_date" else value


def choices_history(file_id: UUID) -> list[tuple[str, str, str, str]]:
    """(day, what, yes or no, who heard it) of every choice ever made, newest first."""
    made, labels = choices_made(file_id), dict(CONSENTS)
    who = names_of(one.heard_by for one in made)
    return [
        (
            say_day(one.at.date()),
            str(labels.get(one.purpose, one.purpose)),
            gettext("yes") if one.given else gettext("no"),
            who.get(one.heard_by, ""),
        )
        for one in made
    ]


def conditions_history(file_id: UUID) -> list[tuple[str, str, str]]:
    """(what, the day it was fulfilled, by whom) of every condition; both empty until then."""
    held, labels = conditions(file_id), dict(CONDITIONS)
    who = names_of(one.fulfilled_by for one in held if one.fulfilled_by)
    return [
        (
            str(labels.get(one.code, one.code)),
            say_day(one.fulfilled_at.date()) if one.fulfilled_at else "",
            who.get(one.fulfilled_by, ""),
        )
        for one in held
    ]


def waits_first(held: list[ConditionView]) -> list[str]:
    """What the person wants to happen before the crossing, and has not happened yet."""
    labels = dict(CONDITIONS)
    return [str(labels.get(one.code, one.code)) for one in held if one.fulfilled_at is None]


def ask_people_say(me: Signed, keys: FileKeys) -> Reads[list[dict[str, Any]]]:
    """Everybody of the file; who has a file of their own says so, by name to who is on it."""
    rows = yield from ask_people(keys)
    files = {one.moved_to for one in rows if one.moved_to}
    mine = (yield from ask_cases_among(me.actor, me.at, files)) if files else {}
    return [
        person_says(one)
        | {"own_file": one.moved_to is not None, "own_alias": mine.get(one.moved_to or one.id)}
        | {"own_id": one.moved_to, "id": one.id}
        for one in rows
    ]


def choices_say(given: Mapping[str, bool], held: list[ConditionView]) -> list[tuple[str, str]]:
    """(what, yes or no) of every choice the person made, then conditions not yet fulfilled."""
    rows = [
        (str(label), gettext("yes") if given[code] else gettext("no"))
        for code, label in CONSENTS
        if code in given
    ]
    return rows + [(label, gettext("not fulfilled yet")) for label in waits_first(held)]
