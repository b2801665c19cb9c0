"""Opens every compartment's columns of an instance by the page that lists them; speaks JSON."""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

import django

if __name__ == "__main__":
    django.setup()

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms
from django.conf import settings

from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused
from safeconduct.vault import opening, queries
from safeconduct.vault.core.terms import SHARES_NEEDED, Compartment
from safeconduct.vault.opening import FileKeys, Holding
from safeconduct.vault.recovery import keys_of
from safeconduct.vault.shares import join
from tests.attacks.opening import holding
from tests.guardrails.test_sealed_columns import Column, in_compartments

ROWS = 3  # of each column
FLIPPED = 1500  # bytes of each value, spread evenly; of most that is every one


@cache
def recovery() -> Holding:
    """The programme's recovery key, from three shares."""
    folder = Path(settings.KEY_FOLDER)
    names = [folder / f"share-{number}-of-5.demo" for number in range(1, SHARES_NEEDED + 1)]
    private = keys_of(join([name.read_text() for name in names])).private
    return Holding(private.public().key_id, private)


@cache
def keys_to(file_id: UUID) -> FileKeys:
    """All parts of a file; of a complaint, and of answers to it, what the ombudsman holds."""
    found = queries.open_file(recovery(), file_id)
    return found if found.keys else queries.open_file(holding("ombudsman"), file_id)


def opens(keys: FileKeys, part: Compartment, place: str, row: Any, sealed: bytes) -> bool:
    """Whether these arguments, and these bytes, give a text."""
    try:
        keys.open(part, place, row, sealed)
    except (Refused, UnicodeDecodeError):
        return False
    return True


def flips(sealed: bytes) -> Iterator[bytes]:
    """The value with one bit changed, over and over."""
    for at in range(0, len(sealed), max(1, len(sealed) // FLIPPED)):
        yield sealed[:at] + bytes([sealed[at] ^ 1 << at % 8]) + sealed[at + 1 :]


def look(column: Column) -> tuple[int, list[str]]:
    """How many values were tried, and what was wrong with them."""
    found = column.model._default_manager.exclude(**{column.name: None}).order_by("pk")
    rows = [
        (row, bytes(sealed), where[0] if isinstance(where, list) else where)
        for row, sealed, where in found.values_list("pk", column.name, column.path)
    ]
    living = queries.shred_keys({file_id for _, _, file_id in rows})  # others were erased here
    rows = [one for one in rows if one[2] in living][:ROWS]
    wrong: list[str] = []
    for row, sealed, file_id in rows:
        wrong += one(column, row, sealed, file_id)
    for (row, _, file_id), (_, other, _) in pairwise(rows):
        # Another row's value, in this row and this file.
        if opens(keys_to(file_id), column.part, column.place, row, other):
            wrong.append("opens with the value of another row")
    return len(rows), wrong


def one(column: Column, row: Any, sealed: bytes, file_id: UUID) -> list[str]:
    """What is wrong with one value: it must open here, and nowhere else."""
    part, place, keys = column.part, column.place, keys_to(file_id)
    tries = {
        "does not open": not opens(keys, part, place, row, sealed),
        "opens in another row": opens(keys, part, place, new_id(), sealed),
        "opens in another column": opens(keys, part, place + "x", row, sealed),
        "opens in another file": opens(
            replace(keys, file_id=new_id()), part, place, row, sealed
        ),
        "opens without the shred key": opens(
            replace(keys, shred=bytes(32)), part, place, row, sealed
        ),
        "opens by another compartment": any(
            opens(keys, other, place, row, sealed) for other in set(keys.keys) - {part}
        ),
        "opens when altered": any(opens(keys, part, place, row, no) for no in flips(sealed)),
    }
    return [said for said, wrong in tries.items() if wrong]


class Careless:
    """The same cipher, whose tag nobody looks at: what is altered or moved opens as well."""

    def __init__(self, key: bytes) -> None:
        self.key = key

    def decrypt(self, nonce: bytes, data: bytes, _place: bytes) -> bytes:
        """RFC 8439, section 2.8, without the Poly1305 half."""
        counter = (1).to_bytes(4, "little")
        cipher = Cipher(algorithms.ChaCha20(self.key, counter + nonce), mode=None)
        return cipher.decryptor().update(data[:-16])


def main() -> None:
    """Reads {"careless": bool, "only": place or ""}; writes {column: [tried, [wrong]]}."""
    asked = json.loads(sys.stdin.read())
    if asked["careless"]:
        setattr(opening, "ChaCha20Poly1305", Careless)
    wanted = [one for one in in_compartments() if asked["only"] in ("", one.place)]
    sys.stdout.write(json.dumps({str(column): look(column) for column in wanted}))


if __name__ == "__main__":
    main()
