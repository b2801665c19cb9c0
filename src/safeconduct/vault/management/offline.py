"""What the signing commands of the offline machine share: the key, and ids read aloud."""

import base64
import binascii
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from django.core.management.base import CommandError

from safeconduct.vault.core.paper import Malformed
from safeconduct.vault.core.terms import KEY_BYTES
from safeconduct.vault.ring import ring
from safeconduct.vault.signer import public_of

T = TypeVar("T")


def signing_seed(path: Path) -> bytes:
    """The offline key's seed, when its public half is the one of programme.json."""
    try:
        seed = base64.b64decode(path.read_text(), validate=True)
    except (OSError, UnicodeDecodeError, binascii.Error) as error:
        msg = f"The signing key cannot be read: {error}."
        raise CommandError(msg) from error
    if len(seed) != KEY_BYTES or public_of(seed) != ring().signing:
        msg = "This is not the signing key of this programme's ceremony."
        raise CommandError(msg)
    return seed


def request_in(path: Path, read: Callable[[str], T]) -> T:
    """What a request file asks for; CommandError when it cannot be used."""
    try:
        return read(path.read_text())
    except (Malformed, OSError, UnicodeDecodeError) as error:
        msg = f"The request file cannot be used: {error}."
        raise CommandError(msg) from error


def confirmed(whose: str, key_id: str) -> bool:
    """Whether the officer's own words name this key: typed, so that it is compared.

    CommandError when they name another; False when it is left for another day.
    """
    typed = input(f"{whose}: key id that the officer read to you (16 digits, empty to skip): ")
    if not typed.strip():
        return False
    if "".join(typed.lower().split()) != key_id:
        msg = (
            f"{whose}: the file holds another key ({key_id}). Nothing was signed. "
            "Somebody may have put a key of their own into the database."
        )
        raise CommandError(msg)
    return True
