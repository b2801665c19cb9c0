"""A person asks about their own data: written down, answered, on the record each time."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from uuid import UUID

from safeconduct.accounts.queries import require_member
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.own_data import (
    TASKS,
    AnswerFacts,
    NotDone,
    NotGiven,
    Section,
    Way,
    Withheld,
    answer_by,
    parts_of,
    reasons_not_to_answer,
)
from safeconduct.casework.core.terms import Kind
from safeconduct.casework.models import Case, DataRequest, Task
from safeconduct.casework.services.state import finish, lock_case, make_tasks
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused, refuse_if
from safeconduct.contact import services as contact
from safeconduct.contact.core.terms import (
    WISH,
    ItemBody,
    ItemKind,
    LetterBody,
    LetterKind,
    Wish,
)
from safeconduct.contact.core.terms import WhyNot as Contact
from safeconduct.contact.queries import waiting_of
from safeconduct.record.services import Act, act
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.core.terms import WhyNot as Vault
from safeconduct.vault.queries import open_file


def note_request(me: Signed, file_id: UUID, asked: date, wish: Wish = Wish.SEE) -> None:
    """Write down that the person asked; the task ends a month after the day of asking."""
    require_member(me.actor, file_id, me.at)
    with act(me.actor, me.at) as a:
        case = lock_case(file_id)
        refuse_if([NotGiven.ASKED_LATER] if asked > me.at.date() else [])
        refuse_if([NotGiven.ASKED_TWICE] if _waits(file_id, wish) else [])
        _write_down(a, case, wish, asked, me.actor.officer_id, by_letter=False)


def take_letter(a: Act, me: Signed, case: Case, body: LetterBody, day: date) -> None:
    """A letter may be a request: it is written down when it is first read, from its own day.

    Whoever writes from an open mailbox came with their words, and is asked for nothing more.
    Call with the case locked. What is asked already waits already.
    """
    if body.kind is LetterKind.OWN_DATA:
        wish = Wish(body.fields.get(WISH, Wish.SEE))
        if not _waits(case.file_id, wish):
            _write_down(a, case, wish, day, me.actor.officer_id, by_letter=True)


def _waits(file_id: UUID, wish: Wish) -> bool:
    rows = DataRequest.objects.filter(case_id=file_id, wish=wish.name, answered_at=None)
    return rows.exists()


def _write_down(
    a: Act, case: Case, wish: Wish, asked: date, by: UUID, *, by_letter: bool
) -> None:
    made = DataRequest.objects.create(
        id=new_id(),
        case=case,
        wish=wish.name,
        by_letter=by_letter,
        asked_on=asked,
        noted_by=by,
        noted_at=a.at,
    )
    a.note(Kind.DATA_ASKED, file=case.file_id, about=made.id, wish=wish.name)
    make_tasks(a, case, TASKS[wish], again=True)
    due = datetime.combine(answer_by(asked), time(12), UTC)
    Task.objects.filter(case=case, code=TASKS[wish], done_at=None).update(due_at=due)


def give_own_data(
    me: Signed,
    file_id: UUID,
    chapters: Mapping[Section, str],
    choices: Mapping[Section, Withheld | None],
    *,
    certain: bool,
    way: Way = Way.MAILBOX,
    copies: Sequence[str] = (),
) -> None:
    """Seal what is given to the person alone, in messages that a phone can load.

    `chapters` are readable texts in the person's language, `copies` what machines read of the
    same; those withheld are not sent, and the record says which reason stood for which part.
    What is handed over here goes into no mailbox.
    """
    require_member(me.actor, file_id, me.at)
    with act(me.actor, me.at) as a:
        lock_case(file_id)
        rows = DataRequest.objects.filter(case_id=file_id, wish=Wish.SEE.name, answered_at=None)
        row = rows.first()
        certain = certain or (row is not None and row.by_letter)
        unread = bool(waiting_of(file_id))
        facts = AnswerFacts(row is not None, unread, certain, choices)
        refuse_if(reasons_not_to_answer(facts))
        given = [one for one in Section if choices[one] is None]
        texts = [part for one in given for part in parts_of(chapters[one])]
        for text in [] if way is Way.HERE else [*texts, *copies]:
            contact.post_to_person(a, file_id, ItemBody(ItemKind.OWN_DATA, text))
        why = {one.name: reason.name for one, reason in choices.items() if reason}
        rows.update(
            answered_by=me.actor.officer_id,
            answered_at=me.at,
            withheld=sorted(f"{one}:{reason}" for one, reason in why.items()),
        )
        about = row.id if row else ""
        a.note(Kind.DATA_GIVEN, file=file_id, about=about, parts=len(given), way=way.name)
        finish(a, me.actor, file_id, TASKS[Wish.SEE])


def answer_wish(
    me: Signed, file_id: UUID, wish: Wish, why: NotDone | None, *, text: str, certain: bool
) -> None:
    """Tell the person what was corrected or erased, or why not, in the officer's words.

    The doing itself is done before, with the acts that there are for it.
    """
    require_member(me.actor, file_id, me.at)
    keys = open_file(me.keys, file_id)
    refuse_if([] if keys.may_open(Compartment.CONTACT) else [Vault.NO_KEY])
    with act(me.actor, me.at) as a:
        lock_case(file_id)
        rows = DataRequest.objects.filter(case_id=file_id, wish=wish.name, answered_at=None)
        row = rows.first()
        if row is None:
            raise Refused([NotGiven.NO_REQUEST])
        refuse_if([] if certain or row.by_letter else [NotGiven.NOT_CERTAIN])
        refuse_if([] if text.strip() else [Contact.EMPTY])
        contact.post(a, keys, ItemBody(ItemKind.ANSWER, text))
        rows.update(
            answered_by=me.actor.officer_id,
            answered_at=me.at,
            withheld=[f"{wish.name}:{why.name}"] if why else [],
        )
        told = {"refused": why.name} if why else {}
        a.note(Kind.DATA_ANSWERED, file=file_id, about=row.id, wish=wish.name, **told)
        finish(a, me.actor, file_id, TASKS[wish])
