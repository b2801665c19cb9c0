"""Lists kept before: read, mapped, handed over, and taken in by a second person."""

import json
import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from uuid import UUID

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission, Role
from safeconduct.accounts.queries import public_key_of, roles_of
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.importing import (
    OVER,
    Checked,
    Entry,
    ImportFacts,
    ImportState,
    Target,
    WhyNotImport,
    checked,
    guessed,
    reasons_not_to_change,
    reasons_not_to_hand_over,
    reasons_not_to_map,
    reasons_not_to_take_in,
)
from safeconduct.casework.core.tables import Table
from safeconduct.casework.core.terms import Kind, WhyNot
from safeconduct.casework.models import Import, ImportKey, ImportMapping
from safeconduct.casework.queries.importing import (
    Sheet,
    entries_of,
    head_hash,
    import_purpose,
    known_references,
    last_mapping,
    opened,
    sheet_key,
    sheet_of,
    sheet_place,
)
from safeconduct.casework.services.imported import take_in_row
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Conflict, Unknown, refuse_if
from safeconduct.contact.core.code import Language
from safeconduct.contact.core.terms import Danger
from safeconduct.jobs.queue import WORKER
from safeconduct.record.services import act
from safeconduct.vault.core.terms import KEY_BYTES
from safeconduct.vault.sealing import OfficerKey, seal, wrap

CHUNK = 50  # rows of one transaction: less than a second
KEPT = timedelta(days=30)  # a list is finished in an afternoon; this is for the forgotten ones
SPAN_SECONDS = 20.0  # one press works that long; a browser waits a minute or more


def read_sheet(me: Signed, table: Table) -> UUID:
    """Keep a sheet, sealed to whoever reads it, with what its columns probably are."""
    _require(me, Permission.CASES_IMPORT)
    import_id, fresh = new_id(), os.urandom(KEY_BYTES)
    known = last_mapping(table.head)
    sheet = Sheet(table, known if known is not None else guessed(table.head))
    mine = public_key_of(me.actor.officer_id)
    with act(me.actor, me.at) as a:
        Import.objects.create(
            id=import_id,
            made_by=me.actor.officer_id,
            made_at=me.at,
            rows=len(table.rows),
            sealed=seal(fresh, sheet_place(import_id), sheet.to_json().encode()),
        )
        _give_key(import_id, mine, fresh)
        a.note(Kind.CASES_IMPORT_READ, about=import_id, count=len(table.rows))
    return import_id


def draft_of(me: Signed, import_id: UUID) -> Sheet:
    """The opened sheet of a draft; Refused when it was handed over or is over."""
    refuse_if(reasons_not_to_change(_facts(me, _mine(me, import_id))))
    return sheet_of(opened(me, import_id))


def map_sheet(
    me: Signed, import_id: UUID, targets: Sequence[Target], language: Language, danger: Danger
) -> None:
    """Say what the columns are; kept for the next sheet with these headings, codes only."""
    sheet = draft_of(me, import_id)
    refuse_if(reasons_not_to_map(targets))
    fresh = replace(sheet, targets=tuple(targets), language=language, danger=danger)
    key = sheet_key(me, import_id)
    with act(me.actor, me.at):
        refuse_if(reasons_not_to_change(_facts(me, _lock(import_id))))
        sealed = seal(key, sheet_place(import_id), fresh.to_json().encode())
        Import.objects.filter(id=import_id).update(sealed=sealed)
        ImportMapping.objects.update_or_create(
            head=head_hash(sheet.table.head), defaults={"targets": list(targets)}
        )


def check_sheet(me: Signed, import_id: UUID) -> Checked:
    """Every row of a draft looked at."""
    sheet = draft_of(me, import_id)
    column = [n for n, one in enumerate(sheet.targets) if one is Target.REFERENCE]
    references = {row[n] for row in sheet.table.rows for n in column}
    known = known_references(references)
    return checked(
        sheet.table, sheet.targets, sheet.language, sheet.danger, me.at.date(), known
    )


def hand_over(me: Signed, import_id: UUID, receiver: UUID, lead: UUID | None) -> None:
    """Hand the good rows of a draft, or what is left of them, to an intake officer.

    Again to another one while it is not done: the earlier receiver's key goes.
    """
    row = _mine(me, import_id)
    was = row.state
    draft = was == ImportState.DRAFT.value
    entries = check_sheet(me, import_id).entries if draft else ()
    key = sheet_key(me, import_id) if was not in OVER else b""
    with act(me.actor, me.at) as a:
        row = _lock(import_id)
        if row.state != was:
            raise Conflict
        row.receiver_id, row.lead_id = receiver, lead
        row.rows = len(entries) if draft else row.rows
        refuse_if(reasons_not_to_hand_over(_facts(me, row)))
        changed = ["receiver_id", "lead_id"]
        if draft:
            row.state = ImportState.ASKED.value
            row.sealed = seal(key, sheet_place(import_id), _text(entries).encode())
            changed += ["rows", "state", "sealed"]
        row.save(update_fields=changed)
        keys = ImportKey.objects.filter(sheet_id=import_id)
        keys.exclude(key_id=me.keys.key_id).delete()
        _give_key(import_id, public_key_of(receiver), key)
        a.note(Kind.CASES_IMPORT_HANDED_OVER, about=import_id, count=row.rows)


def drop_import(me: Signed, import_id: UUID) -> None:
    """End an import: what is not taken in is forgotten; cases that came of it stay.

    Whoever read the sheet may, and whoever was to take it in.
    """
    with act(me.actor, me.at) as a:
        row = _lock(import_id)
        if me.actor.officer_id not in (row.made_by, row.receiver_id):
            raise Unknown
        refuse_if([WhyNotImport.ENDED] if row.state in OVER else [])
        _end(row, ImportState.DROPPED)
        a.note(Kind.CASES_IMPORT_DROPPED, about=import_id, count=row.taken - row.skipped)


def forget_imports(at: datetime) -> int:
    """Drop lists that nobody finished in thirty days; returns how many. Safe to run twice."""
    old = Import.objects.filter(made_at__lt=at - KEPT).exclude(state__in=list(map(str, OVER)))
    ids = list(old.values_list("id", flat=True))
    for import_id in ids:
        with act(WORKER, at) as a:
            ImportKey.objects.filter(sheet_id=import_id).delete()
            rows = Import.objects.filter(id=import_id).exclude(state__in=list(map(str, OVER)))
            if rows.update(state=ImportState.DROPPED.value, sealed=b""):
                a.note(Kind.CASES_IMPORT_DROPPED, about=import_id)
    return len(ids)


def take_in_import(me: Signed, import_id: UUID, seconds: float = SPAN_SECONDS) -> None:
    """Make cases of the rows, fifty in one transaction, for `seconds`; then press again.

    Each fifty are whole or not at all, and counted in the same transaction: after a crash it
    goes on where it was. Whether the officer may is asked anew each time.
    """
    _require(me, Permission.CASE_OPEN)
    rows = Import.objects.filter(id=import_id, receiver_id=me.actor.officer_id)
    row = rows.defer("sealed").first()
    if row is None:
        raise Unknown
    refuse_if(reasons_not_to_take_in(_facts(me, row)))
    entries = entries_of(opened(me, import_id))
    until = time.monotonic() + seconds
    while _take_some(me, import_id, entries) and time.monotonic() < until:
        continue


def _take_some(me: Signed, import_id: UUID, entries: Sequence[Entry]) -> bool:
    """Take the next rows in; whether there are more."""
    with act(me.actor, me.at) as a:
        row = _lock(import_id)
        refuse_if(reasons_not_to_take_in(_facts(me, row)))
        some = entries[row.taken : row.taken + CHUNK]
        known = known_references([one.reference for one in some])
        fresh = [one for one in some if one.reference not in known]
        for one in fresh:
            take_in_row(a, row, one)
        row.taken += len(some)
        row.skipped += len(some) - len(fresh)
        row.state = ImportState.TAKING.value
        row.save(update_fields=["taken", "skipped", "state"])
        more = row.taken < row.rows
        if not more:
            _end(row, ImportState.DONE)
        a.note(Kind.CASES_IMPORTED, about=import_id, count=len(fresh))
    return more


def _end(row: Import, state: ImportState) -> None:
    """Nothing is left of the sheet but numbers."""
    ImportKey.objects.filter(sheet_id=row.id).delete()
    Import.objects.filter(id=row.id).update(state=state.value, sealed=b"")


def _mine(me: Signed, import_id: UUID) -> Import:
    _require(me, Permission.CASES_IMPORT)
    rows = Import.objects.filter(id=import_id, made_by=me.actor.officer_id)
    row = rows.defer("sealed").first()
    if row is None:
        raise Unknown
    return row


def _require(me: Signed, permission: Permission) -> None:
    refuse_if([] if may(me.actor, permission) else [WhyNot.ROLE])


def _lock(import_id: UUID) -> Import:
    rows = Import.objects.select_for_update(no_key=True).filter(id=import_id)
    row = rows.defer("sealed").first()
    if row is None:
        raise Unknown
    return row


def _facts(me: Signed, row: Import) -> ImportFacts:
    return ImportFacts(
        ImportState(row.state),
        row.made_by,
        me.actor.officer_id,
        row.receiver_id,
        row.rows,
        _holds(row.receiver_id, Role.INTAKE_OFFICER),
        row.lead_id is None or _holds(row.lead_id, Role.CASE_OFFICER),
    )


def _holds(officer_id: UUID | None, role: Role) -> bool:
    """Whether the officer is active and holds the role now, whatever the session says."""
    try:
        return officer_id is not None and role in roles_of(officer_id)
    except Unknown:
        return False


def _text(entries: Iterable[Entry]) -> str:
    return json.dumps([asdict(one) for one in entries], ensure_ascii=False)


def _give_key(import_id: UUID, to: OfficerKey, key: bytes) -> None:
    ImportKey.objects.create(
        id=new_id(),
        sheet_id=import_id,
        key_id=to.key_id,
        sealed=wrap(to, import_purpose(import_id), key),
    )
