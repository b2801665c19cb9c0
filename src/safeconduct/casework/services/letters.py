"""Reading letters, opening cases, answering, asking from the closed list."""

from uuid import UUID

from django.db import IntegrityError, transaction

from safeconduct.accounts.core.terms import Role
from safeconduct.accounts.queries import is_member, require_member
from safeconduct.accounts.services import put_on_case
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.catalogue import questions
from safeconduct.casework.core.rules import (
    asks,
    reasons_not_to_ask,
)
from safeconduct.casework.core.terms import (
    CaseKind,
    CaseState,
    Kind,
    Stage,
)
from safeconduct.casework.models import (
    Case,
)
from safeconduct.casework.queries import find
from safeconduct.casework.queries.tasks import is_open
from safeconduct.casework.services.own_data import take_letter
from safeconduct.casework.services.state import finish, free_alias, make_tasks, tell_of
from safeconduct.common.refusal import Conflict, Refused, Unknown, refuse_if
from safeconduct.contact import services as contact
from safeconduct.contact.core.terms import Danger, ItemBody, ItemKind, LetterState
from safeconduct.contact.queries import language_of, letter_row, letters_read, open_letter
from safeconduct.record.services import Act, act
from safeconduct.vault.core.terms import Compartment, Holder
from safeconduct.vault.core.terms import WhyNot as Vault
from safeconduct.vault.desks import take_from_desk
from safeconduct.vault.opening import FileKeys
from safeconduct.vault.queries import open_at_desk, open_file
from safeconduct.vault.ring import ring
from safeconduct.vault.services import grant

MATCHER = "matcher"
FIRST_ANSWER, NEXT_ANSWER = "answer_letter", "answer_new_letter"


def read_letter(me: Signed, letter_id: UUID) -> tuple[FileKeys, UUID]:
    """Open a letter for reading: on the record, by a member or by the intake desk."""
    row = letter_row(letter_id)
    keys = keys_for(me, row.file_id)
    with act(me.actor, me.at) as a:
        new = row.state == LetterState.NEW
        cases = Case.objects.select_for_update(no_key=True).filter(file_id=row.file_id)
        of_case = cases.first() if new else None  # the case before its letter: see `lock_case`
        contact.mark_opened(a, row.file_id, letter_id)
        if of_case is not None:
            _await_answer(a, row.file_id)
            if keys.may_open(Compartment.CONTACT):
                take_letter(a, me, of_case, open_letter(keys, letter_id), row.day)
    return keys, row.file_id


def _await_answer(a: Act, file_id: UUID) -> None:
    """A letter of a case waits for an answer, unless the first letter's answer still does."""
    if not is_open(file_id, FIRST_ANSWER):
        tell_of(a, file_id, "letter")


def keys_for(me: Signed, file_id: UUID) -> FileKeys:
    """The file's keys: the officer's own wraps, or the desk's before the case has a team.

    Unknown (404) for an officer who is not on the case.
    """
    if is_member(me.actor, file_id, me.at):
        return open_file(me.keys, file_id)
    if (
        Case.objects.filter(file_id=file_id).exists()
        or Role.INTAKE_OFFICER not in me.actor.roles
    ):
        raise Unknown
    return open_at_desk(me.keys, file_id)


def open_case(me: Signed, file_id: UUID, kind: CaseKind, danger: Danger) -> UUID:
    """Make the case of a file; the intake officer is its first member.

    The protection plan's task opens with it: protection never waits for anything. From now on
    the desk opens nothing of the file any more: only the team does.
    """
    keys = keys_for(me, file_id)
    language = language_of(file_id)
    try:
        with act(me.actor, me.at) as a:
            case = Case.objects.create(
                file_id=file_id,
                alias=free_alias(),
                kind=kind.value,
                stage=Stage.CONTACT.value,
                danger=danger.value,
                danger_at=me.at,
                language=language,
                opened_at=me.at,
                moved_at=me.at,
            )
            a.note(Kind.CASE_OPENED, file=file_id, about=file_id, case_kind=_code(kind))
            put_on_case(a, keys, me.actor.officer_id, Role.INTAKE_OFFICER)
            grant(keys, ring().services[MATCHER], [Compartment.IDENTITY], Holder.SERVICE)
            take_from_desk(file_id)
            contact.forget_claim(file_id)
            make_tasks(a, case, "open")
            make_tasks(a, case, f"open {kind.value}")
            for body, day in letters_read(keys):
                take_letter(a, me, case, body, day)
    except IntegrityError as error:
        raise Conflict from error
    return file_id


def _code(value: str) -> str:
    """A value as the record takes it: no blanks."""
    return value.replace(" ", "_")


def ask(me: Signed, file_id: UUID, code: str) -> None:
    """Ask a question of the closed list; before arrival there is no other way to ask."""
    question = questions().get(code)
    if question is None:
        raise Refused(reasons_not_to_ask(CaseState(), from_closed_list=False))
    require_member(me.actor, file_id, me.at)
    refuse_if(reasons_not_to_ask(find(file_id).state, from_closed_list=True))
    text = question.text[language_of(file_id)]
    _post(me, file_id, ItemBody(ItemKind.QUESTION, text))


def inform(
    me: Signed, file_id: UUID, text: str, *, once: bool = False, alone: bool = False
) -> None:
    """Answer in free words. It informs; before arrival what asks is turned back.

    `once`: it is destroyed when the person has read it. `alone`: sealed to the person only, no
    copy stays; whoever may answer needs the key of the contact part for that too.
    """
    require_member(me.actor, file_id, me.at)
    if asks(text):
        refuse_if(reasons_not_to_ask(find(file_id).state, from_closed_list=False))
    _post(me, file_id, ItemBody(ItemKind.ANSWER, text, once), alone=alone)


def _post(me: Signed, file_id: UUID, body: ItemBody, *, alone: bool = False) -> None:
    require_member(me.actor, file_id, me.at)
    keys = open_file(me.keys, file_id)
    if not keys.may_open(Compartment.CONTACT):
        raise Refused([Vault.NO_KEY])
    with act(me.actor, me.at) as a:
        if alone:
            contact.post_to_person(a, file_id, body)
        else:
            contact.post(a, keys, body)
        a.note(Kind.LETTER_ANSWERED, file=file_id)
        if body.kind is ItemKind.ANSWER:
            for code in (FIRST_ANSWER, NEXT_ANSWER):
                finish(a, me.actor, file_id, code)


def note_read(me: Signed, file_id: UUID) -> None:
    """A member opened the case page: once per page, on the record."""
    with transaction.atomic(), act(me.actor, me.at) as a:
        a.note(Kind.CASE_READ, file=file_id)
