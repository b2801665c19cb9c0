"""Of a form that broke off: whole fields, and the text to its last whole letter."""

from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.contact.core.beginning import beginning

FIRST = {"csrfmiddlewaretoken": "aB3", "once": "0b9d0c1e-0000-4000-8000-000000000000"}
LAST = {"danger": "at the front now", "writer": "a relative or friend"}


def read(body: bytes) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(body.decode("ascii")).items()}


@given(st.text(min_size=1).filter(str.strip), st.data())
def test_the_text_is_kept_to_its_last_whole_letter(text: str, data: st.DataObject) -> None:
    body = urlencode(FIRST | {"text": text}).encode("ascii")
    starts = body.index(b"text=") + len(b"text=")
    cut = data.draw(st.integers(starts, len(body)))
    came = read(beginning(body[:cut])).get("text", "")
    assert text.startswith(came)
    # At most the one letter that the cut went through is missing.
    assert len(urlencode({"text": text[: len(came) + 1]})) >= cut - starts + len("text=")


@given(st.data())
def test_a_field_that_did_not_come_whole_is_none(data: st.DataObject) -> None:
    sent = FIRST | {"text": "Хочу жить."} | LAST
    body = urlencode(sent).encode("ascii")
    cut = data.draw(st.integers(body.index(b"&danger"), len(body) - 1))
    came = read(beginning(body[:cut]))
    assert came.items() <= sent.items()
    assert came["text"] == "Хочу жить."


@pytest.mark.parametrize("end", [b"%", b"%D", b"%D0", b"%D0%", b"%D0%B"])
def test_half_a_letter_is_dropped(end: bytes) -> None:
    assert beginning(b"once=1&text=%D0%A5" + end) == b"once=1&text=%D0%A5"


@given(st.binary())
def test_no_bytes_break_it(body: bytes) -> None:
    beginning(body)
