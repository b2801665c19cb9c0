"""Makes the case of one row of a list: at first contact, sealed part by part, with its team."""

import json
from uuid import UUID

from safeconduct.accounts.core.terms import Role
from safeconduct.accounts.services import put_team_on_case
from safeconduct.casework.core.importing import ON_CARD, TOLD, Entry, Target
from safeconduct.casework.core.search import person_words
from safeconduct.casework.core.terms import CaseKind, Kind, Stage
from safeconduct.casework.models import Case, Import, Imported, Person
from safeconduct.casework.queries.content import APPLICANT, CARD
from safeconduct.casework.queries.importing import CONTACT_PART, IDENTITY_PART, reference_hash
from safeconduct.casework.services.search import write_first_card
from safeconduct.casework.services.state import free_alias, make_tasks
from safeconduct.common.ids import new_id
from safeconduct.contact.core.code import Language
from safeconduct.contact.services import new_box, rows_of
from safeconduct.record.services import Act
from safeconduct.vault.core.terms import Compartment, Holder
from safeconduct.vault.desks import take_from_desk
from safeconduct.vault.opening import FileKeys
from safeconduct.vault.ring import ring
from safeconduct.vault.services import grant
from safeconduct.web.blind import insert

MATCHER = "matcher"


def take_in_row(a: Act, row: Import, entry: Entry) -> UUID:
    """The case of one row; Unknown when an officer of the team left. Call inside `act`.

    Its mailbox waits for nobody: the words to it are thrown away. Whoever reaches the person
    tells them to write; what they write then is merged.
    """
    box = new_box(Language(entry.language), long_code=True)
    insert(*rows_of(box, a.at))
    case = Case.objects.create(
        file_id=box.file_id,
        alias=free_alias(),
        kind=CaseKind.PERSON.value,
        stage=Stage.CONTACT.value,
        danger=entry.danger,
        danger_at=a.at,
        language=entry.language,
        opened_at=a.at,
        moved_at=a.at,
    )
    a.note(Kind.CASE_OPENED, file=box.file_id, about=box.file_id, case_kind=case.kind)
    a.note(Kind.CASE_IMPORTED, file=box.file_id, about=row.id)
    _give_keys(a, row, box.keys)
    _keep(box.keys, row, entry)
    _add_person(a, box.keys, entry)
    make_tasks(a, case, "open")
    make_tasks(a, case, f"open {case.kind}")
    return box.file_id


def _give_keys(a: Act, row: Import, keys: FileKeys) -> None:
    """Whoever takes it in opens every part; the lead, if named, what a case officer opens."""
    team = {row.receiver_id: Role.INTAKE_OFFICER, row.lead_id: Role.CASE_OFFICER}
    put_team_on_case(a, keys, {who: role for who, role in team.items() if who})
    grant(keys, ring().services[MATCHER], [Compartment.IDENTITY], Holder.SERVICE)
    take_from_desk(keys.file_id)


def _keep(keys: FileKeys, row: Import, entry: Entry) -> None:
    def sealed(part: Compartment, column: str, told: dict[str, str]) -> bytes:
        return keys.seal(part, column, keys.file_id, json.dumps(told, ensure_ascii=False))

    unit = entry.part([Target.UNIT])
    Imported.objects.create(
        case_id=keys.file_id,
        sheet_id=row.id,
        reference=reference_hash(entry.reference) if entry.reference else None,
        sealed_contact=sealed(Compartment.CONTACT, CONTACT_PART, entry.part(TOLD)),
        sealed_identity=sealed(Compartment.IDENTITY, IDENTITY_PART, unit),
    )


def _add_person(a: Act, keys: FileKeys, entry: Entry) -> None:
    """The person's card, as an officer would have written it down."""
    card = entry.part(ON_CARD)
    if not card:
        return
    person_id = new_id()
    text = json.dumps(card, ensure_ascii=False, sort_keys=True)
    Person.objects.create(
        id=person_id,
        case_id=keys.file_id,
        relation=APPLICANT,
        sealed=keys.seal(Compartment.IDENTITY, CARD, person_id, text),
    )
    write_first_card(keys, person_id.hex, person_words(card))
    a.note(Kind.PERSON_ADDED, file=keys.file_id, about=person_id, relation=APPLICANT)
