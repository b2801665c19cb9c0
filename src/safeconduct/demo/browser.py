"""A small browser without scripts: cookies, forms, redirects over real HTTP, on loopback."""

import re
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from uuid import uuid4

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
HIDDEN = re.compile(r'<input type="hidden" name="(once|version)" value="([^"]*)"')


@dataclass
class Browser:
    """One person's browser at one door; `status`, `text` and `url` are of the last answer."""

    base: str
    jar: CookieJar = field(default_factory=CookieJar)
    status: int = 0
    text: str = ""
    url: str = ""

    def _send(self, path: str, data: bytes | None) -> str:
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        request = urllib.request.Request(  # noqa: S310  loopback addresses only
            urllib.parse.urljoin(self.base, path), data=data
        )
        if data is not None:
            request.add_header("Origin", self.base.rstrip("/"))
        try:
            answer = opener.open(request, timeout=30)
        except HTTPError as error:
            answer = error
        with answer:
            self.status, self.url = answer.status or 0, answer.url
            self.text = answer.read().decode(errors="replace")
        return self.text

    def get(self, path: str) -> str:
        """Load a page; returns its text."""
        return self._send(path, None)

    def post(self, path: str, **fields: str) -> str:
        """Send a form of the page shown now: its token and hidden fields go along.

        Where the page has no such form, a fresh `once` is made up, as any thief could.
        """
        token = TOKEN.search(self.text)
        known = {"once": str(uuid4())} | dict(HIDDEN.findall(self.text))
        if token:
            known["csrfmiddlewaretoken"] = token[1]
        return self._send(path, urllib.parse.urlencode(known | fields).encode())

    def fill(self, path: str, **fields: str) -> str:
        """Load the form at `path`, then send it."""
        self.get(path)
        return self.post(path, **fields)
