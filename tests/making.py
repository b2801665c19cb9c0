"""Makes cases in a given state through the real services, for tests of the rooms above."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import pytest

from safeconduct.accounts.core.terms import Cleared, Interest, Role, WhyNot
from safeconduct.accounts.models import Officer as OfficerRow
from safeconduct.accounts.services import put_team_on_case
from safeconduct.casework import services
from safeconduct.casework.core.flow import TABLE
from safeconduct.casework.core.referral import Class, Event, Ground
from safeconduct.casework.core.sheets import RIGHTS, Way
from safeconduct.casework.core.terms import NOTHING_MORE, Ask, CaseAct, CaseKind
from safeconduct.casework.queries import find
from safeconduct.casework.services.conflicts import declare_conflict, withdraw_conflict
from safeconduct.casework.services.referring import (
    answer_referral,
    decide_recipient,
    propose_referral,
    write_recipient,
)
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused
from safeconduct.contact.core.terms import Danger, LetterBody, LetterKind
from safeconduct.contact.services import receive_letter
from safeconduct.record.services import act
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.queries import open_file
from safeconduct.web.middleware import fresh_cookie
from tests.cast import Cast, Officer

TEAM: dict[str, Role] = {
    "olena": Role.CASE_OFFICER,
    "pavlo": Role.PROTECTION_LEAD,
    "petro": Role.PASSAGE_COORDINATOR,
    "vasyl": Role.SUPERVISOR,
    "lina": Role.LEGAL_ADVISER,
    "anna": Role.VETTING_ANALYST,
    "viktor": Role.VETTING_LEAD,
    "emil": Role.EVIDENCE_CUSTODIAN,
    "fedir": Role.FINANCE_OFFICER,
    "ruta": Role.RECEPTION_OFFICER,
}


@dataclass(frozen=True)
class Made:
    """A case and the applicant's door cookie (an open mailbox)."""

    file_id: UUID
    cookie: str


def make_case(
    cast: Cast,
    at: datetime,
    *,
    text: str = "Хочу жить. Двое.",
    danger: Danger = Danger.FRONT,
    kind: CaseKind = CaseKind.PERSON,
    stage: str = "contact",
    arrived: bool = False,
) -> Made:
    """A case with the whole team on it, moved to `stage`; `arrived` attests it by two people.

    Stages: contact, triage, offer, passage, arrived.
    """
    cookie = fresh_cookie()
    file_id = receive_letter(
        letter_id=new_id(), body=LetterBody(LetterKind.MESSAGE, text), danger=danger.value,
        language="ru", cookie=cookie, at=at, long_code=True,
    )  # fmt: skip
    iryna = cast.iryna.signed(at)
    services.open_case(iryna, file_id, kind, danger)
    opened = open_file(iryna.keys, file_id)
    with act(iryna.actor, at) as a:  # what `assign` does, for all at once
        put_team_on_case(a, opened, {getattr(cast, name).id: r for name, r in TEAM.items()})
    path = [CaseAct.START_TRIAGE, CaseAct.MAKE_OFFER, CaseAct.ACCEPT_OFFER]
    steps = {"contact": 0, "triage": 1, "offer": 2, "passage": 3, "arrived": 3}[stage]
    for wanted in path[:steps]:
        do(cast.olena, file_id, wanted, at)
    if arrived or stage == "arrived":
        attest_twice(cast, file_id, at)
    return Made(file_id, cookie)


def do(
    officer: Officer, file_id: UUID, wanted: CaseAct, at: datetime, ask: Ask = NOTHING_MORE
) -> bool:
    """One act with everything confirmed that its row asks for; `ask` as in `services.apply`."""
    if wanted is CaseAct.MAKE_OFFER:  # the sheet in the person's language comes first
        services.give_sheet(officer.signed(at), file_id, RIGHTS, Way.SPOKEN)
    version = find(file_id).version
    ticks = frozenset(TABLE[wanted].confirms)
    return services.apply(officer.signed(at), file_id, wanted, ticks, version, ask)


def member(cast: Cast, role: str) -> Officer:
    """Who holds this role on the cases of `make_case`."""
    name = next(name for name, held in TEAM.items() if held.value == role)
    officer: Officer = getattr(cast, name)
    return officer


@contextmanager
def refused_in_conflict(
    cast: Cast, at: datetime, file_id: UUID, officer: Officer
) -> Iterator[None]:
    """What is done inside is refused for a conflict of interest, withdrawn afterwards."""
    by = (cast.olena if officer is cast.vasyl else cast.vasyl).signed(at)
    if officer is cast.vasyl:
        by = replace(by, actor=replace(by.actor, roles=by.actor.roles | {Role.SUPERVISOR}))
    conflict = declare_conflict(by, file_id, officer.id, Interest.KNOWN)
    with pytest.raises(Refused) as refused:
        yield
    assert WhyNot.CONFLICT in refused.value.reasons
    withdraw_conflict(by, conflict, Cleared.MISTAKE)


def retrain(officer: Officer, role: Role) -> None:
    """Let an officer hold one more role from now on, as an administrator would."""
    row = OfficerRow.objects.get(id=officer.id)
    OfficerRow.objects.filter(id=officer.id).update(roles=[*row.roles, role.value])


def attest_twice(cast: Cast, file_id: UUID, at: datetime) -> None:
    """Ruta (on the case) and Rasa (not on it) saw the person."""
    services.attest_arrival(cast.ruta.signed(at), file_id, True, 1)
    services.attest_arrival(cast.rasa.signed(at), file_id, True, 1)


def recipient(cast: Cast, at: datetime, name: str = "Example shelter") -> UUID:
    """A recipient that Vasyl wrote down and Daria confirmed."""
    made = write_recipient(cast.vasyl.signed(at), Class.SHELTER, name)
    decide_recipient(cast.daria.signed(at), made, keep=True)
    return made


def accepted_referral(cast: Cast, file_id: UUID, at: datetime) -> UUID:
    """A referral that its receiver accepted, for a vital interest."""
    olena, parts = cast.olena.signed(at), [Compartment.CONTACT]
    to = recipient(cast, at)
    made = propose_referral(olena, file_id, to, Ground.VITAL, parts, "Needs a bed tonight.")
    answer_referral(olena, made, Event.ACCEPT)
    return made
