"""Reads what may be done on a case now, and why not."""

from datetime import datetime
from uuid import UUID

from safeconduct.accounts.core.terms import Actor, Role
from safeconduct.accounts.queries import team_of
from safeconduct.casework.core.rules import Offered, explain
from safeconduct.casework.core.terms import CaseFacts, CaseKind, Confirm
from safeconduct.casework.models import Case, Condition, Task
from safeconduct.casework.queries.cases import state_of
from safeconduct.casework.queries.work import pending_of


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
