"""Who works on a case, who belongs to it, what the person chose and asked for."""

import json
from collections.abc import Mapping
from uuid import UUID

from safeconduct.accounts.conflicts import why_not_judge
from safeconduct.accounts.core.leaving import (
    Team,
    reasons_not_to_change_role,
    reasons_not_to_put_on,
)
from safeconduct.accounts.core.rules import WHO, reasons_not_to_work_as
from safeconduct.accounts.core.terms import Permission, Role
from safeconduct.accounts.queries import (
    require_member,
    roles_of,
    roles_on,
    standing_team,
    with_role,
    worked_on,
)
from safeconduct.accounts.services import NEEDS, put_on_case
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.rules import reasons_not_to_assign
from safeconduct.casework.core.search import person_words
from safeconduct.casework.core.terms import Kind, WhyNot
from safeconduct.casework.models import (
    Case,
    Condition,
    Consent,
    Person,
)
from safeconduct.casework.queries.cases import state_of
from safeconduct.casework.queries.content import (
    APPLICANT,
    CARD,
    card_text,
    consents,
    people,
)
from safeconduct.casework.services.search import put_on_card
from safeconduct.casework.services.state import lock_case
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Conflict, Reason, Unknown, refuse_if
from safeconduct.record.services import Act, act
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.queries import open_file

NOTHING: frozenset[Compartment] = frozenset()


def assign(me: Signed, file_id: UUID, officer_id: UUID, role: Role) -> None:
    """Put an officer on the case and give the keys the role needs; Refused without the keys.

    Another role on the same case takes the earlier role's keys away: nobody gathers keys. It is
    refused like taking off when the case would lose its last key to a part, lead or protector.
    Whoever is there for hours, or opens a part for hours, gives none of it to others.
    """
    require_member(me.actor, file_id, me.at)
    opened = open_file(me.keys, file_id, lasting=True)
    with act(me.actor, me.at) as a:
        case = lock_case(file_id)
        team = standing_team(me.actor, file_id)
        refuse_if(why_not_put_on(team, case, officer_id, role))
        put_on_case(a, opened, officer_id, role)


def why_not_put_on(team: Team, case: Case, officer_id: UUID, role: Role) -> list[Reason]:
    """Why the actor may not put this officer on the case in this role, keys left aside."""
    gets = NEEDS.get(role, NOTHING)
    return [
        *reasons_not_to_put_on(team),
        *reasons_not_to_change_role(team, officer_id, role, gets),
        *why_not_assign(case, officer_id, role),
    ]


def why_not_assign(case: Case, officer_id: UUID, role: Role) -> list[Reason]:
    """Why this officer may not be put on the case in this role. Call with the case locked."""
    holds = role in NEEDS and role in roles_of(officer_id)
    attesting = [with_role(one) for one in WHO[Permission.ARRIVAL_ATTEST]]
    attesters = frozenset(one for found in attesting for one, _ in found)
    team = worked_on(case.file_id)
    arrivals = state_of(case).arrivals
    earlier = roles_on(officer_id, case.file_id)
    return [
        *why_not_judge(officer_id, case.file_id),
        *reasons_not_to_work_as(role, earlier),
        *reasons_not_to_assign(officer_id, holds, arrivals, attesters, team),
    ]


def add_person(me: Signed, file_id: UUID, relation: str, card: dict[str, str]) -> UUID:
    """Add the applicant or a relative; the card is sealed in the identity compartment.

    Refused when somebody of the same card is there: a page that was gone back to and sent
    again is no second person. Whoever gave no fact may be one of several.
    """
    require_member(me.actor, file_id, me.at)
    keys = open_file(me.keys, file_id)
    person_id = new_id()
    text = json.dumps(card, ensure_ascii=False, sort_keys=True)
    one = Person.objects.filter(case_id=file_id, relation=APPLICANT).exists()
    refuse_if([WhyNot.ONE_APPLICANT] if relation == APPLICANT and one else [])
    with act(me.actor, me.at) as a:
        lock_case(file_id)  # two who add at once would each overwrite the other's search card
        known = {(one.relation, one.card) for one in people(keys)} if card else set()
        refuse_if([WhyNot.SAME_PERSON] if (relation, text) in known else [])
        Person.objects.create(
            id=person_id,
            case_id=file_id,
            relation=relation,
            sealed=keys.seal(Compartment.IDENTITY, CARD, person_id, text),
        )
        put_on_card(keys, person_id.hex, person_words(card))
        a.note(Kind.PERSON_ADDED, file=file_id, about=person_id, relation=relation)
    return person_id


def correct_person(
    me: Signed, file_id: UUID, person_id: UUID, card: dict[str, str], seen: str | None
) -> None:
    """Write another card in place of the one that stands; the record says that, and by whom.

    Unknown when nobody of this file is meant, or who has a file of their own by now. Conflict
    when another card stands by now than the page showed (`seen`, as `card_text`).
    """
    require_member(me.actor, file_id, me.at)
    keys = open_file(me.keys, file_id)
    text = json.dumps(card, ensure_ascii=False, sort_keys=True)
    with act(me.actor, me.at) as a:
        lock_case(file_id)
        row = next((one for one in people(keys) if one.id == person_id), None)
        if row is None or row.moved_to is not None:
            raise Unknown
        put_on_card(keys, person_id.hex, person_words(card))  # Refused without the key
        if seen != card_text(row):
            raise Conflict
        sealed = keys.seal(Compartment.IDENTITY, CARD, person_id, text)
        Person.objects.filter(id=person_id).update(sealed=sealed)
        a.note(Kind.PERSON_CORRECTED, file=file_id, about=person_id)


def set_condition(me: Signed, file_id: UUID, code: str, person_id: UUID | None) -> UUID:
    """Record a condition of the person, such as "family out first"."""
    require_member(me.actor, file_id, me.at)
    with act(me.actor, me.at) as a:
        row = Condition.objects.create(
            id=new_id(), case_id=file_id, code=code, person_id=person_id
        )
        a.note(Kind.CONDITION_CHANGED, file=file_id, about=row.id, condition=code, met=0)
    return row.id


def fulfil_condition(a: Act, file_id: UUID, code: str, by: UUID) -> None:
    """Mark a condition fulfilled by an officer (protection does, inside its own act)."""
    for row in Condition.objects.filter(case_id=file_id, code=code, fulfilled_at__isnull=True):
        Condition.objects.filter(id=row.id).update(fulfilled_at=a.at, fulfilled_by=by)
        a.note(Kind.CONDITION_CHANGED, file=file_id, about=row.id, condition=code, met=1)


def write_consent(
    me: Signed,
    file_id: UUID,
    purpose: str,
    given: bool,
    seen: Mapping[str, bool] | None = None,
) -> None:
    """Write down the person's own choice, with who heard it; withdrawal is just a new row.

    Conflict when the choice is another by now than the page showed (`seen`, by purpose).
    """
    require_member(me.actor, file_id, me.at)
    with act(me.actor, me.at) as a:
        lock_case(file_id)
        if seen is not None and seen.get(purpose) != consents(file_id).get(purpose):
            raise Conflict
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
