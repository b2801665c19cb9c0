"""Written in the transaction of the act it tells of, by one way in, and never changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import pytest
from django.db import DatabaseError, connection, transaction

from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused
from safeconduct.record import queries
from safeconduct.record.core import checkpoint, proof, tree
from safeconduct.record.core.leaf import leaf_bytes
from safeconduct.record.core.terms import WhyNot
from safeconduct.record.models import Head, Leaf, Node, SignedCheckpoint
from safeconduct.record.services import act, append, sign_checkpoint
from safeconduct.vault.ceremony import Offline
from safeconduct.vault.ring import ring
from safeconduct.vault.signer import check, sign
from tests.conftest import NOW


class Kind(StrEnum):
    """A kind of line that only this test writes."""

    PROBED = "record.line.probed"


@dataclass(frozen=True)
class Someone:
    """Whoever acts."""

    key_id: str = "00ff"


def line(number: int) -> bytes:
    return leaf_bytes(Kind.PROBED, NOW, "00ff", "", "", {"count": number})


def fill(lines: int) -> None:
    """Append lines one act at a time, as the product does."""
    for number in range(lines):
        with act(Someone(), NOW) as a:
            a.note(Kind.PROBED, count=number)


def signed() -> SignedCheckpoint:
    return sign_checkpoint(ring().record_name, ring().record_key, sign, NOW)


@contextmanager
def tampering() -> Iterator[None]:
    """A database owner with the append-only triggers switched off."""
    tables = ("record_leaf", "record_node", "record_signedcheckpoint")
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        yield
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER ALL")


def test_an_act_and_its_lines_are_written_together(offline: Offline) -> None:
    file_id, about = new_id(), new_id()
    with act(Someone("abcd"), NOW) as a:
        a.note(Kind.PROBED, file=file_id, about=about, state="new")
        a.note(Kind.PROBED, file=file_id)
        assert queries.size() == 0  # lines come last, so that the lock is short
    assert queries.size() == 2
    newer, older = queries.entries_of(file_id)
    assert (older.number, newer.number) == (0, 1)
    assert (older.line.actor, older.line.object_id) == ("abcd", about.hex)
    assert older.line.facts == {"state": "new"}
    assert queries.line_of(file_id, Kind.PROBED, about.hex) == older


def test_an_act_that_fails_leaves_no_line_and_no_row(offline: Offline) -> None:
    with pytest.raises(RuntimeError, match="half way"), act(Someone(), NOW) as a:
        a.note(Kind.PROBED)
        SignedCheckpoint.objects.create(size=99, note="x", at=NOW)
        raise RuntimeError("half way")
    assert queries.size() == 0
    assert not SignedCheckpoint.objects.exists()


def test_a_line_that_holds_free_text_stops_the_act(offline: Offline) -> None:
    with pytest.raises(ValueError, match="code"), act(Someone(), NOW) as a:
        a.note(Kind.PROBED, state="He said that he wants to live.")
    assert queries.size() == 0


@pytest.mark.parametrize("verb", ["UPDATE", "DELETE", "TRUNCATE"])
@pytest.mark.parametrize("table", ["record_leaf", "record_node", "record_signedcheckpoint"])
def test_the_database_refuses_every_change(offline: Offline, verb: str, table: str) -> None:
    fill(4)
    signed()
    column = "note" if table == "record_signedcheckpoint" else "hash"
    words = {"UPDATE": (table, "SET", column, "=", column), "DELETE": ("FROM", table)}
    sql = " ".join((verb, *words.get(verb, (table,))))
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    assert queries.audit(NOW).holds


@pytest.mark.parametrize("role", ["sc_office", "sc_worker", "sc_public"])
def test_no_role_writes_lines_or_moves_the_head_by_hand(offline: Offline, role: str) -> None:
    fill(1)
    for sql in (
        "INSERT INTO record_leaf SELECT 1, data, hash, kind, file, actor, at FROM record_leaf",
        "UPDATE record_head SET size = 0",
        "DELETE FROM record_leaf",
    ):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"SET LOCAL ROLE {role}")
            cursor.execute(sql)


def test_the_public_role_cannot_append(offline: Offline) -> None:
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET LOCAL ROLE sc_public")
        cursor.execute("SELECT record_append(%s)", [[line(0)]])


def test_the_databases_tree_is_the_cores_tree_at_every_size(offline: Offline) -> None:
    stored: dict[tuple[int, int], bytes] = {}
    for size in range(40):
        with transaction.atomic():
            assert append([line(size)]) == size + 1
        for level, index, value in tree.nodes_for_append(
            size, tree.leaf_hash(line(size)), lambda level, index: stored[level, index]
        ):
            stored[level, index] = value
        own = {(0, row.number): bytes(row.hash) for row in Leaf.objects.all()}
        own |= {(row.level, row.index): bytes(row.hash) for row in Node.objects.all()}
        assert own == stored
        assert queries.root(size + 1) == tree.root(
            size + 1, lambda level, index: stored[level, index]
        )


def test_many_lines_at_once_make_the_same_tree(offline: Offline) -> None:
    fill(3)
    with transaction.atomic():
        append([line(number) for number in range(3, 20)])
    assert queries.size() == 20
    assert [row.number for row in Leaf.objects.order_by("number")] == list(range(20))
    assert queries.audit(NOW).holds


@pytest.mark.parametrize("victim", [0, 3, 6])
def test_the_audit_names_an_altered_line(offline: Offline, victim: int) -> None:
    fill(7)
    assert queries.audit(NOW).holds
    with tampering():
        Leaf.objects.filter(number=victim).update(data=line(99))
    found = queries.audit(NOW)
    assert (found.holds, found.first_bad, found.lines) == (False, victim, 7)


def test_the_audit_notices_a_line_whose_hash_was_altered_with_it(offline: Offline) -> None:
    fill(8)
    with tampering():
        Leaf.objects.filter(number=2).update(data=line(99), hash=tree.leaf_hash(line(99)))
    found = queries.audit(NOW)
    assert (found.holds, found.first_bad, found.roots_agree) == (False, None, False)


@pytest.mark.parametrize("victim", [0, 4, 6])
def test_the_audit_notices_a_missing_line(offline: Offline, victim: int) -> None:
    fill(7)
    with tampering():
        Leaf.objects.filter(number=victim).delete()
    assert not queries.audit(NOW).holds


def test_a_checkpoint_is_signed_once_per_size_and_verifies(offline: Offline) -> None:
    fill(5)
    first = signed()
    assert signed().pk == first.pk
    assert SignedCheckpoint.objects.count() == 1
    seen = checkpoint.verify(first.note, ring().record_name, ring().record_key, check)
    assert (seen.size, seen.root) == (5, queries.root(5))
    fill(1)
    assert signed().size == 6


def test_a_line_is_proved_under_a_checkpoint(offline: Offline) -> None:
    fill(11)
    text = queries.inclusion(4, signed())
    read = proof.parse(text)
    assert (read.index, read.checkpoint) == (4, signed().note)
    leaf = tree.leaf_hash(queries.leaf_data(4))
    assert tree.verify_inclusion(leaf, 4, 11, read.path, queries.root(11))


def test_no_checkpoint_is_signed_after_lines_were_cut_off(offline: Offline) -> None:
    fill(6)
    signed()
    with tampering():
        Leaf.objects.filter(number__gte=4).delete()
        Head.objects.update(size=4)
    with pytest.raises(Refused) as refused:
        signed()
    assert refused.value.reasons == (WhyNot.TREE_SHRANK,)


def test_no_checkpoint_is_signed_after_lines_were_written_anew(offline: Offline) -> None:
    fill(6)
    signed()
    with tampering():
        Node.objects.all().delete()
        Leaf.objects.all().delete()
        Head.objects.update(size=0)
    with transaction.atomic():
        append([line(number + 50) for number in range(7)])
    assert queries.audit(NOW).holds  # the forged tree is whole in itself
    with pytest.raises(Refused) as refused:
        signed()
    assert refused.value.reasons == (WhyNot.TREE_REWRITTEN,)


def test_the_moment_of_an_audit_is_the_callers(offline: Offline, at: datetime) -> None:
    assert queries.audit(at) == queries.Audit(0, None, True, at)
