"""One of everything that the stories of the demonstration leave out, by the real services.

Run beside an open demonstration, with the environment that its seed had, after Django is set
up. A page that only something waiting leads to is found by the walk (finding.py) once that
something is here. The demonstration itself stays small: its visitors wait for each story.
"""

import json
from datetime import UTC, datetime, time
from pathlib import Path
from uuid import UUID

from django.conf import settings

from safeconduct.accounts.core.terms import Interest, Role
from safeconduct.accounts.models import Officer
from safeconduct.accounts.queries import files_of_officer
from safeconduct.accounts.signin import actor_of, unlock
from safeconduct.casework import services as casework
from safeconduct.casework.core.flow import TABLE
from safeconduct.casework.core.phrases import PHRASES
from safeconduct.casework.core.tables import Table
from safeconduct.casework.core.terms import Ask, CaseAct, CaseKind
from safeconduct.casework.models import Proposal
from safeconduct.casework.queries import find
from safeconduct.casework.services import importing, renewal
from safeconduct.casework.services.conflicts import declare_conflict
from safeconduct.casework.services.translating import ask_translation
from safeconduct.catalogues import services as catalogues
from safeconduct.catalogues.core.terms import AnyShape
from safeconduct.catalogues.queries import open_version
from safeconduct.common.period import Period
from safeconduct.contact.core.duty import LONGEST_SHIFT, Duty
from safeconduct.contact.core.places import PlaceKind, Room, Tonight
from safeconduct.contact.core.terms import Danger
from safeconduct.contact.queries import waiting_of
from safeconduct.contact.services.duty import add_shift
from safeconduct.contact.services.places import Said, add_place
from safeconduct.demo.desks import HEAD, LISTED
from safeconduct.demo.on_the_way import CALM, SOUGHT
from safeconduct.demo.telling import HOUR, Teller
from safeconduct.materiel.core.tariff import TARIFF
from safeconduct.partners.models import Partner
from safeconduct.partners.services import propose_endpoint
from safeconduct.passage import services as passage
from safeconduct.passage.core.checklists import CHECKLISTS
from safeconduct.passage.core.terms import (
    Crossing,
    FamilyFirst,
    HarmAnswer,
    Mode,
    Plan,
    WeaponState,
)
from safeconduct.passage.queries import notice_row
from safeconduct.protection import services as protection
from safeconduct.protection.core.terms import Level
from safeconduct.protection.models import Plan as PlanRow
from safeconduct.protection.services import PlanWords
from safeconduct.status import services as status
from safeconduct.status.core.terms import Authority, ReadingKind
from safeconduct.status.services import Decision
from safeconduct.vault.core.terms import Due
from safeconduct.vault.opening import OfficerKeys

# Who does something here; the others are named only, and a password takes its time.
DOING = ("Iryna", "Olena", "Vasyl", "Petro", "Pavlo", "Lina", "Fedir")
SMALL: dict[str, Role] = {
    "Olena": Role.CASE_OFFICER,
    "Petro": Role.PASSAGE_COORDINATOR,
    "Vasyl": Role.SUPERVISOR,
    "Lina": Role.LEGAL_ADVISER,
}
WITH_PAVLO = SMALL | {"Pavlo": Role.PROTECTION_LEAD}
WALK = Crossing(Mode.FOOT, 1, 0, HarmAnswer.NOBODY, FamilyFirst.NOT_SET, False)


def teller(folder: Path) -> Teller:
    """The staff of the demonstration with keys, opened by the passwords of its sheet."""
    people = {}
    for row in json.loads((folder / "demo-accounts.json").read_text()):
        found = row["alias"] in DOING and unlock(row["alias"], row["password"])
        if found:
            officer, private = found
            keys = OfficerKeys(officer.key_id, private)
            people[officer.alias.lower()] = (actor_of(officer), keys)
    return Teller(people, datetime.now(UTC))


def case(t: Teller, text: str, team: dict[str, Role]) -> UUID:
    """A case with a small team, of a letter that came an hour ago."""
    at = t.now - HOUR
    file_id, iryna = t.letter(text, Danger.FRONT, at), t.sign("Iryna", at)
    for row in waiting_of(file_id):
        casework.read_letter(iryna, row.id)
    casework.open_case(iryna, file_id, CaseKind.PERSON, Danger.FRONT)
    for name, role in team.items():
        casework.assign(iryna, file_id, t.officer(name), role)
    return file_id


def crossings(t: Teller) -> None:
    """Three on the way: nothing told to the other side, told to approve, told to pass on."""
    for steps in range(3):
        file_id = case(t, f"Иду один, в ночь {steps + 1}.", SMALL)
        t.to_passage(file_id, t.now)
        passage.open_crossing(t.sign("Olena", t.now), file_id, WALK)
        if steps:
            window = Period(t.now + 9 * HOUR, t.now + 10 * HOUR)
            plan = Plan(
                window=window,
                signals=("foot_hands_up",),
                weapon_state=WeaponState.LEFT_BEHIND,
                reception_point="R-4",
                corridor_cells=("Along the dry canal",),
                addressees=(("duty-alpha", "Night desk by the river"),),
            )
            passage.propose_notice(t.sign("Petro", t.now), file_id, plan)
        row = notice_row(file_id) if steps > 1 else None
        if row:
            passage.approve_notice(t.sign("Vasyl", t.now), file_id, row.digest)


def merges(t: Teller) -> None:
    """The same person twice: one merge is done and lacks keys, one waits for a second look."""
    goes_on = case(t, "Это снова я, слова потерял.", WITH_PAVLO)
    for text in ("Пишу впервые.", "Пишу второй раз."):
        file_id, olena = case(t, text, SMALL), t.sign("Olena", t.now)
        ticks = frozenset(TABLE[CaseAct.MERGE].confirms)
        version = find(file_id).version
        casework.apply(olena, file_id, CaseAct.MERGE, ticks, version, Ask(goes_on))
        if text == "Пишу впервые.":
            waits = Proposal.objects.get(case_id=file_id, state="pending")
            casework.confirm(t.sign("Vasyl", t.now), waits.id)
    renewal.ask_for_new_keys(t.sign("Olena", t.now), goes_on, Due.READ_TOO_MUCH)
    end = t.now + LONGEST_SHIFT
    kirill = Officer.objects.get(alias="Kirill").id
    add_shift(t.sign("Vasyl", t.now), kirill, Duty.INTERPRETER, t.now, end, ("ru", "uk"))
    ask_translation(t.sign("Olena", t.now), goes_on, "Мы прочли ваше письмо.", "ru", "uk")


def abroad(t: Teller) -> None:
    """Somebody with a level to lower, a place to decide on, a position to close; a wife."""
    file_id = case(t, "Я уже за границей.", WITH_PAVLO)
    lina, pavlo = t.sign("Lina", t.now), t.sign("Pavlo", t.now)
    person = t.person(file_id, t.now, "applicant", surname="Озеров")
    t.person(file_id, t.now, "spouse")  # nobody made a plan for her yet
    words = PlanWords("Через ящик.", "ива", "")
    plan = protection.open_plan(pavlo, file_id, person, SOUGHT, words)
    protection.set_facts(pavlo, plan, CALM)
    version = PlanRow.objects.values_list("version", flat=True).get(id=plan)
    protection.propose_lowering(pavlo, plan, Level.STANDARD, "Его больше не ищут.", version)
    reading = status.open_file(lina, file_id)
    offer = status.register_offer(lina, "LT", "Humanitarian visa", 2)
    status.write_wish(lina, file_id, "Литва: там брат.")
    text = "Литва может выдать визу по гуманитарной причине."
    status.show_offer(lina, file_id, offer, text)
    status.propose_place(lina, file_id, offer)
    granted = Decision(
        Authority.ASYLUM_AUTHORITY, "Office of Example Town", "EX-7431/26", "ab" * 32,
        t.now.date(), ReadingKind.REFUGEE,
    )  # fmt: skip
    status.propose_closing(lina, reading, granted)


def drafts(t: Teller) -> None:
    """A tariff that Fedir began; a question that Vasyl changed; a phrase that Olena sent."""
    catalogues.begin(t.sign("Fedir", t.now), TARIFF)
    _changed(t, "Vasyl", CHECKLISTS, "item", en="Has the person said it in their own words?")
    sent = _changed(t, "Olena", PHRASES, "phrase", en="We have read your letter. Thank you.")
    catalogues.send(t.sign("Olena", t.now), sent, 1, None)


def _changed(t: Teller, name: str, shape: AnyShape, table: str, **fields: str) -> UUID:
    me = t.sign(name, t.now)
    made, found = catalogues.begin(me, shape), open_version(shape.name)
    sort = shape.table(table)
    if found is None or sort is None:
        raise LookupError(shape.name)
    row = {k: v for k, v in found.document[table][0].items() if not shape.table(k)}
    place = tuple(row[part] for part in sort.key)
    catalogues.write_entry(me, made, 0, table, place, row | fields)
    return made


def around(t: Teller) -> None:
    """A place for the night, an address of the partner that waits, a list taken in, and
    somebody who should not judge on any case that Vasyl is on."""
    every_day, vasyl = frozenset(range(7)), t.sign("Vasyl", t.now)
    said = Said(Room.SOME, time(8), time(20), every_day, Tonight.TAKES, "417")
    add_place(vasyl, PlaceKind.SHELTER, said)
    partner = Partner.objects.values_list("id", flat=True)[0]
    for file_id in files_of_officer(vasyl.actor.officer_id, t.now).values_list(
        "file_id", flat=True
    ):
        declare_conflict(vasyl, file_id, t.officer("Fedir"), Interest.KNOWN)
    propose_endpoint(vasyl, partner, "https://partner.example/in")
    made = importing.read_sheet(vasyl, Table(HEAD, LISTED[:1]))
    importing.hand_over(vasyl, made, t.officer("Iryna"), None)
    importing.take_in_import(t.sign("Iryna", t.now), made)


def main() -> None:
    """Fill what is missing."""
    t = teller(Path(settings.KEY_FOLDER))
    for fill in (crossings, merges, abroad, drafts, around):
        fill(t)
