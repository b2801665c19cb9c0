"""The access log: whoever oversees sees who looked, by officer and case, and no more."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from safeconduct.casework.core.terms import Kind
from safeconduct.casework.queries import alias_of
from safeconduct.oversight.access import READINGS, access_page, to_ask_about
from safeconduct.record.services import act
from tests.cast import Cast
from tests.doors import Door
from tests.making import make_case

READ = Kind.CASE_READ


def look(cast: Cast, name: str, file_id: UUID, at: datetime) -> None:
    with act(getattr(cast, name).actor, at) as a:
        a.note(READ, file=file_id)


def test_who_looked_is_listed_by_officer_and_by_case(
    office_door: Door, cast: Cast, at: datetime
) -> None:
    one, other = make_case(cast, at).file_id, make_case(cast, at).file_id
    look(cast, "olena", one, at)
    look(cast, "lina", other, at)
    office_door.sign_in(cast.audra, timezone.now())
    page = office_door.get("/oversight/reading/")
    assert page.count("<code>") >= 2
    assert alias_of(one) not in page
    assert str(one) not in page
    olena = office_door.get(f"/oversight/reading/?officer={cast.olena.actor.key_id}")
    assert one.hex[:8] in olena
    assert other.hex[:8] not in olena
    of_case = office_door.get(f"/oversight/reading/?file={other.hex}")
    assert one.hex[:8] not in of_case
    assert ">Lina</td>" in of_case


@pytest.mark.parametrize("asked", ["officer=nobody", "file=xyz", "file=' OR 1=1", "before=x"])
def test_what_is_no_officer_and_no_case_is_nothing(
    office_door: Door, cast: Cast, asked: str
) -> None:
    office_door.sign_in(cast.audra, timezone.now())
    office_door.get(f"/oversight/reading/?{asked}")
    assert office_door.page.status_code == 404


def test_the_log_goes_on_where_the_page_ended(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at).file_id
    for number in range(120):
        look(cast, "olena", file_id, at + timedelta(seconds=number))
    key, seen, before = cast.olena.actor.key_id, [], None
    while True:
        page = access_page(key, file_id.hex, before)
        seen += [one.number for one in page.lines]
        before = page.older
        if before is None:
            break
    assert len(seen) == len(set(seen)) == 120
    assert seen == sorted(seen, reverse=True)


def test_a_case_only_looked_at_is_asked_about_by_alias(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at - timedelta(days=20)).file_id
    for days in range(3):
        look(cast, "lina", file_id, at - timedelta(days=days))
    told = [(one.who, one.sign.count) for one in to_ask_about(at)]
    assert ("Lina", 3) in told


def test_every_reading_that_the_record_knows_is_listed() -> None:
    from tests.guardrails.test_timeline import kinds

    assert {kind for kind in kinds() if kind.endswith((".read", ".unsealed"))} <= set(READINGS)
    assert set(READINGS) <= kinds()
