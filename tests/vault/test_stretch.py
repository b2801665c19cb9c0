"""Stretching is slow on purpose and bounded; codes of an authenticator follow RFC 6238."""

import os
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from django.test import override_settings

from safeconduct.vault.core.terms import KEY_BYTES
from safeconduct.vault.stretch import (
    PASSES,
    TOTP_STEP_SECONDS,
    cookie_hash,
    slot,
    stretch,
    totp_code,
    totp_step,
)

SECRET = b"12345678901234567890"  # RFC 6238, appendix B: 20 ASCII bytes for SHA-1
STEP = timedelta(seconds=TOTP_STEP_SECONDS)
# RFC 6238, appendix B, SHA-1 column: the last six of the eight digits are the six-digit code.
VECTORS = [
    (59, "94287082"),
    (1_111_111_109, "07081804"),
    (1_111_111_111, "14050471"),
    (1_234_567_890, "89005924"),
    (2_000_000_000, "69279037"),
    (20_000_000_000, "65353130"),
]
AT = datetime(2026, 11, 22, 18, 0, 10, tzinfo=UTC)


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


@pytest.mark.parametrize(("seconds", "eight"), VECTORS)
def test_codes_are_those_of_the_standard(seconds: int, eight: str) -> None:
    assert totp_code(SECRET, moment(seconds)) == eight[-6:]
    assert totp_step(SECRET, eight[-6:], moment(seconds)) == seconds // TOTP_STEP_SECONDS


@pytest.mark.parametrize("drift", [-1, 0, 1])
def test_a_clock_may_be_one_step_off(drift: int) -> None:
    code = totp_code(SECRET, AT + drift * STEP)
    assert totp_step(SECRET, code, AT) == int(AT.timestamp()) // TOTP_STEP_SECONDS + drift


@pytest.mark.parametrize("drift", [-2, 2, 20])
def test_an_older_or_later_code_is_wrong(drift: int) -> None:
    assert totp_step(SECRET, totp_code(SECRET, AT + drift * STEP), AT) is None


@pytest.mark.parametrize("code", ["", "00000", "1234567", "abcdef", "१२३४५६", "  "])
def test_what_is_not_a_code_is_wrong_and_breaks_nothing(code: str) -> None:
    assert totp_step(SECRET, code, AT) is None


def test_another_secret_gives_another_code() -> None:
    assert totp_step(bytes(20), totp_code(SECRET, AT), AT) is None


def test_stretching_is_steady_and_salted() -> None:
    once = stretch(b"correct horse", b"salt-one-16bytes")
    assert len(once) == KEY_BYTES
    assert once == stretch(b"correct horse", b"salt-one-16bytes")
    assert once != stretch(b"correct horse", b"salt-two-16bytes")
    assert once != stretch(b"correct horsf", b"salt-one-16bytes")


def test_the_cost_is_part_of_the_key_and_real_instances_pay_it_in_full() -> None:
    from safeconduct.settings import base

    assert (PASSES, base.ARGON2_KIB) == (3, 64 * 1024)
    cheap = stretch(b"x", b"salt-one-16bytes")
    with override_settings(ARGON2_KIB=128):
        assert stretch(b"x", b"salt-one-16bytes") != cheap


def test_no_more_stretching_at_once_than_there_are_cores() -> None:
    with ExitStack() as taken:
        free = [taken.enter_context(slot(0.01)) for _ in range(os.cpu_count() or 1)]
        assert all(free)
        with slot(0.01) as one_more:
            assert not one_more
    with slot(0.01) as again:
        assert again


def test_a_slot_comes_back_after_a_failure_and_is_not_given_back_twice() -> None:
    cores = os.cpu_count() or 1
    for _ in range(cores + 1):
        with pytest.raises(RuntimeError, match="broken"), slot(0.01) as free:
            assert free
            raise RuntimeError("broken")
    with ExitStack() as taken:
        others = [taken.enter_context(slot(0.01)) for _ in range(cores)]
        with slot(0.01) as refused:
            assert not refused  # leaving this one must not free anybody else's slot
        with slot(0.01) as refused:
            assert not refused
    assert all(others)


def test_whoever_waits_gets_the_slot_that_becomes_free() -> None:
    got: list[bool] = []

    def wait() -> None:
        with slot(5.0) as free:
            got.append(free)

    with ExitStack() as taken:
        for _ in range(os.cpu_count() or 1):
            taken.enter_context(slot(0.01))
        waiting = Thread(target=wait)
        waiting.start()
    waiting.join(5.0)
    assert got == [True]


def test_a_session_table_knows_a_hash_of_the_cookie_only() -> None:
    assert len(cookie_hash("secret-cookie")) == 64
    assert "secret" not in cookie_hash("secret-cookie")
    assert cookie_hash("secret-cookie") != cookie_hash("secret-cookia")
