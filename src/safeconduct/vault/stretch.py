"""Turns what a person remembers into a key: Argon2id, few at a time, in no transaction."""

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import BoundedSemaphore

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings

from safeconduct.vault.core.terms import KEY_BYTES

PASSES = 3  # RFC 9106, second recommended option: t=3, 64 MiB (settings.ARGON2_KIB)
TOTP_STEP_SECONDS, TOTP_DIGITS = 30, 6  # RFC 6238
TOTP_SECRET_BYTES = 20  # RFC 4226, section 4: 160 bits recommended

_slots = BoundedSemaphore(os.cpu_count() or 1)  # each slot holds 64 MiB while it works


@contextmanager
def slot(wait_seconds: float) -> Iterator[bool]:
    """Yields whether one of the core slots was free in time; gives it back at the end."""
    free = _slots.acquire(timeout=wait_seconds)
    try:
        yield free
    finally:
        if free:
            _slots.release()


def stretch(secret: bytes, salt: bytes) -> bytes:
    """32 bytes of Argon2id over `secret` (RFC 9106); about 0.2 s and 64 MiB."""
    memory = settings.ARGON2_KIB
    return hash_secret_raw(secret, salt, PASSES, memory, 1, KEY_BYTES, Type.ID)


def totp_code(secret: bytes, at: datetime) -> str:
    """The six digits an authenticator app shows at `at`."""
    return _totp(secret).generate(int(at.timestamp())).decode()


def totp_step(secret: bytes, code: str, at: datetime) -> int | None:
    """The time step this code belongs to: now, or one to either side for slow clocks."""
    now = int(at.timestamp()) // TOTP_STEP_SECONDS
    for step in (now, now - 1, now + 1):
        right = _totp(secret).generate(step * TOTP_STEP_SECONDS)
        if secrets.compare_digest(right, code.encode()):
            return step
    return None


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, TOTP_DIGITS, SHA1(), TOTP_STEP_SECONDS)  # noqa: S303  RFC 6238 default


def cookie_hash(cookie: str) -> str:
    """What a session table knows of a cookie: its SHA-256, in hex."""
    return hashlib.sha256(cookie.encode()).hexdigest()
