"""Reads cases for the officers who are on them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet, Sum
from django.db.models.functions import Least
from django.utils.translation import gettext

from safeconduct.accounts.core.terms import Actor, Role
from safeconduct.accounts.queries import files_of, require_member, team_of
from safeconduct.casework.core.catalogue import task_types
from safeconduct.casework.core.rules import Offered, explain
from safeconduct.casework.core.terms import (
    OPEN,
    CaseFacts,
    CaseKind,
    CaseState,
    Confirm,
    Stage,
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
from safeconduct.common.refusal import Unknown
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.opening import FileKeys


@dataclass(frozen=True)
class CaseView:
    """The clear columns of a case."""

    file_id: UUID
    alias: str
    kind: CaseKind
    state: CaseState
    danger: str
    language: str
    opened_at: datetime
    moved_at: datetime
    version: int

    @property
    def is_open(self) -> bool:
        """Whether the case is at an open stage."""
        return self.state.stage in OPEN


@dataclass(frozen=True)
class TaskView:
    """One task for a list."""

    id: UUID
    file_id: UUID
    alias: str
    say: str
    role: str
    due_at: datetime
    late: bool


@dataclass(frozen=True)
class ProposalView:
    """An act that waits for a second person."""

    id: UUID
    file_id: UUID
    alias: str
    act: str
    proposed_by: UUID
    until: datetime


@dataclass(frozen=True)
class PersonView:
    """A person of the file; `card` is opened text, or None without the identity key."""

    id: UUID
    relation: str
    card: str | None


def state_of(case: Case) -> CaseState:
    """The machine's state of a row."""
    return CaseState(
        stage=Stage(case.stage),
        previous=Stage(case.previous) if case.previous else None,
        lost=case.lost,
        dormant=case.dormant,
        arrivals=Attestation.objects.filter(case=case).count(),
    )


def view_of(case: Case) -> CaseView:
    """The row as pages see it."""
    return CaseView(
        case.file_id, case.alias, CaseKind(case.kind), state_of(case), case.danger,
        case.language, case.opened_at, case.moved_at, case.version,
    )  # fmt: skip


def find(file_id: UUID) -> CaseView:
    """A case by id, for services that checked access; Unknown when there is none."""
    case = Case.objects.filter(file_id=file_id).first()
    if case is None:
        raise Unknown
    return view_of(case)


def exists(file_id: UUID) -> bool:
    """Whether this file became a case."""
    return Case.objects.filter(file_id=file_id).exists()


def case_for(actor: Actor, file_id: UUID, at: datetime) -> CaseView:
    """A case for an officer on it; Unknown (404) for everybody else."""
    require_member(actor, file_id, at)
    return find(file_id)


def facts_of(
    case: Case, at: datetime, confirmed: frozenset[Confirm] = frozenset()
) -> CaseFacts:
    """Everything the moves may look at."""
    team = {role for _, role in team_of(case.file_id)}
    return CaseFacts(
        state=state_of(case),
        kind=CaseKind(case.kind),
        has_team=Role.CASE_OFFICER.value in team,
        open_tasks=Task.objects.filter(case=case, done_at__isnull=True).count(),
        conditions_unmet=Condition.objects.filter(case=case, fulfilled_at__isnull=True).count(),
        confirmed=confirmed,
        pending=pending_of(case.file_id, at) is not None,
    )


def explain_case(actor: Actor, file_id: UUID, at: datetime) -> tuple[Offered, ...]:
    """Allowed and refused acts for the page."""
    case = Case.objects.get(file_id=file_id)
    return explain(facts_of(case, at), actor.roles)


def pending_of(file_id: UUID, at: datetime) -> ProposalView | None:
    """The act of this case that waits for a second person."""
    rows = _pending(at).filter(case_id=file_id)
    return _proposal(rows[0]) if rows else None


def _pending(at: datetime) -> QuerySet[Proposal]:
    return Proposal.objects.select_related("case").filter(state="pending", until__gt=at)


def _proposal(row: Proposal) -> ProposalView:
    return ProposalView(
        row.id, row.case_id, row.case.alias, row.act, row.proposed_by, row.until
    )


def proposals_for(actor: Actor, at: datetime) -> list[ProposalView]:
    """Proposals on the officer's cases that somebody else made."""
    rows = _pending(at).filter(case_id__in=files_of(actor, at))
    return [_proposal(row) for row in rows.exclude(proposed_by=actor.officer_id)]


def proposal(proposal_id: UUID) -> ProposalView:
    """One pending proposal; Unknown when there is none."""
    row = Proposal.objects.select_related("case").filter(id=proposal_id).first()
    if row is None:
        raise Unknown
    return _proposal(row)


def tasks_for(actor: Actor, at: datetime, file_id: UUID | None = None) -> list[TaskView]:
    """Open tasks of the officer's roles on the officer's cases (or of one case), by date."""
    rows = Task.objects.select_related("case").filter(done_at__isnull=True).order_by("due_at")
    if file_id is not None:
        rows = rows.filter(case_id=file_id)
    else:
        roles = [role.value for role in actor.roles]
        rows = rows.filter(case_id__in=files_of(actor, at), role__in=roles)
    return [_task(row, at) for row in rows[:200]]


def _task(row: Task, at: datetime) -> TaskView:
    say = gettext(task_types()[row.code].say)
    return TaskView(
        row.id, row.case_id, row.case.alias, say, row.role, row.due_at, row.due_at < at
    )


def cases_for(actor: Actor, at: datetime) -> list[CaseView]:
    """The officer's cases, latest first."""
    wanted = files_of(actor, at)
    rows = {row.file_id: row for row in Case.objects.filter(file_id__in=wanted)}
    return [view_of(rows[file_id]) for file_id in wanted if file_id in rows]


def expected_arrivals() -> list[CaseView]:
    """Cases whose person may stand at reception: alias and stage, nothing else is shown."""
    stages = [Stage.PASSAGE.value, Stage.ARRIVED.value]
    rows = Case.objects.filter(stage__in=stages).order_by("moved_at")
    return [view for row in rows if (view := view_of(row)).state.arrivals < 2]


def alias_of(file_id: UUID) -> str:
    """The case's alias; Unknown when there is none."""
    return find(file_id).alias


def aliases_of(file_ids: list[UUID]) -> dict[UUID, str]:
    """Aliases of several cases."""
    rows = Case.objects.filter(file_id__in=file_ids)
    return dict(rows.values_list("file_id", "alias"))


def find_by_alias(alias: str) -> UUID | None:
    """The file id behind an alias."""
    return (
        Case.objects.filter(alias__iexact=alias.strip())
        .values_list("file_id", flat=True)
        .first()
    )


def arrival_of(file_id: UUID) -> Arrival | None:
    """The attested arrival of a case."""
    return Arrival.objects.filter(case_id=file_id).first()


def attesters(file_id: UUID) -> list[tuple[UUID, int]]:
    """(officer id, ordinal) of each attestation."""
    rows = Attestation.objects.filter(case_id=file_id).order_by("ordinal")
    return list(rows.values_list("officer_id", "ordinal"))


def people(keys: FileKeys) -> list[PersonView]:
    """Everybody of the file; cards only for holders of the identity key."""
    may = keys.may_open(Compartment.IDENTITY)
    found = []
    for row in Person.objects.filter(case_id=keys.file_id).order_by("relation", "id"):
        card = None
        if may:
            card = keys.open(
                Compartment.IDENTITY, "casework.person.card", row.id, bytes(row.sealed)
            )
        found.append(PersonView(row.id, row.relation, card))
    return found


def unmet_conditions(file_id: UUID) -> list[str]:
    """Codes of the person's conditions that are not fulfilled."""
    rows = Condition.objects.filter(case_id=file_id, fulfilled_at__isnull=True)
    return list(rows.values_list("code", flat=True))


def consents(file_id: UUID) -> dict[str, bool]:
    """The newest choice per purpose; a purpose never asked is not in it and counts as no."""
    rows = Consent.objects.filter(case_id=file_id).order_by("at")
    return dict(rows.values_list("purpose", "given"))


def stage_counts() -> dict[str, int]:
    """How many cases stand at each stage (no content, no alias)."""
    found: dict[str, int] = {}
    for stage in Case.objects.values_list("stage", flat=True):
        found[stage] = found.get(stage, 0) + 1
    return found


def arrivals_count() -> int:
    """How many people arrived: the smaller head count of each attested pair, summed."""
    heads = Least("first__head_count", "second__head_count")
    return Arrival.objects.aggregate(people=Sum(heads))["people"] or 0


def late_tasks_count(at: datetime) -> int:
    """How many open tasks of all cases are past their date (no content, no alias)."""
    return Task.objects.filter(done_at__isnull=True, due_at__lt=at).count()
