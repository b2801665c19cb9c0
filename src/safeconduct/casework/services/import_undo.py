"""A list that was taken in by mistake is undone by two: its cases close and are erased."""

import time
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.flow import step
from safeconduct.casework.core.import_undo import (
    UndoFacts,
    reasons_not_to_propose,
    reasons_not_to_undo,
)
from safeconduct.casework.core.tasks import Outcome
from safeconduct.casework.core.terms import CaseAct, Kind
from safeconduct.casework.models import Import, Imported, ImportUndo, Task
from safeconduct.casework.queries import state_of
from safeconduct.casework.queries.import_undo import undo_for, untouched_among, untouched_of
from safeconduct.casework.services.erasure import agree_erasure
from safeconduct.casework.services.state import finish, lock_case, save_state
from safeconduct.common.refusal import Unknown, refuse_if
from safeconduct.record.services import Act, act

CHUNK = 50  # cases of one transaction, as they were taken in
SPAN_SECONDS = 20.0  # one press works that long


def propose_undo(me: Signed, import_id: UUID) -> None:
    """Propose that the cases of a list go, as far as nobody has worked on them.

    By whoever read the list or took it in: the roles that could have taken it in by mistake.
    """
    view, facts = undo_for(me, import_id)
    with act(me.actor, me.at) as a:
        sheet = Import.objects.select_for_update(no_key=True).defer("sealed").get(id=import_id)
        if me.actor.officer_id not in (sheet.made_by, sheet.receiver_id):
            raise Unknown
        refuse_if(reasons_not_to_propose(_now(facts, import_id)))
        ImportUndo.objects.update_or_create(
            sheet_id=import_id,
            defaults={
                "proposed_by": me.actor.officer_id,
                "proposed_at": me.at,
                "left": view.untouched,
            },
        )
        a.note(Kind.CASES_UNDO_PROPOSED, about=import_id, count=view.untouched)


def undo_import(me: Signed, import_id: UUID, seconds: float = SPAN_SECONDS) -> None:
    """Agree, and close the cases, fifty in a transaction, for `seconds`; then press again.

    Each waits as long as any erasure does, and can be stopped like any. Its name in the list is
    forgotten at once, so that a corrected list brings the person again.
    """
    _, facts = undo_for(me, import_id)
    refuse_if(reasons_not_to_undo(facts))
    files, until = list(untouched_of(import_id)), time.monotonic() + seconds
    for start in range(0, len(files), CHUNK):
        left = max(0, len(files) - start - CHUNK)
        _undo_some(me, import_id, facts, files[start : start + CHUNK], left)
        if time.monotonic() > until:
            break


def _undo_some(
    me: Signed, import_id: UUID, facts: UndoFacts, files: Sequence[UUID], left: int
) -> None:
    with act(me.actor, me.at) as a:
        row = ImportUndo.objects.select_for_update().get(sheet_id=import_id)
        refuse_if(reasons_not_to_undo(_with(facts, row)))
        for file_id in sorted(files):  # the order in which a merge locks two
            lock_case(file_id)
        gone = list(untouched_among(files))  # asked again: nobody can begin with them now
        for file_id in gone:
            _close(a, file_id, row, me.actor.officer_id)
        for task in Task.objects.filter(case_id__in=gone, done_at__isnull=True):
            finish(a, me.actor, task.case_id, task.code, Outcome.OVERTAKEN)
        Imported.objects.filter(case_id__in=gone).update(reference=None)
        ImportUndo.objects.filter(sheet_id=import_id).update(
            agreed_by=row.agreed_by or me.actor.officer_id,
            agreed_at=row.agreed_at or me.at,
            undone=row.undone + len(gone),
            left=left,
        )
        a.note(Kind.CASES_UNDONE, about=import_id, count=len(gone))


def _close(a: Act, file_id: UUID, row: ImportUndo, witness: UUID) -> None:
    """Nobody of the office ever spoke to this person: as if they had taken it back."""
    case = lock_case(file_id)
    closed = step(step(state_of(case), CaseAct.WITHDRAW), CaseAct.ERASE)
    save_state(a, case, closed)
    agree_erasure(a, file_id, row.proposed_by, witness)
    a.note(Kind.CASE_UNDONE, file=file_id, about=row.sheet_id)


def _now(facts: UndoFacts, import_id: UUID) -> UndoFacts:
    row = ImportUndo.objects.filter(sheet_id=import_id).first()
    return facts if row is None else _with(facts, row)


def _with(facts: UndoFacts, row: ImportUndo) -> UndoFacts:
    """The facts as the locked row has them."""
    return replace(
        facts,
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        agreed=row.agreed_by is not None,
    )
