"""Test clients of the two doors: own addresses, own cookie, own database role, CSRF on."""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from django.urls import set_urlconf

from safeconduct.common.ids import new_id
from safeconduct.vault.stretch import totp_code
from tests.cast import Officer

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
ONCE = re.compile(r'name="once" value="([^"]+)"')
FORM = re.compile(r'<form method="post"([^>]*)>(.*?)</form>', re.DOTALL)
DONE = re.compile(r"[?&]done=[\w:-]+$")  # how a page is told what was just done
ACTION = re.compile(r'action="([^"]*)"')
# Forms of the office that need no token: see tests/guardrails/test_once.py.
FREE = ("/sign-in/", "/sign-in/second/", "/sign-out/", "/lockdown/", "/language/")


@contextmanager
def settings_of(name: str) -> Iterator[None]:
    """The settings of one door.

    Not by `override_settings`: that forgets every address each time, and learns them anew.
    """
    wanted = {
        "DOOR": name,
        "ROOT_URLCONF": f"safeconduct.doors.{name}.urls",
        "SESSION_COOKIE": f"sc-{name}",
    }
    before = {key: getattr(settings, key) for key in wanted}
    try:
        for key, value in wanted.items():
            setattr(settings, key, value)
        set_urlconf(None)
        yield
    finally:
        for key, value in before.items():
            setattr(settings, key, value)
        set_urlconf(None)


class Door:
    """One browser at one door, without JavaScript."""

    def __init__(self, name: str, role: str) -> None:
        self.name, self.role = name, role
        self.browser = Client(enforce_csrf_checks=True)
        self.page: Any = None

    @property
    def settings(self) -> AbstractContextManager[None]:
        """The settings of this door, for as long as they are entered."""
        return settings_of(self.name)

    def __enter__(self) -> "Door":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.browser.cookies.clear()

    def _as_role(self, verb: str, path: str, data: dict[str, Any] | None) -> HttpResponse:
        """One request under the door's role, as PostgreSQL sees it in production."""
        for alias in ("default", "keystore"):
            with connections[alias].cursor() as cursor:
                cursor.execute(f"SET ROLE {self.role}")
        try:
            with self.settings:
                send = getattr(self.browser, verb)
                response: HttpResponse = send(path, data or {}, follow=False)
        finally:
            for alias in ("default", "keystore"):
                with connections[alias].cursor() as cursor:
                    cursor.execute("RESET ROLE")
        if self.name == "office" and "html" in response.headers.get("Content-Type", ""):
            self._check_forms(path, response.content.decode())
        return response

    def _check_forms(self, path: str, text: str) -> None:
        """Every form that any test is shown carries its token."""
        for head, inside in FORM.findall(text):
            action = ACTION.search(head)
            to = action[1] if action else path
            assert to in FREE or ONCE.search(inside), f"{path}: a form to {to} has no token"

    def get(self, path: str) -> str:
        """Load a page, following redirects within the door; returns its text."""
        for _ in range(6):
            response = self._as_role("get", path, None)
            if response.status_code not in (301, 302):
                break
            path = self._next(path, response)
        self.page = response
        self.path = DONE.sub("", path)
        return response.content.decode(errors="replace")  # a file may be no text

    def _next(self, path: str, response: HttpResponse) -> str:
        target = response.headers["Location"]
        if target.startswith("?"):
            return urlsplit(path).path + target
        return target

    def post(self, path: str, **data: Any) -> str:
        """Send a form of the page at `path` (its tokens are taken from the current page)."""
        text = self.page.content.decode() if self.page is not None else ""
        token = TOKEN.search(text)
        if token:
            data.setdefault("csrfmiddlewaretoken", token[1])
        form = self._form_to(path)
        once = ONCE.search(form or "")
        if once:
            data.setdefault("once", once[1])
        elif form is None and self.name == "office":
            # No such form on the page: made by hand, with all that can be made by hand.
            data.setdefault("once", str(new_id()))
        response = self._as_role("post", path, data)
        if response.status_code in (301, 302):
            return self.get(self._next(path, response))
        self.page = response
        self.path = path
        return response.content.decode()

    def _form_to(self, path: str) -> str | None:
        """The inside of the page's form that is sent to this path; None when it has none."""
        if self.page is None:
            return None
        for head, inside in FORM.findall(self.page.content.decode()):
            action = ACTION.search(head)
            if (action[1] if action else self.page.request["PATH_INFO"]) == path:
                return str(inside)
        return None

    def fill(self, path: str, **data: Any) -> str:
        """Load the form at `path`, then send it."""
        self.get(path)
        return self.post(self.path, **data)

    def sign_in(self, officer: Officer, at: datetime) -> str:
        """Sign an officer in with password and code."""
        code = totp_code(officer.totp, at)
        return self.fill("/sign-in/", alias=officer.alias, password=officer.password, code=code)
