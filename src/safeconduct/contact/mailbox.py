"""The mailbox: the one place that makes `MailboxKey`, from the words or the door's cookie."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from secrets import compare_digest
from typing import Any
from uuid import UUID

from django.db import connection

from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused
from safeconduct.contact.core.code import ReturnCode, is_short, secret_bytes
from safeconduct.contact.core.keeping import month_of
from safeconduct.contact.core.terms import WhyNot
from safeconduct.vault.core.terms import KEY_BYTES, PUBLIC_BYTES, SEED_BYTES, Place
from safeconduct.vault.core.terms import WhyNot as VaultWhyNot
from safeconduct.vault.opening import MailboxKey, PrivateKey, unseal
from safeconduct.vault.ring import ring
from safeconduct.vault.sealing import PublicKey, Sealed, derive, seal, wrap
from safeconduct.vault.stretch import cookie_hash, slot, stretch

LOCATOR_BYTES = 16
IDLE = timedelta(minutes=20)  # since the last click: a phone laid down must not stay open
# Programme rule: long enough for a long letter on a bad line. NIST SP 800-63B (2017), 4.2.3 and
# 4.3.3, ends any session after 12 hours; a phone that was taken is worse.
LONGEST = timedelta(hours=2)
SALT = b"safeconduct/code"  # 16 bytes, fixed: the code itself is random
PURPOSE = b"safeconduct/contact/"
APPLICANT, INBOX, ANSWERS = "applicant_key", "inbox_key", "answer_key"
SLOT_WAIT_SECONDS = 8.0


@dataclass(frozen=True)
class Opened:
    """What a return code yields: where the mailbox is and the key that opens it."""

    locator: bytes
    private: PrivateKey


@dataclass(frozen=True)
class KeptKey:
    """A public key as it lies in a mailbox: with a mark that needs the file's shred key.

    Whoever can write to the database and not to the key store cannot put a key of their own in
    its place. `column` is one of those named above; docs/formats/mailbox.md.
    """

    file_id: UUID
    column: str
    kept: bytes

    @classmethod
    def of(cls, key: PublicKey, file_id: UUID, column: str, shred: bytes) -> "KeptKey":
        """The key with its mark, to be kept."""
        return cls(file_id, column, key.raw + _mark(key.raw, file_id, column, shred))

    def checked(self, shred: bytes) -> PublicKey:
        """The key; Refused (NOT_GENUINE) when it is not the one that was kept here."""
        raw, mark = self.kept[:PUBLIC_BYTES], self.kept[PUBLIC_BYTES:]
        if not compare_digest(mark, _mark(raw, self.file_id, self.column, shred)):
            raise Refused([VaultWhyNot.NOT_GENUINE])
        return PublicKey(raw)


def _mark(raw: bytes, file_id: UUID, column: str, shred: bytes) -> bytes:
    place = f"{column}|{file_id.hex}|".encode()
    return derive(shred, PURPOSE + b"kept-key/v1|" + place + raw)


@dataclass(frozen=True)
class Visitor:
    """Somebody with an open mailbox, for the length of one request.

    What they write goes to the file of `key`; what they read lies under `box`, which is the
    same id unless alarm words opened the mailbox.
    """

    cookie: str
    key: MailboxKey
    box: UUID
    inbox: KeptKey
    language: str
    code_text: str | None = field(repr=False)
    next_text: str | None = field(repr=False)
    sealed_callback: bytes = field(repr=False)
    visited_in: date
    words_heard: bool

    @property
    def under_alarm(self) -> bool:
        """Whether alarm words opened this mailbox."""
        return self.box != self.key.file_id

    @property
    def thread(self) -> UUID:
        """Under which complaints of this person lie; only the words yield it."""
        return thread_of(self.key.private)

    @cached_property
    def answers(self) -> PrivateKey:
        """What opens the ombudsman's answers."""
        return answers_key(self.key.private)


def thread_of(person: PrivateKey) -> UUID:
    """Under which complaints of this person lie."""
    return UUID(bytes=derive(person.seed, PURPOSE + b"complaint/v1", 16))


def answers_key(person: PrivateKey) -> PrivateKey:
    """The pair for the ombudsman's answers: beside a complaint it leads to no mailbox."""
    return PrivateKey(derive(person.seed, PURPOSE + b"answers/v1", SEED_BYTES))


@dataclass(frozen=True)
class Found:
    """What lies behind a locator; for an unknown one a stand-in that looks like it."""

    box: UUID
    file_id: UUID
    inbox: KeptKey
    language: str
    known: bool = True


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


def _place(column: str, box: UUID) -> Place:
    return Place(f"contact.session.{column}", box, box)


def _call(function: str, *args: Any) -> list[tuple[Any, ...]]:
    """Rows of one of the mailbox functions, the only reading the public door can do."""
    marks = ", ".join(["%s"] * len(args))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {function}({marks})", args)  # noqa: S608  fixed names
        return list(cursor.fetchall())


def remember(cookie: str, box: UUID, private: PrivateKey, code: str, at: datetime) -> None:
    """Open a session; `code` (or "") is kept sealed until the person has noted the words."""
    key = _cookie_key(cookie)
    sealed_code: Sealed | None = None
    if code:
        sealed_code = seal(key, _place("code", box), code.encode())
    seed = seal(key, _place("seed", box), private.seed)
    ends = (at + IDLE, at + LONGEST)
    _call("mailbox_session_open", cookie_hash(cookie), box, seed, sealed_code, *ends)


def find(locator: bytes) -> Found:
    """The mailbox, or the alarm box, of this locator; a stand-in when there is none."""
    rows = _call("mailbox_find", locator)
    if rows:
        box, file_id, inbox, language = rows[0]
        return Found(box, file_id, KeptKey(file_id, INBOX, bytes(inbox)), str(language))
    nobody = new_id()
    stand_in = KeptKey.of(ring().desk, nobody, INBOX, os.urandom(KEY_BYTES))
    return Found(nobody, nobody, stand_in, "en", known=False)


def note_visit(file_id: UUID, on: date, locator: bytes, *, opens: bool) -> bool:
    """Keep the month of a visit that `opens`; False when there is no such mailbox (any more).

    Asks once more whether the words still open it: they may just have been exchanged.
    """
    return bool(_call("mailbox_visit", file_id, month_of(on), locator, opens)[0][0])


def visitor(cookie: str | None, at: datetime) -> Visitor | None:
    """The open mailbox behind the door's cookie, or None; each look keeps it open longer."""
    if not cookie:
        return None
    rows = _call("mailbox_session_read", cookie_hash(cookie), at, at + IDLE)
    if not rows:
        return None
    box, file_id, seed, code, following, inbox, language, callback, visited_in, heard = rows[0]
    key = _cookie_key(cookie)
    private = PrivateKey(unseal(key, _place("seed", box), bytes(seed)))
    return Visitor(
        cookie,
        MailboxKey(file_id, private),
        box,
        KeptKey(file_id, INBOX, bytes(inbox)),
        str(language),
        _words(key, _place("code", box), code),
        _words(key, _place("next", box), following),
        bytes(callback),
        visited_in,
        heard,
    )


def _words(key: bytes, place: Place, sealed: bytes | None) -> str | None:
    return None if sealed is None else unseal(key, place, bytes(sealed)).decode()


@dataclass(frozen=True)
class SealedItem:
    """One item as it lies in the mailbox; `leaving` when this session destroys it."""

    id: UUID
    file_id: UUID
    sealed: bytes
    day: date
    leaving: bool


def items(at_visit: Visitor, at: datetime) -> list[SealedItem]:
    """Everything in the open mailbox, the ombudsman's answers too, newest first."""
    rows = _call("mailbox_items", cookie_hash(at_visit.cookie), at, at_visit.thread)
    return [
        SealedItem(item_id, file_id, bytes(sealed), day, leaving)
        for item_id, file_id, sealed, day, leaving in rows
    ]


def destroy_on_leaving(at_visit: Visitor, item_id: UUID, at: datetime) -> None:
    """The content of this item goes when the session ends; nothing happens to any other."""
    asked = (cookie_hash(at_visit.cookie), at, item_id, at_visit.thread)
    _call("mailbox_item_destroy", *asked)


def forget_code(at_visit: Visitor) -> None:
    """The person has noted the words: the sealed copy is deleted."""
    _call("mailbox_session_forget_code", cookie_hash(at_visit.cookie))


def prepare_words(at_visit: Visitor, code: str, at: datetime) -> None:
    """Keep new words sealed beside the session; they open nothing yet."""
    place = _place("next", at_visit.box)
    sealed = seal(_cookie_key(at_visit.cookie), place, code.encode())
    _call("mailbox_words_prepare", cookie_hash(at_visit.cookie), at, sealed)


def hold_words(at_visit: Visitor, at: datetime) -> list[UUID]:
    """Keep everybody else from writing to this person till the transaction ends.

    Returns the person's complaints: their answers go over to the new words, too.
    """
    asked = (cookie_hash(at_visit.cookie), at, at_visit.thread)
    return [row[0] for row in _call("mailbox_words_hold", *asked)]


def change_words(
    at_visit: Visitor,
    opened: Opened,
    person: bytes,
    callback: bytes,
    answer_keys: dict[UUID, bytes],
    items: dict[UUID, bytes],
    at: datetime,
) -> bool:
    """Put new words in the place of the old; this browser stays in, every other one is out.

    `person` is the key as it lies in the box. False when the session is over;
    IntegrityError when something that lies in the box was left out.
    """
    seed = seal(_cookie_key(at_visit.cookie), _place("seed", at_visit.box), opened.private.seed)
    changed = _call(
        "mailbox_words_change", cookie_hash(at_visit.cookie), at, at_visit.thread,
        thread_of(opened.private), opened.locator, person, callback, seed,
        list(answer_keys), list(answer_keys.values()), list(items), list(items.values()),
    )  # fmt: skip
    return bool(changed[0][0])


def make_whole(
    at_visit: Visitor, letter_id: UUID, sealed: Sequence[Sealed], danger: str, cut_off: bool,
    at: datetime,
) -> None:  # fmt: skip
    """Put a letter's key and body in the place of its beginning; a whole one stays."""
    _call(
        "letter_made_whole",
        cookie_hash(at_visit.cookie),
        at,
        letter_id,
        *sealed,
        danger,
        cut_off,
    )


def is_beginning(letter_id: UUID) -> bool:
    """Whether only the beginning of this letter came so far."""
    return bool(_call("letter_is_beginning", letter_id)[0][0])


def make_alarm_box(
    visitor: Visitor,
    box: UUID,
    opened: Opened,
    callback: bytes,
    items: dict[UUID, bytes],
    at: datetime,
) -> None:
    """Write a second way into the open mailbox, with its own items and call-back words."""
    _call(
        "mailbox_alarm_make", cookie_hash(visitor.cookie), at, box, opened.locator,
        opened.private.public().raw, callback, list(items), list(items.values()),
    )  # fmt: skip


def leave(cookie: str) -> None:
    """Close the mailbox; the cookie opens nothing any more, and what was to go is gone."""
    _call("mailbox_session_close", cookie_hash(cookie))


def end_sessions() -> None:
    """Close what nobody closed in time; the worker's. Safe to run twice."""
    _call("mailbox_session_close", "")


def seal_to(person: PublicKey, purpose: bytes, place: Place, shred: bytes, text: str) -> bytes:
    """`text` for the applicant alone: length of the wrap (2 bytes), wrap, envelope.

    docs/formats/mailbox.md; useless once the file's shred key is gone.
    """
    fresh = os.urandom(KEY_BYTES)
    sealed_key = wrap(person, purpose, fresh)
    return (
        len(sealed_key).to_bytes(2, "big")
        + sealed_key
        + seal(fresh + shred, place, text.encode())
    )


def open_as(
    person: PrivateKey, purpose: bytes, place: Place, shred: bytes, sealed: bytes
) -> str:
    """What `seal_to` sealed for this applicant with the same arguments; Refused otherwise."""
    cut = 2 + int.from_bytes(sealed[:2], "big")
    fresh = person.unwrap(purpose, sealed[2:cut])
    return unseal(fresh + shred, place, sealed[cut:]).decode()
