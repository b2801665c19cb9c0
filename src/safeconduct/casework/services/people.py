"""Who works on a case, who belongs to it, what the person chose and asked for; tasks."""

import json
from uuid import UUID

from safeconduct.accounts.core.terms import Role
from safeconduct.accounts.queries import is_member, require_member, roles_of
from safeconduct.accounts.services import NEEDS, put_on_case
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.terms import Kind, WhyNot
from safeconduct.casework.models import (
    Condition,
    Consent,
    Person,
    Task,
)
from safeconduct.casework.queries import find
from safeconduct.casework.services.state import finish
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Unknown, refuse_if
from safeconduct.record.services import Act, act
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.queries import open_file

APPLICANT = "applicant"


def assign(me: Signed, file_id: UUID, officer_id: UUID, role: Role) -> None:
    """Put an officer on the case and give the keys the role needs; Refused without the keys.

    Another role on the same case takes the earlier role's keys away: nobody gathers keys.
    """
    require_member(me.actor, file_id, me.at)
    find(file_id)
    refuse_if([] if role in NEEDS and role in roles_of(officer_id) else [WhyNot.NOT_THEIR_ROLE])
    opened = open_file(me.keys, file_id)
    with act(me.actor, me.at) as a:
        put_on_case(a, opened, officer_id, role)


def add_person(me: Signed, file_id: UUID, relation: str, card: dict[str, str]) -> UUID:
    """Add the applicant or a relative; the card is sealed in the identity compartment."""
    require_member(me.actor, file_id, me.at)
    keys = open_file(me.keys, file_id)
    person_id = new_id()
    text = json.dumps(card, ensure_ascii=False, sort_keys=True)
    known = Person.objects.filter(case_id=file_id, relation=APPLICANT).exists()
    refuse_if([WhyNot.ONE_APPLICANT] if relation == APPLICANT and known else [])
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


def finish_task(me: Signed, task_id: UUID) -> UUID:
    """Mark a task of one's own role done; returns its file id. Twice changes nothing."""
    row = Task.objects.filter(id=task_id).first()
    if row is None or not is_member(me.actor, row.case_id, me.at):
        raise Unknown
    refuse_if([] if row.role in me.actor.roles else [WhyNot.ROLE])
    with act(me.actor, me.at) as a:
        finish(a, me.actor, row.case_id, row.code)
    return row.case_id
