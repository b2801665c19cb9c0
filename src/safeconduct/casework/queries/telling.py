"""Reads what a person was told, as far as the keys open it; and whose a found mark is."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from safeconduct.accounts.core.terms import Actor
from safeconduct.accounts.queries import own_files
from safeconduct.casework.core.sheets import Given, is_given, plain_mark, sheets
from safeconduct.casework.core.terms import OPEN, CaseKind, Stage
from safeconduct.casework.models import Case, Told
from safeconduct.common.refusal import Unknown
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.opening import FileKeys

PLACE = "casework.told.words"


@dataclass(frozen=True)
class ToldView:
    """One thing told; `words` None for a sheet, and without the contact key."""

    id: UUID
    what: str
    version: str
    language: str
    way: str
    mark: str
    told_by: UUID
    at: datetime
    words: str | None = field(default=None, repr=False)


def given_sheets(file_id: UUID) -> frozenset[Given]:
    """Which sheets the person holds, in which version and language."""
    rows = Told.objects.filter(case_id=file_id, what__in=list(sheets()))
    return frozenset(Given(*row) for row in rows.values_list("what", "version", "language"))


@dataclass(frozen=True)
class Holds:
    """What decides which sheets a person still needs: the case's kind and language, and what
    they hold.
    """

    file_id: UUID
    kind: CaseKind
    language: str
    is_open: bool
    given: frozenset[Given]

    def holds(self, code: str) -> bool:
        """Whether the person holds this sheet in force, in their own language."""
        return is_given(code, self.language, self.given)


def held_sheets(file_id: UUID) -> Holds:
    """The sheets of one case, in one query; for services and pages that checked access."""
    columns = ("kind", "language", "stage", "told__what", "told__version", "told__language")
    rows = list(Case.objects.filter(file_id=file_id).values_list(*columns))
    if not rows:
        raise Unknown
    kind, language, stage = rows[0][:3]
    given = frozenset(Given(*row[3:]) for row in rows if row[3] in sheets())
    return Holds(file_id, CaseKind(kind), language, Stage(stage) in OPEN, given)


def told_so_far(keys: FileKeys) -> list[ToldView]:
    """Everything this person was told, newest first; own words only with the contact key."""
    rows = Told.objects.filter(case_id=keys.file_id).order_by("-at", "id")
    return [_view(keys, row) for row in rows]


def told_one(keys: FileKeys, told_id: UUID) -> ToldView:
    """One thing told on this case; Unknown when there is none."""
    row = Told.objects.filter(case_id=keys.file_id, id=told_id).first()
    if row is None:
        raise Unknown
    return _view(keys, row)


def _view(keys: FileKeys, row: Told) -> ToldView:
    words = None
    if row.sealed is not None and keys.may_open(Compartment.CONTACT):
        words = keys.open(Compartment.CONTACT, PLACE, row.id, bytes(row.sealed))
    return ToldView(
        row.id, row.what, row.version, row.language, row.way, row.mark, row.told_by, row.at,
        words,
    )  # fmt: skip


def whose_mark(actor: Actor, typed: str, at: datetime) -> UUID | None:
    """The case whose copy bears a mark, among the officer's own; None for every other."""
    rows = Told.objects.filter(mark=plain_mark(typed), case_id__in=own_files(actor, at))
    return rows.values_list("case_id", flat=True).first()
