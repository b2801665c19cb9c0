"""A form's body on a line that breaks."""

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.web.broken_line import FORM, STEP, Kept, keeps_what_came


class Breaking:
    """Gives some bytes, then fails as a socket does; a failing reading gives nothing."""

    def __init__(self, whole: bytes) -> None:
        self.whole = whole

    def read(self, size: int, /) -> bytes:
        if len(self.whole) < size:
            raise ConnectionResetError
        step, self.whole = self.whole[:size], self.whole[size:]
        return step


@given(st.binary(max_size=4 * STEP))
def test_what_came_before_the_break_is_kept(came: bytes) -> None:
    body = Kept(Breaking(came))
    kept = body.read(100_000)
    assert came.startswith(kept)
    assert len(came) - len(kept) < STEP
    assert body.read(1) == b""


def test_a_server_that_still_holds_something_after_the_break_gives_it() -> None:
    class Holding(Breaking):
        failed = False

        def read(self, size: int, /) -> bytes:
            if len(self.whole) < size and not self.failed:
                self.failed = True
                raise ConnectionResetError
            step, self.whole = self.whole[:size], self.whole[size:]
            return step

    came = b"x" * (STEP + 7)
    assert Kept(Holding(came)).read(100_000) == came


def test_lines_are_read_from_it_too() -> None:
    assert list(Kept(io.BytesIO(b"a\nb"))) == [b"a\n", b"b"]


@given(st.binary(max_size=4 * STEP), st.integers(1, 3 * STEP))
def test_a_whole_body_is_read_as_it_is(whole: bytes, size: int) -> None:
    body = Kept(io.BytesIO(whole))
    parts = iter(lambda: body.read(size), b"")
    assert b"".join(parts) == whole


@pytest.mark.parametrize(
    ("kind", "kept"),
    [(FORM, True), (f"{FORM}; charset=UTF-8", True), ("multipart/form-data", False)],
)
def test_only_forms_without_files_are_read_so(kind: str, kept: bool) -> None:
    seen: list[Any] = []

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        seen.append(environ["wsgi.input"])
        return []

    environ = {"CONTENT_TYPE": kind, "wsgi.input": io.BytesIO()}
    keeps_what_came(application)(environ, None)
    assert isinstance(seen[0], Kept) is kept
