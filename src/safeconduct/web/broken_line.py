"""A request's body on a line that breaks: what came before stays readable."""

from collections.abc import Callable, Iterable
from io import IOBase
from typing import Any, Protocol

# Small: a server that fails in the middle of a reading gives nothing of it.
STEP = 512
FORM = "application/x-www-form-urlencoded"
Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Source(Protocol):
    """What a WSGI server gives as the body."""

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes; fewer at the end."""


class Kept(IOBase):
    """Reads a body in small steps; where the line breaks, the body ends."""

    def __init__(self, source: Source) -> None:
        super().__init__()
        self.source, self.over = source, False

    def read(self, size: int) -> bytes:
        """Up to `size` bytes; fewer when the line broke."""
        came = bytearray()
        while len(came) < size and not self.over:
            came += self._step(min(STEP, size - len(came)))
        return bytes(came)

    def _step(self, size: int) -> bytes:
        for _ in range(2):  # after a failure servers still give what they hold
            try:
                step = self.source.read(size)
            except OSError:
                continue
            self.over = not step
            return step
        self.over = True
        return b""


def keeps_what_came(application: Application) -> Application:
    """The application, given every form as far as it came; files are not forms."""

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower() == FORM:
            environ["wsgi.input"] = Kept(environ["wsgi.input"])
        return application(environ, start_response)

    return answer
