"""Walks a crossing through its services: Petro proposes, Vasyl approves, desks read back."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from safeconduct.common.period import Period
from safeconduct.common.refusal import Refused
from safeconduct.passage import services
from safeconduct.passage.core.rules import canonical, read_back_code
from safeconduct.passage.core.terms import (
    Answer,
    Crossing,
    FamilyFirst,
    GoState,
    HarmAnswer,
    Mode,
    Plan,
    WeaponState,
    WhyNot,
)
from safeconduct.passage.core.winter import ColdSeen, ReceptionSeen, SunTimes
from safeconduct.passage.models import AddresseeRow, NoticeRow
from safeconduct.passage.queries import go_now, line_of, notice_of, notice_row
from safeconduct.record.queries import entries_of
from safeconduct.vault.queries import open_file
from tests.cast import Cast

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
PEOPLE = Crossing(
    mode=Mode.FOOT,
    head_count=2,
    unwitting=0,
    harm=HarmAnswer.NOBODY,
    family_first=FamilyFirst.NOT_SET,
    duress=False,
)
CELL = "Between the mill and the old brickworks"
DESK_NAME = "Night desk by the river"


def plan_at(at: datetime, corridor: str = CELL) -> Plan:
    """A plan whose time began an hour ago and goes on for three."""
    return Plan(
        window=Period(at - HOUR, at + 3 * HOUR),
        signals=("foot_hands_up", "foot_call_out"),
        weapon_state=WeaponState.LEFT_BEHIND,
        reception_point="R-4",
        corridor_cells=(corridor,),
        addressees=(("duty-alpha", DESK_NAME), ("duty-bravo", "Second desk")),
    )


def newest(file_id: UUID) -> NoticeRow:
    """The newest revision."""
    row = notice_row(file_id)
    assert row is not None
    return row


def desks(file_id: UUID) -> list[AddresseeRow]:
    """The addressees of the newest revision."""
    return list(AddresseeRow.objects.filter(notice=newest(file_id)).order_by("code"))


def code_for(cast: Cast, file_id: UUID, desk: AddresseeRow) -> str:
    """What this desk must read back for its own revision."""
    keys = open_file(cast.petro.keys, file_id)
    return read_back_code(canonical(notice_of(keys, desk.notice)), desk.id.hex)


def open_(cast: Cast, file_id: UUID, at: datetime, known: Crossing = PEOPLE) -> None:
    """Olena opens the crossing."""
    services.open_crossing(cast.olena.signed(at), file_id, known)


def propose(cast: Cast, file_id: UUID, at: datetime) -> NoticeRow:
    """Petro proposes; returns the revision."""
    services.propose_notice(cast.petro.signed(at), file_id, plan_at(at))
    return newest(file_id)


def approve(cast: Cast, file_id: UUID, at: datetime) -> None:
    """Vasyl approves exactly what was proposed."""
    services.approve_notice(cast.vasyl.signed(at), file_id, newest(file_id).digest)


def to_sent(cast: Cast, file_id: UUID, at: datetime) -> None:
    """Opened, proposed, approved, passed on."""
    open_(cast, file_id, at)
    propose(cast, file_id, at)
    approve(cast, file_id, at)
    services.send_notice(cast.petro.signed(at), file_id)


def read_back(cast: Cast, file_id: UUID, at: datetime) -> None:
    """Every desk reads back and will comply."""
    for desk in desks(file_id):
        services.acknowledge(
            cast.petro.signed(at),
            file_id,
            desk.id,
            officer="Duty officer Havrylo",
            code=code_for(cast, file_id, desk),
            answer=Answer.WILL_COMPLY,
        )


def sun(at: datetime) -> SunTimes:
    """A long day around `at`."""
    return SunTimes(at - 5 * HOUR, at - 4 * HOUR, at + 4 * HOUR, at + 5 * HOUR, "astral 3.2")


def check_all(cast: Cast, file_id: UUID, at: datetime) -> None:
    """Light, cold and reception pass."""
    petro = cast.petro.signed(at)
    for seen in (sun(at), ColdSeen(-5.0, 10.0, 20), ReceptionSeen(True)):
        assert services.record_check(petro, file_id, seen)


def to_go(cast: Cast, file_id: UUID, at: datetime) -> None:
    """Everything that GO needs."""
    to_sent(cast, file_id, at)
    read_back(cast, file_id, at)
    check_all(cast, file_id, at)


Deed = Callable[[], object]


def reasons_of(deed: Deed) -> list[str]:
    """Names of the reasons a deed is refused for."""
    with pytest.raises(Refused) as refused:
        deed()
    return [why.name for why in refused.value.reasons]


def refused_by_database(deed: Deed) -> None:
    """The deed ends at a constraint or trigger."""
    with pytest.raises(IntegrityError), transaction.atomic():
        deed()


def shown(cast: Cast, file_id: UUID, at: datetime) -> GoState:
    """What a list shows Petro."""
    line = line_of(cast.petro.actor, file_id, at)
    assert line is not None
    return line.go


def live_reasons(cast: Cast, file_id: UUID, at: datetime) -> set[WhyNot]:
    """Why GO would hold if it were computed now."""
    computed = go_now(open_file(cast.petro.keys, file_id), file_id, at)
    assert computed is not None
    return set(computed.reasons)


def kinds_of(file_id: UUID) -> list[str]:
    """Kinds of the file's record lines, oldest first."""
    return [entry.line.kind for entry in reversed(entries_of(file_id))]
