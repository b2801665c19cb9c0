"""A security key stands in for the code, answers one question once, and opens nothing alone."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import ParamSpec

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, connection, transaction
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.accounts import authenticator
from safeconduct.accounts.core.security_keys import MOST_KEYS, QUESTION_LIFE
from safeconduct.accounts.core.terms import Kind, WhyNot
from safeconduct.accounts.models import Officer as Row
from safeconduct.accounts.models import Question, SecurityKey, Session
from safeconduct.accounts.securitykeys import add, ask_to_add, begin, finish, take_off
from safeconduct.accounts.signin import ABSOLUTE, IDLE, lock_down, resume, sign_in
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused, Unknown
from safeconduct.record.queries import newest
from safeconduct.settings.env import origin
from safeconduct.vault.stretch import totp_code
from tests.accounts.software_key import SoftwareKey, data, text
from tests.accounts.test_signin import dump, kinds
from tests.cast import Cast, Officer

SECOND = timedelta(seconds=1)


def give(officer: Officer, at: datetime, key: SoftwareKey | None = None) -> SoftwareKey:
    """Add a key to an officer's account."""
    key = key or SoftwareKey()
    asked = ask_to_add(officer.signed(at), officer.password)
    add(officer.signed(at), asked.ticket, key.make(asked.options))
    return key


P = ParamSpec("P")


def refusal(deed: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> WhyNot:
    """The one reason why this deed is refused."""
    with pytest.raises(Refused) as refused:
        deed(*args, **kwargs)
    (why,) = refused.value.reasons
    assert isinstance(why, WhyNot)
    return why


def test_a_key_that_was_added_signs_in(cast: Cast, at: datetime) -> None:
    key = give(cast.olena, at)
    assert kinds()[0] == Kind.SECURITY_KEY_ADDED
    asked = begin("Olena", cast.olena.password, at)
    cookie = finish(asked.ticket, key.sign(asked.options), "", at)
    me = resume(cookie, at)
    assert me is not None
    assert (me.actor, me.keys) == (cast.olena.actor, cast.olena.keys)
    assert kinds()[:2] == [Kind.SESSION_OPENED, Kind.SESSION_BEGUN]
    assert SecurityKey.objects.get().count == 1 + 1
    assert not Question.objects.exists()


def test_a_code_will_do_on_the_second_page_too(cast: Cast, at: datetime) -> None:
    give(cast.olena, at)
    code = totp_code(cast.olena.totp, at)
    asked = begin("Olena", cast.olena.password, at)
    assert resume(finish(asked.ticket, "", code, at), at) is not None
    again = begin("Olena", cast.olena.password, at)
    assert refusal(finish, again.ticket, "", code, at) == WhyNot.CODE_USED


def wrong_answers(key: SoftwareKey) -> dict[str, Callable[[str], str]]:
    """What may be wrong with an answer, each by name."""

    def altered(options: str, part: str) -> str:
        answer = json.loads(key.sign(options))
        raw = bytearray(data(answer["response"][part]))
        raw[-1] ^= 1
        answer["response"][part] = text(bytes(raw))
        return json.dumps(answer)

    def elsewhere(options: str, **place: object) -> str:
        other = SoftwareKey(key.name, key.private, key.count, **place)  # type: ignore[arg-type]
        return other.sign(options)

    other_challenge = json.dumps({"challenge": text(bytes(32))})
    return {
        "a stranger's key": lambda options: SoftwareKey().sign(options),
        "a stranger's key by this name": lambda options: SoftwareKey(key.name).sign(options),
        "another challenge": lambda _: key.sign(other_challenge),
        "another origin": lambda options: elsewhere(options, origin="http://testserver.evil"),
        "another site": lambda options: elsewhere(options, site="evil"),
        "not touched": lambda options: elsewhere(options, flags=0),
        "made, not signed": lambda options: key.make(options),
        "signature altered": lambda options: altered(options, "signature"),
        "count altered": lambda options: altered(options, "authenticatorData"),
        "no JSON": lambda _: "x",
        "deep JSON": lambda _: "[" * 16_000,
        "a list": lambda _: "[]",
    }


@pytest.mark.parametrize("wrong", list(wrong_answers(SoftwareKey())))
def test_an_answer_that_is_not_the_keys_to_this_question_is_refused(
    cast: Cast, at: datetime, wrong: str
) -> None:
    key = give(cast.olena, at)
    asked = begin("Olena", cast.olena.password, at)
    answer = wrong_answers(key)[wrong](asked.options)
    why = refusal(finish, asked.ticket, answer, "", at)
    assert why == WhyNot.NOT_SIGNED_IN_BY_KEY
    entry = newest(1)[0]
    assert (entry.line.kind, entry.line.actor) == (Kind.SESSION_REFUSED, "unknown")
    assert not Session.objects.exists()
    assert SecurityKey.objects.get().count == 1
    # The ticket is gone: a right answer comes too late.
    right = key.sign(asked.options)
    assert refusal(finish, asked.ticket, right, "", at) == why


def test_an_answer_works_once_and_for_its_own_question(cast: Cast, at: datetime) -> None:
    key = give(cast.olena, at)
    asked = begin("Olena", cast.olena.password, at)
    answer = key.sign(asked.options)
    finish(asked.ticket, answer, "", at)
    later = begin("Olena", cast.olena.password, at)
    for ticket in (asked.ticket, later.ticket):
        why = refusal(finish, ticket, answer, "", at)
        assert why == WhyNot.NOT_SIGNED_IN_BY_KEY
    assert Session.objects.count() == 1


def test_a_colleagues_key_signs_nobody_else_in(cast: Cast, at: datetime) -> None:
    give(cast.olena, at)
    his = give(cast.pavlo, at)
    asked = begin("Olena", cast.olena.password, at)
    assert refusal(finish, asked.ticket, his.sign(asked.options), "", at)


def test_a_question_is_open_for_two_minutes(cast: Cast, at: datetime) -> None:
    key = give(cast.olena, at)
    for late, ok in ((QUESTION_LIFE, True), (QUESTION_LIFE + SECOND, False)):
        asked = begin("Olena", cast.olena.password, at)
        answer = key.sign(asked.options)
        if ok:
            assert finish(asked.ticket, answer, "", at + late)
        else:
            assert refusal(finish, asked.ticket, answer, "", at + late)


@pytest.mark.parametrize("count", [0, 1, 4, 5])
def test_a_count_that_does_not_grow_is_refused_and_on_the_record(
    cast: Cast, at: datetime, count: int
) -> None:
    key = give(cast.olena, at, SoftwareKey(count=5))
    key.count = count
    asked = begin("Olena", cast.olena.password, at)
    why = refusal(finish, asked.ticket, key.sign(asked.options), "", at)
    assert why == WhyNot.KEY_COPIED
    line = newest(2)[1].line
    assert (line.kind, line.actor) == (Kind.SECURITY_KEY_COPIED, cast.olena.actor.key_id)
    assert line.object_id == SecurityKey.objects.get().id.hex
    assert not Session.objects.exists()


def test_a_key_that_never_counts_signs_in_again_and_again(cast: Cast, at: datetime) -> None:
    key = give(cast.olena, at, SoftwareKey(count=0))
    for _ in range(2):
        key.count = 0
        asked = begin("Olena", cast.olena.password, at)
        assert finish(asked.ticket, key.sign(asked.options), "", at)


def test_a_wrong_password_or_alias_sees_the_same_and_is_on_the_record(
    cast: Cast, at: datetime
) -> None:
    key = give(cast.olena, at)
    right = json.loads(begin("Olena", cast.olena.password, at).options)
    for alias, password in (("Olena", "wrong"), ("Nobody", "x"), ("Pavlo", "x")):
        asked = begin(alias, password, at)
        assert newest(1)[0].line.kind == Kind.SESSION_REFUSED
        seen = json.loads(asked.options)
        assert seen.keys() == right.keys()
        lengths = [len(one["id"]) for one in seen["allowCredentials"]]
        assert lengths == [len(one["id"]) for one in right["allowCredentials"]]
        assert len(lengths) == MOST_KEYS
        same = seen["allowCredentials"] == right["allowCredentials"]
        assert same is (alias == "Olena")  # by alias alone, not by password
        again = json.loads(begin(alias, "other", at).options)
        assert again["allowCredentials"] == seen["allowCredentials"]
        assert again["challenge"] != seen["challenge"]
        code = totp_code(cast.olena.totp, at)
        for answer in (key.sign(asked.options), ""):
            why = refusal(finish, asked.ticket, answer, code, at)
            assert why == WhyNot.NOT_SIGNED_IN_BY_KEY


def test_a_key_is_asked_to_keep_nothing_that_names_us(cast: Cast, at: datetime) -> None:
    asked = json.loads(ask_to_add(cast.olena.signed(at), cast.olena.password).options)
    assert asked["attestation"] == "none"
    assert asked["authenticatorSelection"]["residentKey"] == "discouraged"
    assert asked["user"]["name"] == asked["user"]["displayName"] == asked["rp"]["name"]
    assert len(data(asked["user"]["id"])) == 32
    assert data(asked["user"]["id"]) != cast.olena.id.bytes.ljust(32, b"\0")
    assert "Olena" not in json.dumps(asked)


def test_adding_takes_the_password_and_a_wrong_one_is_on_the_record(
    cast: Cast, at: datetime
) -> None:
    why = refusal(ask_to_add, cast.olena.signed(at), "wrong")
    assert why == WhyNot.NOT_YOURS
    assert newest(1)[0].line.kind == Kind.SESSION_REFUSED
    assert not Question.objects.exists()


def test_a_question_for_one_thing_answers_no_other(cast: Cast, at: datetime) -> None:
    olena, key = cast.olena.signed(at), give(cast.olena, at)
    adding = ask_to_add(olena, cast.olena.password)
    assert refusal(finish, adding.ticket, key.sign(adding.options), "", at)
    entering = begin("Olena", cast.olena.password, at)
    made = SoftwareKey().make(entering.options)
    assert refusal(add, olena, entering.ticket, made) == WhyNot.KEY_NOT_ADDED
    hers = ask_to_add(olena, cast.olena.password)
    made = SoftwareKey().make(hers.options)
    assert refusal(add, cast.pavlo.signed(at), hers.ticket, made)
    assert SecurityKey.objects.count() == 1


def test_a_key_is_on_one_account_and_an_account_has_four(cast: Cast, at: datetime) -> None:
    key = give(cast.olena, at)
    assert refusal(give, cast.pavlo, at, key) == WhyNot.KEY_HELD
    waiting = ask_to_add(cast.olena.signed(at), cast.olena.password)
    for _ in range(MOST_KEYS - 1):
        give(cast.olena, at)
    assert refusal(give, cast.olena, at) == WhyNot.KEYS_FULL
    fifth = SoftwareKey().make(waiting.options)
    why = refusal(add, cast.olena.signed(at), waiting.ticket, fifth)
    assert why == WhyNot.KEYS_FULL


def test_a_key_taken_off_signs_in_no_more(cast: Cast, at: datetime) -> None:
    key = give(cast.olena, at)
    key_id = SecurityKey.objects.get().id
    with pytest.raises(Unknown):
        take_off(cast.pavlo.signed(at), key_id)
    asked = begin("Olena", cast.olena.password, at)
    take_off(cast.olena.signed(at), key_id)
    assert kinds()[0] == Kind.SECURITY_KEY_REMOVED
    assert refusal(finish, asked.ticket, key.sign(asked.options), "", at)


def test_lock_down_and_leaving_end_half_opened_sessions(cast: Cast, at: datetime) -> None:
    key = give(cast.olena, at)
    asked = begin("Olena", cast.olena.password, at)
    lock_down("Olena", at)
    assert refusal(finish, asked.ticket, key.sign(asked.options), "", at)
    asked = begin("Olena", cast.olena.password, at)
    Row.objects.filter(id=cast.olena.id).update(active=False)
    assert refusal(finish, asked.ticket, key.sign(asked.options), "", at)


def test_no_row_of_a_half_opened_session_holds_ticket_password_or_key(
    cast: Cast, at: datetime
) -> None:
    give(cast.olena, at)
    asked = begin("Olena", cast.olena.password, at)
    stored = dump(Question, SecurityKey)
    assert asked.ticket not in stored
    assert asked.ticket.encode().hex() not in stored
    seed = cast.olena.keys.private.seed
    for start in range(0, len(seed), 16):
        assert seed[start : start + 16].hex() not in stored
    assert cast.olena.password not in stored


def test_old_questions_and_ended_sessions_are_removed(cast: Cast, at: datetime) -> None:
    begin("Olena", cast.olena.password, at)
    begin("Pavlo", cast.pavlo.password, at + QUESTION_LIFE + SECOND)
    assert [row.officer_id for row in Question.objects.all()] == [cast.pavlo.id]
    for ended in (IDLE, ABSOLUTE):
        later = at + ended + SECOND
        sign_in("Olena", cast.olena.password, totp_code(cast.olena.totp, at), at)
        sign_in("Pavlo", cast.pavlo.password, totp_code(cast.pavlo.totp, later), later)
        assert {row.officer_id for row in Session.objects.all()} == {cast.pavlo.id}
        Row.objects.update(last_totp_step=0)


def test_the_database_itself_keeps_counts_growing_and_keys_few(
    cast: Cast, at: datetime
) -> None:
    give(cast.olena, at, SoftwareKey(count=5))
    rows = SecurityKey.objects.all()
    for change in (
        {"count": 5},
        {"count": 0},
        {"public_key": b"x"},
        {"officer": cast.pavlo.id},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    for number in range(MOST_KEYS - 1):
        give(cast.olena, at, SoftwareKey(bytes([number]) * 16))
    with pytest.raises(IntegrityError), transaction.atomic():
        SecurityKey.objects.create(
            id=new_id(),
            officer_id=cast.olena.id,
            name=b"fifth",
            public_key=b"x",
            count=0,
            added_on=at.date(),
        )


def test_no_other_role_sees_keys_or_questions(cast: Cast) -> None:
    with connection.cursor() as cursor:
        for role in ("sc_public", "sc_worker"):
            for table in ("accounts_securitykey", "accounts_question"):
                cursor.execute("SELECT has_table_privilege(%s, %s, 'select')", [role, table])
                assert cursor.fetchone() == (False,)


def test_keys_are_bound_to_the_doors_own_address(cast: Cast, at: datetime) -> None:
    with override_settings(OFFICE_ORIGIN="https://office.example.org"):
        give(cast.olena, at)
        asked = json.loads(begin("Olena", "x", at).options)
        assert asked["rpId"] == "office.example.org"


@settings(max_examples=100)
@given(st.one_of(st.text(max_size=200), st.binary(max_size=300).map(text)), st.data())
def test_no_answer_from_outside_breaks_anything(junk: str, draw: st.DataObject) -> None:
    asked = json.dumps({"challenge": text(bytes(32))})
    key = SoftwareKey()
    for answer in (key.make(asked), key.sign(asked)):
        whole = json.loads(answer)
        part = draw.draw(st.sampled_from(sorted(whole["response"])))
        whole["response"][part] = junk
        for sent in (junk, json.dumps(whole)):
            assert authenticator.registered(sent, bytes(32)) is None
            assert authenticator.signed(sent, bytes(32), b"x") is None
            assert authenticator.named(sent) in (None, key.name)


@pytest.mark.parametrize(
    ("value", "plain", "ok"),
    [
        ("https://office.example.org", False, True),
        ("https://office.example.org:8443", False, True),
        ("http://localhost:8001", True, True),
        ("http://localhost:8001", False, False),
        ("https://office.example.org/", False, False),
        ("https://office.example.org/sign-in", False, False),
        ("office.example.org", False, False),
        ("", False, False),
    ],
)
def test_the_offices_address_is_an_origin_and_encrypted_in_a_real_instance(
    monkeypatch: pytest.MonkeyPatch, value: str, plain: bool, ok: bool
) -> None:
    monkeypatch.setenv("SC_OFFICE_ORIGIN", value)
    if ok:
        assert origin("SC_OFFICE_ORIGIN", plain=plain) == value
        return
    with pytest.raises(ImproperlyConfigured, match="SC_OFFICE_ORIGIN"):
        origin("SC_OFFICE_ORIGIN", plain=plain)


def test_the_offices_address_has_no_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SC_OFFICE_ORIGIN", raising=False)
    with pytest.raises(ImproperlyConfigured, match="there is no default"):
        origin("SC_OFFICE_ORIGIN", plain=False)
