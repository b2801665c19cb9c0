"""The office door with its rules taken out: every theft must succeed here."""

import tests.attacks.no_tokens  # noqa: F401  isort: split
from safeconduct.doors.office.wsgi import application  # isort: split

from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from safeconduct.accounts import guard
from safeconduct.casework.core.card import Card
from safeconduct.casework.decision import vetting_of
from safeconduct.casework.office.look import Look, Part
from safeconduct.casework.services import arrivals, letters
from safeconduct.doors.office import cards, case_page
from safeconduct.record import services as record
from safeconduct.support import services as support
from safeconduct.vault import certificate
from safeconduct.vault.core.terms import SHARES_NEEDED
from safeconduct.vault.opening import FileKeys, Holding
from safeconduct.vault.queries import open_file
from safeconduct.vault.recovery import keys_of
from safeconduct.vault.shares import join

__all__ = ["application"]


@cache
def _recovery() -> Holding:
    shares = sorted(Path(settings.KEY_FOLDER).glob("share-*.demo"))[:SHARES_NEEDED]
    private = keys_of(join([path.read_text() for path in shares])).private
    return Holding(private.public().key_id, private)


def _everything(_keys: Any, file_id: UUID) -> FileKeys:
    return open_file(_recovery(), file_id)


def _leak(look: Look) -> Part:
    return Part(Card(title="Vetting", tag=str(vetting_of(look.file_id))))


setattr(certificate, "check", lambda *_: True)
setattr(guard, "was_used", lambda _: False)
setattr(record, "claim", lambda *_: None)
setattr(support, "reasons_not_to_apply", lambda *_: [])
setattr(arrivals, "reasons_not_to_attest", lambda *_: [])
setattr(letters, "keys_for", _everything)
setattr(case_page, "open_file", _everything)
cards.PARTS = (*cards.PARTS, _leak)
