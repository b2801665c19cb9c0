"""Reads cases for the officers who are on them: state, danger, alias."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from safeconduct.accounts.core.terms import Actor
from safeconduct.accounts.queries import ask_member
from safeconduct.casework.core.rules import danger_shown, place_on_desk
from safeconduct.casework.core.terms import OPEN, CaseKind, CaseState, Erasing, Stage
from safeconduct.casework.models import Attestation, Case, Erasure
from safeconduct.common.refusal import Unknown
from safeconduct.contact.core.terms import Danger
from safeconduct.web.among import among
from safeconduct.web.together import Reads, both, prepared, read, rows_of


@dataclass(frozen=True)
class CaseView:
    """The clear columns of a case; `danger` is the danger now, `told` what was said last."""

    file_id: UUID
    alias: str
    kind: CaseKind
    state: CaseState
    danger: Danger
    told: Danger
    told_at: datetime
    language: str
    opened_at: datetime
    moved_at: datetime
    version: int
    lost_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether the case is at an open stage."""
        return self.state.stage in OPEN

    @property
    def at_the_front(self) -> bool:
        """Whether the case comes before everything else."""
        return self.is_open and self.danger is Danger.FRONT


def state_of(case: Case, arrivals: int | None = None) -> CaseState:
    """The machine's state of a row; `arrivals`: how many attested one, where it was read."""
    return CaseState(
        stage=Stage(case.stage),
        previous=Stage(case.previous) if case.previous else None,
        lost=case.lost,
        dormant=case.dormant,
        arrivals=_seen(case) if arrivals is None else arrivals,
        held=case.held,
        erasing=Erasing(case.erasing),
    )


def view_of(case: Case, arrivals: int | None = None) -> CaseView:
    """The row as pages see it; `arrivals` as in `state_of`."""
    state = state_of(case, arrivals)
    return CaseView(
        case.file_id, case.alias, CaseKind(case.kind), state, _danger(case),
        Danger(case.danger), case.danger_at, case.language, case.opened_at, case.moved_at,
        case.version, case.lost_at,
    )  # fmt: skip


def _seen(case: Case) -> int:
    """How many people attested an arrival: read with the row (`to_view`), or asked for now."""
    seen: int | None = getattr(case, "seen", None)
    return case.attestation_set.count() if seen is None else seen


def _danger(case: Case) -> Danger:
    arrival = getattr(case, "arrival", None)  # None until two people saw the person
    return danger_shown(Danger(case.danger), case.danger_at, arrival and arrival.at)


def to_view() -> QuerySet[Case]:
    """Cases with all that `view_of` looks at: however many rows, one statement."""
    seen = Attestation.objects.filter(case=OuterRef("pk")).order_by().values("case")
    count = Coalesce(Subquery(seen.values(count=Count("*"))), 0)
    return Case.objects.select_related("arrival").annotate(seen=count)


def place_of(case: Case) -> int:
    """Where a case stands in every list: the greatest danger first, closed cases last."""
    return place_on_desk(Stage(case.stage), _danger(case))


# Columns that put many cases in order without making a row object of each.
BY_DANGER = ("file_id", "stage", "danger", "danger_at", "arrival__at", "moved_at")


def place_by(stage: str, danger: str, told_at: datetime, arrived_at: datetime | None) -> int:
    """As `place_of`, from the columns between the first and the last of `BY_DANGER`."""
    return place_on_desk(Stage(stage), danger_shown(Danger(danger), told_at, arrived_at))


def ask_places_on_desk(file_ids: list[UUID]) -> Reads[dict[UUID, int]]:
    """Where these cases stand in every list, by danger alone; together with other reads."""
    rows = yield from rows_of(_by_danger(file_ids))
    return {file_id: place_by(*said) for file_id, *said, _ in rows}


@prepared
def _by_danger(file_ids: list[UUID]) -> QuerySet[Case, Any]:
    return Case.objects.filter(among("file_id", file_ids)).values_list(*BY_DANGER)


def find(file_id: UUID) -> CaseView:
    """A case by id, for services that checked access; Unknown when there is none."""
    return read(ask_case(file_id))


def ask_case(file_id: UUID) -> Reads[CaseView]:
    """As `find`, together with other reads."""
    rows, seen = _case(file_id), _attested(file_id)
    yield rows, seen
    if not rows:
        raise Unknown
    return view_of(rows[0], len(seen))


@prepared
def _case(file_id: UUID) -> QuerySet[Case]:
    return Case.objects.select_related("arrival").filter(file_id=file_id)


@prepared
def _attested(file_id: UUID) -> QuerySet[Attestation, Any]:
    return Attestation.objects.filter(case_id=file_id).values_list("ordinal")


def exists(file_id: UUID) -> bool:
    """Whether this file became a case."""
    return Case.objects.filter(file_id=file_id).exists()


def case_for(actor: Actor, file_id: UUID, at: datetime) -> CaseView:
    """A case for an officer on it; Unknown (404) for everybody else."""
    on_it, case = read(both(ask_member(actor, file_id, at), ask_case(file_id)))
    if not on_it:
        raise Unknown
    return case


def ask_erasure_due(file_id: UUID) -> Reads[datetime | None]:
    """When the keys of a case will be destroyed; None when nothing waits."""
    due = yield from rows_of(_erasures(file_id))
    return next(iter(due), None)


@prepared
def _erasures(file_id: UUID) -> QuerySet[Erasure, datetime]:
    rows = Erasure.objects.filter(case_id=file_id, stopped_at=None, done_at=None)
    return rows.order_by("due_at").values_list("due_at", flat=True)


def alias_of(file_id: UUID) -> str:
    """The case's alias; Unknown when there is none."""
    return find(file_id).alias


def aliases_of(file_ids: list[UUID]) -> dict[UUID, str]:
    """Aliases of several cases."""
    return read(ask_aliases_of(file_ids))


def ask_aliases_of(file_ids: list[UUID]) -> Reads[dict[UUID, str]]:
    """As `aliases_of`, together with other reads."""
    return dict((yield from rows_of(_aliases(file_ids))))


@prepared
def _aliases(file_ids: list[UUID]) -> QuerySet[Case, tuple[UUID, str]]:
    return Case.objects.filter(among("file_id", file_ids)).values_list("file_id", "alias")


def find_by_alias(alias: str) -> UUID | None:
    """The file id behind an alias."""
    return (
        Case.objects.filter(alias__iexact=alias.strip())
        .values_list("file_id", flat=True)
        .first()
    )
