"""Story 7 for tests of vetting: findings of both sides, proposals, every state of the track."""

from datetime import date, datetime, timedelta
from uuid import UUID

from safeconduct.casework.core.terms import Vetting
from safeconduct.casework.decision import VettingDecision
from safeconduct.vetting import services
from safeconduct.vetting.core.terms import (
    Answer,
    Direction,
    Distortion,
    Grade,
    Result,
    Source,
)
from safeconduct.vetting.services import NewFinding
from tests.cast import Cast

CANARY = "Синица-7431"
AGAINST = ("safety_before_money", "patience_with_checks")
FOR = "equipment_handed_over"


def new_finding(
    indicator: str = FOR,
    direction: Direction = Direction.SUPPORTS,
    *,
    note: str = f"Журнал и номер сошлись. {CANARY}",
    origin: UUID | None = None,
    day: date = date(2026, 11, 20),
) -> NewFinding:
    """A well sourced finding."""
    return NewFinding(indicator, direction, Source.B, Grade.G2, day, note, origin)


def opened(cast: Cast, at: datetime, file_id: UUID) -> None:
    """Open the track as the analyst."""
    services.start(cast.anna.signed(at), file_id)


def against(cast: Cast, at: datetime, file_id: UUID, *, heard: bool = True) -> list[UUID]:
    """Two independent points against the person, heard or not."""
    anna = cast.anna.signed(at)
    made = [
        services.add_finding(anna, file_id, new_finding(name, Direction.ASKS))
        for name in AGAINST
    ]
    for finding_id in made if heard else []:
        services.put_to_person(
            anna, finding_id, Answer.ANSWERED, f"Деньги нужны семье. {CANARY}"
        )
    return made


def propose(cast: Cast, at: datetime, file_id: UUID, result: Result) -> UUID:
    """Anna proposes with everything written down and considered."""
    return services.propose(
        cast.anna.signed(at), file_id, result,
        reasons=f"Два независимых источника. {CANARY}",
        speaks_for="Журнал настоящий.",
        speaks_against="Деньги вперёд.",
        distortions=frozenset(Distortion),
    )  # fmt: skip


def concluded(cast: Cast, at: datetime, file_id: UUID, result: Result) -> UUID:
    """The whole way to a result by Anna and Viktor; returns the conclusion."""
    opened(cast, at, file_id)
    services.add_finding(cast.anna.signed(at), file_id, new_finding())
    if result is not Result.CLEAR:
        against(cast, at, file_id)
    row = propose(cast, at, file_id, result)
    services.decide(cast.viktor.signed(at + timedelta(hours=1)), row)
    return row


def set_state(cast: Cast, at: datetime, file_id: UUID, state: Vetting) -> None:
    """Put the track into a state directly, whatever it was: for tests of who can tell."""
    VettingDecision.objects.filter(file_id=file_id).delete()
    if state is Vetting.NONE:
        return
    row = VettingDecision(file_id=file_id, state=state.value)
    if state is not Vetting.OPEN:
        row.proposed_by, row.decided_by, row.decided_at = cast.anna.id, cast.viktor.id, at
        row.sealed_reasons = b"sealed"
    row.save(force_insert=True)
