"""Reads cases for officers, for other rooms and for totals."""

from safeconduct.casework.queries.acts import explain_case, facts_of
from safeconduct.casework.queries.arrivals import (
    arrival_of,
    arrivals_to_attest,
    attest_facts,
    attesters,
    expected_arrivals,
)
from safeconduct.casework.queries.cases import (
    CaseView,
    alias_of,
    aliases_of,
    case_for,
    cases_for,
    erasure_due,
    exists,
    find,
    find_by_alias,
    places_on_desk,
    state_of,
    view_of,
)
from safeconduct.casework.queries.content import PersonView, consents, people, unmet_conditions
from safeconduct.casework.queries.places import places_without_officer
from safeconduct.casework.queries.totals import (
    arrivals_count,
    late_tasks_count,
    open_files,
    stage_counts,
)
from safeconduct.casework.queries.work import (
    ProposalView,
    TaskView,
    pending_of,
    proposal,
    proposals_for,
    tasks_for,
)

__all__ = [
    "CaseView",
    "PersonView",
    "ProposalView",
    "TaskView",
    "alias_of",
    "aliases_of",
    "arrival_of",
    "arrivals_count",
    "arrivals_to_attest",
    "attest_facts",
    "attesters",
    "case_for",
    "cases_for",
    "consents",
    "erasure_due",
    "exists",
    "expected_arrivals",
    "explain_case",
    "facts_of",
    "find",
    "find_by_alias",
    "late_tasks_count",
    "open_files",
    "pending_of",
    "people",
    "places_on_desk",
    "places_without_officer",
    "proposal",
    "proposals_for",
    "stage_counts",
    "state_of",
    "tasks_for",
    "unmet_conditions",
    "view_of",
]
