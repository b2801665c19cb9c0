"""What a hostile database superuser could do to the record, for tests."""

from django.db import connection

from safeconduct.record.core import tree
from safeconduct.record.models import Head, Leaf, Node


def run(sql: str, *values: bytes | int | str) -> None:
    """One statement with the record's own triggers switched off."""
    with connection.cursor() as cursor:
        for table in ("record_leaf", "record_node", "record_signedcheckpoint"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        cursor.execute(sql, values)


def alter_line(number: int) -> None:
    """Change the words of one line and nothing else."""
    run("UPDATE record_leaf SET data = %s WHERE number = %s", b"altered", number)


def rewrite_line(number: int, data: bytes, keep: set[tuple[int, int]] | None = None) -> None:
    """Change a line and every hash above it, as somebody who knows the format would.

    `keep` names nodes (level, index) that are left as they were.
    """
    run(
        "UPDATE record_leaf SET data = %s, hash = %s WHERE number = %s",
        data, tree.leaf_hash(data), number,
    )  # fmt: skip
    level, index = 1, number // 2
    while Node.objects.filter(level=level, index=index).exists():
        if (level, index) not in (keep or set()):
            left, right = (_hash(level - 1, 2 * index + side) for side in (0, 1))
            fresh = tree.node_hash(left, right)
            run("UPDATE record_node SET hash = %s WHERE level = %s AND index = %s",
                fresh, level, index)  # fmt: skip
        level, index = level + 1, index // 2


def _hash(level: int, index: int) -> bytes:
    """What a rewriter folds: always from the leaves, so that kept nodes do not matter."""
    if level == 0:
        return bytes(Leaf.objects.values_list("hash", flat=True).get(number=index))
    return tree.node_hash(_hash(level - 1, 2 * index), _hash(level - 1, 2 * index + 1))


def cut_last_line() -> None:
    """Remove the newest line and make the head agree."""
    size = Head.objects.get(pk=1).size - 1
    run("DELETE FROM record_leaf WHERE number = %s", size)
    run("UPDATE record_head SET size = %s", size)
