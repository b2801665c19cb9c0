"""Reads who may still arrive, who attested it, and who may."""

from datetime import datetime
from uuid import UUID

from safeconduct.accounts.core.terms import Actor, Role
from safeconduct.accounts.queries import is_member, roles_left, team_of
from safeconduct.casework.core.rules import AttestFacts, reasons_not_to_attest
from safeconduct.casework.core.terms import Stage
from safeconduct.casework.models import Arrival, Attestation, Case
from safeconduct.casework.queries.cases import CaseView, state_of, view_of


def attest_facts(actor: Actor, case: Case, at: datetime, *, seen: bool) -> AttestFacts:
    """Everything an attestation by this officer may look at.

    Leaving a case makes nobody an outsider: who worked on it counts as one who does.
    """
    before = roles_left(actor.officer_id, case.file_id)
    earlier = Attestation.objects.filter(case=case).order_by("ordinal").first()
    return AttestFacts(
        state=state_of(case),
        attester=actor.officer_id,
        attester_on_team=bool(before) or is_member(actor, case.file_id, at),
        attester_coordinates=Role.PASSAGE_COORDINATOR in before
        or (actor.alias, Role.PASSAGE_COORDINATOR.value) in team_of(case.file_id),
        seen_in_person=seen,
        first=earlier.officer_id if earlier else None,
        first_on_team=earlier.on_team if earlier else False,
    )


def arrivals_to_attest(actor: Actor, at: datetime) -> list[CaseView]:
    """Arrivals that stand at reception now and that this officer may attest."""
    rows = Case.objects.filter(stage__in=[Stage.PASSAGE.value, Stage.ARRIVED.value])
    rows = rows.select_related("arrival").prefetch_related("attestation_set")
    here = [
        row
        for row in rows.order_by("moved_at")
        if len(row.attestation_set.all()) == 1 or row.stage == Stage.ARRIVED.value
    ]
    return [
        view_of(row)
        for row in here
        if not reasons_not_to_attest(attest_facts(actor, row, at, seen=True))
    ]


def expected_arrivals() -> list[CaseView]:
    """Cases whose person may stand at reception: alias and stage, nothing else is shown."""
    stages = [Stage.PASSAGE.value, Stage.ARRIVED.value]
    rows = Case.objects.filter(stage__in=stages).order_by("moved_at")
    return [view for row in rows if (view := view_of(row)).state.arrivals < 2]


def arrival_of(file_id: UUID) -> Arrival | None:
    """The attested arrival of a case."""
    return Arrival.objects.filter(case_id=file_id).first()


def attesters(file_id: UUID) -> list[tuple[UUID, int]]:
    """(officer id, ordinal) of each attestation."""
    rows = Attestation.objects.filter(case_id=file_id).order_by("ordinal")
    return list(rows.values_list("officer_id", "ordinal"))
