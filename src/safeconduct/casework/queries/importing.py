"""Reads sheets on their way in, with the officer's own key; what a case's sheet said."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.crypto import salted_hmac

from safeconduct.accounts.core.terms import Role
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.importing import Entry, ImportState, Target
from safeconduct.casework.core.search import fold
from safeconduct.casework.core.tables import Table
from safeconduct.casework.core.terms import OPEN
from safeconduct.casework.models import (
    Case,
    CaseLine,
    Import,
    Imported,
    ImportKey,
    ImportMapping,
)
from safeconduct.common.refusal import Unknown
from safeconduct.contact.core.code import Language
from safeconduct.contact.core.terms import Danger
from safeconduct.vault.core.terms import Compartment, Place
from safeconduct.vault.opening import FileKeys, unseal
from safeconduct.web.together import Reads, prepared, rows_of

CONTACT_PART = "casework.imported.contact"
IDENTITY_PART = "casework.imported.identity"
UNLED_SHOWN = timedelta(days=30)  # then such cases are found on the list like all others
AT_ONCE = 5000  # references asked for in one query


@dataclass(frozen=True)
class ImportView:
    """An import in clear: who, when, how far."""

    id: UUID
    state: ImportState
    made_by: UUID
    made_at: datetime
    receiver_id: UUID | None
    lead_id: UUID | None
    rows: int
    taken: int
    skipped: int

    @property
    def cases(self) -> int:
        """Cases that came of it so far."""
        return self.taken - self.skipped

    @property
    def left(self) -> int:
        """Rows that wait still."""
        return self.rows - self.taken


@dataclass(frozen=True)
class Sheet:
    """An opened draft: table, what its columns are, and what counts where a row is silent."""

    table: Table
    targets: tuple[Target, ...]
    language: Language = Language.RU
    danger: Danger = Danger.UNSAID

    def to_json(self) -> str:
        """As it is sealed."""
        kept = {
            "head": self.table.head, "rows": self.table.rows, "targets": self.targets,
            "language": self.language, "danger": self.danger,
        }  # fmt: skip
        return json.dumps(kept, ensure_ascii=False)


def sheet_of(text: str) -> Sheet:
    """What `to_json` wrote."""
    kept = json.loads(text)
    rows = tuple(tuple(row) for row in kept["rows"])
    return Sheet(
        Table(tuple(kept["head"]), rows),
        tuple(map(Target, kept["targets"])),
        Language(kept["language"]),
        Danger(kept["danger"]),
    )


def import_purpose(import_id: UUID) -> bytes:
    """HPKE info of a sheet's key."""
    return b"safeconduct/vault/import/v1|" + import_id.hex.encode()


def sheet_place(import_id: UUID) -> Place:
    """What a sealed sheet is bound to."""
    return Place("casework.import.sheet", import_id, import_id)


def imports_of(me: Signed) -> list[ImportView]:
    """What the officer read, or is to take in, newest first; twenty at most."""
    mine = me.actor.officer_id
    rows = Import.objects.filter(Q(made_by=mine) | Q(receiver_id=mine)).defer("sealed")
    return [view_of(row) for row in rows.order_by("-made_at", "id")[:20]]


def ask_waiting_imports(me: Signed) -> Reads[list[ImportView]]:
    """What waits until this officer takes it in."""
    rows = yield from rows_of(_waiting(me.actor.officer_id))
    return [view_of(row) for row in rows]


@prepared
def _waiting(officer_id: UUID) -> QuerySet[Import]:
    states = [ImportState.ASKED.value, ImportState.TAKING.value]
    rows = Import.objects.filter(receiver_id=officer_id, state__in=states)
    return rows.defer("sealed").order_by("made_at", "id")


def import_for(me: Signed, import_id: UUID) -> ImportView:
    """One import of whoever read it or takes it in; Unknown for everybody else."""
    mine = me.actor.officer_id
    rows = Import.objects.filter(Q(made_by=mine) | Q(receiver_id=mine), id=import_id)
    row = rows.defer("sealed").first()
    if row is None:
        raise Unknown
    return view_of(row)


@dataclass(frozen=True)
class Unled:
    """A case of a list that no case officer is on yet."""

    file_id: UUID
    alias: str
    language: str
    danger: Danger


def unled_of(me: Signed, import_id: UUID, limit: int) -> tuple[list[Unled], int]:
    """The officer's own cases of a list that nobody leads, the greatest danger first; and how
    many there are. Closed ones are not asked for.
    """
    lines = _unled(me.actor.officer_id, import_id).order_by("place", "file_id")
    ids = list(lines.values_list("file_id", flat=True)[:limit])
    cases = {one.file_id: one for one in Case.objects.filter(file_id__in=ids)}
    found = [
        Unled(one, cases[one].alias, cases[one].language, Danger(cases[one].danger))
        for one in ids
    ]
    return found, len(ids) if len(ids) < limit else lines.count()


def ask_unled(me: Signed) -> Reads[list[UUID]]:
    """What this officer took in within the last weeks and named nobody to lead, of which cases
    wait for somebody who leads them; together with other reads.
    """
    mine = me.actor.officer_id
    lately = yield from rows_of(_lately_taken_in(mine, me.at - UNLED_SHOWN))
    lines = [_some_unled(mine, one) for one in lately]
    yield lines
    return [one for one, unled in zip(lately, lines, strict=True) if unled]


@prepared
def _some_unled(officer_id: UUID, import_id: UUID) -> QuerySet[CaseLine, UUID]:
    return _unled(officer_id, import_id).values_list("file_id", flat=True)[:1]


@prepared
def _lately_taken_in(officer_id: UUID, since: datetime) -> QuerySet[Import, UUID]:
    rows = Import.objects.filter(
        receiver_id=officer_id, lead_id=None, taken__gt=0, made_at__gt=since
    )
    return rows.order_by("made_at", "id").values_list("id", flat=True)


def _unled(officer_id: UUID, import_id: UUID) -> QuerySet[CaseLine]:
    leads = CaseLine.objects.filter(file_id=OuterRef("file_id"), role=Role.CASE_OFFICER.value)
    return CaseLine.objects.filter(
        ~Exists(leads),
        officer_id=officer_id,
        stage__in=list(map(str, OPEN)),
        file_id__in=Imported.objects.filter(sheet_id=import_id).values("case_id"),
    )


def view_of(row: Import) -> ImportView:
    """A row in clear."""
    return ImportView(
        row.id, ImportState(row.state), row.made_by, row.made_at, row.receiver_id,
        row.lead_id, row.rows, row.taken, row.skipped,
    )  # fmt: skip


def sheet_key(me: Signed, import_id: UUID) -> bytes:
    """The key of a sheet; Unknown for whoever holds none."""
    row = ImportKey.objects.filter(sheet_id=import_id, key_id=me.keys.key_id).first()
    if row is None:
        raise Unknown
    return me.keys.private.unwrap(import_purpose(import_id), bytes(row.sealed))


def opened(me: Signed, import_id: UUID) -> str:
    """The sealed text of an import that is not over; Unknown for whoever holds no key to it."""
    key = sheet_key(me, import_id)
    row = Import.objects.only("sealed").get(id=import_id)
    return unseal(key, sheet_place(import_id), bytes(row.sealed)).decode()


def entries_of(text: str) -> list[Entry]:
    """The rows that were handed over."""
    return [Entry(**one) for one in json.loads(text)]


def reference_hash(reference: str) -> bytes:
    """A keyed hash, under the office's own secret, of the name a case had in a list."""
    mark = b"safeconduct/casework/import-reference/v1"
    return salted_hmac(mark, fold(reference), algorithm="sha256").digest()


def head_hash(head: Iterable[str]) -> bytes:
    """A keyed hash of headings."""
    mark = b"safeconduct/casework/import-head/v1"
    text = json.dumps([fold(one) for one in head])
    return salted_hmac(mark, text, algorithm="sha256").digest()


def known_references(references: Collection[str]) -> set[str]:
    """Those of these references that a case is known by."""
    hashes = {reference_hash(one): one for one in references if one}
    found, left = set[str](), iter(hashes)
    while part := list(islice(left, AT_ONCE)):
        rows = Imported.objects.filter(reference__in=part).values_list("reference", flat=True)
        found |= {hashes[bytes(one)] for one in rows if one is not None}
    return found


def last_mapping(head: Collection[str]) -> tuple[Target, ...] | None:
    """What the columns of such a sheet were the last time."""
    row = ImportMapping.objects.filter(head=head_hash(head)).first()
    known = set(map(str, Target))
    fits = row is not None and len(row.targets) == len(head) and known >= set(row.targets)
    return tuple(map(Target, row.targets)) if row is not None and fits else None


@prepared
def _imported(file_id: UUID) -> QuerySet[Imported]:
    return Imported.objects.filter(case_id=file_id)


def ask_from_list(file_id: UUID) -> Reads[bool]:
    """Whether a case came from a list, so that nobody holds the words of its mailbox."""
    rows = _imported(file_id)
    yield [rows]
    return bool(rows)


def ask_told_by_list(keys: FileKeys) -> Reads[dict[str, str] | None]:
    """What the list said of this case, as far as the keys open it; None when from no list."""
    rows = _imported(keys.file_id)
    yield [rows]
    if not rows:
        return None
    row = rows[0]
    found: dict[str, str] = {}
    for part, column, sealed in (
        (Compartment.CONTACT, CONTACT_PART, row.sealed_contact),
        (Compartment.IDENTITY, IDENTITY_PART, row.sealed_identity),
    ):
        if keys.may_open(part):
            found |= json.loads(keys.open(part, column, keys.file_id, bytes(sealed)))
    return found
