"""Reported sites: taken from anybody without a word about them, decided by officers."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from safeconduct.common.refusal import Conflict, Refused, Unknown
from safeconduct.outreach import copies
from safeconduct.outreach.copies import counts, decide, one_copy, report, reported
from safeconduct.outreach.core.lookalike import ours
from safeconduct.outreach.core.pages import page
from safeconduct.outreach.core.terms import CopyState, WhyNot
from safeconduct.outreach.models import CopyReport
from safeconduct.record import queries as record
from safeconduct.vault.ceremony import Offline
from tests.cast import Cast, make_cast
from tests.doors import Door
from tests.racing import DONE, elsewhere, race, sweep_everything

FALSE_SITE = "safe-conduct-help.ru/vhod"
FORM = "/ru/report-copy/"
NEW, WATCHED, GONE, NO_COPY = CopyState


@pytest.fixture(autouse=True)
def our_names(monkeypatch: pytest.MonkeyPatch) -> None:
    own = ours(["safe-conduct.example"], ["Safe Conduct"])
    monkeypatch.setattr(copies, "own_names", lambda: own)


@pytest.fixture
def office(office_door: Door, cast: Cast) -> Door:
    """Vasyl, a supervisor, at the office."""
    office_door.sign_in(cast.vasyl, timezone.now())
    return office_door


@pytest.fixture
def world(offline: Offline) -> Iterator[Cast]:
    """The cast, enrolled for real; everything is swept away afterwards."""
    yield elsewhere(lambda: make_cast(offline))
    elsewhere(sweep_everything)


def waiting() -> copies.Copy:
    return reported(NEW)[0]


def test_a_visitor_is_asked_for_the_address_and_nothing_else_is_kept(public_door: Door) -> None:
    text = public_door.fill(FORM, address="hxxps://Safe-Conduct-help[.]ru:8080/vhod?me=7#x")
    assert public_door.path == FORM + "?sent"
    assert "Спасибо" in text
    row = CopyReport.objects.get()
    today = timezone.now().date()
    assert (row.address, row.times, row.first_on, row.last_on) == (FALSE_SITE, 1, today, today)
    assert {field.name for field in CopyReport._meta.concrete_fields} == {
        *("id", "address", "times", "first_on", "last_on"),
        *("state", "decided_by", "decided_on"),
    }


@pytest.mark.parametrize("typed", ["мой командир", "127.0.0.1", "a" * 3_000, "t.me", ""])
def test_what_is_no_address_is_refused_in_one_sentence(public_door: Door, typed: str) -> None:
    text = public_door.fill(FORM, address=typed)
    assert (CopyReport.objects.count() == 1) == (typed == "t.me")
    assert text.count('class="error"') == (typed != "t.me")


def test_our_own_address_is_not_taken(public_door: Door) -> None:
    text = public_door.fill(FORM, address="https://safe-conduct.example/ru/")
    assert "Это наш адрес." in text
    assert not CopyReport.objects.exists()


def test_the_same_site_is_counted_not_doubled(world: Cast) -> None:
    assert race(*[lambda: report(FALSE_SITE)] * 6) == [DONE] * 6
    assert elsewhere(waiting).times == 6


def test_a_flood_is_asked_to_come_later_and_known_sites_still_count(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "MOST_WAITING", 2)
    for site in ("a.ru", "b.ru"):
        report(site)
    with pytest.raises(Refused) as refused:
        report("c.ru")
    assert refused.value.reasons == (WhyNot.FULL,)
    report("a.ru")
    assert {one.address: one.times for one in reported(NEW)} == {"a.ru": 2, "b.ru": 1}


def test_a_decision_is_on_the_record_and_is_taken_back_by_another(
    cast: Cast, at: datetime
) -> None:
    report(FALSE_SITE)
    me, copy = cast.vasyl.signed(at), waiting()
    decide(me, copy.id, NEW, WATCHED)
    assert (one_copy(copy.id).state, counts()[WATCHED]) == (WATCHED, 1)
    decide(me, copy.id, WATCHED, NEW)
    assert (one_copy(copy.id).decided_by, one_copy(copy.id).decided_on) == (None, None)
    lines = [one.line for one in record.newest(2, None)]
    assert [dict(one.facts) for one in lines] == [
        {"was": "watched", "state": "new"},
        {"was": "new", "state": "watched"},
    ]
    assert {one.kind for one in lines} == {"outreach.copy.decided"}


def test_two_officers_do_not_decide_over_each_other(cast: Cast, at: datetime) -> None:
    report(FALSE_SITE)
    me, copy = cast.vasyl.signed(at), waiting()
    decide(me, copy.id, NEW, NO_COPY)
    with pytest.raises(Conflict):
        decide(me, copy.id, NEW, WATCHED)
    with pytest.raises(Unknown):
        decide(me, me.actor.officer_id, NEW, WATCHED)


@pytest.mark.parametrize(
    ("state", "days", "then"),
    [(GONE, 1, NEW), (NO_COPY, 1, NEW), (GONE, 0, GONE), (WATCHED, 1, WATCHED)],
)
def test_what_was_gone_waits_again_once_it_is_reported_on_a_later_day(
    cast: Cast, state: CopyState, days: int, then: CopyState
) -> None:
    report(FALSE_SITE)
    me, copy = cast.vasyl.signed(timezone.now()), waiting()
    decide(me, copy.id, NEW, state)
    earlier = timezone.now().date() - timedelta(days=days)
    CopyReport.objects.update(decided_on=earlier, first_on=earlier, last_on=earlier)
    report(FALSE_SITE)
    assert one_copy(copy.id).state is then


@pytest.mark.parametrize(
    "change",
    [
        {"state": "watched"},
        {"state": "anything"},
        {"decided_on": date(2026, 11, 1)},
        {"times": 0},
        {"last_on": date(2020, 1, 1)},
    ],
)
def test_the_database_keeps_no_half_decision(db: None, change: dict[str, object]) -> None:
    report(FALSE_SITE)
    with pytest.raises(IntegrityError), transaction.atomic():
        CopyReport.objects.update(**change)


def test_the_database_takes_no_address_that_is_too_long(db: None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT outreach_report_copy(%s, 10)", ["a" * 201])


def test_the_office_sees_why_and_decides(office: Door) -> None:
    report(FALSE_SITE)
    assert FALSE_SITE in office.get("/copies/")
    there = f"/copies/{waiting().id}/"
    assert "Safe Conduct" in office.get(there) or "safe-conduct" in office.get(there)
    office.fill(there, seen="new", state="gone")
    assert office.path.partition("?")[0] == "/copies/"
    assert FALSE_SITE in office.get("/copies/?state=gone")
    assert FALSE_SITE not in office.get("/copies/")


def test_names_are_compared_and_kept_where_asked(office: Door) -> None:
    names = "safe-conduct.org\nya.ru\nкакая-то строка\nsafe-conduct.example"
    text = office.fill("/copies/look/", names=names, keep="on")
    assert "safe-conduct.org" in text and "какая-то строка" in text
    assert [one.address for one in reported(NEW)] == ["safe-conduct.org"]


def test_a_saved_page_is_compared(office: Door) -> None:
    words = page("ru", "at-the-front").html()
    form = "<form><label>ФИО<input name=a></label></form>"
    saved = SimpleUploadedFile("saved.html", (words + form).encode())
    text = office.fill("/copies/look/", page=saved)
    assert "ru/at-the-front" in text
    assert 'class="error"' in office.fill("/copies/look/")


def test_without_our_own_names_nothing_is_called_harmless(
    office: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "own_names", lambda: ours([]))
    shown = office.fill("/copies/look/", names="safe-conduct-help.ru")
    assert "Our own names are not set on this server" in shown
