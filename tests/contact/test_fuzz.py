"""Bytes from outside: whatever comes, one calm page, no defect, nothing half done."""

from datetime import datetime
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from django.db import connections, transaction
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as profile
from hypothesis import strategies as st

from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused
from safeconduct.contact import mailbox
from safeconduct.contact.core.callback import callback
from safeconduct.contact.core.terms import complaint_body, item_body, letter_body
from safeconduct.contact.models import Letter
from safeconduct.contact.public.forms import (
    AlarmForm,
    ComplaintForm,
    MoreForm,
    PracticeForm,
    ReturnForm,
    WriteForm,
)
from safeconduct.vault.core.terms import Place
from safeconduct.vault.opening import PrivateKey, unseal
from tests.cast import Cast
from tests.contact.boxes import Box
from tests.doors import TOKEN, Door

ROUGH = profile(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
FORMS = [WriteForm, MoreForm, ReturnForm, PracticeForm, ComplaintForm, AlarmForm]
# A browser sends any character; half a surrogate cannot come through UTF-8.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
NAMES = st.sampled_from(
    ["text", "once", "words", "danger", "long_code", "skip", "story", "name_case", "item", "x"]
)


@ROUGH
@given(st.sampled_from(FORMS), st.dictionaries(NAMES, TEXTS, max_size=6))
def test_any_fields_are_valid_or_told_in_our_own_sentences(
    form: type[Any], data: dict[str, str]
) -> None:
    filled = form(data)
    filled.is_valid()
    for _, sentence in filled.summary():
        assert sentence.endswith((".", "?"))
        assert not any(len(value) > 8 and value in sentence for value in data.values())


def send(door: Door, path: str, body: bytes, kind: str) -> Any:
    """A request of raw bytes at the door, under its own role, with a right token."""
    for alias in ("default", "keystore"):
        with connections[alias].cursor() as cursor:
            cursor.execute(f"SET ROLE {door.role}")
    try:
        with door.settings, transaction.atomic():
            found = door.browser.generic("POST", path, body, content_type=kind)
            transaction.set_rollback(True)
    finally:
        for alias in ("default", "keystore"):
            with connections[alias].cursor() as cursor:
                cursor.execute("RESET ROLE")
    return found


def token(door: Door, path: str) -> bytes:
    found = TOKEN.search(door.get(path))
    assert found is not None
    return b"csrfmiddlewaretoken=" + found[1].encode()


KINDS = st.sampled_from(
    [
        "application/x-www-form-urlencoded",
        "application/x-www-form-urlencoded; charset=utf-16",
        "application/x-www-form-urlencoded; charset=koi8-r",
        "application/x-www-form-urlencoded; charset=none-such",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "text/plain",
        "application/json",
        "",
    ]
)


@pytest.mark.parametrize("path", ["/ru/write/", "/ru/return/"])
@ROUGH
@given(raw=st.binary(max_size=300), kind=KINDS, with_token=st.booleans())
def test_raw_bytes_get_a_calm_page(
    public_door: Door, path: str, raw: bytes, kind: str, with_token: bool
) -> None:
    body = raw
    if with_token:
        body = token(public_door, path) + b"&text=" + raw + b"&words=" + raw
    answer = send(public_door, path, body, kind)
    assert answer.status_code in (200, 302, 400, 403)
    if answer.status_code in (400, 403):
        page = answer.content.decode()
        assert '<html lang="ru">' in page
        assert "Bad Request" not in page


@pytest.mark.parametrize("charset", ["utf-16", "koi8-r"])
def test_a_form_that_says_it_is_in_another_encoding_is_turned_back_calmly(
    public_door: Door, charset: str
) -> None:
    kind = f"application/x-www-form-urlencoded; charset={charset}"
    body = token(public_door, "/en/write/") + b"&text=x"
    answer = send(public_door, "/en/write/", body, kind)
    assert answer.status_code == 400
    assert "in another encoding" in answer.content.decode()
    assert not Letter.objects.exists()


ENCODINGS = ["utf-16", "cp1251", "koi8-r", "utf-8-sig", "cp866"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_words_in_another_encoding_are_told_so_or_read(
    public_door: Door, cast: Cast, at: datetime, encoding: str
) -> None:
    box = Box(at)
    value = quote_from_bytes(box.words.encode(encoding))
    body = token(public_door, "/ru/return/") + b"&words=" + value.encode()
    answer = send(public_door, "/ru/return/", body, "application/x-www-form-urlencoded")
    page = answer.content.decode()
    assert answer.status_code in (200, 302)
    assert answer.status_code == 302 or 'class="errors"' in page
    assert box.words not in page


def test_a_letter_of_any_size_is_refused_in_one_sentence(public_door: Door, cast: Cast) -> None:
    page = public_door.fill("/en/write/", text="я" * 30_000)
    assert "Send it in parts of at most 20,000 characters." in page
    public_door.get("/en/write/")
    body = token(public_door, "/en/write/") + b"&text=" + b"x" * 2_000_000
    answer = send(public_door, "/en/write/", body, "application/x-www-form-urlencoded")
    assert answer.status_code == 400
    assert "nothing of it was kept" in answer.content.decode()
    assert not Letter.objects.exists()


@pytest.mark.parametrize("field", ["text", "once", "danger", "long_code"])
def test_a_zero_byte_is_answered_calmly(public_door: Door, cast: Cast, field: str) -> None:
    asked = {"text": "x", field: "a\x00b"}
    public_door.fill("/en/write/", **asked)
    assert public_door.page.status_code == 200


COOKIES = st.one_of(
    st.text(max_size=120),
    st.text(
        st.characters(max_codepoint=126, min_codepoint=33, exclude_characters=';,"\\'),
        max_size=90,
    ),
)


@ROUGH
@given(COOKIES)
def test_any_cookie_opens_nothing(cast: Cast, at: datetime, cookie: str) -> None:
    if any(0xD800 <= ord(one) < 0xE000 for one in cookie):
        return  # cannot come through the door: headers are decoded with replacement
    assert mailbox.visitor(cookie, at) is None
    mailbox.leave(cookie)


@ROUGH
@given(raw=st.binary(max_size=60))
def test_any_cookie_header_gets_a_page(public_door: Door, raw: bytes) -> None:
    header = b"sc-public=" + raw
    with public_door.settings:
        answer = Client(enforce_csrf_checks=True).get(
            "/ru/mailbox/", headers={"cookie": header.decode("latin-1")}
        )
    assert answer.status_code in (302, 400)
    assert answer.status_code == 400 or answer.headers["Location"].startswith("/ru/return/")


@pytest.mark.parametrize("made", [letter_body, item_body, callback, complaint_body])
@ROUGH
@given(text=TEXTS)
def test_what_is_no_body_is_not_read_as_one(made: Any, text: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        made(text)


PRIVATE = PrivateKey(bytes(range(96)))
PLACE = Place("contact.item.body", new_id(), new_id())


@ROUGH
@given(st.binary(max_size=1400))
def test_no_bytes_open_as_an_item(raw: bytes) -> None:
    with pytest.raises(Refused):
        mailbox.open_as(PRIVATE, b"x", PLACE, bytes(32), raw)
    with pytest.raises(Refused):
        unseal(bytes(64), PLACE, raw)


@ROUGH
@given(st.data())
def test_every_byte_of_an_item_counts(data: st.DataObject) -> None:
    sealed = mailbox.seal_to(PRIVATE.public(), b"x", PLACE, bytes(32), "Здравствуйте.")
    at = data.draw(st.integers(0, len(sealed) - 1))
    bit = 1 << data.draw(st.integers(0, 7))
    altered = sealed[:at] + bytes([sealed[at] ^ bit]) + sealed[at + 1 :]
    with pytest.raises(Refused):
        mailbox.open_as(PRIVATE, b"x", PLACE, bytes(32), altered)
    assert mailbox.open_as(PRIVATE, b"x", PLACE, bytes(32), sealed) == "Здравствуйте."
