"""A person asks for their own data: written down, answered into the mailbox, on the record."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from uuid import UUID

from safeconduct.accounts.queries import require_member
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.own_data import (
    AnswerFacts,
    NotGiven,
    Section,
    Withheld,
    answer_by,
    parts_of,
    reasons_not_to_answer,
)
from safeconduct.casework.core.terms import Kind
from safeconduct.casework.models import DataRequest, Task
from safeconduct.casework.queries.retention import waiting_request
from safeconduct.casework.services.state import finish, lock_case, make_tasks
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import refuse_if
from safeconduct.contact import services as contact
from safeconduct.contact.core.terms import ItemBody, ItemKind
from safeconduct.contact.queries import waiting_of
from safeconduct.record.services import act

OWN_DATA_TASK = "give_own_data"


def note_request(me: Signed, file_id: UUID, asked: date) -> None:
    """Write down that the person asked; the task ends a month after the day of asking."""
    require_member(me.actor, file_id, me.at)
    with act(me.actor, me.at) as a:
        case = lock_case(file_id)
        refuse_if([NotGiven.ASKED_LATER] if asked > me.at.date() else [])
        refuse_if([NotGiven.ASKED_TWICE] if waiting_request(file_id) else [])
        made = DataRequest.objects.create(
            id=new_id(),
            case=case,
            asked_on=asked,
            noted_by=me.actor.officer_id,
            noted_at=me.at,
        )
        a.note(Kind.DATA_ASKED, file=file_id, about=made.id)
        make_tasks(a, case, "own data asked", again=True)
        due = datetime.combine(answer_by(asked), time(12), UTC)
        Task.objects.filter(case=case, code=OWN_DATA_TASK, done_at=None).update(due_at=due)


def give_own_data(
    me: Signed,
    file_id: UUID,
    chapters: Mapping[Section, str],
    choices: Mapping[Section, Withheld | None],
    *,
    certain: bool,
) -> None:
    """Seal what is given to the person alone, in messages that a phone can load.

    `chapters` are readable texts in the person's language; those withheld are not sent, and
    the record says which reason stood for which part.
    """
    require_member(me.actor, file_id, me.at)
    with act(me.actor, me.at) as a:
        lock_case(file_id)
        row = DataRequest.objects.filter(case_id=file_id, answered_at=None).first()
        unread = bool(waiting_of(file_id))
        facts = AnswerFacts(row is not None, unread, certain, choices)
        refuse_if(reasons_not_to_answer(facts))
        given = [one for one in Section if choices[one] is None]
        for text in [part for one in given for part in parts_of(chapters[one])]:
            contact.post_to_person(a, file_id, ItemBody(ItemKind.OWN_DATA, text))
        why = {one.name: reason.name for one, reason in choices.items() if reason}
        DataRequest.objects.filter(case_id=file_id, answered_at=None).update(
            answered_by=me.actor.officer_id,
            answered_at=me.at,
            withheld=sorted(f"{one}:{reason}" for one, reason in why.items()),
        )
        a.note(Kind.DATA_GIVEN, file=file_id, about=row.id if row else "", parts=len(given))
        finish(a, me.actor, file_id, OWN_DATA_TASK)
