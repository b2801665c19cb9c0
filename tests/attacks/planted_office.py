"""The office door with its rules taken out: every theft must succeed here."""

import tests.attacks.no_tokens  # noqa: F401  isort: split
from safeconduct.doors.office.wsgi import application  # isort: split

import base64
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from safeconduct.casework.core.card import Card
from safeconduct.casework.decision import vetting_of
from safeconduct.casework.services import arrivals, letters
from safeconduct.doors.office import cards, case_page
from safeconduct.support import services as support
from safeconduct.vault.opening import FileKeys, Holding, PrivateKey
from safeconduct.vault.queries import open_file

__all__ = ["application"]


def _desk(*_: Any) -> Holding:
    seed = (Path(settings.KEY_FOLDER) / "desk.demo").read_text()
    private = PrivateKey(base64.b64decode(seed))
    return Holding(private.public().key_id, private)


def _everything(_keys: Any, file_id: UUID) -> FileKeys:
    return open_file(_desk(), file_id)


def _leak(_me: Any, keys: FileKeys) -> Card:
    return Card(title="Vetting", tag=str(vetting_of(keys.file_id)))


setattr(support, "reasons_not_to_apply", lambda *_: [])
setattr(arrivals, "reasons_not_to_attest", lambda *_: [])
setattr(letters, "keys_for", _everything)
setattr(case_page, "open_file", _everything)
cards.CARDS = (*cards.CARDS, _leak)
