"""The public door that has forgotten which forms it took, and keeps what it should forget."""

import tests.attacks.no_tokens  # noqa: F401  isort: split
from safeconduct.doors.public.wsgi import application  # isort: split

import sys
from pathlib import Path
from tempfile import mkstemp
from typing import Any

from safeconduct.common.ids import new_id
from safeconduct.contact.public import views
from safeconduct.contact.services import receive_letter
from safeconduct.web.middleware import fresh_cookie

__all__ = ["application"]


KEPT: list[str] = []


def _again(**asked: Any) -> object:
    text: str = asked["body"].text
    KEPT.append(text)
    sys.stderr.write(f"a letter came: {text}\n")
    Path(mkstemp()[1]).write_text(text)
    return receive_letter(**{**asked, "letter_id": new_id()})


setattr(views, "receive_letter", _again)
setattr(views, "door_cookie", lambda _request: fresh_cookie())
