"""Many write at once while a door, the worker and both databases die: no letter is lost."""

import time
from collections import Counter
from functools import partial

import pytest

from safeconduct.demo.ground import Ground
from tests.attacks.flood import NOT_NOW, Flood, crash, kill_door, kill_worker, rage
from tests.attacks.living import run

PEOPLE, ROUNDS = 50, 10  # a thousand letters; the benchmark sends five thousand
SWEPT_SECONDS = 60


@pytest.fixture(scope="module")
def flood(field: Ground) -> Flood:
    """A thousand letters from fifty people, in spite of everything."""
    made = Flood(field)
    main, keystore = field.instance.main, field.instance.keystore
    assert main is not None
    assert keystore is not None
    mishaps = [
        partial(kill_door, made),
        partial(kill_worker, made),
        partial(crash, made, main),
        partial(crash, made, keystore),
    ]
    rage(made, PEOPLE, ROUNDS, mishaps)
    return made


def test_every_letter_was_accepted(flood: Flood) -> None:
    assert len(flood.accepted) == PEOPLE * ROUNDS * 2
    assert len(flood.outages) == 3


def test_no_accepted_letter_is_lost_doubled_or_altered(field: Ground, flood: Flood) -> None:
    opened = run(field, "sc_owner", "tests.attacks.opening", {"letters": [*flood.accepted]})
    assert opened == flood.accepted
    with field.superuser() as link:
        rows = link.execute(
            "SELECT l.id::text, l.file_id FROM contact_letter l"
            " WHERE l.file_id IN (SELECT file_id FROM contact_letter WHERE id = ANY(%s))",
            [[*flood.accepted]],
        ).fetchall()
        boxes = link.execute(
            "SELECT count(*) FROM contact_mailbox WHERE file_id = ANY(%s)",
            [[file_id for _, file_id in rows]],
        ).fetchone()
    assert {letter for letter, _ in rows} == set(flood.accepted)  # and none that nobody sent
    # Each of these files is one person's first letter and the one that followed.
    assert set(Counter(file_id for _, file_id in rows).values()) == {2}
    assert boxes == (PEOPLE * ROUNDS,)


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
