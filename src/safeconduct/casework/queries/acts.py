"""Reads what may be done on a case now, and why not."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from safeconduct.accounts.core.terms import Actor, Role
from safeconduct.accounts.queries import ask_team
from safeconduct.casework.core.catalogue import repeating
from safeconduct.casework.core.rules import Offered, explain
from safeconduct.casework.core.sheets import COMPANION, RIGHTS, is_given
from safeconduct.casework.core.silence import silence_over_on, silent_for
from safeconduct.casework.core.terms import CLOSED, CaseFacts, Confirm
from safeconduct.casework.models import Case, Task
from safeconduct.casework.queries.cases import CaseView, find, view_of
from safeconduct.casework.queries.content import ask_conditions
from safeconduct.casework.queries.referrals import ask_referral_ready
from safeconduct.casework.queries.retention import things_of
from safeconduct.casework.queries.telling import ask_given
from safeconduct.casework.queries.work import ask_pending
from safeconduct.contact.queries import ask_last_letter_day
from safeconduct.web.together import Reads, each, prepared, read, rows_of


def facts_of(
    case: Case, at: datetime, confirmed: frozenset[Confirm] = frozenset()
) -> CaseFacts:
    """Everything the moves may look at."""
    return read(ask_facts(view_of(case), at, confirmed))


def ask_facts(
    case: CaseView, at: datetime, confirmed: frozenset[Confirm] = frozenset()
) -> Reads[CaseFacts]:
    """As `facts_of`, together with other reads."""
    team, given, codes, conditions, ready, last, pending = yield from each(
        [
            ask_team(case.file_id),
            ask_given(case.file_id),
            rows_of(_open_codes(case.file_id)),
            ask_conditions(case.file_id),
            ask_referral_ready(case.file_id),
            ask_last_letter_day(case.file_id) if case.state.lost else None,
            ask_pending(case.file_id, at),
        ]
    )
    lost_at = case.lost_at if case.state.lost else None
    return CaseFacts(
        state=case.state,
        kind=case.kind,
        has_team=Role.CASE_OFFICER.value in {role for _, role in team},
        open_tasks=sum(code not in repeating() for code in codes),
        conditions_unmet=sum(one.fulfilled_at is None for one in conditions),
        rights_given=is_given(RIGHTS, case.language, given),
        referral_ready=ready,
        told_first=is_given(COMPANION, case.language, given),
        silent_days=0 if lost_at is None else silent_for(at.date(), lost_at.date(), last),
        goes_on=_goes_on(case),
        confirmed=confirmed,
        pending=pending is not None,
    )


@prepared
def _open_codes(file_id: UUID) -> QuerySet[Task, str]:
    rows = Task.objects.filter(case_id=file_id, done_at__isnull=True)
    return rows.values_list("code", flat=True)


def _goes_on(case: CaseView) -> bool:
    if case.state.stage not in CLOSED:
        return False  # no open case is erased, whatever goes on in it
    things = things_of([case.file_id]).get(case.file_id, {})
    return any(found.going_on for found in things.values())


def silence_over(file_id: UUID) -> date | None:
    """From which day a lost case may be closed for silence; None while it is not lost."""
    return read(ask_silence_over(find(file_id)))


def ask_silence_over(case: CaseView) -> Reads[date | None]:
    """As `silence_over`, together with other reads."""
    if case.lost_at is None:
        return None
    last = yield from ask_last_letter_day(case.file_id)
    return silence_over_on(case.lost_at.date(), last)


def explain_case(actor: Actor, file_id: UUID, at: datetime) -> tuple[Offered, ...]:
    """Allowed and refused acts for the page."""
    return explain(read(ask_facts(find(file_id), at)), actor.roles)
