"""Registers claims, completes their marks, and locks them for whoever acts on one."""

import os
from uuid import UUID

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.core.terms import WhyNot as Account
from safeconduct.accounts.queries import require_member
from safeconduct.accounts.services import touch
from safeconduct.accounts.signed import Signed
from safeconduct.casework.queries import find
from safeconduct.catalogues.queries import in_force
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Conflict, Reason, Unknown, refuse_if
from safeconduct.jobs.queue import app
from safeconduct.materiel.core import catalogue, rules
from safeconduct.materiel.core.tariff import TARIFF
from safeconduct.materiel.core.terms import Companions, ItemState, Kind, Marks
from safeconduct.materiel.models import Claim
from safeconduct.materiel.queries import (
    COPY_COLUMN,
    MARKS_COLUMN,
    copy_purpose,
    fate_text,
    marks_of,
    marks_text,
)
from safeconduct.record.services import Act, act
from safeconduct.vault.core.terms import KEY_BYTES, Compartment, Place
from safeconduct.vault.opening import FileKeys
from safeconduct.vault.queries import open_file
from safeconduct.vault.ring import ring
from safeconduct.vault.sealing import seal, wrap

MATCHER = "matcher"
COMPARE_JOB = "materiel.claim.compare"


def role_reasons(me: Signed, permission: Permission) -> list[Reason]:
    """A reason when none of the officer's roles carries the permission."""
    return [] if may(me.actor, permission) else [Account.ROLE]


def _matcher_copy(keys: FileKeys, claim_id: UUID, text: str) -> bytes:
    """The marks for the matcher alone; useless, like all of a file, once it is shredded."""
    fresh = os.urandom(KEY_BYTES)
    sealed_key = wrap(ring().services[MATCHER], copy_purpose(keys.file_id, claim_id), fresh)
    place = Place(COPY_COLUMN, keys.file_id, claim_id)
    sealed = seal(fresh + keys.shred, place, text.encode())
    return len(sealed_key).to_bytes(2, "big") + sealed_key + sealed


def register_claim(
    me: Signed,
    file_id: UUID,
    type_code: str,
    marks: Marks,
    *,
    companions: Companions = Companions.NOT_KNOWN,
    seized: bool = False,
) -> UUID:
    """Write down that a case claims an item; promises nothing. Returns the claim's id.

    The day of the marks, or today while nothing was handed over, picks the tariff version.
    """
    require_member(me.actor, file_id, me.at)
    find(file_id)
    catalogue.equipment_type(type_code)
    role = role_reasons(me, Permission.CLAIM_REGISTER)
    refuse_if([*role, *rules.reasons_not_to_value(marks.on, me.at.date())])
    claim_id = new_id()
    row = _new_claim(me, open_file(me.keys, file_id), claim_id, type_code, marks)
    row.companions, row.seized = companions.value, seized
    with act(me.actor, me.at) as a:
        row.save(force_insert=True)
        a.note(Kind.CLAIM_REGISTERED, file=file_id, about=claim_id, type=type_code)
        _ask_to_compare(a, file_id, claim_id)
    return claim_id


def _new_claim(
    me: Signed, keys: FileKeys, claim_id: UUID, type_code: str, marks: Marks
) -> Claim:
    """The row of a new claim, its marks sealed; Refused without the equipment key."""
    on = marks.on or me.at.date()
    tariff = catalogue.tariff_on(in_force(TARIFF), on)
    text = marks_text(marks)
    return Claim(
        id=claim_id,
        case_id=keys.file_id,
        type_code=type_code,
        tariff_version=tariff.version if tariff else "",
        on=on,
        sealed_marks=keys.seal(Compartment.EQUIPMENT, MARKS_COLUMN, claim_id, text),
        matcher_copy=_matcher_copy(keys, claim_id, text),
        registered_by=me.actor.officer_id,
        registered_key=me.actor.key_id,
        registered_at=me.at,
    )


def _ask_to_compare(a: Act, file_id: UUID, claim_id: UUID) -> None:
    """The job waits in the queue from the moment this act is committed, not before."""
    touch(file_id, a.at)
    app.configure_task(COMPARE_JOB).defer(claim_id=str(claim_id))


def lock_claim(claim_id: UUID) -> Claim:
    """The claim's row, locked until the transaction ends; Unknown when there is none."""
    row = Claim.objects.select_for_update(no_key=True).filter(id=claim_id).first()
    if row is None:
        raise Unknown
    return row


def lock_for(me: Signed, claim_id: UUID) -> Claim:
    """The locked row for an officer on its case; Unknown for everybody else."""
    row = lock_claim(claim_id)
    require_member(me.actor, row.case_id, me.at)
    return row


def write_marks(me: Signed, claim_id: UUID, marks: Marks, seen: str | None = None) -> None:
    """Complete or correct the marks before verification; the claim is compared anew.

    Conflict when other marks stand by now than the page showed (`seen`, as `marks_text`).
    """
    with act(me.actor, me.at) as a:
        row = lock_for(me, claim_id)
        fixed = rules.reasons_not_to_rewrite_marks(ItemState(row.state))
        ahead = rules.reasons_not_to_value(marks.on, me.at.date())
        refuse_if([*role_reasons(me, Permission.CLAIM_REGISTER), *fixed, *ahead])
        keys = open_file(me.keys, row.case_id)
        now = marks_of(keys, claim_id) if seen is not None else None
        if now is not None and marks_text(now) != seen:
            raise Conflict
        text = marks_text(marks)
        Claim.objects.filter(id=claim_id).update(
            sealed_marks=keys.seal(Compartment.EQUIPMENT, MARKS_COLUMN, claim_id, text),
            matcher_copy=_matcher_copy(keys, claim_id, text),
            compared_at=None,
        )
        a.note(Kind.MARKS_WRITTEN, file=row.case_id, about=claim_id)
        _ask_to_compare(a, row.case_id, claim_id)


def write_fate(
    me: Signed,
    claim_id: UUID,
    companions: Companions,
    seized: bool,
    seen: str | None = None,
) -> None:
    """Write down what became of others on board, and whether the programme took the item.

    Conflict when something else stands by now than the page showed (`seen`, as `fate_text`).
    """
    with act(me.actor, me.at) as a:
        row = lock_for(me, claim_id)
        refuse_if(role_reasons(me, Permission.CLAIM_REGISTER))
        if seen is not None and seen != fate_text(Companions(row.companions), row.seized):
            raise Conflict
        Claim.objects.filter(id=claim_id).update(companions=companions.value, seized=seized)
        a.note(
            Kind.FATE_WRITTEN, file=row.case_id, about=claim_id, companions=companions.value,
            seized=int(seized),
        )  # fmt: skip


def note_read(me: Signed, file_id: UUID, claim_id: UUID) -> None:
    """An officer opened a claim's marks: once per page, on the record."""
    with act(me.actor, me.at) as a:
        a.note(Kind.CLAIM_READ, file=file_id, about=claim_id)
