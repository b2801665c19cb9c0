"""Opens whatever the keys of an instance open, as its programs do; reads and writes JSON.

It is run against a running instance, and against one that a thief restored from backups.
"""

import base64
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import django

if __name__ == "__main__":
    django.setup()

from django.conf import settings
from django.db import connections
from django.utils import timezone

from safeconduct.accounts.signin import unlock
from safeconduct.casework.models import Person
from safeconduct.common.refusal import Refused
from safeconduct.contact import attachments
from safeconduct.contact.core.attachment import Copy
from safeconduct.contact.mailbox import visitor
from safeconduct.contact.models import Attachment, Letter
from safeconduct.contact.queries import open_letter, read_items
from safeconduct.contact.services import come_back
from safeconduct.vault import queries
from safeconduct.vault.core.terms import KEY_BYTES, SHARES_NEEDED, Compartment
from safeconduct.vault.opening import FileKeys, Holding, PrivateKey
from safeconduct.vault.recovery import keys_of
from safeconduct.vault.shares import join
from safeconduct.web.middleware import fresh_cookie


def kept(name: str) -> str:
    """One of the secrets that a demonstration keeps where a real programme does not."""
    return (Path(settings.KEY_FOLDER) / f"{name}.demo").read_text()


def holding(name: str) -> Holding:
    """The key of a desk or a service."""
    private = PrivateKey(base64.b64decode(kept(name)))
    return Holding(private.public().key_id, private)


def holders(officers: dict[str, str]) -> dict[str, Holding]:
    """Everybody who ever held a key to anything; officers by alias and password."""
    shares = [kept(f"share-{number}-of-5") for number in range(1, SHARES_NEEDED + 1)]
    recovery = keys_of(join(shares)).private
    found = {"recovery": Holding(recovery.public().key_id, recovery)}
    found |= {"desk": holding("desk"), "matcher": holding("service-matcher")}
    for alias, password in officers.items():
        opened = unlock(alias, password)
        if opened is not None:
            found[alias] = Holding(opened[0].key_id, opened[1])
    return found


def texts_of(keys: FileKeys) -> Iterator[Callable[[], str]]:
    """How to read each sealed text of a file: letters, the person's card, files."""
    for row in Letter.objects.filter(file_id=keys.file_id):
        yield lambda row=row: open_letter(keys, row.id).text  # type: ignore[misc]
    for person in Person.objects.filter(case_id=keys.file_id):
        yield lambda person=person: keys.open(  # type: ignore[misc]
            Compartment.IDENTITY, "casework.person.card", person.id, bytes(person.sealed)
        )
    for file in Attachment.objects.filter(file_id=keys.file_id):
        yield lambda file=file: b"".join(  # type: ignore[misc]
            attachments._unlock(keys, file).pieces(Copy.ORIGINAL)
        ).decode()


def read(keys: FileKeys) -> list[str]:
    """What really opens."""
    found = []
    for text in texts_of(keys):
        try:
            found.append(text())
        except Refused:
            continue
    return found


def opened_by(key: Holding, file_id: UUID) -> list[str]:
    """By the product's own way; nothing when it refuses."""
    try:
        return read(queries.open_file(key, file_id))
    except Refused:
        return []


def opened_by_guess(key: Holding, file_id: UUID) -> list[str]:
    """With every other shred key that lies in the key store, and without any, in its place."""
    with connections["keystore"].cursor() as cursor:
        cursor.execute("SELECT key FROM shred_key")
        guesses = {bytes(KEY_BYTES), b"", *(bytes(row[0]) for row in cursor.fetchall())}
    known, found = queries.shred_key, []
    for guess in guesses:
        setattr(queries, "shred_key", lambda _file, guess=guess: guess)
        found += opened_by(key, file_id)
    setattr(queries, "shred_key", known)
    return found


def opened_by_words(words: str) -> list[str]:
    """What the person reads in the mailbox."""
    cookie, now = fresh_cookie(), timezone.now()
    try:
        come_back(words, cookie, now)
    except Refused:
        return []
    visit = visitor(cookie, now)
    return [body.text for body, _ in read_items(visit, now)] if visit else []


def everything(file_id: UUID, words: str, officers: dict[str, str]) -> dict[str, list[str]]:
    """By holder, all that anybody can read of a file."""
    keys = holders(officers)
    found = {name: opened_by(key, file_id) for name, key in keys.items()}
    found["the person"] = opened_by_words(words)
    found["a guess"] = [text for key in keys.values() for text in opened_by_guess(key, file_id)]
    return found


def letters(ids: list[str]) -> dict[str, str]:
    """The text of each of these letters, as the intake desk reads them."""
    desk, known, found = holding("desk"), {}, {}
    for row in Letter.objects.filter(id__in=ids):
        if row.file_id not in known:
            known[row.file_id] = queries.open_file(desk, row.file_id)
        found[str(row.id)] = open_letter(known[row.file_id], row.id).text
    return found


def answer(asked: dict[str, Any]) -> object:
    """{"letters": [id]} or {"file": id, "words": text, "officers": {alias: password}}."""
    if "letters" in asked:
        return letters(asked["letters"])
    return everything(UUID(asked["file"]), asked["words"], asked["officers"])


if __name__ == "__main__":
    sys.stdout.write(json.dumps(answer(json.loads(sys.stdin.read()))))
