"""Keys of named cases, recovered to one officer: asked for, answered, recorded; the drill."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from safeconduct.accounts.core.rules import reasons_not_to_recover
from safeconduct.accounts.core.terms import RecoveryFacts, Role
from safeconduct.accounts.models import Membership, Officer, Recovery
from safeconduct.accounts.queries import public_key_of, roles_of
from safeconduct.accounts.services import NEEDS
from safeconduct.accounts.signed import Signed
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused, refuse_if
from safeconduct.record.services import Act, act
from safeconduct.vault.core import recovery as paper
from safeconduct.vault.core.recovery import Answer, Request
from safeconduct.vault.core.terms import Compartment, Kind, WhyNot
from safeconduct.vault.links import epochs_of
from safeconduct.vault.queries import open_file, recovery_wraps
from safeconduct.vault.recovery import read_answer, write_request
from safeconduct.vault.ring import ring
from safeconduct.vault.services import (
    forget_wraps,
    new_file_keys,
    store_recovered,
    wrap_bundle,
)

DUMMY = "DRILL, NO CASE"
NOTE = "This is a drill. There is no person and no case behind this file."
NOTE_COLUMN = "vault.recovery.note"


@dataclass(frozen=True)
class Done:
    """What an answer gave: to whom, of how many cases."""

    officer_id: UUID
    cases: int


def ask_recovery(
    me: Signed, officer_id: UUID, cases: dict[UUID, str], parts: Collection[Compartment]
) -> str:
    """The paper that asks the custodians for these parts of these cases, for this officer.

    `cases` are file ids with the aliases the custodians will read. Refused when a rule, an
    unsigned key or a case without a recovery wrap stands against it.
    """
    _refuse_unless_allowed(me, officer_id, drill=False)
    with act(me.actor, me.at) as a:
        row = _row(me, officer_id, list(cases), parts)
        row.save(force_insert=True)
        for file_id in cases:
            a.note(Kind.RECOVERY_ASKED, file=file_id, about=row.key_id, recovery=row.id.hex)
        return write_request(_request(row, cases))


def _refuse_unless_allowed(me: Signed, officer_id: UUID, *, drill: bool) -> None:
    facts = RecoveryFacts(me.actor, officer_id, roles_of(officer_id), frozenset(NEEDS), drill)
    refuse_if(reasons_not_to_recover(facts))


def _row(
    me: Signed, officer_id: UUID, files: list[UUID], parts: Collection[Compartment]
) -> Recovery:
    return Recovery(
        id=new_id(),
        file_ids=files,
        compartments=sorted(parts),
        officer_id=officer_id,
        key_id=public_key_of(officer_id).key_id,
        asked_by=me.actor.officer_id,
        asked_at=me.at,
    )


def _request(row: Recovery, cases: dict[UUID, str]) -> Request:
    officer = Officer.objects.get(id=row.officer_id)
    if officer.key_day is None or officer.key_signature is None:
        raise Refused([WhyNot.KEY_UNSIGNED])
    wraps = recovery_wraps(ring().recovery.key_id, row.file_ids, row.compartments)
    refuse_if([] if {one.file_id for one in wraps} == set(cases) else [WhyNot.NOT_RECOVERABLE])
    return Request(
        id=row.id,
        on=row.asked_at.date(),
        drill=row.drill,
        officer=paper.Officer(
            officer.id,
            officer.alias,
            bytes(officer.public_key),
            officer.key_day,
            bytes(officer.key_signature),
        ),
        cases=cases,
        compartments=frozenset(map(Compartment, row.compartments)),
        wraps=wraps,
    )


def finish_recovery(me: Signed, text: str) -> Done:
    """Store what the custodians answered, for the officer it was asked for and nobody else.

    The officer is put on the cases. Refused when the answer is forged, not exactly what was
    asked for, or comes a second time; nothing is stored then.
    """
    answer = read_answer(text)
    with act(me.actor, me.at) as a:
        row = _take(me, answer, drill=False)
        for file_id in row.file_ids:
            _join(a, row.officer_id, file_id)
            a.note(
                Kind.RECOVERY_DONE,
                file=file_id,
                about=row.key_id,
                recovery=row.id.hex,
                parts=len(row.compartments),
            )
    return Done(row.officer_id, len(row.file_ids))


def _take(me: Signed, answer: Answer, *, drill: bool) -> Recovery:
    """The row of the answer, locked, judged and marked done; its wraps are stored."""
    rows = Recovery.objects.select_for_update(no_key=True)
    row = rows.filter(id=answer.request, drill=drill).first()
    if row is None:
        raise Refused([WhyNot.NOT_ASKED])
    _refuse_unless_allowed(me, row.officer_id, drill=drill)
    facts = paper.StoreFacts(
        asked_key=public_key_of(row.officer_id).key_id,
        asked_files=frozenset(row.file_ids),
        asked_compartments=frozenset(map(Compartment, row.compartments)),
        done=row.done_at is not None,
        newest={file_id: epochs_of(file_id) for file_id in row.file_ids},
        answer=answer,
    )
    refuse_if(paper.reasons_not_to_store(facts))
    store_recovered(row.key_id, answer.wraps)
    Recovery.objects.filter(id=row.id).update(done_by=me.actor.officer_id, done_at=me.at)
    return row


def _join(a: Act, officer_id: UUID, file_id: UUID) -> None:
    """On the case as what they are there already, or as the role that needs most of a case."""
    fitting = sorted(
        roles_of(officer_id) & set(NEEDS), key=lambda role: (-len(NEEDS[role]), role)
    )
    Membership.objects.get_or_create(
        officer_id=officer_id,
        file_id=file_id,
        defaults={"role": Role(fitting[0]).value, "sort_at": a.at},
    )


def begin_drill(me: Signed) -> str:
    """The paper of a drill: a dummy file, wrapped like any other, asked for by the drill's own
    director. A drill that was never finished gives way to the new one.
    """
    _refuse_unless_allowed(me, me.actor.officer_id, drill=True)
    file_id = new_id()
    keys = new_file_keys(file_id)
    with act(me.actor, me.at):
        for old in Recovery.objects.filter(drill=True, done_at=None):
            forget_wraps(old.file_ids)
        wrap_bundle(keys, ring())
        row = _row(me, me.actor.officer_id, [file_id], list(Compartment))
        row.drill = True
        row.sealed_note = keys.seal(Compartment.CONTACT, NOTE_COLUMN, row.id, NOTE)
        row.save(force_insert=True)
        return write_request(_request(row, {file_id: DUMMY}))


def finish_drill(me: Signed, text: str) -> None:
    """Open the dummy with the recovered keys, destroy it, write the day of the drill down.

    Refused when the custodians' answer does not really open it; then nothing is written.
    """
    answer = read_answer(text)
    with act(me.actor, me.at) as a:
        row = _take(me, answer, drill=True)
        (file_id,) = row.file_ids
        opened = open_file(me.keys, file_id)
        note = opened.open(
            Compartment.CONTACT, NOTE_COLUMN, row.id, bytes(row.sealed_note or b"")
        )
        whole = note == NOTE and set(opened.keys) == set(Compartment)
        refuse_if([] if whole else [WhyNot.NOT_GENUINE])
        # Its shred key now belongs to no wrap: the worker drops it within two days.
        forget_wraps([file_id])
        a.note(Kind.RECOVERY_REHEARSED, about=row.id)
