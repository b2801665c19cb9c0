"""An officer leaves the programme: two people say so, then all keys go in one transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from safeconduct.accounts.core.leaving import (
    DEPARTURE_LIFE,
    DepartureFacts,
    reasons_not_to_let_go,
    reasons_not_to_propose,
)
from safeconduct.accounts.core.terms import Actor, Kind, Leaving, Parting, WhyNot
from safeconduct.accounts.models import (
    Departure,
    Membership,
    Officer,
    Question,
    Removal,
    SecurityKey,
    Session,
)
from safeconduct.accounts.queries import live_key_ids
from safeconduct.accounts.signed import Signed
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Unknown, refuse_if
from safeconduct.record.services import Act, act
from safeconduct.vault.core.terms import Kind as VaultKind
from safeconduct.vault.queries import at_desk, desks_of, lasting, opened_by
from safeconduct.vault.ring import ring
from safeconduct.vault.services import revoke_all
from safeconduct.web.together import Reads, prepared, rows_of


@dataclass(frozen=True)
class DepartureView:
    """A departure that waits for a second person, and what it would take along.

    `cases`: how many the officer is on; `only_theirs`: those with a part nobody else opens.
    """

    id: UUID
    officer_id: UUID
    alias: str
    reason: Parting
    proposed_by: UUID
    proposed_at: datetime
    cases: int
    only_theirs: frozenset[UUID]


def propose_departure(me: Signed, officer_id: UUID, reason: Parting) -> UUID:
    """Propose that an officer leaves; nothing ends before another person confirms it."""
    with act(me.actor, me.at) as a:
        officer = _locked(officer_id)
        over = Departure.objects.filter(
            officer_id=officer_id, state="pending", proposed_at__lte=me.at - DEPARTURE_LIFE
        )
        over.update(state="dropped", decided_at=me.at)
        row = Departure.objects.filter(officer_id=officer_id, state="pending").first()
        refuse_if(reasons_not_to_propose(_facts(me.actor, officer, row)))
        made = Departure.objects.create(
            id=new_id(),
            officer_id=officer_id,
            reason=reason.name,
            proposed_by=me.actor.officer_id,
            proposed_at=me.at,
        )
        a.note(Kind.DEPARTURE_PROPOSED, about=officer.key_id, parting=reason.name)
    return made.id


def let_go(a: Act, me: Signed, departure_id: UUID) -> UUID:
    """End everything the officer holds; returns the officer's id. Call inside `act`.

    Sessions, security keys, places on cases, keys to files and desks go together; the row of
    the departure is written last, and the database refuses it while any of them is left.
    """
    row = _departure(departure_id)
    officer = _locked(row.officer_id)
    row = Departure.objects.select_for_update().get(id=departure_id)
    refuse_if(reasons_not_to_let_go(_facts(me.actor, officer, row if _waits(row, a) else None)))
    Officer.objects.filter(id=officer.id).update(active=False)
    for table in (Session, Question, SecurityKey):
        table.objects.filter(officer=officer).delete()
    _leave_cases(a, row, officer, me.actor.officer_id)
    Departure.objects.filter(id=row.id).update(
        state="done", confirmed_by=me.actor.officer_id, decided_at=a.at
    )
    a.note(Kind.DEPARTURE_DONE, about=officer.key_id, parting=row.reason)
    return officer.id


def _leave_cases(a: Act, row: Departure, officer: Officer, by: UUID) -> None:
    opened = lasting(officer.key_id)
    members = list(Membership.objects.filter(officer=officer).order_by("file_id"))
    Membership.objects.filter(officer=officer).delete()
    revoke_all(officer.key_id)
    Removal.objects.bulk_create(
        Removal(
            id=new_id(),
            file_id=member.file_id,
            officer_id=officer.id,
            role=member.role,
            lasting=member.until is None,
            parts=sorted(opened.get(member.file_id, ())),
            reason=Leaving.DEPARTED.name,
            by=by,
            departure=row,
            at=a.at,
        )
        for member in members
    )
    for file_id in sorted({member.file_id for member in members} | set(opened)):
        leaving = Leaving.DEPARTED.name
        a.note(VaultKind.ACCESS_REVOKED, file=file_id, about=officer.key_id, leaving=leaving)


def drop_departure(me: Signed, departure_id: UUID) -> None:
    """Turn a departure down, or take it back; Refused when it was decided already."""
    with act(me.actor, me.at) as a:
        officer = _locked(_departure(departure_id).officer_id)
        row = Departure.objects.select_for_update().get(id=departure_id)
        refuse_if([] if row.state == "pending" else [WhyNot.DEPARTURE_ENDED])
        Departure.objects.filter(id=row.id).update(state="dropped", decided_at=me.at)
        a.note(Kind.DEPARTURE_DROPPED, about=officer.key_id)


def _departure(departure_id: UUID) -> Departure:
    row = Departure.objects.filter(id=departure_id).first()
    if row is None:
        raise Unknown
    return row


def _locked(officer_id: UUID) -> Officer:
    """The officer's row, locked: whoever gives keys to this officer meanwhile waits for us."""
    row = Officer.objects.select_for_update(no_key=True).filter(id=officer_id).first()
    if row is None:
        raise Unknown
    return row


def _waits(row: Departure, a: Act) -> bool:
    return row.state == "pending" and a.at < row.proposed_at + DEPARTURE_LIFE


def _facts(actor: Actor, officer: Officer, row: Departure | None) -> DepartureFacts:
    others = live_key_ids() - {officer.key_id}
    # A new desk key that is not signed yet opens nothing: it holds nobody back.
    desks = desks_of(officer.key_id) & ring().desk_key_ids()
    return DepartureFacts(
        actor=actor,
        leaving=officer.id,
        active=officer.active,
        desk_held=all(at_desk(desk) & others for desk in desks),
        waits=row is not None,
        proposed_by=row.proposed_by if row else None,
    )


def departures(at: datetime) -> list[DepartureView]:
    """Departures that wait for a second person, the oldest first."""
    rows = Departure.objects.filter(state="pending", proposed_at__gt=at - DEPARTURE_LIFE)
    return [_view(row) for row in rows.order_by("proposed_at")]


def ask_leaving(at: datetime) -> Reads[list[tuple[UUID, UUID, str, UUID, datetime]]]:
    """(departure, officer, alias, who proposed, when) of what waits; together with others."""
    rows = yield from rows_of(_leaving(at - DEPARTURE_LIFE))
    return list(rows)


@prepared
def _leaving(since: datetime) -> QuerySet[Departure, Any]:
    alias = Officer.objects.filter(id=OuterRef("officer_id")).values("alias")
    rows = Departure.objects.filter(state="pending", proposed_at__gt=since)
    rows = rows.order_by("proposed_at").annotate(alias=Subquery(alias))
    return rows.values_list("id", "officer_id", "alias", "proposed_by", "proposed_at")


def departure(departure_id: UUID, at: datetime) -> DepartureView:
    """One that waits; Unknown when there is none, or it was decided."""
    found = [one for one in departures(at) if one.id == departure_id]
    if not found:
        raise Unknown
    return found[0]


def _view(row: Departure) -> DepartureView:
    officer = Officer.objects.get(id=row.officer_id)
    return DepartureView(
        id=row.id,
        officer_id=row.officer_id,
        alias=officer.alias,
        reason=Parting[row.reason],
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        cases=Membership.objects.filter(officer=officer).count(),
        only_theirs=_only_theirs(officer.key_id),
    )


def _only_theirs(key_id: str) -> frozenset[UUID]:
    """Files with a part that no other active officer's key opens for good."""
    mine = lasting(key_id)
    others = opened_by(live_key_ids() - {key_id}, mine)
    return frozenset(one for one, parts in mine.items() if parts - others.get(one, set()))
