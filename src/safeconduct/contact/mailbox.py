"""The mailbox: the one place that makes `MailboxKey`, from the words or the door's cookie."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from safeconduct.common.refusal import Refused
from safeconduct.contact.core.code import ReturnCode, is_short, read, secret_bytes
from safeconduct.contact.core.terms import WhyNot
from safeconduct.vault.core.terms import SEED_BYTES, Place
from safeconduct.vault.opening import MailboxKey, PrivateKey, unseal
from safeconduct.vault.sealing import PublicKey, Sealed, derive, seal
from safeconduct.vault.stretch import cookie_hash, slot, stretch

LOCATOR_BYTES = 16
IDLE = timedelta(minutes=20)  # programme rule: a phone laid down must not stay open
SALT = b"safeconduct/code"  # 16 bytes, fixed: the code itself is random
PURPOSE = b"safeconduct/contact/"
SLOT_WAIT_SECONDS = 8.0


@dataclass(frozen=True)
class Opened:
    """What a return code yields: where the mailbox is and the key that opens it."""

    locator: bytes
    private: PrivateKey


@dataclass(frozen=True)
class Visitor:
    """Somebody with an open mailbox, for the length of one request."""

    cookie: str
    key: MailboxKey
    inbox: PublicKey
    language: str
    code_text: str | None


def open_code(code: ReturnCode) -> Opened:
    """Derive locator and key pair; short codes are stretched, long ones need not be.

    Refused (BUSY) when no slot for stretching is free; the page then offers the long form.
    """
    root = (
        _stretched(code) if is_short(code) else derive(secret_bytes(code), PURPOSE + b"long/v1")
    )
    locator = derive(root, PURPOSE + b"locator/v1", LOCATOR_BYTES)
    return Opened(locator, PrivateKey(derive(root, PURPOSE + b"applicant/v1", SEED_BYTES)))


def _stretched(code: ReturnCode) -> bytes:
    with slot(SLOT_WAIT_SECONDS) as free:
        if not free:
            raise Refused([WhyNot.BUSY])
        return stretch(secret_bytes(code), SALT)


def _cookie_key(cookie: str) -> bytes:
    return derive(cookie.encode(), PURPOSE + b"session/v1")


def _place(column: str, file_id: UUID) -> Place:
    return Place(f"contact.session.{column}", file_id, file_id)


def _call(function: str, *args: Any) -> list[tuple[Any, ...]]:
    """Rows of one of the mailbox functions, the only reading the public door can do."""
    marks = ", ".join(["%s"] * len(args))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {function}({marks})", args)  # noqa: S608  fixed names
        return list(cursor.fetchall())


def remember(cookie: str, file_id: UUID, private: PrivateKey, code: str, at: datetime) -> None:
    """Open a session; `code` (or "") is kept sealed until the person has noted the words."""
    key = _cookie_key(cookie)
    sealed_code: Sealed | None = None
    if code:
        sealed_code = seal(key, _place("code", file_id), code.encode())
    seed = seal(key, _place("seed", file_id), private.seed)
    _call("mailbox_session_open", cookie_hash(cookie), file_id, seed, sealed_code, at + IDLE)


def come_back(text: str, cookie: str, at: datetime) -> None:
    """Open the mailbox of these words under `cookie`; Refused, always the same, when not."""
    opened = open_code(read(text))
    rows = _call("mailbox_find", opened.locator)
    if not rows:
        raise Refused([WhyNot.BAD_CODE])
    file_id = rows[0][0]
    remember(cookie, file_id, opened.private, "", at)


def visitor(cookie: str | None, at: datetime) -> Visitor | None:
    """The open mailbox behind the door's cookie, or None."""
    if not cookie:
        return None
    rows = _call("mailbox_session_read", cookie_hash(cookie), at)
    if not rows:
        return None
    file_id, seed, sealed_code, inbox, language = rows[0]
    key = _cookie_key(cookie)
    private = PrivateKey(unseal(key, _place("seed", file_id), bytes(seed)))
    code = None
    if sealed_code is not None:
        code = unseal(key, _place("code", file_id), bytes(sealed_code)).decode()
    return Visitor(
        cookie,
        MailboxKey(file_id, private),
        PublicKey(bytes(inbox)),
        str(language),
        code,
    )


def items(at_visit: Visitor, at: datetime) -> list[tuple[UUID, bytes, object]]:
    """(id, sealed, day) of everything in the open mailbox, newest first."""
    rows = _call("mailbox_items", cookie_hash(at_visit.cookie), at)
    return [(row[0], bytes(row[1]), row[2]) for row in rows]


def forget_code(at_visit: Visitor) -> None:
    """The person has noted the words: the sealed copy is deleted."""
    _call("mailbox_session_forget_code", cookie_hash(at_visit.cookie))


def leave(cookie: str) -> None:
    """Close the mailbox; the cookie opens nothing any more."""
    _call("mailbox_session_close", cookie_hash(cookie))
