"""Erasing a case: two people agree, a waiting time runs, then the worker destroys the keys."""

from datetime import datetime
from uuid import UUID

from safeconduct.casework.core.flow import erased
from safeconduct.casework.core.terms import ERASURE_WAIT, Erasing, Kind
from safeconduct.casework.models import Case, Erasure, Imported
from safeconduct.casework.queries import state_of
from safeconduct.casework.services.state import lock_case
from safeconduct.common.ids import new_id
from safeconduct.record.services import Act
from safeconduct.vault.services import shred


def agree_erasure(a: Act, file_id: UUID, proposed_by: UUID, witness: UUID) -> None:
    """The witness agreed: the waiting time begins. Call inside `act`, after the move."""
    made = Erasure.objects.create(
        id=new_id(),
        case_id=file_id,
        proposed_by=proposed_by,
        witnessed_by=witness,
        agreed_at=a.at,
        due_at=a.at + ERASURE_WAIT,
    )
    a.note(Kind.ERASURE_AGREED, file=file_id, about=made.id)


def stop_erasure(a: Act, file_id: UUID) -> None:
    """A hold, a re-opening or a word stops what waits. Call inside `act`, after the move."""
    for row in Erasure.objects.filter(case_id=file_id, stopped_at=None, done_at=None):
        Erasure.objects.filter(id=row.id).update(stopped_at=a.at)
        a.note(Kind.ERASURE_STOPPED, file=file_id, about=row.id)


def due(at: datetime) -> list[UUID]:
    """Erasures whose waiting time is over and which nobody stopped."""
    rows = Erasure.objects.filter(stopped_at=None, done_at=None, due_at__lte=at)
    return list(rows.order_by("due_at").values_list("id", flat=True))


def erase(a: Act, erasure_id: UUID) -> None:
    """Destroy the keys of a case; safe to run twice, and after a crash half way.

    The row of the case is locked, so a hold placed at this moment either stops this or comes
    too late. What stays: clear codes, the lines of the record, sealed bytes nobody can open.
    """
    row = Erasure.objects.select_for_update().get(id=erasure_id)
    case = lock_case(row.case_id)
    if row.done_at or row.stopped_at or case.erasing != Erasing.WAITING.value:
        return
    fresh = erased(state_of(case))
    Erasure.objects.filter(id=row.id).update(done_at=a.at)
    Case.objects.filter(file_id=case.file_id).update(
        erasing=fresh.erasing.value, moved_at=a.at, version=case.version + 1
    )
    Imported.objects.filter(case_id=case.file_id).update(reference=None)
    a.note(Kind.ERASURE_DONE, file=row.case_id, about=row.id)
    # Last: if the key store cannot be reached, nothing of this happened and it runs again.
    shred(row.case_id)
