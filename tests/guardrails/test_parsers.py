"""Everything that reads bytes from outside, in one table: no error but the declared refusal.

Each is given a genuine sample with something done to it, and the inputs that have broken
parsers before: deep nesting, huge numbers, half characters, zero bytes, endless repetition. It
answers or refuses, within a second and within bounded memory.

What needs a door or a database is tried elsewhere in the same way: forms, raw bodies, cookies
and multipart files in `tests/contact/test_fuzz.py` and `test_sending_files.py`, answers of
security keys in `tests/accounts/test_security_keys.py`, all that the partner door is sent in
`tests/doors_partner/test_contract.py`, workbooks in
`tests/casework/test_adapters.py`, sealed values in `tests/contact/test_altered_rows.py` and
`tests/attacks/test_sealed_columns.py`.
"""

import time
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.accounts import authenticator
from safeconduct.casework.core.tables import text_table
from safeconduct.common.refusal import Refused
from safeconduct.contact.core import code, stripping
from safeconduct.contact.core.attachment import body_of
from safeconduct.contact.core.beginning import beginning
from safeconduct.outreach import adapters
from safeconduct.outreach.core import copies, genuine, lookalike, mirror
from safeconduct.record.core import checkpoint, leaf, proof
from safeconduct.record.core.terms import Malformed
from safeconduct.screening.core.ftm import parse_ftm
from safeconduct.screening.core.names import read_name
from safeconduct.testimony.core.exhibits import reasons_not_to_receive
from safeconduct.vault import recovery, shares
from safeconduct.vault.core import officer_key, paper
from safeconduct.vault.core.terms import PUBLIC_BYTES, SIGNATURE_BYTES
from safeconduct.vault.stretch import totp_step
from tests.contact.core.test_stripping import BARE_JPEG, BARE_PNG
from tests.record.core.test_checkpoint import signed
from tests.record.core.test_proof import text_for
from tests.screening.core.test_ftm import person
from tests.testimony.core.making import PHOTO

SECONDS = 1.0
MEMORY = 64 * 1024 * 1024
DAY = date(2026, 11, 1)
NOW = datetime(2026, 11, 22, tzinfo=UTC)


@dataclass(frozen=True)
class Parser:
    """What reads; a genuine sample; what it may say instead of an answer."""

    read: Callable[[Any], object]
    sample: str | bytes
    refusals: tuple[type[Exception], ...] = ()


def drained(strip: Callable[[Any], Any]) -> Callable[[bytes], object]:
    return lambda raw: sum(
        map(len, strip(iter([raw[at : at + 97] for at in range(0, len(raw), 97)])))
    )


def six_words() -> str:
    return " ".join(code.spell(code.new_code(code.Language.UK, 6)))


ASKED = officer_key.Asked(UUID(int=1), "Olena", bytes(PUBLIC_BYTES))
ANSWERED = officer_key.Signed(UUID(int=1), "0" * 16, DAY, bytes(SIGNATURE_BYTES))
LINE = leaf.leaf_bytes("room.thing.action", NOW, "k-7f3a", "", "ST-1", {"part": 1})
KEY_ANSWER = (
    '{"id":"AAAA","rawId":"AAAA","type":"public-key","response":{"clientDataJSON":"e30",'
    '"authenticatorData":"AAAA","attestationObject":"o2NmbXQ","signature":"AAAA"}}'
)
MINISIGN = (
    b"untrusted comment: a key\nRWTZNuqR733Ws/AVtYQpfqfo2xX7qyMV5u7wee7hyz9W4H7k9F6i7t4u\n"
)
PARSERS = {
    "return code": Parser(code.read, six_words(), (code.BadCode,)),
    "beginning of a form": Parser(beginning, b"once=1&text=%D0%A5%D0%BE+x&danger=abroad"),
    "name and first bytes of a file": Parser(
        lambda raw: body_of(raw.decode("utf-8", "replace"), len(raw), "image/jpeg", raw), PHOTO
    ),
    "type of an exhibit": Parser(reasons_not_to_receive, PHOTO),
    "JPEG": Parser(drained(stripping.strip_jpeg), BARE_JPEG, (stripping.NotReadable,)),
    "PNG": Parser(drained(stripping.strip_png), BARE_PNG, (stripping.NotReadable,)),
    "paper: keys to be signed": Parser(
        officer_key.read_request, officer_key.write_request([ASKED]), (paper.Malformed,)
    ),
    "paper: signatures": Parser(
        officer_key.read_answer, officer_key.write_answer([ANSWERED]), (paper.Malformed,)
    ),
    "paper: recovery asked": Parser(
        recovery.read_request, paper.write(b"x", {}, b"x"), (paper.Malformed, Refused)
    ),
    "paper: recovery answered": Parser(
        recovery.read_answer, paper.write(b"x", {}, b"x"), (paper.Malformed, Refused)
    ),
    "share of the recovery seed": Parser(
        lambda text: shares.read_share(text, 1), "academic acid " * 17, (shares.BadShare,)
    ),
    "checkpoint": Parser(checkpoint.parse_note, signed(20, bytes(32)), (Malformed,)),
    "body of a checkpoint": Parser(
        checkpoint.parse_body, checkpoint.body("a.example/record", 3, bytes(32)), (Malformed,)
    ),
    "key of a record": Parser(
        checkpoint.parse_vkey, checkpoint.vkey("a.example/record", bytes(32)), (Malformed,)
    ),
    "sign of life": Parser(
        genuine.read_canary, genuine.canary_text(genuine.Canary(3, DAY)), (ValueError,)
    ),
    "list of our addresses": Parser(
        genuine.read_mirrors, genuine.mirrors_text(["https://a.example"]), (ValueError,)
    ),
    "what a signature vouches for": Parser(
        genuine.read_comment, "path=a.html version=2 day=2026-11-22", (ValueError,)
    ),
    "files of a mirror": Parser(mirror.read_sums, b"0" * 64 + b"  a.html\n", (ValueError,)),
    "key by which signatures are checked": Parser(
        adapters.print_of, MINISIGN, (adapters.ProofError,)
    ),
    "address of a false site": Parser(lookalike.address_of, "hxxps://a[.]b.example:80/c?d#e"),
    "a saved page": Parser(
        lambda text: copies.compare(text, copies.own_pages()),
        "<p title=a>б<script>x('aGk=')</script><iframe srcdoc='&lt;b&gt;c'></iframe><input>",
    ),
    "proof of a line": Parser(proof.parse, text_for(7), (Malformed,)),
    "line of the record": Parser(leaf.parse_leaf, LINE, (Malformed,)),
    "list of names": Parser(lambda text: parse_ftm(text.split("\n")), person()),
    "an earlier list": Parser(text_table, "№;Имя\n1;Пётр\n".encode(), (Refused,)),
    "what a bot exported": Parser(
        text_table,
        b'{"chats":{"list":[{"id":1,"type":"personal_chat","messages":[{"type":"message",'
        b'"from_id":"user1","date":"2025-01-01T10:00:00","text":["a",{"text":"b"}]}]}]}}',
        (Refused,),
    ),
    "a name": Parser(read_name, "Ремезов, Сергей Петрович"),
    "code of the second half": Parser(
        lambda text: totp_step(b"12345678901234567890", text, NOW), "123456"
    ),
    "answer of a new security key": Parser(
        lambda text: authenticator.registered(text, bytes(32)), KEY_ANSWER
    ),
    "answer of a security key": Parser(
        lambda text: authenticator.signed(text, bytes(32), bytes(77)), KEY_ANSWER
    ),
    "name of a security key": Parser(authenticator.named, KEY_ANSWER),
}
NASTY = (
    b"", b"\0", b"\xff\xfe", b"[" * 100_000, b'{"a":' * 50_000, b"9" * 5_000,
    b'{"format": ' + b"9" * 5_000 + b"}", b"1e999", b"NaN", b'"\\ud800"', b"\xed\xa0\x80",
    b"-1", "٣٤٥٦٧٨".encode(), "\u202e\u200d".encode() * 1_000, b"a " * 100_000, b"%" * 100_000,
    b"\n" * 200_000, "ё\u0308".encode() * 20_000,
)  # fmt: skip


@st.composite
def harmed(draw: st.DrawFn, sample: bytes) -> bytes:
    """The sample with a few things done to it: changed, cut, doubled, something put in."""
    raw = bytearray(sample)
    for _ in range(draw(st.integers(0, 4))):
        at, to = sorted(draw(st.tuples(*[st.integers(0, len(raw))] * 2)))
        piece = draw(
            st.sampled_from(
                [b"", bytes(raw[at:to]) * 2, b"\0", b"9" * 30, b"null", b"[[", b"\xff"]
            )
            | st.binary(max_size=6)
        )
        raw[at:to] = piece
    return bytes(raw)


def as_read(parser: Parser, raw: bytes) -> Any:
    """Text, where text is read: as a browser's or a file's bytes become text."""
    if isinstance(parser.sample, bytes):
        return raw
    return raw.decode("utf-8", "replace")


def attempt(parser: Parser, raw: bytes) -> None:
    began = time.process_time()
    with suppress(*parser.refusals):
        parser.read(as_read(parser, raw))
    assert time.process_time() - began < SECONDS


@pytest.mark.parametrize("name", PARSERS)
def test_a_harmed_sample_is_read_or_refused(name: str) -> None:
    parser = PARSERS[name]
    whole = parser.sample.encode() if isinstance(parser.sample, str) else parser.sample

    @settings(max_examples=60, deadline=None, database=None)
    @given(harmed(whole))
    def tried(raw: bytes) -> None:
        attempt(parser, raw)

    tried()


@pytest.mark.parametrize("name", PARSERS)
def test_what_broke_parsers_before_is_refused_in_bounded_time_and_memory(name: str) -> None:
    for raw in NASTY:
        attempt(PARSERS[name], raw)
    tracemalloc.start()
    for raw in NASTY:
        attempt(PARSERS[name], raw)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < MEMORY


@pytest.mark.parametrize("name", PARSERS)
def test_the_genuine_sample_is_what_the_parser_reads(name: str) -> None:
    """Else only the first line of a parser would be tried."""
    parser = PARSERS[name]
    if name in FORGED:
        with pytest.raises(parser.refusals):
            parser.read(parser.sample)
    else:
        parser.read(parser.sample)


# Genuine ones need a ceremony: tests of the vault have them, byte by byte.
FORGED = {"paper: recovery asked", "paper: recovery answered", "share of the recovery seed"}
