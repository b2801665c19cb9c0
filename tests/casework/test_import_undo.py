"""A list taken in by mistake: one proposes, an auditor agrees, what nobody touched goes."""

from datetime import datetime
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from safeconduct.casework import services
from safeconduct.casework.core.import_undo import WhyNotUndo
from safeconduct.casework.core.terms import ERASURE_WAIT, Kind
from safeconduct.casework.models import Case, Erasure, Imported, ImportUndo, Task
from safeconduct.casework.services import importing
from safeconduct.casework.services.erasure import due
from safeconduct.casework.services.import_undo import propose_undo, undo_import
from safeconduct.common.refusal import Refused, Unknown
from safeconduct.record.queries import entries_of
from tests.casework.test_importing import handed, read, sheet
from tests.cast import Cast
from tests.doors import Door

pytestmark = pytest.mark.django_db(databases=["default", "keystore"])


def taken_in(cast: Cast, at: datetime) -> UUID:
    """Three cases that Iryna took in from Vasyl's list."""
    found = read(cast, at, sheet(3))
    importing.hand_over(cast.vasyl.signed(at), found, cast.iryna.id, None)
    importing.take_in_import(cast.iryna.signed(at), found)
    return found


def test_what_nobody_touched_goes_and_the_rest_stays(cast: Cast, at: datetime) -> None:
    found, later = taken_in(cast, at), at + ERASURE_WAIT / 14
    kept = Case.objects.order_by("file_id")[1]
    services.add_person(cast.iryna.signed(later), kept.file_id, "child", {})
    propose_undo(cast.vasyl.signed(later), found)
    undo_import(cast.audra.signed(later), found, seconds=0)
    states = dict(Case.objects.values_list("file_id", "erasing"))
    assert states.pop(kept.file_id) == "none"
    assert set(states.values()) == {"waiting"}
    rows = Erasure.objects.values_list("proposed_by", "witnessed_by", "due_at")
    assert set(rows) == {(cast.vasyl.id, cast.audra.id, later + ERASURE_WAIT)}
    assert len(due(later + ERASURE_WAIT)) == 2
    assert set(Task.objects.filter(done_at=None).values_list("case_id", flat=True)) == {
        kept.file_id
    }
    for file_id in states:
        told = {one.line.kind for one in entries_of(file_id)}
        assert {Kind.CASE_UNDONE.value, Kind.ERASURE_AGREED.value} <= told
    undo = ImportUndo.objects.get()
    assert (undo.undone, undo.left) == (2, 0)
    with pytest.raises(Refused) as refused:
        undo_import(cast.audra.signed(later), found)
    assert refused.value.reasons == (WhyNotUndo.NOTHING_LEFT,)
    named = Imported.objects.exclude(reference=None)
    assert list(named.values_list("case_id", flat=True)) == [kept.file_id]
    taken_in(cast, at)  # a corrected list brings the two again, and the third not twice
    assert Case.objects.filter(erasing="none").count() == 3


def test_two_people_the_right_ones_and_only_when_it_is_over(cast: Cast, at: datetime) -> None:
    found = taken_in(cast, at)
    for stranger in (cast.kirill, cast.audra, cast.olena):
        with pytest.raises(Unknown):
            propose_undo(stranger.signed(at), found)
    propose_undo(cast.vasyl.signed(at), found)
    for officer, why in ((cast.vasyl, WhyNotUndo.SAME_PERSON), (cast.iryna, None)):
        with pytest.raises(Refused) as refused:
            undo_import(officer.signed(at), found)
        expected = [why] if why else []
        assert list(refused.value.reasons) == [*expected, WhyNotUndo.NOT_WITNESS]
    with pytest.raises(Unknown):
        undo_import(cast.kirill.signed(at), found)
    assert not Case.objects.exclude(erasing="none").exists()
    with pytest.raises(Refused) as refused:
        propose_undo(cast.vasyl.signed(at), handed(cast, at))
    assert WhyNotUndo.NOT_OVER in refused.value.reasons


def test_the_database_asks_for_two_and_lets_nobody_take_it_back(
    cast: Cast, at: datetime
) -> None:
    found = taken_in(cast, at)
    propose_undo(cast.vasyl.signed(at), found)
    rows = ImportUndo.objects.filter(sheet_id=found)
    with pytest.raises(IntegrityError, match="undone_by_two"), transaction.atomic():
        rows.update(agreed_by=cast.vasyl.id, agreed_at=at)
    with pytest.raises(IntegrityError, match="undone_by_two"), transaction.atomic():
        rows.update(undone=1)
    rows.update(agreed_by=cast.audra.id, agreed_at=at)
    with pytest.raises(IntegrityError, match="stands"), transaction.atomic():
        rows.update(agreed_by=None, agreed_at=None)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege('sc_worker', %s, 'UPDATE')", ["casework_importundo"]
        )
        assert cursor.fetchone() == (False,)


def test_proposed_and_agreed_at_the_door(office_door: Door, cast: Cast) -> None:
    found = taken_in(cast, timezone.now())
    path = f"/import/{found}/undo/"
    office_door.sign_in(cast.vasyl, timezone.now())
    assert path in office_door.get(f"/import/{found}/")
    assert "This waits for an auditor already." in office_door.fill(path)
    office_door.get("/my-work/")
    office_door.post("/sign-out/")
    office_door.sign_in(cast.audra, timezone.now())
    assert path in office_door.get("/my-work/")
    page = office_door.fill(path)
    assert "No case of this list is left that nobody has worked on." in page
    assert path not in office_door.get("/my-work/")
