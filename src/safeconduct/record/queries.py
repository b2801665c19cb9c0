"""Reads the record: lines of a file, tree nodes, proofs, and the audit of the whole tree."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Count, QuerySet

from safeconduct.record.core import proof, tree
from safeconduct.record.core.leaf import parse_leaf
from safeconduct.record.core.terms import Checkpoint, Line
from safeconduct.record.models import Head, Leaf, Node, Once, SignedCheckpoint
from safeconduct.web.together import Reads, prepared


@dataclass(frozen=True)
class Entry:
    """One line with its place in the log."""

    number: int
    line: Line


def size() -> int:
    """How many lines the record holds."""
    return Head.objects.get(pk=1).size


def read_node(level: int, index: int) -> bytes:
    """Hash stored for a complete subtree; level 0 are the leaves."""
    if level == 0:
        return bytes(Leaf.objects.values_list("hash", flat=True).get(number=index))
    return bytes(Node.objects.values_list("hash", flat=True).get(level=level, index=index))


def root(lines: int) -> bytes:
    """Merkle root over the first `lines` leaves."""
    return tree.root(lines, read_node)


def entries_of(file_id: UUID, limit: int = 200) -> tuple[Entry, ...]:
    """The newest lines about one file, newest first."""
    return _entries(Leaf.objects.filter(file=file_id.hex), limit)


@dataclass(frozen=True)
class Page:
    """Lines about one file, newest first; `older` is the key of the page behind them."""

    entries: tuple[Entry, ...]
    total: int
    older: int | None


def ask_page(
    file_id: UUID, kinds: Collection[str], limit: int, before: int | None = None
) -> Reads[Page]:
    """The newest lines of these kinds about one file; `before` pages backwards."""
    known = (file_id.hex, tuple(kinds))
    newest, counted = _newest(*known, limit + 1), _counted(*known)
    rows = newest if before is None else _known(*known).filter(number__lt=before)[: limit + 1]
    yield rows, counted
    found = tuple(map(_entry, rows))  # one more than wanted tells of a page behind
    shown = found[:limit]
    total = next(iter(counted), 0)
    return Page(shown, total, shown[-1].number if len(found) > limit else None)


def _known(file: str, kinds: tuple[str, ...]) -> QuerySet[Leaf]:
    rows = Leaf.objects.filter(file=file, kind__in=kinds)
    return rows.only("number", "data").order_by("-number")


@prepared
def _newest(file: str, kinds: tuple[str, ...], limit: int) -> QuerySet[Leaf]:
    return _known(file, kinds)[:limit]


@prepared
def _counted(file: str, kinds: tuple[str, ...]) -> QuerySet[Leaf, int]:
    rows = Leaf.objects.filter(file=file, kind__in=kinds).values("file")
    return rows.annotate(n=Count("number")).values_list("n", flat=True)


def newest(limit: int = 100, before: int | None = None) -> tuple[Entry, ...]:
    """The newest lines of the whole record, newest first; `before` pages backwards."""
    rows = Leaf.objects.all()
    if before is not None:
        rows = rows.filter(number__lt=before)
    return _entries(rows, limit)


def _entries(rows: QuerySet[Leaf], limit: int) -> tuple[Entry, ...]:
    newest_first = rows.order_by("-number")[:limit]
    return tuple(map(_entry, newest_first))


def _entry(row: Leaf) -> Entry:
    return Entry(row.number, parse_leaf(bytes(row.data)))


def lines_since(file_ids: Collection[UUID], since: datetime) -> list[Line]:
    """The lines about these files from a moment on, oldest first."""
    rows = Leaf.objects.filter(file__in=[one.hex for one in file_ids], at__gte=since)
    return [
        parse_leaf(bytes(data))
        for data in rows.order_by("number").values_list("data", flat=True)
    ]


def lines_of_kinds(
    kinds: Collection[str],
    limit: int,
    actor: str = "",
    file: str = "",
    before: int | None = None,
) -> tuple[Entry, ...]:
    """The newest lines of these kinds, of one actor or one file (hex) when named."""
    rows = Leaf.objects.filter(kind__in=kinds)
    if actor:
        rows = rows.filter(actor=actor)
    if file:
        rows = rows.filter(file=file)
    return _entries(rows if before is None else rows.filter(number__lt=before), limit)


def deeds_since(since: datetime) -> Iterator[tuple[str, str, datetime, str]]:
    """(actor, file, moment, kind) of every line about a file since a moment; any order."""
    rows = Leaf.objects.filter(at__gte=since).exclude(file="")
    return rows.values_list("actor", "file", "at", "kind").iterator()


def deeds_of(
    file_ids: Collection[UUID], after: datetime
) -> Iterator[tuple[str, str, datetime, str]]:
    """(actor, file, moment, kind) of every line about these files after a moment; any order."""
    rows = Leaf.objects.filter(file__in=[one.hex for one in file_ids], at__gt=after)
    return rows.values_list("actor", "file", "at", "kind").iterator()


def count_by_actor(kind: str, since: datetime) -> dict[str, int]:
    """How many lines of this kind each actor has since a moment."""
    rows = Leaf.objects.filter(kind=kind, at__gte=since).values_list("actor")
    return dict(rows.annotate(n=Count("number")).order_by())


def line_of(file_id: UUID, kind: str, object_id: str) -> Entry | None:
    """The newest line of this kind about this object of a file."""
    for row in Leaf.objects.filter(file=file_id.hex, kind=kind).order_by("-number"):
        entry = Entry(row.number, parse_leaf(bytes(row.data)))
        if entry.line.object_id == object_id:
            return entry
    return None


def newest_of(kind: str) -> Entry | None:
    """The newest line of this kind in the whole record."""
    found = _entries(Leaf.objects.filter(kind=kind), 1)
    return found[0] if found else None


def was_used(token: UUID) -> bool:
    """Whether the act of the form with this token is done."""
    return Once.objects.filter(token=token).exists()


def leaf_data(number: int) -> bytes:
    """The hashed bytes of one line."""
    return bytes(Leaf.objects.values_list("data", flat=True).get(number=number))


def consistency(old: Checkpoint, lines: int) -> tuple[bytes, ...]:
    """Hashes proving that the tree of `lines` continues `old`; empty when nodes are missing."""
    if not 0 < old.size <= lines:
        return ()
    try:
        return tuple(tree.consistency_path(old.size, lines, read_node))
    except ObjectDoesNotExist:
        return ()


def latest_checkpoint() -> SignedCheckpoint | None:
    """The newest signed checkpoint."""
    return SignedCheckpoint.objects.order_by("-size").first()


def inclusion(number: int, checkpoint: SignedCheckpoint) -> str:
    """tlog-proof text that leaf `number` stands under `checkpoint`."""
    path = tree.inclusion_path(number, checkpoint.size, read_node)
    return proof.write(number, path, checkpoint.note)


@dataclass(frozen=True)
class Audit:
    """What a walk over all lines found; `first_bad` is the first altered line."""

    lines: int
    first_bad: int | None
    roots_agree: bool
    at: datetime

    @property
    def holds(self) -> bool:
        """Whether nothing was altered, removed or reordered."""
        return self.first_bad is None and self.roots_agree


def _leaves() -> Iterator[tuple[int, bytes, bytes]]:
    rows = Leaf.objects.order_by("number").values_list("number", "data", "hash")
    for number, data, stored in rows.iterator(chunk_size=5000):
        yield number, bytes(data), bytes(stored)


def audit(at: datetime) -> Audit:
    """Recompute every leaf and the root from the bytes alone; O(lines)."""
    stack: list[tuple[int, bytes]] = []  # (level, hash) of the complete subtrees so far
    count, first_bad = 0, None
    for number, data, stored in _leaves():
        fresh = tree.leaf_hash(data)
        if first_bad is None and (number != count or fresh != stored):
            first_bad = count
        level = 0
        while stack and stack[-1][0] == level:
            fresh = tree.node_hash(stack.pop()[1], fresh)
            level += 1
        stack.append((level, fresh))
        count += 1
    total = stack.pop()[1] if stack else tree.EMPTY_ROOT
    while stack:
        total = tree.node_hash(stack.pop()[1], total)
    lines = size()
    agree = count == lines and total == root(lines)
    return Audit(count, first_bad, agree, at)
