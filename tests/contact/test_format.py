"""The product opens the vectors of docs/formats/mailbox.md, as the second reader does."""

import base64
from datetime import date
from uuid import UUID

from safeconduct.contact import mailbox
from safeconduct.contact.core.callback import callback
from safeconduct.contact.core.terms import complaint_body, item_body, letter_body
from safeconduct.contact.queries import (
    COMPLAINT_BODY,
    callback_place,
    callback_purpose,
    inbox_private,
    item_place,
    item_purpose,
    letter_key,
    letter_purpose,
)
from safeconduct.vault.core.terms import Compartment, Place
from safeconduct.vault.opening import FileKeys, MailboxKey, PrivateKey, unseal
from safeconduct.vault.stretch import cookie_hash
from tests.guardrails.test_formats import vectors

VECTORS = {vector["kind"]: vector for vector in vectors("mailbox.md")}


def raw(kind: str, name: str) -> bytes:
    value = VECTORS[kind][name]
    return base64.b64decode(value) if name.startswith("sealed") else bytes.fromhex(value)


def ids(kind: str) -> tuple[UUID, UUID]:
    return UUID(VECTORS[kind]["file"]), UUID(VECTORS[kind]["row"])


def keys(kind: str) -> FileKeys:
    contact = {Compartment.CONTACT: raw(kind, "contact")}
    return FileKeys(ids(kind)[0], contact, raw(kind, "shred"))


def test_a_letter() -> None:
    file_id, row_id = ids("letter")
    inbox = inbox_private(keys("letter"))
    assert inbox.public().key_id == VECTORS["letter"]["inbox key id"]
    shred, mark = raw("letter", "shred"), raw("letter", "inbox mark")
    kept = mailbox.KeptKey(file_id, mailbox.INBOX, inbox.public().raw + mark)
    assert kept.checked(shred) == inbox.public()
    fresh = inbox.unwrap(letter_purpose(file_id, row_id), raw("letter", "sealed_key"))
    place = Place("contact.letter.body", file_id, row_id)
    text = unseal(
        letter_key(fresh, raw("letter", "shred")), place, raw("letter", "sealed_body")
    )
    assert text == raw("letter", "text")
    assert letter_body(text.decode()).to_json().encode() == text


def test_an_item() -> None:
    file_id, row_id = ids("item")
    text = mailbox.open_as(
        PrivateKey(raw("item", "private")), item_purpose(file_id, row_id),
        item_place(file_id, row_id), raw("item", "shred"), raw("item", "sealed"),
    )  # fmt: skip
    assert text.encode() == raw("item", "text")
    assert item_body(text).once
    assert item_body(text).to_json() == text
    assert not item_body(text.replace(', "once": true', "")).once


def test_call_back_words() -> None:
    box, _ = ids("callback")
    text = mailbox.open_as(
        PrivateKey(raw("callback", "private")), callback_purpose(box), callback_place(box),
        raw("callback", "shred"), raw("callback", "sealed"),
    )  # fmt: skip
    assert text.encode() == raw("callback", "text")
    assert callback(text).to_json() == text


def test_a_complaint() -> None:
    file_id, row_id = ids("complaint")
    opened = keys("complaint")
    sealed = raw("complaint", "sealed")
    text = opened.open(Compartment.CONTACT, COMPLAINT_BODY, row_id, sealed)
    assert text.encode() == raw("complaint", "text")
    assert complaint_body(text).to_json() == text
    assert file_id == row_id


def test_a_session_and_a_thread() -> None:
    vector, box = VECTORS["session"], UUID(VECTORS["session"]["box"])
    assert cookie_hash(vector["cookie"]) == vector["hash"]
    key, place = mailbox._cookie_key(vector["cookie"]), mailbox._place("seed", box)
    private = PrivateKey(unseal(key, place, raw("session", "sealed")))
    assert private.seed == raw("session", "private")
    seen = mailbox.Visitor(
        vector["cookie"], MailboxKey(box, private), box,
        mailbox.KeptKey(box, "inbox_key", private.public().raw), "en", None, None, b"",
        date(2026, 11, 1), False,
    )  # fmt: skip
    assert seen.thread.hex == vector["thread"]
    assert seen.answers.public().key_id == vector["answers key id"]
