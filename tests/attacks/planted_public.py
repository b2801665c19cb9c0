"""The public door that has forgotten which forms it took."""

import tests.attacks.no_tokens  # noqa: F401  isort: split
from safeconduct.doors.public.wsgi import application  # isort: split

from typing import Any

from safeconduct.common.ids import new_id
from safeconduct.contact.public import views
from safeconduct.contact.services import receive_letter
from safeconduct.web.middleware import fresh_cookie

__all__ = ["application"]


def _again(**asked: Any) -> object:
    return receive_letter(**{**asked, "letter_id": new_id()})


setattr(views, "receive_letter", _again)
setattr(views, "door_cookie", lambda _request: fresh_cookie())
