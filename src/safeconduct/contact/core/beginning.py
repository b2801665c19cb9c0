"""What is left of a form whose body ended too early: whole fields, and the text as it came."""

import codecs
from urllib.parse import quote_plus, unquote_to_bytes

TEXT = b"text="
HALF_ESCAPE = 2  # of "%D0" the line may leave "%" or "%D"


def beginning(body: bytes) -> bytes:
    """The fields of a cut urlencoded body that came whole, and of the text what came of it.

    Nobody knows where the last field would have ended: half a choice is none, half a text is
    the beginning of one. Half a letter of the alphabet is dropped.
    """
    *whole, last = body.split(b"&")
    if last.startswith(TEXT):
        whole.append(TEXT + quote_plus(_letters(last[len(TEXT) :])).encode())
    return b"&".join(whole)


def _letters(escaped: bytes) -> str:
    at = escaped.rfind(b"%")
    if 0 <= len(escaped) - 1 - at < HALF_ESCAPE and at >= 0:
        escaped = escaped[:at]
    raw = unquote_to_bytes(escaped.replace(b"+", b" "))
    return codecs.getincrementaldecoder("utf-8")("replace").decode(raw, final=False)
