"""Reads what a person was told, as far as the keys open it; and whose a found mark is."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from safeconduct.accounts.core.terms import Actor
from safeconduct.accounts.queries import own_files
from safeconduct.casework.core.sheets import Given, is_given, plain_mark, sheets
from safeconduct.casework.core.terms import CaseKind
from safeconduct.casework.models import Told
from safeconduct.casework.queries.cases import CaseView
from safeconduct.common.refusal import Unknown
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.opening import FileKeys
from safeconduct.web.together import Reads, prepared, rows_of

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


def ask_given(file_id: UUID) -> Reads[frozenset[Given]]:
    """Which sheets the person holds, in which version and language."""
    given = yield from rows_of(_given(file_id))
    return frozenset(Given(*row) for row in given)


@prepared
def _given(file_id: UUID) -> QuerySet[Told, tuple[str, str, str]]:
    rows = Told.objects.filter(case_id=file_id, what__in=list(sheets()))
    return rows.values_list("what", "version", "language")


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


def ask_held(case: CaseView) -> Reads[Holds]:
    """The sheets of one case, for pages that checked access."""
    given = yield from ask_given(case.file_id)
    return Holds(case.file_id, case.kind, case.language, case.is_open, given)


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
