"""Reads counts for the oversight desk, and the record itself for whoever audits it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, transaction
from django.db.models import BinaryField

from safeconduct.accounts.queries import aliases, recoveries_done
from safeconduct.casework.core.retention import terms
from safeconduct.casework.core.terms import Stage
from safeconduct.casework.queries import late_tasks_count, stage_counts, unreached_count
from safeconduct.common.refusal import Unknown
from safeconduct.contact.queries import unopened_letters
from safeconduct.oversight.access import opened_since
from safeconduct.oversight.core.catalogue import catalogue, version
from safeconduct.oversight.core.dpia import Assessment, Column, assess
from safeconduct.oversight.core.rules import drill_is_due, flaws
from safeconduct.oversight.core.terms import AuditFacts, Flaw
from safeconduct.record import queries as record
from safeconduct.record.core import checkpoint, proof, tree
from safeconduct.record.core.terms import Checkpoint, Line, Malformed
from safeconduct.vault import signer
from safeconduct.vault.core.terms import Kind as VaultKind
from safeconduct.vault.ring import ring

PAGE = 50  # lines of one page
ACCESS_DAYS = 7
SHOWN = 8  # hex digits of a file's pseudonym: enough to tell files apart on a page


@dataclass(frozen=True)
class Desk:
    """Counts of the whole office; nothing about any one person. Letters and late tasks are
    counted to just above a thousand (web/keyset.py MANY).

    `out_of_reach`: open cases with a part that no active officer's key opens.
    """

    stages: tuple[tuple[Stage, int], ...]
    letters: int
    oldest_letter: date | None
    late_tasks: int
    reads: tuple[tuple[str, int], ...]
    out_of_reach: int
    drill: date | None
    drill_due: bool
    recoveries: int
    recovered_on: date | None


@dataclass(frozen=True)
class RecordLine:
    """A line of the record for lists; `kind` is empty when the line cannot be read."""

    number: int
    kind: str = ""
    at: datetime | None = None
    actor: str = ""
    file: str = ""


@dataclass(frozen=True)
class LinePage:
    """One page of lines, newest first; `newer` and `older` are the keys to go on from."""

    lines: tuple[RecordLine, ...]
    size: int
    newest: bool
    newer: int | None
    older: int | None


@dataclass(frozen=True)
class SignedHead:
    """The newest signed checkpoint."""

    size: int
    note: str
    at: datetime


@dataclass(frozen=True)
class RecordKey:
    """The public key of the record in the forms that verifiers read."""

    name: str
    fingerprint: str
    line: str
    pem: str


@dataclass(frozen=True)
class Finding:
    """Outcome of an audit; `first_bad` is the number of the first altered line."""

    lines: int
    first_bad: int | None
    flaws: tuple[Flaw, ...]
    signed_size: int | None
    at: datetime


@dataclass(frozen=True)
class Inclusion:
    """One line and the proof that it is on the record; the proof is None until it is signed."""

    number: int
    leaf: bytes
    proof: str | None
    holds: bool


def desk(at: datetime) -> Desk:
    """The counts of the oversight desk."""
    counts, (letters, oldest) = stage_counts(), unopened_letters()
    rehearsed = record.newest_of(VaultKind.RECOVERY_REHEARSED)
    drill = rehearsed.line.at.date() if rehearsed else None
    recoveries, recovered_at = recoveries_done()
    return Desk(
        stages=tuple((stage, counts.get(stage.value, 0)) for stage in Stage),
        letters=letters,
        oldest_letter=oldest,
        late_tasks=late_tasks_count(at),
        reads=opened_since(at - timedelta(days=ACCESS_DAYS)),
        out_of_reach=out_of_reach(),
        drill=drill,
        drill_due=drill_is_due(drill, at.date()),
        recoveries=recoveries,
        recovered_on=recovered_at.date() if recovered_at else None,
    )


def out_of_reach() -> int:
    """How many open cases have a part that no active officer holds a key to."""
    return unreached_count()


def _lines(before: int, limit: int) -> list[tuple[int, Line | None]]:
    """(number, line) below `before`, newest first; None for a line that cannot be read.

    The auditor's page must open above all when somebody altered a line.
    """
    try:
        found = {e.number: e.line for e in record.newest(limit, before)}
    except Malformed:
        found = {}
        for number in range(max(0, before - limit), before):
            found |= _one(number)
    return [(n, found.get(n)) for n in range(before - 1, max(0, before - limit) - 1, -1)]


def _one(number: int) -> dict[int, Line]:
    try:
        return {e.number: e.line for e in record.newest(1, number + 1)}
    except Malformed:
        return {}


def line_page(before: int | None = None) -> LinePage:
    """A page of lines; `before` is the key to go on from (lines with smaller numbers)."""
    size = record.size()
    top = size if before is None else max(1, min(before, size))
    rows = _lines(top, PAGE)
    names = aliases(line.actor for _, line in rows if line is not None)
    lowest = max(0, top - PAGE)
    return LinePage(
        lines=tuple(_record_line(number, line, names) for number, line in rows),
        size=size,
        newest=top >= size,
        newer=min(top + PAGE, size) if top < size else None,
        older=lowest or None,
    )


def _record_line(number: int, line: Line | None, names: dict[str, str]) -> RecordLine:
    if line is None:
        return RecordLine(number)
    actor = names.get(line.actor, line.actor)
    return RecordLine(number, line.kind, line.at, actor, line.file[:SHOWN])


def signed_head() -> SignedHead | None:
    """The newest signed checkpoint, or None before the first."""
    row = record.latest_checkpoint()
    return None if row is None else SignedHead(row.size, row.note, row.at)


def record_key() -> RecordKey:
    """The record's public key; the fingerprint is in groups of four to be read aloud."""
    keys = ring()
    digits = checkpoint.fingerprint(keys.record_key)
    return RecordKey(
        name=keys.record_name,
        fingerprint=" ".join(digits[i : i + 4] for i in range(0, len(digits), 4)),
        line=checkpoint.vkey(keys.record_name, keys.record_key),
        pem=checkpoint.public_pem(keys.record_key),
    )


def inclusion(number: int) -> Inclusion:
    """A line with its proof under the newest checkpoint, checked; Unknown for no such line."""
    try:
        leaf = record.leaf_data(number)
    except ObjectDoesNotExist as none:
        raise Unknown from none
    head = record.latest_checkpoint()
    if head is None or number >= head.size:
        return Inclusion(number, leaf, None, holds=False)
    try:
        text = record.inclusion(number, head)
    except ObjectDoesNotExist:  # somebody removed a node: there is no proof any more
        return Inclusion(number, leaf, "", holds=False)
    keys = ring()
    try:
        proof.verify(text, leaf, keys.record_name, keys.record_key, signer.check)
    except Malformed:
        return Inclusion(number, leaf, text, holds=False)
    return Inclusion(number, leaf, text, holds=True)


@contextmanager
def _snapshot() -> Iterator[None]:
    """Everything read inside stands at one moment: a line added meanwhile is no alteration."""
    first = not connection.in_atomic_block
    with transaction.atomic():
        if first:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def examine(at: datetime) -> Finding:
    """Recompute the whole record and hold it against its newest signed checkpoint; O(lines)."""
    with _snapshot():
        lines = record.size()
        try:
            walked = record.audit(at)
            first_bad, agree = walked.first_bad, walked.roots_agree
        except ObjectDoesNotExist:  # an inner node was removed
            first_bad, agree = None, False
        good, continues = _against_checkpoint(lines)
        head = signed_head()
    facts = AuditFacts(first_bad, agree, good, continues)
    return Finding(lines, first_bad, flaws(facts), head.size if head else None, at)


def _against_checkpoint(lines: int) -> tuple[bool | None, bool | None]:
    """(is the signature good, does the record continue it); None where nothing can be said."""
    last = signed_head()
    if last is None:
        return None, None
    keys = ring()
    try:
        head = checkpoint.verify(last.note, keys.record_name, keys.record_key, signer.check)
    except Malformed:
        return False, None
    return True, continues_from(head, lines)


def continues_from(head: Checkpoint, lines: int) -> bool:
    """Whether the first `lines` lines continue a checkpoint, by a consistency proof."""
    if head.size > lines:
        return False
    try:
        path = tree.consistency_path(head.size, lines, record.read_node)
        now = record.root(lines)
    except ObjectDoesNotExist:
        return False
    return tree.verify_consistency(head.size, head.root, lines, now, path)


def columns() -> list[Column]:
    """Every column of every table of ours."""
    return [
        Column(model._meta.db_table, one.column, isinstance(one, BinaryField))
        for app in apps.get_app_configs()
        if app.name.startswith("safeconduct.")
        for model in app.get_models()
        for one in model._meta.concrete_fields
    ]


def assessment(today: date) -> Assessment:
    """The impact assessment of this instance as it is built."""
    return assess(
        catalogue(),
        columns(),
        terms(),
        controller=settings.CONTROLLER,
        version=version(),
        made_on=today,
    )
