"""What a person was told: sheets in their language, a mark on every copy, no offer before."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from safeconduct.casework import services
from safeconduct.casework.core.sheets import COMPANION, RIGHTS, Topic, Way, sheets
from safeconduct.casework.core.terms import CaseAct, CaseKind, Kind, Stage, WhyNot
from safeconduct.casework.models import Case, Task, Told
from safeconduct.casework.queries import explain_case, find, silence_over
from safeconduct.casework.queries.telling import told_so_far, whose_mark
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused, Unknown
from safeconduct.contact.mailbox import visitor
from safeconduct.contact.models import Letter
from safeconduct.contact.queries import open_items
from safeconduct.record.queries import entries_of
from safeconduct.vault.queries import open_file
from tests.cast import Cast
from tests.doors import Door
from tests.making import do, make_case

A, S = CaseAct, Stage


def offer(cast: Cast, file_id: UUID, at: datetime) -> bool:
    """Olena makes the offer, with nothing given beside it."""
    version = find(file_id).version
    return services.apply(cast.olena.signed(at), file_id, A.MAKE_OFFER, frozenset(), version)


def test_no_offer_before_the_rights_sheet_in_force_in_the_own_language(
    cast: Cast, at: datetime
) -> None:
    file_id = make_case(cast, at, stage="triage").file_id
    with pytest.raises(Refused) as refused:
        offer(cast, file_id, at)
    assert refused.value.reasons == (WhyNot.NO_RIGHTS_SHEET,)
    told = services.give_sheet(cast.olena.signed(at), file_id, RIGHTS, Way.SPOKEN)
    for other in ({"language": "uk"}, {"version": "2020-01-01"}):
        Told.objects.filter(id=told).update(**other)
        with pytest.raises(Refused):
            offer(cast, file_id, at)
        Told.objects.filter(id=told).update(language="ru", version=sheets()[RIGHTS].version)
    assert offer(cast, file_id, at)
    line = next(e.line for e in entries_of(file_id) if e.line.kind == Kind.PERSON_TOLD)
    assert line.facts == {"told": "rights", "version": "2026-11-22", "way": "spoken"}
    assert line.object_id == told.hex


def test_the_database_lets_nobody_skip_the_sheet(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at, stage="triage").file_id
    with pytest.raises(IntegrityError, match="told first"), transaction.atomic():
        Case.objects.filter(file_id=file_id).update(stage="offer")
    Case.objects.filter(file_id=file_id).update(stage="contact", kind="companion")
    with pytest.raises(IntegrityError, match="told first"), transaction.atomic():
        Case.objects.filter(file_id=file_id).update(stage="triage")


def test_by_mailbox_the_person_reads_it_with_its_mark(cast: Cast, at: datetime) -> None:
    made = make_case(cast, at)
    services.give_sheet(cast.olena.signed(at), made.file_id, RIGHTS, Way.MAILBOX)
    mark = Told.objects.get().mark
    there = visitor(made.cookie, at)
    assert there is not None
    text = "".join(shown.body.text for shown in open_items(there, at))
    assert "Женевск" not in text
    assert "Вы можете остановиться в любую минуту" in text
    assert f"№ {mark}" in text


def test_own_words_are_sealed_and_ask_nothing(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at).file_id
    olena = cast.olena.signed(at)
    with pytest.raises(Refused) as refused:
        services.tell(olena, file_id, Topic.SITES, "Где вы стоите?", Way.SPOKEN)
    assert refused.value.reasons == (WhyNot.OUTSIDE_LIST,)
    services.tell(olena, file_id, Topic.SITES, "Приём у моста Зимородок.", Way.SPOKEN)
    row = Told.objects.get()
    assert "Зимородок".encode() not in bytes(row.sealed or b"")
    assert [one.words for one in told_so_far(open_file(olena.keys, file_id))] == [
        "Приём у моста Зимородок."
    ]
    assert [one.words for one in told_so_far(open_file(cast.petro.keys, file_id))] == [None]
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege('sc_office', 'casework_told', 'UPDATE')")
        assert cursor.fetchone() == (False,)  # nobody rewrites what somebody was told


def test_a_mark_leads_to_the_case_for_its_officers_alone(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at).file_id
    services.give_sheet(cast.olena.signed(at), file_id, RIGHTS, Way.PAPER)
    mark = Told.objects.get().mark
    assert whose_mark(cast.olena.actor, f"№ {mark.lower()}", at) == file_id
    assert whose_mark(cast.kirill.actor, mark, at) is None
    assert whose_mark(cast.olena.actor, "AAAA2222", at) is None


def test_kirill_tells_nobody_anything(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at).file_id
    kirill = cast.kirill.signed(at)
    with pytest.raises(Unknown):
        services.give_sheet(kirill, file_id, RIGHTS, Way.PAPER)
    with pytest.raises(Unknown):
        services.tell(kirill, file_id, Topic.WAY, "…", Way.PAPER)
    with pytest.raises(Unknown):
        services.give_sheet(cast.olena.signed(at), file_id, "nothing", Way.PAPER)
    do(cast.olena, file_id, A.WITHDRAW, at)
    with pytest.raises(Refused) as refused:
        services.give_sheet(cast.olena.signed(at), file_id, RIGHTS, Way.PAPER)
    assert refused.value.reasons == (WhyNot.CLOSED,)


def test_a_companion_is_told_first_and_is_free_to_leave(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at, kind=CaseKind.COMPANION).file_id
    first = Task.objects.get(case_id=file_id, code="tell_companion")
    with pytest.raises(Refused) as refused:
        do(cast.olena, file_id, A.START_TRIAGE, at)
    assert refused.value.reasons == (WhyNot.NOT_TOLD,)
    offered = {one.move.act: one for one in explain_case(cast.olena.actor, file_id, at)}
    assert offered[A.WITHDRAW].allowed
    services.give_sheet(cast.olena.signed(at), file_id, COMPANION, Way.SPOKEN)
    assert Task.objects.get(id=first.id).done_at == at
    assert do(cast.olena, file_id, A.START_TRIAGE, at)
    with pytest.raises(Refused) as refused:  # no offer is made to somebody brought along
        offer(cast, file_id, at)
    assert WhyNot.NOT_THIS_KIND in refused.value.reasons


def test_a_letter_begins_the_silence_anew(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at, stage="offer").file_id
    do(cast.olena, file_id, A.CONTACT_LOST, at)
    late = at + timedelta(days=90)
    assert silence_over(file_id) == late.date()
    Letter.objects.filter(file_id=file_id).update(day=at.date() + timedelta(days=30))
    with pytest.raises(Refused) as refused:
        do(cast.vasyl, file_id, A.CLOSE_FOR_SILENCE, late)
    assert refused.value.reasons == (WhyNot.NOT_SILENT_YET,)
    assert do(cast.vasyl, file_id, A.CLOSE_FOR_SILENCE, late + timedelta(days=30)) is False
    do_restored = find(file_id)
    assert do_restored.state.lost
    services.drop_proposal(cast.vasyl.signed(late), _pending(file_id))
    do(cast.olena, file_id, A.CONTACT_RESTORED, late)
    assert silence_over(file_id) is None


def _pending(file_id: UUID) -> UUID:
    from safeconduct.casework.models import Proposal

    return Proposal.objects.get(case_id=file_id, state="pending").id


def test_the_pages_give_print_and_find_a_sheet(office_door: Door, cast: Cast) -> None:
    now = timezone.now()
    file_id = make_case(cast, now).file_id
    office_door.sign_in(cast.olena, now)
    page = office_door.get(f"/cases/{file_id}/")
    assert "Give: Rights sheet" in page
    sheet = office_door.get(f"/cases/{file_id}/told/sheet/rights/")
    assert 'lang="ru"' in sheet
    assert "Unreviewed draft" in sheet
    printed = office_door.post(f"/cases/{file_id}/told/sheet/rights/", way="paper")
    row = Told.objects.get()
    assert office_door.path == f"/cases/{file_id}/told/{row.id}/"
    assert f"№ {row.mark}" in printed
    office_door.get(f"/cases/{file_id}/told/write/")
    page = office_door.post(
        f"/cases/{file_id}/told/write/", topic="SITES", words="Приём.", way="spoken"
    )
    assert "Приём." in page
    assert "Olena" in page
    assert "Give: Rights sheet" not in office_door.get(f"/cases/{file_id}/")
    office_door.get("/marks/")
    found = office_door.post("/marks/", mark=row.mark)
    assert f'href="/cases/{file_id}/told/"' in found
    assert "No copy of your cases" in office_door.post("/marks/", mark="AAAA2222")
    office_door.get(f"/cases/{file_id}/told/{new_id()}/")
    assert office_door.page.status_code == 404
