"""The person's own data as rows, under the names that the data catalogue has for them."""

import json
from collections.abc import Sequence
from datetime import datetime

from safeconduct.casework.core.own_data import Row, Section
from safeconduct.casework.queries.cases import CaseView
from safeconduct.casework.queries.content import APPLICANT, choices_made, conditions, people
from safeconduct.contact.core.terms import ALARM, LetterKind
from safeconduct.contact.queries import Message, conversation
from safeconduct.vault.opening import FileKeys

# Every name is a table and column of oversight/data/catalogue.toml; a test holds them to it.
DAY, TEXT = "contact_letter.day", "contact_letter.sealed_body"
AT, SENT = "contact_item.at", "contact_item.sealed"
RELATION, CARD = "casework_person.relation", "casework_person.sealed"
CHOSEN, ABOUT, GIVEN = (f"casework_consent.{one}" for one in ("at", "purpose", "given"))
CODE, FULFILLED = "casework_condition.code", "casework_condition.fulfilled_at"
CASE = tuple(f"casework_case.{one}" for one in ("opened_at", "kind", "stage", "language"))
NAMES = (DAY, TEXT, AT, SENT, RELATION, CARD, CHOSEN, ABOUT, GIVEN, CODE, FULFILLED, *CASE)


def own_rows(keys: FileKeys, case: CaseView) -> dict[Section, Sequence[Row]]:
    """What the sections hold, for machines; of the family nobody but the person is in it."""
    turns = conversation(keys)
    told = [one for one in turns if one.from_person and one.kind != LetterKind.ALARM.value]
    sent = [one for one in turns if not one.from_person]
    cards = [one for one in people(keys) if one.relation == APPLICANT and one.card]
    chosen = choices_made(case.file_id)
    asked = conditions(case.file_id)
    values = (case.opened_at.date().isoformat(), case.kind, case.state.stage, case.language)
    return {
        Section.LETTERS: [{DAY: one.day.isoformat(), TEXT: _said(one)} for one in told],
        Section.ANSWERS: [{AT: one.day.isoformat(), SENT: one.text} for one in sent],
        Section.PERSON: [
            {RELATION: one.relation, CARD: json.loads(one.card or "{}")} for one in cards
        ],
        Section.CHOICES: [
            {CHOSEN: one.at.date().isoformat(), ABOUT: one.purpose, GIVEN: one.given}
            for one in chosen
        ]
        + [{CODE: one.code, FULFILLED: _day(one.fulfilled_at)} for one in asked],
        Section.COURSE: [dict(zip(CASE, map(str, values), strict=True))],
    }


def _said(one: Message) -> Row:
    """A copy must not tell that there are alarm words: somebody may stand beside the reader."""
    fields = {name: value for name, value in one.fields.items() if name != ALARM}
    return {"kind": one.kind, "text": one.text, **fields}


def _day(at: datetime | None) -> str | None:
    return at.date().isoformat() if at else None
