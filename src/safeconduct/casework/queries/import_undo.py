"""Reads what undoing a list would come to: its cases, those worked on, who proposed it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from safeconduct.accounts.core.terms import Role
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.import_undo import LIFE, Deed, UndoFacts, is_untouched
from safeconduct.casework.core.importing import OVER, ImportState
from safeconduct.casework.core.terms import Erasing, Stage
from safeconduct.casework.models import Case, Import, Imported, ImportUndo
from safeconduct.common.refusal import Unknown
from safeconduct.record.queries import deeds_of
from safeconduct.web.together import Reads, prepared, rows_of

AT_ONCE = 2000  # cases whose lines are read in one query


@dataclass(frozen=True)
class UndoView:
    """How far the undoing of a list is, in clear: counts, aliases of nobody."""

    import_id: UUID
    cases: int  # that came of the list
    untouched: int  # that would go, or go still
    undone: int
    proposed_by: UUID | None
    proposed_at: datetime | None
    agreed_by: UUID | None


def undo_for(me: Signed, import_id: UUID) -> tuple[UndoView, UndoFacts]:
    """For whoever read the list or took it in, and for an auditor once it was proposed; Unknown
    for everybody else.
    """
    sheet = Import.objects.defer("sealed").filter(id=import_id).first()
    undo = ImportUndo.objects.filter(sheet_id=import_id).first()
    is_witness = Role.AUDITOR in me.actor.roles
    if sheet is None or not (
        me.actor.officer_id in (sheet.made_by, sheet.receiver_id) or (is_witness and undo)
    ):
        raise Unknown
    untouched = sum(1 for _ in untouched_of(import_id))
    view = UndoView(
        import_id,
        sheet.taken - sheet.skipped,
        untouched,
        undo.undone if undo else 0,
        undo.proposed_by if undo else None,
        undo.proposed_at if undo else None,
        undo.agreed_by if undo else None,
    )
    facts = UndoFacts(
        over=ImportState(sheet.state) in OVER,
        untouched=untouched,
        at=me.at,
        actor=me.actor.officer_id,
        is_witness=is_witness,
        proposed_by=view.proposed_by,
        proposed_at=view.proposed_at,
        agreed=view.agreed_by is not None,
    )
    return view, facts


def untouched_of(import_id: UUID) -> Iterator[UUID]:
    """Cases of a list with which nobody has done anything yet, the first taken in first."""
    rows = Imported.objects.filter(
        sheet_id=import_id,
        case__stage=Stage.CONTACT.value,
        case__erasing=Erasing.NONE.value,
    )
    found = list(rows.order_by("case__opened_at", "case_id").values_list("case_id", flat=True))
    for start in range(0, len(found), AT_ONCE):
        yield from untouched_among(found[start : start + AT_ONCE])


def untouched_among(file_ids: Sequence[UUID]) -> Iterator[UUID]:
    """Those of these imported cases with which nobody has done anything yet, in their order."""
    rows = Case.objects.filter(
        file_id__in=file_ids, stage=Stage.CONTACT.value, erasing=Erasing.NONE.value
    )
    opened = dict(rows.values_list("file_id", "opened_at"))
    deeds: dict[str, list[Deed]] = {one.hex: [] for one in opened}
    for moment in set(opened.values()):  # one for each press
        files = [one for one, at in opened.items() if at == moment]
        for actor, file, at, kind in deeds_of(files, moment):
            deeds[file].append(Deed(actor, kind, at))
    for one in file_ids:
        if one in opened and is_untouched(opened[one], deeds[one.hex]):
            yield one


def ask_waiting_undos(me: Signed) -> Reads[list[UUID]]:
    """Lists that somebody else proposes to undo, for an auditor; and half undone ones."""
    if Role.AUDITOR not in me.actor.roles:
        return []
    return (yield from rows_of(_undos(me.actor.officer_id, me.at - LIFE)))


@prepared
def _undos(officer_id: UUID, since: datetime) -> QuerySet[ImportUndo, UUID]:
    asked = ImportUndo.objects.filter(agreed_by=None, proposed_at__gt=since)
    half = ImportUndo.objects.filter(agreed_by__isnull=False, left__gt=0)
    rows = (asked | half).exclude(proposed_by=officer_id)
    return rows.order_by("proposed_at").values_list("sheet_id", flat=True)
