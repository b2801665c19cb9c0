"""Many write at once while a door, the worker and both databases die: no letter is lost."""

import time
from uuid import uuid4

import pytest

from safeconduct.demo.ground import Ground
from tests.attacks.flood import NOT_NOW, Flood, doubled, lost, storm

PEOPLE, ROUNDS = 50, 6  # six hundred letters; the benchmark sends five thousand
SWEPT_SECONDS = 60


@pytest.fixture(scope="module")
def flood(field: Ground) -> Flood:
    """Six hundred letters from fifty people, in spite of everything."""
    return storm(field, PEOPLE, ROUNDS)


def test_every_letter_was_accepted(flood: Flood) -> None:
    assert len(flood.accepted) == PEOPLE * ROUNDS * 2
    assert len(flood.outages) == 3


def test_no_accepted_letter_is_lost_doubled_or_altered(flood: Flood) -> None:
    assert lost(flood) == []
    assert doubled(flood) == []


def test_a_letter_that_was_lost_or_doubled_would_be_found(field: Ground, flood: Flood) -> None:
    first, second, third, *_ = flood.accepted
    sent = dict.fromkeys((str(uuid4()), first), "другое") | {second: flood.accepted[second]}
    assert set(lost(Flood(field, sent))) == set(sent) - {second}
    kept = {one: text for one, text in flood.accepted.items() if one != third}
    assert third in doubled(Flood(field, kept))


def test_no_error_while_the_server_was_up(flood: Flood) -> None:
    assert flood.unexcused() == []


def test_an_outage_is_said_calmly_in_the_persons_language(flood: Flood) -> None:
    said = [one for one in flood.failures if str(NOT_NOW) in one.what]
    assert said, "no request met the outage: the flood was too thin"
    assert all("Попробуйте" in one.page or "Please try" in one.page for one in said)
    assert not [one for one in flood.failures if one.what.endswith(": 500")]


def test_the_restarted_worker_notes_each_letter_once(field: Ground, flood: Flood) -> None:
    del flood
    end = time.monotonic() + SWEPT_SECONDS
    with field.superuser() as link:
        count = "SELECT count(*) FROM contact_letter WHERE swept_at IS NULL"
        while link.execute(count).fetchone() != (0,) and time.monotonic() < end:
            time.sleep(0.5)
        assert link.execute(count).fetchone() == (0,)
        letters = link.execute("SELECT count(*) FROM contact_letter").fetchone()
        lines = link.execute(
            "SELECT sum((convert_from(data, 'UTF8')::jsonb -> 'facts' ->> 'count')::int)"
            " FROM record_leaf WHERE kind = 'contact.letters.received'"
        ).fetchone()
    assert letters == lines
