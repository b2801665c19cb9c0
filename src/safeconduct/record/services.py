"""Writes the record. `act` is the product's one transaction helper."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from django.db import connection, transaction

from safeconduct.common.refusal import Repeated, refuse_if
from safeconduct.record import queries
from safeconduct.record.core import checkpoint
from safeconduct.record.core.leaf import leaf_bytes
from safeconduct.record.core.terms import Checkpoint, Once, Sign
from safeconduct.record.models import Once as OnceRow
from safeconduct.record.models import SignedCheckpoint

# One statement: no row comes back when another request used the token before.
CLAIM = (
    "INSERT INTO record_once (token, request, at) VALUES (%s, %s, %s)"
    " ON CONFLICT (token) DO UPDATE SET request = excluded.request"
    " WHERE record_once.request = excluded.request RETURNING 1"
)


class Signer(Protocol):
    """Whoever acts: the record knows the key id and nothing else of a person."""

    @property
    def key_id(self) -> str:
        """Pseudonym on the record."""


@dataclass
class Act:
    """One act in one transaction; its notes are flushed once, at the end."""

    actor: Signer
    at: datetime
    lines: list[bytes] = field(default_factory=list)

    def note(
        self,
        kind: StrEnum,
        *,
        file: UUID | None = None,
        about: UUID | str = "",
        **facts: str | int,
    ) -> None:
        """Add a line: `kind`, the file, the object it is about, and facts (codes, counts)."""
        about_text = about.hex if isinstance(about, UUID) else about
        file_text = file.hex if file else ""
        data = leaf_bytes(kind.value, self.at, self.actor.key_id, file_text, about_text, facts)
        self.lines.append(data)


@contextmanager
def act(actor: Signer, at: datetime) -> Iterator[Act]:
    """Open the transaction, hand out `note`, append lines last so that the lock is short.

    Repeated when the form behind this act (`actor.once`, none outside a POST) was used before.
    """
    once: Once | None = getattr(actor, "once", None)
    with transaction.atomic():
        if once is not None:
            claim(once, at)
        done = Act(actor, at)
        yield done
        if done.lines:
            append(done.lines)


def claim(once: Once, at: datetime) -> None:
    """Use up a form's token in the transaction of its act; Repeated when it was used before.

    A second sending waits here until the first has ended: committed, it is Repeated; rolled
    back (a refused act), it goes on. Further acts of the same request pass.
    """
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [once.token, once.request, at])
        if cursor.fetchone() is None:
            raise Repeated


def forget_forms(before: datetime) -> int:
    """Forget tokens used before a moment; returns how many. Safe to run twice."""
    return OnceRow.objects.filter(at__lt=before).delete()[0]


def append(lines: list[bytes]) -> int:
    """Append leaves under the head lock; returns the new size. Only inside a transaction."""
    if not connection.in_atomic_block:
        msg = "the record is written in the transaction of the act it tells of"
        raise RuntimeError(msg)
    with connection.cursor() as cursor:
        cursor.execute("SELECT record_append(%s)", [lines])
        return int(cursor.fetchone()[0])


def sign_checkpoint(name: str, public: bytes, sign: Sign, at: datetime) -> SignedCheckpoint:
    """Sign the head when it grew; returns the newest checkpoint.

    Refused when the record does not continue the last signed checkpoint: two signed heads that
    contradict each other would make every later proof worthless. Safe to run twice.
    """
    last = queries.latest_checkpoint()
    lines = queries.size()
    new = Checkpoint(name, lines, queries.root(lines))
    if last is not None:
        old = checkpoint.parse_body(checkpoint.parse_note(last.note).body)
        refuse_if(checkpoint.reasons_not_to_sign(old, new, queries.consistency(old, lines)))
        if lines == old.size:
            return last
    body = checkpoint.body(name, lines, new.root)
    text = checkpoint.note(body, name, checkpoint.key_id(name, public), sign(body.encode()))
    # Whoever signs the same head at the same moment finds it signed already.
    made, _ = SignedCheckpoint.objects.get_or_create(
        size=lines, defaults={"note": text, "at": at}
    )
    return made
