"""A kept connection is looked at, not asked: it shows when its server end is gone."""

import time
from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

SOON = 5.0  # seconds in which a server that ends a connection has closed it


@pytest.fixture
def other() -> Iterator[BaseDatabaseWrapper]:
    """A second connection, as a door keeps one from request to request."""
    second = connection.copy()
    second.connect()
    yield second
    second.close()


def number_of(other: BaseDatabaseWrapper) -> int:
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def test_an_open_connection_is_used_without_asking(other: BaseDatabaseWrapper) -> None:
    number_of(other)
    with other.execute_wrapper(lambda *_: pytest.fail("it was asked")):
        assert other.is_usable()


def test_a_connection_that_the_server_ended_is_not_used(other: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [number_of(other)])
    end = time.monotonic() + SOON
    while other.is_usable() and time.monotonic() < end:
        time.sleep(0.01)
    assert not other.is_usable()


def test_one_that_heard_something_else_is_asked(other: BaseDatabaseWrapper) -> None:
    with other.cursor() as cursor:
        cursor.execute("LISTEN heard")
        cursor.execute("NOTIFY heard")
    third = connection.copy()
    third.connect()
    with third.cursor() as cursor:
        cursor.execute("NOTIFY heard")
    third.close()
    time.sleep(0.1)
    assert other.is_usable()


def test_a_closed_one_is_not_used(other: BaseDatabaseWrapper) -> None:
    other.close()
    assert not other.is_usable()
