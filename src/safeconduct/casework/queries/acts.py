"""Reads what may be done on a case now, and why not."""

from datetime import date, datetime
from uuid import UUID

from safeconduct.accounts.core.terms import Actor, Role
from safeconduct.accounts.queries import team_of
from safeconduct.casework.core.catalogue import repeating
from safeconduct.casework.core.rules import Offered, explain
from safeconduct.casework.core.sheets import COMPANION, RIGHTS, is_given
from safeconduct.casework.core.silence import silence_over_on, silent_for
from safeconduct.casework.core.terms import CLOSED, CaseFacts, CaseKind, Confirm, Stage
from safeconduct.casework.models import Case, Condition, Task
from safeconduct.casework.queries.cases import state_of
from safeconduct.casework.queries.referrals import referral_ready
from safeconduct.casework.queries.retention import things_of
from safeconduct.casework.queries.telling import given_sheets
from safeconduct.casework.queries.work import pending_of
from safeconduct.contact.queries import last_letter_day


def facts_of(
    case: Case, at: datetime, confirmed: frozenset[Confirm] = frozenset()
) -> CaseFacts:
    """Everything the moves may look at."""
    team = {role for _, role in team_of(case.file_id)}
    given = given_sheets(case.file_id)
    return CaseFacts(
        state=state_of(case),
        kind=CaseKind(case.kind),
        has_team=Role.CASE_OFFICER.value in team,
        open_tasks=Task.objects.filter(case=case, done_at__isnull=True)
        .exclude(code__in=repeating())
        .count(),
        conditions_unmet=Condition.objects.filter(case=case, fulfilled_at__isnull=True).count(),
        rights_given=is_given(RIGHTS, case.language, given),
        referral_ready=referral_ready(case.file_id),
        told_first=is_given(COMPANION, case.language, given),
        silent_days=_silent_days(case, at),
        goes_on=_goes_on(case),
        confirmed=confirmed,
        pending=pending_of(case.file_id, at) is not None,
    )


def _goes_on(case: Case) -> bool:
    if Stage(case.stage) not in CLOSED:
        return False  # no open case is erased, whatever goes on in it
    things = things_of([case.file_id]).get(case.file_id, {})
    return any(found.going_on for found in things.values())


def _silent_days(case: Case, at: datetime) -> int:
    if not case.lost or case.lost_at is None:
        return 0
    return silent_for(at.date(), case.lost_at.date(), last_letter_day(case.file_id))


def silence_over(file_id: UUID) -> date | None:
    """From which day a lost case may be closed for silence; None while it is not lost."""
    lost_at = Case.objects.values_list("lost_at", flat=True).get(file_id=file_id)
    return lost_at and silence_over_on(lost_at.date(), last_letter_day(file_id))


def explain_case(actor: Actor, file_id: UUID, at: datetime) -> tuple[Offered, ...]:
    """Allowed and refused acts for the page."""
    case = Case.objects.get(file_id=file_id)
    return explain(facts_of(case, at), actor.roles)
