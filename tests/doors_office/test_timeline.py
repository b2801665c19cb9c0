"""What happened on a case: the newest lines, how many there are, and the way to the rest."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from safeconduct.casework.core.terms import Kind
from safeconduct.doors.office import timeline as module
from safeconduct.doors.office.timeline import timeline
from safeconduct.record.core.terms import Line
from safeconduct.record.models import Leaf
from safeconduct.record.queries import entries_of
from safeconduct.record.services import act
from safeconduct.vetting.core.terms import Kind as Vetting
from tests.cast import Cast
from tests.doors import Door, settings_of
from tests.making import make_case

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def office() -> Iterator[None]:
    """The addresses of the office."""
    with settings_of("office"):
        yield


@pytest.fixture
def file_id(cast: Cast, at: datetime) -> UUID:
    return make_case(cast, at).file_id


def read_often(cast: Cast, at: datetime, file_id: UUID, times: int) -> None:
    """Lines of different minutes, so that none is told together with another."""
    for number in range(times):
        me = cast.olena.signed(at + number * MINUTE)
        with act(me.actor, me.at) as a:
            a.note(Kind.CASE_READ, file=file_id)


def test_a_short_timeline_is_shown_whole(cast: Cast, at: datetime, file_id: UUID) -> None:
    found = timeline(cast.olena.signed(at), file_id)
    assert found["shown"] == found["total"]
    assert found["all_url"] is None
    assert found["older_url"] is None


def test_looks_of_one_officer_on_one_day_are_told_once(
    cast: Cast, at: datetime, file_id: UUID
) -> None:
    morning = (at + timedelta(days=1)).replace(hour=8)
    for hours, who in ((0, cast.olena), (1, cast.pavlo), (2, cast.olena), (30, cast.olena)):
        me = who.signed(morning + timedelta(hours=hours))
        with act(me.actor, me.at) as a:
            a.note(Kind.CASE_READ, file=file_id)
    events = timeline(cast.olena.signed(at), file_id)["events"]
    looks = [one for one in events if "looked" in one["text"]]
    assert [(one["who"], one["text"]) for one in looks] == [
        ("Olena", "looked at the case"),
        ("Olena", "looked at the case (×\N{NO-BREAK SPACE}2)"),
        ("Pavlo", "looked at the case"),
    ]


def test_the_pages_hold_every_line_once(
    cast: Cast, at: datetime, file_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PAGE", 4)
    read_often(cast, at + MINUTE, file_id, 10)
    me = cast.olena.signed(at)
    page = timeline(me, file_id)
    total = page["total"]
    assert page["all_url"] == f"/cases/{file_id}/history/"
    seen = page["shown"]
    while page["older_url"]:
        page = timeline(me, file_id, int(page["older_url"].partition("=")[2]))
        assert page["newest_url"] == f"/cases/{file_id}/history/"
        assert page["all_url"] is None
        seen += page["shown"]
    assert seen == total
    assert page["shown"] > 0


def test_only_lines_that_the_role_may_know_are_counted(
    cast: Cast, at: datetime, file_id: UUID
) -> None:
    kinds = Leaf.objects.filter(file=file_id.hex).values_list("kind", flat=True)
    vetting = [kind for kind in kinds if kind.startswith("vetting.")]
    olena, anna = (
        timeline(officer.signed(at), file_id)["total"] for officer in (cast.olena, cast.anna)
    )
    with act(cast.anna.signed(at).actor, at) as a:
        a.note(Vetting.TRACK_OPENED, file=file_id)
        a.note(Kind.DECISION_WRITTEN, file=file_id)
    assert vetting == []
    assert timeline(cast.olena.signed(at), file_id)["total"] == olena
    assert timeline(cast.anna.signed(at), file_id)["total"] == anna + 1


def test_the_same_act_in_one_minute_is_told_once_with_its_number(
    cast: Cast, at: datetime, file_id: UUID
) -> None:
    later = at + MINUTE
    for _ in range(3):
        with act(cast.olena.signed(later).actor, later) as a:
            a.note(Kind.CASE_READ, file=file_id)
    newest = timeline(cast.olena.signed(later), file_id)["events"][0]
    assert newest["text"] == "looked at the case (×\N{NO-BREAK SPACE}3)"
    assert (newest["at"], newest["who"]) == (later, "Olena")


def test_the_case_page_says_how_many_there_are_and_leads_to_all(
    cast: Cast, office_door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    file_id = make_case(cast, now - timedelta(days=1)).file_id
    read_often(cast, now - timedelta(hours=2), file_id, 6)
    monkeypatch.setattr(module, "PAGE", 3)
    office_door.sign_in(cast.olena, now)
    case = office_door.get(f"/cases/{file_id}/")
    total = len(entries_of(file_id))
    assert f"The newest 3 of {total}." in case
    assert f'href="/cases/{file_id}/history/"' in case
    page = office_door.get(f"/cases/{file_id}/history/")
    assert f"{total + 1} lines of the record" in page  # reading this page is on the record too
    assert 'rel="next"' in page
    assert "The newest 3 of" not in page


@pytest.mark.parametrize("before", ["x", "-1", "1 OR 1=1"])
def test_a_made_up_key_finds_nothing(cast: Cast, office_door: Door, before: str) -> None:
    now = timezone.now()
    file_id = make_case(cast, now).file_id
    office_door.sign_in(cast.olena, now)
    office_door.get(f"/cases/{file_id}/history/?before={before}")
    assert office_door.page.status_code == 404


def test_whoever_is_not_on_the_case_sees_no_history(cast: Cast, office_door: Door) -> None:
    now = timezone.now()
    file_id = make_case(cast, now).file_id
    office_door.sign_in(cast.kirill, now)
    office_door.get(f"/cases/{file_id}/history/")
    assert office_door.page.status_code == 404
    assert isinstance(entries_of(file_id)[0].line, Line)
