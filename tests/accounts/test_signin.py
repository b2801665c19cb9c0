"""Three things open a session; every wrong try looks the same and is on the record."""

from datetime import datetime, timedelta

import pytest
from django.db.models import Model

from safeconduct.accounts import signin
from safeconduct.accounts.core.terms import Kind, Role, WhyNot
from safeconduct.accounts.models import Officer as Row
from safeconduct.accounts.models import Session
from safeconduct.accounts.signin import (
    ABSOLUTE,
    IDLE,
    enrol,
    lock_down,
    resume,
    sign_in,
    sign_out,
)
from safeconduct.common.refusal import Refused
from safeconduct.record.queries import newest
from safeconduct.vault.stretch import cookie_hash, stretch, totp_code
from tests.cast import Cast, Officer

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


def enter(officer: Officer, at: datetime) -> str:
    return sign_in(officer.alias, officer.password, totp_code(officer.totp, at), at)


def kinds() -> list[str]:
    """Kinds of the record's lines, newest first."""
    return [entry.line.kind for entry in newest(20)]


def test_an_officer_signs_in_and_holds_the_own_key(cast: Cast, at: datetime) -> None:
    me = resume(enter(cast.olena, at), at)
    assert me is not None
    assert (me.actor, me.keys) == (cast.olena.actor, cast.olena.keys)
    entry = newest(1)[0]
    assert (entry.line.kind, entry.line.actor) == (Kind.SESSION_OPENED, me.actor.key_id)


@pytest.mark.parametrize("wrong", ["alias", "password", "code", "empty code", "inactive"])
def test_every_wrong_try_gets_the_same_answer_and_a_line(
    cast: Cast, at: datetime, wrong: str
) -> None:
    olena = cast.olena
    tries = {
        "alias": olena.alias,
        "password": olena.password,
        "code": totp_code(olena.totp, at),
    }
    if wrong == "inactive":
        Row.objects.filter(id=olena.id).update(active=False)
    elif wrong == "empty code":
        tries["code"] = ""
    else:
        tries[wrong] = {"alias": "Nobody", "password": "x", "code": "000000"}[wrong]
    with pytest.raises(Refused) as refused:
        sign_in(**tries, at=at)
    assert refused.value.reasons == (WhyNot.NOT_SIGNED_IN,)
    entry = newest(1)[0]
    assert (entry.line.kind, entry.line.actor) == (Kind.SESSION_REFUSED, "unknown")
    assert (entry.line.file, entry.line.object_id, entry.line.facts) == ("", "", {})
    assert not Session.objects.exists()


def test_an_unknown_alias_costs_as_much_stretching_as_a_known_one(
    cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []

    def counted(secret: bytes, salt: bytes) -> bytes:
        calls.append(len(salt))
        return stretch(secret, salt)

    monkeypatch.setattr(signin, "stretch", counted)
    for alias in ("Nobody", cast.olena.alias):
        with pytest.raises(Refused):
            sign_in(alias, "wrong", "000000", at)
    assert calls == [16, 16]


def test_a_code_works_once(cast: Cast, at: datetime) -> None:
    enter(cast.olena, at)
    for later in (timedelta(0), 15 * SECOND):
        with pytest.raises(Refused) as refused:
            sign_in("Olena", cast.olena.password, totp_code(cast.olena.totp, at), at + later)
        assert refused.value.reasons == (WhyNot.CODE_USED,)
    assert resume(enter(cast.olena, at + MINUTE), at + MINUTE) is not None


def test_a_code_of_the_step_before_is_refused_after_a_newer_one(
    cast: Cast, at: datetime
) -> None:
    older = totp_code(cast.olena.totp, at - 30 * SECOND)
    enter(cast.olena, at)
    with pytest.raises(Refused):
        sign_in("Olena", cast.olena.password, older, at)


def test_that_a_code_was_used_is_told_to_nobody_without_the_password(
    cast: Cast, at: datetime
) -> None:
    enter(cast.olena, at)
    code = totp_code(cast.olena.totp, at)
    for alias, password, tried in (
        ("Olena", "wrong", code),
        ("Nobody", cast.olena.password, code),
        ("Olena", cast.olena.password, "000000"),
    ):
        with pytest.raises(Refused) as refused:
            sign_in(alias, password, tried, at)
        assert refused.value.reasons == (WhyNot.NOT_SIGNED_IN,)


def test_a_wrong_password_does_not_use_up_the_code(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused):
        sign_in("Olena", "wrong", totp_code(cast.olena.totp, at), at)
    assert enter(cast.olena, at)


def test_an_idle_session_ends(cast: Cast, at: datetime) -> None:
    cookie = enter(cast.olena, at)
    assert resume(cookie, at + IDLE) is not None
    assert resume(cookie, at + IDLE + IDLE) is not None  # it was used in between
    assert resume(cookie, at + 3 * IDLE + SECOND) is None
    assert not Session.objects.exists()


def test_a_session_ends_after_ten_hours_even_when_in_use(cast: Cast, at: datetime) -> None:
    cookie = enter(cast.olena, at)
    moment = at
    while moment + IDLE <= at + ABSOLUTE:
        moment += IDLE
        assert resume(cookie, moment) is not None
    assert resume(cookie, at + ABSOLUTE + SECOND) is None
    assert not Session.objects.exists()


def test_an_unknown_cookie_is_nobody(cast: Cast, at: datetime) -> None:
    enter(cast.olena, at)
    assert resume("made-up", at) is None
    assert resume("", at) is None


def test_a_deactivated_officer_is_out_at_once(cast: Cast, at: datetime) -> None:
    cookie = enter(cast.olena, at)
    Row.objects.filter(id=cast.olena.id).update(active=False)
    assert resume(cookie, at) is None


def dump(*tables: type[Model]) -> str:
    """Every column of every row, bytes in hex."""
    rows = [row for table in tables for row in table._default_manager.values_list()]
    values = [value for row in rows for value in row]
    return "|".join(
        bytes(value).hex() if isinstance(value, (bytes, memoryview)) else str(value)
        for value in values
    )


def test_no_row_holds_a_key_cookie_password_or_code_secret_in_clear(
    cast: Cast, at: datetime
) -> None:
    cookie = enter(cast.olena, at)
    seed = cast.olena.keys.private.seed
    stored = dump(Session, Row)
    assert cookie_hash(cookie) in stored
    assert cookie not in stored
    assert cookie.encode().hex() not in stored
    for start in range(0, len(seed), 16):
        assert seed[start : start + 16].hex() not in stored
    assert cast.olena.totp.hex() not in stored
    assert cast.olena.password not in stored
    assert cast.olena.password.encode().hex() not in stored


def test_a_session_row_opens_with_no_other_cookie(cast: Cast, at: datetime) -> None:
    enter(cast.olena, at)
    Session.objects.update(hash=cookie_hash("guessed"))
    with pytest.raises(Refused):
        resume("guessed", at)


def test_sign_out_ends_this_session_and_no_other(cast: Cast, at: datetime) -> None:
    here, there = enter(cast.olena, at), enter(cast.olena, at + MINUTE)
    sign_out(here, at + MINUTE)
    assert resume(here, at + MINUTE) is None
    assert resume(there, at + MINUTE) is not None
    assert kinds()[0] == Kind.SESSION_CLOSED
    lines = len(kinds())
    sign_out(here, at + MINUTE)
    sign_out("made-up", at)
    assert len(kinds()) == lines


def test_lock_down_ends_every_session_of_one_officer(cast: Cast, at: datetime) -> None:
    hers = [enter(cast.olena, at), enter(cast.olena, at + MINUTE)]
    his = enter(cast.pavlo, at)
    lock_down("Olena", at + MINUTE)
    assert [resume(cookie, at + MINUTE) for cookie in hers] == [None, None]
    assert resume(his, at + MINUTE) is not None
    entry = newest(1)[0]
    assert (entry.line.kind, entry.line.facts) == (Kind.SESSION_CLOSED, {"reason": "lockdown"})
    assert enter(cast.olena, at + 2 * MINUTE)


def test_lock_down_of_an_unknown_alias_says_and_writes_nothing(
    cast: Cast, at: datetime
) -> None:
    before = kinds()
    lock_down("Nobody", at)
    assert kinds() == before


def test_roles_that_must_be_apart_are_refused_at_enrolment(cast: Cast) -> None:
    roles = frozenset({Role.TREASURER, Role.FINANCE_APPROVER})
    with pytest.raises(Refused) as refused:
        enrol("Double", roles, "long enough", bytes(20))
    assert refused.value.reasons == (WhyNot.BARRED_ROLES,)
    assert not Row.objects.filter(alias="Double").exists()
