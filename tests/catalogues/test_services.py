"""A version is written, sent, approved by a second person, and never changes after."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, ProgrammingError, transaction
from django.utils import timezone

from safeconduct.casework.core.phrases import PHRASES
from safeconduct.catalogues import services
from safeconduct.catalogues.core.terms import HEAD, Because, Flaw, State, WhyNot
from safeconduct.catalogues.core.toml import write
from safeconduct.catalogues.models import Version
from safeconduct.catalogues.queries import (
    faults_of,
    history,
    in_force,
    number_on,
    open_version,
    shipped,
    today,
)
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Conflict, Reason, Refused, Unknown
from safeconduct.record.queries import size
from safeconduct.vault.ceremony import Offline
from safeconduct.vetting.core.indicators import INDICATORS
from tests.cast import Cast, make_cast
from tests.catalogues.making import NEW_WORDS, READ, change, draft, edits, sent
from tests.materiel.making import as_role
from tests.racing import DONE, elsewhere, race, sweep_everything


@pytest.fixture
def now() -> datetime:
    """Which version is in force goes by the real day."""
    return timezone.now()


def refused(deed: Callable[[], object]) -> tuple[object, ...]:
    with pytest.raises(Refused) as no:
        deed()
    return no.value.reasons


def words() -> str:
    return in_force(PHRASES)["read"].text["en"]


def test_what_a_second_person_approved_is_in_force_at_once(cast: Cast, now: datetime) -> None:
    assert number_on("phrases", today()) == 0
    lines = size()
    made = sent(cast, now, PHRASES)
    assert words() != NEW_WORDS
    assert services.approve(cast.vasyl.signed(now), made, edits(PHRASES)) == 1
    assert words() == NEW_WORDS
    assert size() == lines + 4  # begun, changed, sent, approved
    assert number_on("phrases", today()) == 1
    assert open_version("phrases") is None
    assert [one.number for one in history(PHRASES)] == [1, 0]
    assert not in_force(PHRASES)["read"].reviewed  # approving is no review


def test_whoever_wrote_in_it_does_not_approve_it(cast: Cast, now: datetime) -> None:
    made = draft(cast.olena, now, PHRASES)
    change(cast.olena, now, PHRASES, made, ("phrase", READ), en=NEW_WORDS)
    change(cast.vasyl, now, PHRASES, made, ("phrase", READ), source="docs/law.md")
    services.send(cast.olena.signed(now), made, edits(PHRASES), None)
    deed = partial(services.approve, cast.vasyl.signed(now), made, 2)
    assert refused(deed) == (WhyNot.WROTE_IT,)
    stranger = partial(services.approve, cast.marta.signed(now), made, 2)
    assert refused(stranger) == (WhyNot.YOUR_ROLE,)
    assert services.approve(cast.lina.signed(now), made, 2) == 1


def test_another_day_is_kept_and_does_not_go_back(cast: Cast, now: datetime) -> None:
    made = draft(cast.olena, now, PHRASES)
    change(cast.olena, now, PHRASES, made, ("phrase", READ), en=NEW_WORDS)
    later = now.date() + timedelta(days=9)
    past = now.date() - timedelta(days=1)
    send = partial(services.send, cast.olena.signed(now), made, 1)
    assert refused(lambda: send(past)) == (WhyNot.DAY_PAST,)
    send(later)
    services.approve(cast.lina.signed(now), made, 1)
    assert words() != NEW_WORDS
    assert in_force(PHRASES, later)["read"].text["en"] == NEW_WORDS
    second = draft(cast.olena, now, PHRASES)
    change(cast.olena, now, PHRASES, second, ("phrase", READ), source="docs/law.md")
    again = partial(services.send, cast.olena.signed(now), second, 1)
    assert refused(lambda: again(now.date())) == (WhyNot.DAY_BEFORE_ANOTHER,)
    again(None)
    services.approve(cast.lina.signed(now), second, 1)
    assert history(PHRASES)[0].valid_from == later


def test_a_draft_with_a_fault_or_without_a_change_is_not_sent(
    cast: Cast, now: datetime
) -> None:
    made = draft(cast.olena, now, PHRASES)
    send = partial(services.send, cast.olena.signed(now), made)
    assert refused(lambda: send(0, None)) == (WhyNot.SAME,)
    change(cast.olena, now, PHRASES, made, ("phrase", READ), en="You will be in Norway.")
    assert refused(lambda: send(1, None)) == (WhyNot.FAULTS,)
    found = open_version("phrases")
    assert found is not None
    [fault] = faults_of(PHRASES, found)
    assert (fault.key, fault.field) == (READ, "en")


def test_it_goes_back_with_a_reason_and_can_be_taken_back_and_withdrawn(
    cast: Cast, now: datetime
) -> None:
    made = sent(cast, now, PHRASES)
    olena, vasyl = cast.olena.signed(now), cast.vasyl.signed(now)
    write_in = partial(change, cast.olena, now, PHRASES, made, ("phrase", READ), en="x")
    assert refused(write_in) == (WhyNot.NOT_A_DRAFT,)
    services.give_back(vasyl, made, Because.TRANSLATION)
    found = open_version("phrases")
    assert found is not None
    assert (found.state, found.returned) == (State.DRAFT, Because.TRANSLATION)
    assert refused(lambda: services.approve(vasyl, made, 1)) == (WhyNot.NOT_SENT,)
    services.send(olena, made, 1, None)
    services.take_back(olena, made)
    services.withdraw(olena, made)
    assert refused(lambda: services.withdraw(olena, made)) == (WhyNot.ENDED,)
    assert [one.state for one in history(PHRASES)] == [State.WITHDRAWN, State.APPROVED]
    assert draft(cast.iryna, now, PHRASES) != made


def test_one_draft_at_a_time_and_by_those_whose_it_is(cast: Cast, now: datetime) -> None:
    draft(cast.olena, now, PHRASES)
    assert refused(lambda: draft(cast.iryna, now, PHRASES)) == (WhyNot.DRAFT_WAITS,)
    assert refused(lambda: draft(cast.olena, now, INDICATORS)) == (WhyNot.YOUR_ROLE,)
    with pytest.raises(Unknown):
        services.withdraw(cast.olena.signed(now), new_id())


def test_a_page_that_is_stale_changes_nothing(cast: Cast, now: datetime) -> None:
    made = draft(cast.olena, now, PHRASES)
    change(cast.olena, now, PHRASES, made, ("phrase", READ), en=NEW_WORDS)
    olena = cast.olena.signed(now)
    deeds: tuple[Callable[[], object], ...] = (
        lambda: services.take_out_entry(olena, made, 0, "phrase", READ),
        lambda: services.read_in(olena, made, 0, b""),
        lambda: services.send(olena, made, 0, None),
    )
    for deed in deeds:
        with pytest.raises(Conflict):
            deed()
    services.send(olena, made, 1, None)
    with pytest.raises(Conflict):
        services.approve(cast.lina.signed(now), made, 0)


def test_entries_are_added_renamed_and_taken_out(cast: Cast, now: datetime) -> None:
    made, me = draft(cast.olena, now, PHRASES), cast.olena.signed(now)
    row = shipped(PHRASES).document["phrase"][0]
    new = row | {"code": "another"}
    services.add_entry(me, made, 0, "phrase", (), new)
    twice = partial(services.add_entry, me, made, 1, "phrase", (), new)
    assert refused(twice) == (WhyNot.THERE_ALREADY,)
    taken = partial(services.write_entry, me, made, 1, "phrase", ("another",), row)
    assert refused(taken) == (WhyNot.THERE_ALREADY,)
    services.write_entry(me, made, 1, "phrase", ("another",), new | {"code": "renamed"})
    services.take_out_entry(me, made, 2, "phrase", ("renamed",))
    gone = partial(services.take_out_entry, me, made, 3, "phrase", ("renamed",))
    assert refused(gone) == (WhyNot.NO_ENTRY,)
    found = open_version("phrases")
    assert found is not None
    assert found.document == shipped(PHRASES).document


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"\xff\xfe", WhyNot.NOT_TOML),
        (b"phrase = ", WhyNot.NOT_TOML),
        (b"phrase = 3", WhyNot.NOT_THIS_CATALOGUE),
        (b"at = 18:30:00", WhyNot.NOT_THIS_CATALOGUE),
        (b"#" * 200_001, WhyNot.TOO_LARGE),
        (b'[[phrase]]\ncode = "a"\nen = "Call 8 916 123 45 67"', Flaw.NO_PERSON),
        (b"a = " + b"[" * 5_000, WhyNot.NOT_TOML),
    ],
)
def test_a_file_that_is_no_catalogue_is_refused(
    cast: Cast, now: datetime, data: bytes, why: Reason
) -> None:
    made = draft(cast.olena, now, PHRASES)
    deed = partial(services.read_in, cast.olena.signed(now), made, 0, data)
    assert refused(deed) == (why,)


def test_a_file_takes_the_place_of_the_draft(cast: Cast, now: datetime) -> None:
    made = draft(cast.viktor, now, INDICATORS)
    document = shipped(INDICATORS).document | {"version": "next"}
    services.read_in(cast.viktor.signed(now), made, 0, write(document).encode())
    found = open_version("indicators")
    assert found is not None
    assert found.document == document
    head = {"version": "other"}
    services.write_entry(cast.anna.signed(now), made, 1, HEAD, (), head)
    found = open_version("indicators")
    assert found is not None
    assert found.document == document | head


def _broken(deed: Callable[[], object], kind: type[DatabaseError] = IntegrityError) -> None:
    with pytest.raises(kind), transaction.atomic():
        deed()


def test_the_database_refuses_a_version_that_one_person_approved(
    cast: Cast, now: datetime
) -> None:
    made = sent(cast, now, PHRASES)
    row = Version.objects.filter(id=made)
    whole = {"state": "approved", "number": 1, "approved_at": now, "valid_from": now.date()}
    _broken(lambda: row.update(**whole, approved_by=cast.olena.id))
    _broken(lambda: row.update(**whole, approved_by=cast.lina.id, written_by=[cast.lina.id]))
    _broken(lambda: row.update(**whole | {"number": 2}, approved_by=cast.lina.id))
    past = now.date() - timedelta(days=1)
    _broken(lambda: row.update(**whole | {"valid_from": past}, approved_by=cast.lina.id))
    _broken(lambda: row.update(state="approved"))
    _broken(lambda: row.update(text="phrase = []"))
    row.update(**whole, approved_by=cast.lina.id)


def test_the_database_keeps_what_was_decided(cast: Cast, now: datetime) -> None:
    made = sent(cast, now, PHRASES)
    services.approve(cast.lina.signed(now), made, 1)
    row = Version.objects.filter(id=made)
    _broken(lambda: row.update(text="phrase = []"))
    _broken(lambda: row.update(valid_from=now.date() + timedelta(days=1)))
    _broken(lambda: row.update(state="withdrawn"))
    _broken(row.delete)
    second = draft(cast.olena, now, PHRASES)
    one = Version.objects.filter(id=second)
    _broken(lambda: one.update(written_by=[cast.iryna.id]))
    _broken(lambda: one.update(follows=0))
    old = {"catalogue": "phrases", "text": "", "written_by": [cast.olena.id]}
    more = {"begun_by": cast.olena.id, "begun_at": now}
    _broken(lambda: Version.objects.create(id=new_id(), follows=1, **old, **more))
    services.withdraw(cast.olena.signed(now), second)
    _broken(lambda: Version.objects.create(id=new_id(), follows=0, **old, **more))
    with as_role("sc_office"):
        _broken(row.delete, ProgrammingError)
    with as_role("sc_public"):
        _broken(row.first, ProgrammingError)


@pytest.fixture
def world(offline: Offline) -> Iterator[Cast]:
    """The cast, enrolled for real; everything is swept away afterwards."""
    yield elsewhere(lambda: make_cast(offline))
    elsewhere(sweep_everything)


def test_two_approvals_at_one_moment_make_one_version(world: Cast, now: datetime) -> None:
    made: UUID = elsewhere(lambda: sent(world, now, PHRASES))
    deeds = [
        partial(services.approve, one.signed(now), made, 1) for one in (world.vasyl, world.lina)
    ]
    came = race(*deeds)
    assert sorted(came, key=str) == [(WhyNot.ENDED,), DONE]
    assert elsewhere(lambda: Version.objects.filter(number=1).count()) == 1
    begun = race(*(partial(draft, world.olena, now, PHRASES) for _ in range(2)))
    assert begun.count(DONE) == 1
    assert elsewhere(lambda: Version.objects.filter(state="draft").count()) == 1
