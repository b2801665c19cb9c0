"""Puts people, choices and conditions of a case into the words of a page."""

import json
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from safeconduct.accounts.queries import names_of
from safeconduct.casework.office.forms import CONDITIONS, CONSENTS, RELATIONS, PersonForm
from safeconduct.casework.queries import PersonView, choices_made, consents, unmet_conditions
from safeconduct.web.say import say_day


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


def relation_says(relation: str) -> str:
    """Who a person of the file is."""
    return str(dict(RELATIONS).get(relation, relation))


def _fact(name: str, value: str) -> str:
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


def choices_say(file_id: UUID) -> list[tuple[str, str]]:
    """(what, yes or no) of every choice the person made, then conditions not yet fulfilled."""
    given = consents(file_id)
    unmet = unmet_conditions(file_id)
    rows = [
        (str(label), gettext("yes") if given[code] else gettext("no"))
        for code, label in CONSENTS
        if code in given
    ]
    return rows + [
        (str(label), gettext("not fulfilled yet"))
        for code, label in CONDITIONS
        if code in unmet
    ]
