"""One act for several cases: gathered, looked at row by row, then done case by case.

Each case is a transaction of its own, asked by the same rules as alone: one that is refused
stands in nobody else's way, and nothing is half done.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from safeconduct.accounts.core.leaving import (
    Team,
    reasons_not_to_pass_on,
    reasons_not_to_take_off,
)
from safeconduct.accounts.core.terms import Leaving, Role
from safeconduct.accounts.core.terms import WhyNot as Account
from safeconduct.accounts.queries import standing_team
from safeconduct.accounts.services import NEEDS
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.batch import (
    BatchAct,
    RowState,
    reasons_not_to_begin,
    reasons_not_to_gather,
)
from safeconduct.casework.core.terms import Kind, WhyNot
from safeconduct.casework.models import Batch, BatchRow, Case
from safeconduct.casework.queries import cases_among
from safeconduct.casework.services import access
from safeconduct.casework.services.people import assign, why_not_assign, why_not_put_on
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Conflict, Reason, Refused, Unknown, refuse_if
from safeconduct.record.services import act
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.core.terms import WhyNot as Vault
from safeconduct.vault.queries import opened_by

KEPT = timedelta(days=7)  # working memory: what was done stands on the record
Parts = AbstractSet[Compartment]
NOTHING: frozenset[Compartment] = frozenset()
ROOMS: dict[str, type[Reason]] = {"accounts": Account, "casework": WhyNot, "vault": Vault}


@dataclass(frozen=True)
class Checked:
    """A case of a batch: what would come of it now, or what came of it.

    No alias of a case on which the officer is no more, unless this very batch took them off.
    """

    file_id: UUID
    alias: str
    state: RowState
    reasons: tuple[Reason, ...]
    mine: bool


def gather(me: Signed, wanted: str, file_ids: list[UUID]) -> UUID:
    """Take these cases together for an act (its name); nothing is done yet.

    Cases on which the officer is not are left out without a word. Old batches go.
    """
    mine = cases_among(me.actor, me.at, set(file_ids))
    refuse_if(reasons_not_to_gather(me.actor, wanted, len(mine)))
    batch_id = new_id()
    with act(me.actor, me.at):
        own = Batch.objects.filter(officer_id=me.actor.officer_id)
        own.filter(made_at__lt=me.at - KEPT).delete()
        made = Batch.objects.create(
            id=batch_id,
            officer_id=me.actor.officer_id,
            act=BatchAct[wanted].name,
            made_at=me.at,
        )
        rows = [one for one in dict.fromkeys(file_ids) if one in mine]
        BatchRow.objects.bulk_create(BatchRow(batch=made, file_id=one) for one in rows)
    return batch_id


def name_colleague(
    me: Signed, batch_id: UUID, to: UUID, role: Role | None, reason: Leaving | None
) -> None:
    """Say whom the batch is about, in which role, or why they leave; Unknown for strangers."""
    with act(me.actor, me.at):
        batch = _lock(me, batch_id)
        refuse_if(reasons_not_to_begin(named=True, begun=batch.begun_at is not None))
        Batch.objects.filter(id=batch_id).update(
            to=to, role=role.value if role else "", reason=reason.name if reason else ""
        )


def begin(me: Signed, batch_id: UUID) -> None:
    """Do the act, case by case; what each came to stands in the batch's rows.

    Refused when it was begun: of two at once the later waits here, and finds it begun.
    """
    with act(me.actor, me.at) as a:
        batch = _lock(me, batch_id)
        begun, named = batch.begun_at is not None, batch.to is not None
        refuse_if(reasons_not_to_begin(named=named, begun=begun))
        rows = list(BatchRow.objects.filter(batch=batch).order_by("id"))
        refuse_if(reasons_not_to_gather(me.actor, batch.act, len(rows)))
        Batch.objects.filter(id=batch_id).update(begun_at=me.at)
        a.note(Kind.BATCH_BEGUN, about=batch_id, act=batch.act, count=len(rows))
    for row in rows:
        _one(me, batch, row)


def _one(me: Signed, batch: Batch, row: BatchRow) -> None:
    """One case: done with its mark in one transaction, or not done, with its reasons."""
    mine = BatchRow.objects.filter(id=row.id)
    try:
        with transaction.atomic():
            _do(me, batch, row.file_id)
            mine.update(state=RowState.DONE.value)
    except Refused as refused:
        why = [_code(reason) for reason in refused.reasons]
    except Conflict:
        why = [_code(WhyNot.STALE)]
    except Unknown:
        why = [_code(Account.NOT_ON_CASE)]
    else:
        return
    mine.update(state=RowState.REFUSED.value, reasons=why)


def _do(me: Signed, batch: Batch, file_id: UUID) -> None:
    if batch.to is None:
        raise Unknown
    if batch.act == BatchAct.PASS_ON.name:
        access.pass_on(me, file_id, batch.to)
    elif batch.act == BatchAct.TAKE_OFF.name:
        access.take_off(me, file_id, batch.to, Leaving[batch.reason])
    else:
        assign(me, file_id, batch.to, Role(batch.role))


def check(me: Signed, batch: Batch) -> list[Checked]:
    """Every case of the batch in its order: what would come of it, or what came of it."""
    rows = list(BatchRow.objects.filter(batch=batch).order_by("id"))
    files = [row.file_id for row in rows]
    cases = {one.file_id: one for one in Case.objects.filter(file_id__in=files)}
    mine = cases_among(me.actor, me.at, set(files))
    opens = {} if batch.begun_at else opened_by([me.actor.key_id], files)
    found = []
    for row in rows:
        case, on_it = cases[row.file_id], row.file_id in mine
        if batch.begun_at:
            state, why = RowState(row.state), [_reason(code) for code in row.reasons]
        else:
            parts = opens.get(row.file_id, NOTHING)
            why = _outcome_now(me, batch, case, parts, on_it=on_it)
            state = RowState.REFUSED if why else RowState.WAITING
        alias = case.alias if on_it or state is RowState.DONE else ""
        found.append(Checked(row.file_id, alias, state, tuple(why), on_it))
    return found


def _outcome_now(
    me: Signed, batch: Batch, case: Case, parts: Parts, *, on_it: bool
) -> list[Reason]:
    if not on_it:
        return [Account.NOT_ON_CASE]
    try:
        return _why_not(me, batch, case, parts)
    except Unknown:  # the colleague left the programme meanwhile
        return [Account.DEPARTED]


def _why_not(me: Signed, batch: Batch, case: Case, parts: Parts) -> list[Reason]:
    """Why the act would be refused on this case now, by the rules that will decide."""
    to, team = batch.to, standing_team(me.actor, case.file_id)
    if to is None:
        return []
    if batch.act == BatchAct.TAKE_OFF.name:
        return list(reasons_not_to_take_off(team, to))
    if batch.act == BatchAct.PUT_ON.name:
        role = Role(batch.role)
        return [*why_not_put_on(team, case, to, role), *_no_key(role, parts)]
    return _why_not_pass_on(team, case, to, parts)


def _why_not_pass_on(team: Team, case: Case, to: UUID, parts: Parts) -> list[Reason]:
    mine = team.standings.get(team.actor.officer_id)
    if mine is None:
        return [Account.NOT_ON_CASE]
    why = reasons_not_to_pass_on(team, to, NEEDS[mine.role])
    return [*why, *why_not_assign(case, to, mine.role), *_no_key(mine.role, parts)]


def _no_key(role: Role, parts: Parts) -> list[Reason]:
    return [] if parts >= NEEDS.get(role, NOTHING) else [Vault.NO_KEY]


def own_batch(me: Signed, batch_id: UUID) -> Batch:
    """A batch of this officer; Unknown for everybody else's."""
    row = Batch.objects.filter(id=batch_id, officer_id=me.actor.officer_id).first()
    if row is None:
        raise Unknown
    return row


def _lock(me: Signed, batch_id: UUID) -> Batch:
    rows = Batch.objects.select_for_update().filter(officer_id=me.actor.officer_id)
    row = rows.filter(id=batch_id).first()
    if row is None:
        raise Unknown
    return row


def _code(reason: Reason) -> str:
    """The reason as a code: its room and name."""
    return f"{type(reason).__module__.split('.')[1]}.{reason.name}"


def _reason(code: str) -> Reason:
    room, _, name = code.partition(".")
    return ROOMS[room][name]
