"""The public door with its care taken out.

It has forgotten which forms it took, keeps what it should forget, seals to any key and answers
codes as fast as it can.
"""

import tests.attacks.no_tokens  # noqa: F401  isort: split
from safeconduct.doors.public.wsgi import application  # isort: split

import sys
from datetime import datetime
from pathlib import Path
from tempfile import mkstemp
from typing import Any

from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused
from safeconduct.contact import mailbox
from safeconduct.contact.core.terms import WhyNot
from safeconduct.contact.public import views
from safeconduct.contact.services import receive_letter, visits
from safeconduct.vault.core.terms import PUBLIC_BYTES
from safeconduct.vault.sealing import PublicKey
from safeconduct.web.middleware import fresh_cookie

__all__ = ["application"]


KEPT: list[str] = []


def _again(**asked: Any) -> object:
    text: str = asked["body"].text
    KEPT.append(text)
    sys.stderr.write(f"a letter came: {text}\n")
    Path(mkstemp()[1]).write_text(text)
    return receive_letter(**{**asked, "letter_id": new_id()})


def _hastily(locator: bytes) -> mailbox.Found:
    found = _find(locator)
    if not found.known:
        raise Refused([WhyNot.BAD_CODE])
    return found


def _only_alarms(found: mailbox.Found, shred: bytes, at: datetime) -> None:
    """Right words are spared the work of alarm words."""
    try:
        _checked(found.inbox, shred)
    except Refused:
        return _plead(found, shred, at)
    return _plead(found, shred, at) if found.box != found.file_id else None


def _unchecked(kept: mailbox.KeptKey, _shred: bytes) -> PublicKey:
    return PublicKey(kept.kept[:PUBLIC_BYTES])


_find, _plead, _checked = mailbox.find, visits._plead, mailbox.KeptKey.checked
setattr(mailbox, "find", _hastily)
setattr(mailbox.KeptKey, "checked", _unchecked)
setattr(visits, "_plead", _only_alarms)
setattr(views, "receive_letter", _again)
setattr(views, "door_cookie", lambda _request: fresh_cookie())
