"""Thefts by somebody who can write to the database and puts keys where others' stood."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg

from safeconduct.demo.ground import Ground

ONCE = re.compile(r'name="once" value="([^"]+)"')
SEED_BYTES = 96  # vault/core/terms.py; that of a thief needs not be random
KIRILL = "(SELECT id FROM accounts_officer WHERE alias = 'Kirill')"


@contextmanager
def _restored(link: psycopg.Connection, table: str, which: str, *values: Any) -> Iterator[None]:
    """Put back afterwards every row of the table that the condition finds, and no other."""
    copy = f"copy_of_{table}"
    link.execute(f"CREATE TEMP TABLE {copy} AS SELECT * FROM {table} WHERE {which}", values)
    try:
        yield
    finally:
        link.execute("SET session_replication_role = replica")
        link.execute(f"DELETE FROM {table} WHERE {which}", values)
        link.execute(f"INSERT INTO {table} SELECT * FROM {copy}")
        link.execute("SET session_replication_role = origin")
        link.execute(f"DROP TABLE {copy}")


def own_key_as_an_officers(g: Ground) -> str | None:
    """The superuser puts their own public key in an officer's row; then he gets a case."""
    from safeconduct.vault.opening import PrivateKey

    thief, file_id = PrivateKey(bytes(SEED_BYTES)).public(), g.conscript()
    with (
        g.superuser() as link,
        _restored(link, "vault_wrap", "file_id = %s", file_id),
        _restored(link, "accounts_membership", f"officer_id = {KIRILL}"),
        _restored(link, "accounts_officer", "alias = 'Kirill'"),
    ):
        link.execute(f"DELETE FROM accounts_membership WHERE officer_id = {KIRILL}")
        link.execute(
            f"UPDATE accounts_officer SET public_key = %s, key_id = %s WHERE id = {KIRILL}",
            [thief.raw, thief.key_id],
        )
        row = link.execute(f"SELECT {KIRILL}").fetchone()
        olena = g.office("Olena")
        olena.fill(f"/cases/{file_id}/team/", place=f"{row[0] if row else ''} case officer")
        given = "SELECT compartment, sealed FROM vault_wrap WHERE file_id = %s AND key_id = %s"
        wraps = link.execute(given, [file_id, thief.key_id]).fetchall()
    parts = [part for part, sealed in wraps if _opens(file_id, part, bytes(sealed))]
    return f"the thief's key opens {', '.join(sorted(parts))}" if parts else None


def _opens(file_id: UUID, part: str, sealed: bytes) -> bool:
    """Whether the thief's private key opens this wrap."""
    from safeconduct.common.refusal import Refused
    from safeconduct.vault.opening import PrivateKey
    from safeconduct.vault.queries import purpose

    try:
        PrivateKey(bytes(SEED_BYTES)).unwrap(purpose(file_id, part), sealed)
    except Refused:
        return False
    return True


def own_key_in_a_mailbox(g: Ground) -> str | None:
    """The superuser puts their own key into a mailbox; then its person writes on."""
    from safeconduct.vault.opening import PrivateKey

    raw, person = PrivateKey(bytes(SEED_BYTES)).public().raw, g.public()
    first = ONCE.search(person.get("/en/write/"))
    person.post("/en/write/", text="One.", danger="abroad", long_code="on")
    with g.superuser() as link:
        link.execute(
            "UPDATE contact_mailbox SET inbox_key = %s || substring(inbox_key from %s)"
            " WHERE file_id = (SELECT file_id FROM contact_letter WHERE id = %s)",
            [raw, len(raw) + 1, first[1] if first else None],
        )
        second = ONCE.search(person.get("/en/mailbox/write/"))
        person.post("/en/mailbox/write/", text="We wait at the bridge.")
        row = link.execute(
            "SELECT count(*) FROM contact_letter WHERE id = %s", [second[1] if second else None]
        ).fetchone()
    return "a letter was sealed to the thief's key" if row and row[0] else None
