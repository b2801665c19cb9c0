"""Sends files through the public door as a browser does: fields first, then the file."""

import io
from dataclasses import dataclass, field
from typing import Any

from tests.doors import ONCE, TOKEN, Door

PAGE = "/en/mailbox/file/"
BOUNDARY = "-" * 20 + "5521"


@dataclass
class Form:
    """What a person filled in; `again` sends the very same form."""

    content: bytes
    name: str = "photo.jpg"
    claimed: str = "image/jpeg"
    note: str = ""
    more: tuple[bytes, ...] = ()
    tokens: dict[str, str] = field(default_factory=dict)

    def body(self) -> bytes:
        """The body of the request."""
        parts = [_field(name, value.encode()) for name, value in self.tokens.items()]
        parts.append(_field("note", self.note.encode()))
        parts += [self._file(content) for content in (self.content, *self.more)]
        return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()

    def _file(self, content: bytes) -> bytes:
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; '
        head += f'filename="{self.name}"\r\nContent-Type: {self.claimed}\r\n\r\n'
        return head.encode() + content + b"\r\n"


def _field(name: str, value: bytes) -> bytes:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
    return head.encode() + value + b"\r\n"


def fill(door: Door, form: Form) -> None:
    """Load the page and take its tokens into the form."""
    page = door.get(PAGE)
    for name, pattern in (("csrfmiddlewaretoken", TOKEN), ("once", ONCE)):
        found = pattern.search(page)
        assert found is not None
        form.tokens[name] = found[1]


def send(door: Door, form: Form, *, line: Any = None, length: int | None = None) -> str:
    """Send the form; returns the page that answers. `line` is read in place of the body."""
    if not form.tokens:
        fill(door, form)
    body = form.body()
    extra = {
        "wsgi.input": line or io.BytesIO(body),
        "CONTENT_LENGTH": str(len(body) if length is None else length),
        "HTTP_ORIGIN": "http://testserver",
    }

    def raw(path: str, data: dict[str, Any], *, follow: bool) -> Any:
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        return door.browser.generic("POST", path, b"-", kind, follow=follow, **data)

    setattr(door.browser, "raw", raw)
    response = door._as_role("raw", PAGE, extra)
    door.page, door.path = response, PAGE
    if response.status_code in (301, 302):
        return door.get(response.headers["Location"])
    return response.content.decode()
