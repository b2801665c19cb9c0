"""Moves cases. One function applies every act of the table; views cannot go around it."""

import json
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from safeconduct.accounts.core.terms import Actor, Role
from safeconduct.accounts.queries import is_member, require_member, team_of
from safeconduct.accounts.services import put_on_case, touch
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.catalogue import questions, task_types
from safeconduct.casework.core.flow import TABLE, attest, reasons_not_to_apply, step
from safeconduct.casework.core.rules import (
    AttestFacts,
    reasons_not_to_ask,
    reasons_not_to_attest,
)
from safeconduct.casework.core.terms import (
    CaseAct,
    CaseKind,
    CaseState,
    Confirm,
    Kind,
    Stage,
    WhyNot,
)
from safeconduct.casework.models import (
    Arrival,
    Attestation,
    Case,
    Condition,
    Consent,
    Person,
    Proposal,
    Task,
)
from safeconduct.casework.queries import facts_of, find, state_of
from safeconduct.common.ids import new_alias, new_id
from safeconduct.common.refusal import Conflict, Refused, Unknown, refuse_if
from safeconduct.contact import services as contact
from safeconduct.contact.core.terms import Danger, ItemBody, ItemKind
from safeconduct.contact.queries import language_of, letter_row
from safeconduct.record.services import Act, act
from safeconduct.vault.core.terms import Compartment, Holder
from safeconduct.vault.opening import FileKeys
from safeconduct.vault.queries import desk_keys, open_file
from safeconduct.vault.ring import ring
from safeconduct.vault.services import grant

PROPOSAL_LIFE = timedelta(hours=24)
MATCHER = "matcher"


def read_letter(me: Signed, letter_id: UUID) -> tuple[FileKeys, UUID]:
    """Open a letter for reading: on the record, by a member or by the intake desk."""
    row = letter_row(letter_id)
    keys = keys_for(me, row.file_id)
    with act(me.actor, me.at) as a:
        contact.mark_opened(a, row.file_id, letter_id)
    return keys, row.file_id


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
    return open_file(desk_keys(me.keys), file_id)


def open_case(me: Signed, file_id: UUID, kind: CaseKind, danger: Danger) -> UUID:
    """Make the case of a file; the intake officer is its first member.

    The protection plan's task opens with it: protection never waits for anything.
    """
    keys = keys_for(me, file_id)
    language = language_of(file_id)
    try:
        with act(me.actor, me.at) as a:
            case = Case.objects.create(
                file_id=file_id,
                alias=_free_alias(),
                kind=kind.value,
                stage=Stage.CONTACT.value,
                danger=danger.value,
                language=language,
                opened_at=me.at,
                moved_at=me.at,
            )
            a.note(Kind.CASE_OPENED, file=file_id, about=file_id, case_kind=_code(kind))
            put_on_case(a, keys, me.actor.officer_id, Role.INTAKE_OFFICER)
            grant(keys, ring().services[MATCHER], [Compartment.IDENTITY], Holder.SERVICE)
            _make_tasks(a, case, "open")
    except IntegrityError as error:
        raise Conflict from error
    return file_id


def _code(value: str) -> str:
    """A value as the record takes it: no blanks."""
    return value.replace(" ", "_")


def _free_alias() -> str:
    while Case.objects.filter(alias=(alias := new_alias())).exists():
        continue
    return alias


def _make_tasks(a: Act, case: Case, event: str) -> None:
    for kind in task_types().values():
        if kind.on != event or Task.objects.filter(case=case, code=kind.code).exists():
            continue
        task = Task.objects.create(
            id=new_id(),
            case=case,
            code=kind.code,
            role=kind.role.value,
            due_at=a.at + timedelta(hours=kind.hours),
        )
        a.note(Kind.TASK_ADDED, file=case.file_id, about=task.id, task=kind.code)


def lock_case(file_id: UUID) -> Case:
    """The case's row, locked until the transaction ends; Unknown when there is none."""
    case = Case.objects.select_for_update(no_key=True).filter(file_id=file_id).first()
    if case is None:
        raise Unknown
    return case


def apply(
    me: Signed,
    file_id: UUID,
    wanted: CaseAct,
    confirmed: frozenset[Confirm],
    version: int,
    merged_into: UUID | None = None,
) -> bool:
    """Do an act of the table, or propose it when it needs a second person.

    Returns whether it was done (False: it waits). Refused with every reason; Conflict when the
    case moved since the page was made.
    """
    require_member(me.actor, file_id, me.at)
    with act(me.actor, me.at) as a:
        case = lock_case(file_id)
        if case.version != version:
            raise Conflict
        refuse_if(
            reasons_not_to_apply(wanted, facts_of(case, me.at, confirmed), me.actor.roles)
        )
        if TABLE[wanted].confirmers:
            _propose(a, me.actor, case, wanted, merged_into)
            return False
        _drop_pending(a, case)
        _move(a, case, wanted, merged_into)
    return True


def _propose(
    a: Act, actor: Actor, case: Case, wanted: CaseAct, merged_into: UUID | None
) -> None:
    Proposal.objects.filter(case=case, state="pending", until__lte=a.at).update(state="dropped")
    made = Proposal.objects.create(
        id=new_id(),
        case=case,
        act=wanted.value,
        case_version=case.version,
        proposed_by=actor.officer_id,
        proposed_at=a.at,
        until=a.at + PROPOSAL_LIFE,
        merged_into=merged_into,
    )
    a.note(Kind.PROPOSAL_MADE, file=case.file_id, about=made.id, act=wanted.value)


def confirm(me: Signed, proposal_id: UUID) -> None:
    """The second person confirms: another officer, in a confirming role, before it expires."""
    with act(me.actor, me.at) as a:
        row = Proposal.objects.select_for_update().filter(id=proposal_id).first()
        if row is None or not is_member(me.actor, row.case_id, me.at):
            raise Unknown
        wanted = CaseAct(row.act)
        refuse_if(_reasons_not_to_confirm(me.actor, row, me.at))
        case = lock_case(row.case_id)
        if case.version != row.case_version:
            raise Conflict
        row.state, row.confirmed_by = "confirmed", me.actor.officer_id
        row.save(update_fields=["state", "confirmed_by"])
        _move(a, case, wanted, row.merged_into)


def _reasons_not_to_confirm(actor: Actor, row: Proposal, at: datetime) -> list[WhyNot]:
    found = []
    if row.state != "pending" or row.until <= at:
        found.append(WhyNot.PROPOSAL_ENDED)
    if row.proposed_by == actor.officer_id:
        found.append(WhyNot.PROPOSED_BY_YOU)
    if not actor.roles & TABLE[CaseAct(row.act)].confirmers:
        found.append(WhyNot.ROLE)
    return found


def drop_proposal(me: Signed, proposal_id: UUID) -> None:
    """Take back or turn down a pending act; any member of the case may."""
    with act(me.actor, me.at) as a:
        row = Proposal.objects.select_for_update().filter(id=proposal_id).first()
        if row is None or not is_member(me.actor, row.case_id, me.at):
            raise Unknown
        if row.state != "pending":
            raise Refused([WhyNot.PROPOSAL_ENDED])
        row.state = "dropped"
        row.save(update_fields=["state"])
        a.note(Kind.PROPOSAL_DROPPED, file=row.case_id, about=row.id, act=row.act)


def _drop_pending(a: Act, case: Case) -> None:
    """A person's withdrawal ends whatever was waiting."""
    for row in Proposal.objects.filter(case=case, state="pending"):
        Proposal.objects.filter(id=row.id).update(state="dropped")
        a.note(Kind.PROPOSAL_DROPPED, file=case.file_id, about=row.id, act=row.act)


def _move(a: Act, case: Case, wanted: CaseAct, merged_into: UUID | None) -> None:
    fresh = step(state_of(case), wanted)
    case.merged_into = merged_into if wanted is CaseAct.MERGE else case.merged_into
    _save_state(a, case, fresh)
    a.note(
        Kind.CASE_MOVED,
        file=case.file_id,
        about=case.file_id,
        act=wanted.value,
        stage=fresh.stage.value,
    )


def _save_state(a: Act, case: Case, fresh: CaseState) -> None:
    """Compare-and-set on the version; a new arrival makes its tasks."""
    newly_arrived = fresh.stage is Stage.ARRIVED and case.stage != Stage.ARRIVED.value
    moved = Case.objects.filter(file_id=case.file_id, version=case.version).update(
        stage=fresh.stage.value,
        previous=fresh.previous.value if fresh.previous else None,
        lost=fresh.lost,
        dormant=fresh.dormant,
        moved_at=a.at,
        version=case.version + 1,
        merged_into=case.merged_into,
    )
    if moved != 1:
        raise Conflict
    touch(case.file_id, a.at)
    if newly_arrived:
        _make_tasks(a, case, "arrived")


def attest_arrival(me: Signed, file_id: UUID, seen: bool, head_count: int) -> int:
    """Attest having seen the person arrive; returns how many attestations there are now.

    Two different officers, neither of them coordinating the passage, one of them not on the
    case. The second makes the arrival.
    """
    with act(me.actor, me.at) as a:
        case = lock_case(file_id)
        state = state_of(case)
        earlier = Attestation.objects.filter(case=case).order_by("ordinal").first()
        facts = AttestFacts(
            state=state,
            attester=me.actor.officer_id,
            attester_on_team=is_member(me.actor, file_id, me.at),
            attester_coordinates=_coordinates(me.actor, file_id),
            seen_in_person=seen,
            first=earlier.officer_id if earlier else None,
            first_on_team=earlier.on_team if earlier else False,
        )
        refuse_if(reasons_not_to_attest(facts))
        row = Attestation.objects.create(
            id=new_id(),
            case=case,
            ordinal=state.arrivals + 1,
            officer_id=me.actor.officer_id,
            key_id=me.actor.key_id,
            on_team=facts.attester_on_team,
            head_count=head_count,
            at=me.at,
        )
        if earlier is not None:
            Arrival.objects.create(id=new_id(), case=case, first=earlier, second=row, at=me.at)
        a.note(Kind.ARRIVAL_ATTESTED, file=file_id, about=row.id, ordinal=row.ordinal)
        _save_state(a, case, attest(state))
    return row.ordinal


def _coordinates(actor: Actor, file_id: UUID) -> bool:
    return (actor.alias, Role.PASSAGE_COORDINATOR.value) in team_of(file_id)


def assign(me: Signed, file_id: UUID, officer_id: UUID, role: Role) -> None:
    """Put an officer on the case and give the keys the role needs; Refused without the keys."""
    require_member(me.actor, file_id, me.at)
    find(file_id)
    opened = open_file(me.keys, file_id)
    with act(me.actor, me.at) as a:
        put_on_case(a, opened, officer_id, role)


def ask(me: Signed, file_id: UUID, code: str) -> None:
    """Ask a question of the closed list; before arrival there is no other way to ask."""
    question = questions().get(code)
    if question is None:
        raise Refused(reasons_not_to_ask(CaseState(), from_closed_list=False))
    text = question.text[language_of(file_id)]
    _post(me, file_id, ItemBody(ItemKind.QUESTION, text))


def inform(me: Signed, file_id: UUID, text: str) -> None:
    """Answer in free words. It informs; before arrival a question mark is turned back.

    The mark is a plain, explainable test: what an officer wants to know goes by the list.
    """
    state = find(file_id).state
    asks = "?" in text
    refuse_if(reasons_not_to_ask(state, from_closed_list=not asks))
    _post(me, file_id, ItemBody(ItemKind.ANSWER, text))


def _post(me: Signed, file_id: UUID, body: ItemBody) -> None:
    require_member(me.actor, file_id, me.at)
    keys = open_file(me.keys, file_id)
    with act(me.actor, me.at) as a:
        contact.post(a, keys, body)
        a.note(Kind.LETTER_ANSWERED, file=file_id)
        if body.kind is ItemKind.ANSWER:
            _finish(a, me.actor, file_id, "answer_letter")


def finish_task(me: Signed, task_id: UUID) -> UUID:
    """Mark a task done; returns its file id. Doing it twice changes nothing."""
    row = Task.objects.filter(id=task_id).first()
    if row is None or not is_member(me.actor, row.case_id, me.at):
        raise Unknown
    with act(me.actor, me.at) as a:
        _finish(a, me.actor, row.case_id, row.code)
    return row.case_id


def _finish(a: Act, actor: Actor, file_id: UUID, code: str) -> None:
    for row in Task.objects.filter(case_id=file_id, code=code, done_at__isnull=True):
        Task.objects.filter(id=row.id).update(done_at=a.at, done_by=actor.officer_id)
        a.note(Kind.TASK_DONE, file=file_id, about=row.id, task=code)


def add_person(me: Signed, file_id: UUID, relation: str, card: dict[str, str]) -> UUID:
    """Add the applicant or a relative; the card is sealed in the identity compartment."""
    require_member(me.actor, file_id, me.at)
    keys = open_file(me.keys, file_id)
    person_id = new_id()
    text = json.dumps(card, ensure_ascii=False, sort_keys=True)
    with act(me.actor, me.at) as a:
        Person.objects.create(
            id=person_id,
            case_id=file_id,
            relation=relation,
            sealed=keys.seal(Compartment.IDENTITY, "casework.person.card", person_id, text),
        )
        a.note(Kind.PERSON_ADDED, file=file_id, about=person_id, relation=relation)
    return person_id


def set_condition(me: Signed, file_id: UUID, code: str, person_id: UUID | None) -> UUID:
    """Record a condition of the person, such as "family out first"."""
    require_member(me.actor, file_id, me.at)
    with act(me.actor, me.at) as a:
        row = Condition.objects.create(
            id=new_id(), case_id=file_id, code=code, person_id=person_id
        )
        a.note(Kind.CONDITION_CHANGED, file=file_id, about=row.id, condition=code, met=0)
    return row.id


def fulfil_condition(a: Act, file_id: UUID, code: str) -> None:
    """Mark a condition fulfilled (protection does, inside its own act)."""
    for row in Condition.objects.filter(case_id=file_id, code=code, fulfilled_at__isnull=True):
        Condition.objects.filter(id=row.id).update(fulfilled_at=a.at)
        a.note(Kind.CONDITION_CHANGED, file=file_id, about=row.id, condition=code, met=1)


def write_consent(me: Signed, file_id: UUID, purpose: str, given: bool) -> None:
    """Write down the person's own choice, with who heard it; withdrawal is just a new row."""
    require_member(me.actor, file_id, me.at)
    with act(me.actor, me.at) as a:
        row = Consent.objects.create(
            id=new_id(),
            case_id=file_id,
            purpose=purpose,
            given=given,
            at=me.at,
            interviewer_id=me.actor.officer_id,
        )
        a.note(
            Kind.CONSENT_CHANGED, file=file_id, about=row.id, purpose=purpose, given=int(given)
        )


def note_read(me: Signed, file_id: UUID) -> None:
    """A member opened the case page: once per page, on the record."""
    with transaction.atomic(), act(me.actor, me.at) as a:
        a.note(Kind.CASE_READ, file=file_id)
