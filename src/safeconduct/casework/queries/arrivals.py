"""Reads who may still arrive, who attested it, and who may."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from safeconduct.accounts.core.terms import Actor, Role
from safeconduct.accounts.queries import ask_roles_among, is_member, roles_left, team_of
from safeconduct.casework.core.rules import AttestFacts, reasons_not_to_attest
from safeconduct.casework.core.terms import Stage
from safeconduct.casework.models import Arrival, Attestation, Case
from safeconduct.casework.queries.cases import CaseView, state_of, to_view, view_of
from safeconduct.common.keyset import Position, Slice, read
from safeconduct.web import together
from safeconduct.web.among import among
from safeconduct.web.keyset import Order, turn
from safeconduct.web.together import Reads, both, each, prepared, rows_of


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


def ask_to_attest(actor: Actor, at: datetime) -> Reads[list[CaseView]]:
    """The first few arrivals at reception that this officer may attest; all are on the list of
    arrivals.
    """
    once, arrived = yield from both(rows_of(_once(at - LATELY)), rows_of(_arrived()))
    files = list({*once, *arrived})
    rows, (now, left), firsts = yield from each(
        [
            rows_of(_among_expected(files)),
            ask_roles_among(actor, files, at),
            rows_of(_firsts(files)),
        ]
    )
    first = {row.case_id: row for row in firsts}
    roles = left | set(now.items())
    worked_on = now.keys() | {one for one, _ in left}
    found = []
    for row in rows:
        earlier = first.get(row.file_id)
        facts = AttestFacts(
            state=state_of(row),
            attester=actor.officer_id,
            attester_on_team=row.file_id in worked_on,
            attester_coordinates=(row.file_id, Role.PASSAGE_COORDINATOR) in roles,
            seen_in_person=True,
            first=earlier.officer_id if earlier else None,
            first_on_team=earlier.on_team if earlier else False,
        )
        if not reasons_not_to_attest(facts):
            found.append(view_of(row))
    return found


@prepared
def _once(since: datetime) -> QuerySet[Attestation, UUID]:
    """Cases that one person attested lately, and no second one."""
    rows = Attestation.objects.filter(~_twice("case"), ordinal=1, at__gt=since)
    return rows.order_by("at").values_list("case_id", flat=True)[:MOST_TO_ATTEST]


@prepared
def _arrived() -> QuerySet[Case, UUID]:
    """The longest arrived that two people have not attested yet."""
    rows = Case.objects.filter(~_twice("pk"), stage=Stage.ARRIVED.value)
    first = rows.order_by(*EXPECTED.columns)
    return first.values_list("file_id", flat=True)[:MOST_TO_ATTEST]


@prepared
def _among_expected(file_ids: list[UUID]) -> QuerySet[Case]:
    rows = _expected(to_view()).filter(among("file_id", file_ids))
    return rows.order_by(*EXPECTED.columns)[:MOST_TO_ATTEST]


@prepared
def _firsts(file_ids: list[UUID]) -> QuerySet[Attestation]:
    return Attestation.objects.filter(among("case_id", file_ids), ordinal=1)


def _twice(case: str) -> Exists:
    return Exists(Attestation.objects.filter(case=OuterRef(case), ordinal=2))


def may_attest_here(actor: Actor, file_id: UUID, at: datetime) -> bool:
    """Whether this officer may know of the case at reception: it is on the list of arrivals, or
    they are on it.
    """
    return _expected(Case.objects.all()).filter(file_id=file_id).exists() or is_member(
        actor, file_id, at
    )


LATELY = timedelta(days=30)  # a second attestation follows in days
MOST_TO_ATTEST = 10
EXPECTED = Order(("moved_at", "file_id"), (datetime, UUID))


def _expected(rows: QuerySet[Case]) -> QuerySet[Case]:
    """Those of these cases in passage or arrived that two people have not attested."""
    stages = [Stage.PASSAGE.value, Stage.ARRIVED.value]
    return rows.filter(~_twice("pk"), stage__in=stages)


def expected_arrivals(position: Position | None = None) -> Slice[CaseView]:
    """A page of the cases whose person may stand at reception, the longest on the way first:
    alias and stage, nothing else is shown.
    """
    page = turn(EXPECTED, position, _expected(Case.objects.all()))
    found = to_view().in_bulk([key[-1] for key in page.rows])
    rows = tuple(view_of(found[key[-1]]) for key in page.rows if key[-1] in found)
    return Slice(rows, page.start, page.newer, page.older)


def expected_position(text: str) -> Position | None:
    """The position an address asks for; None when it is none of this list."""
    return read(text, EXPECTED.shape)


def arrival_of(file_id: UUID) -> Arrival | None:
    """The attested arrival of a case."""
    return together.read(ask_arrival(file_id))


def ask_arrival(file_id: UUID) -> Reads[Arrival | None]:
    """As `arrival_of`, together with other reads."""
    rows = yield from rows_of(Arrival.objects.filter(case_id=file_id))
    return next(iter(rows), None)


def heads_counted(file_id: UUID) -> list[int]:
    """How many people each attestation counted, in order."""
    return together.read(ask_heads(file_id))


def ask_heads(file_id: UUID) -> Reads[list[int]]:
    """As `heads_counted`, together with other reads."""
    return rows_of(_heads(file_id))


@prepared
def _heads(file_id: UUID) -> QuerySet[Attestation, int]:
    rows = Attestation.objects.filter(case_id=file_id).order_by("ordinal")
    return rows.values_list("head_count", flat=True)


def attesters(file_id: UUID) -> list[tuple[UUID, int]]:
    """(officer id, ordinal) of each attestation."""
    return together.read(ask_attesters(file_id))


def ask_attesters(file_id: UUID) -> Reads[list[tuple[UUID, int]]]:
    """As `attesters`, together with other reads."""
    rows = Attestation.objects.filter(case_id=file_id).order_by("ordinal")
    return rows_of(rows.values_list("officer_id", "ordinal"))
