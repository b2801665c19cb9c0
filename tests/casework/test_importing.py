"""Lists that were kept before: two people, row by row, nothing half done, nothing left over."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from safeconduct.accounts.models import Officer
from safeconduct.accounts.queries import is_member
from safeconduct.casework import adapters
from safeconduct.casework.core.importing import ImportState, Target, WhyNotImport
from safeconduct.casework.core.terms import ERASURE_WAIT, Stage
from safeconduct.casework.models import Case, Erasure, Import, Imported, ImportKey
from safeconduct.casework.queries.content import people
from safeconduct.casework.queries.importing import (
    ImportView,
    ask_told_by_list,
    ask_waiting_imports,
    import_for,
    imports_of,
)
from safeconduct.casework.services import importing
from safeconduct.casework.services.erasure import erase
from safeconduct.casework.services.imported import take_in_row
from safeconduct.casework.services.search import search
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused, Unknown
from safeconduct.contact.core.code import Language
from safeconduct.contact.core.terms import Danger
from safeconduct.jobs.queue import WORKER
from safeconduct.record.services import act
from safeconduct.vault.queries import open_at_desk, open_file
from safeconduct.web import together
from tests.cast import Cast

pytestmark = pytest.mark.django_db(databases=["default", "keystore"])

SHEET = """№;Фамилия;Имя;Часть;Телефон;Опасность;Прибыл
7;Лисенко;Ігор;12345;+380 00 000;на фронте;да
8;Грач;Пётр;;@grach;;
8;Грач;Пётр;;@grach;;
9;;;;;нигде;
"""


def sheet(count: int) -> bytes:
    """`count` good rows."""
    rows = [f"{n},Surname{n},@nick{n}" for n in range(count)]
    return "\n".join(["reference,surname,contact", *rows]).encode()


def read(cast: Cast, at: datetime, data: bytes = SHEET.encode("cp1251", "replace")) -> UUID:
    """A sheet that Vasyl read."""
    return importing.read_sheet(cast.vasyl.signed(at), adapters.read_table(data))


def handed(cast: Cast, at: datetime, data: bytes = SHEET.encode()) -> UUID:
    """A sheet that Vasyl handed to Iryna, with Olena to lead."""
    found = read(cast, at, data)
    importing.hand_over(cast.vasyl.signed(at), found, cast.iryna.id, cast.olena.id)
    return found


def view(cast: Cast, at: datetime, import_id: UUID) -> ImportView:
    """How far it is."""
    return import_for(cast.vasyl.signed(at), import_id)


def test_a_row_becomes_a_case_at_first_contact_and_a_claimed_arrival_a_note(
    cast: Cast, at: datetime
) -> None:
    importing.take_in_import(cast.iryna.signed(at), handed(cast, at))
    case = Case.objects.get(danger=Danger.FRONT.value)
    assert (case.stage, case.language) == (Stage.CONTACT.value, "ru")
    olena = open_file(cast.olena.keys, case.file_id)
    [person] = people(olena)
    assert person.card is not None and "Лисенко" in person.card
    assert together.read(ask_told_by_list(olena)) == {
        "reference": "7", "reach": "+380 00 000", "note": "да", "unit": "12345",
    }  # fmt: skip
    assert search(cast.olena.signed(at), "лисенко").count == 1
    assert open_at_desk(cast.iryna.keys, case.file_id).keys == {}
    assert not is_member(cast.kirill.actor, case.file_id, at)
    assert not is_member(cast.vasyl.actor, case.file_id, at)


def test_wrong_rows_are_told_by_row_and_left_out(cast: Cast, at: datetime) -> None:
    import_id = read(cast, at, SHEET.encode())
    found = importing.check_sheet(cast.vasyl.signed(at), import_id)
    told = {(one.row, one.column, one.why.name) for one in found.findings}
    assert told == {(4, "№", "TWICE"), (5, "Опасность", "DANGER")}
    importing.hand_over(cast.vasyl.signed(at), import_id, cast.iryna.id, None)
    assert view(cast, at, import_id).rows == 2


def test_nothing_of_the_sheet_is_left_when_it_is_done(cast: Cast, at: datetime) -> None:
    import_id = handed(cast, at)
    importing.take_in_import(cast.iryna.signed(at), import_id)
    row = Import.objects.get(id=import_id)
    assert (row.state, bytes(row.sealed), row.taken) == ("done", b"", 2)
    assert not ImportKey.objects.exists()
    with pytest.raises(Refused, match="over"):
        importing.take_in_import(cast.iryna.signed(at), import_id)
    assert Case.objects.count() == 2


def test_the_same_list_again_brings_nobody_twice(cast: Cast, at: datetime) -> None:
    early = handed(cast, at)
    importing.take_in_import(cast.iryna.signed(at), handed(cast, at))
    again = importing.check_sheet(cast.vasyl.signed(at), read(cast, at, SHEET.encode()))
    assert [one.why.name for one in again.findings] == ["KNOWN", "KNOWN", "KNOWN", "DANGER"]
    importing.take_in_import(cast.iryna.signed(at), early)  # checked before those came
    assert (view(cast, at, early).skipped, view(cast, at, early).cases) == (2, 0)
    assert Case.objects.count() == 2


def test_it_stops_between_whole_fifties_and_goes_on_there(
    cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "CHUNK", 2)
    import_id, iryna = handed(cast, at, sheet(5)), cast.iryna.signed(at)
    importing.take_in_import(iryna, import_id, seconds=0)
    assert (view(cast, at, import_id).taken, Case.objects.count()) == (2, 2)
    real, calls = take_in_row, list[int]()

    def breaks(*args: object) -> object:
        calls.append(1)
        if len(calls) == 2:
            msg = "the power fails"
            raise OSError(msg)
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(importing, "take_in_row", breaks)
    with pytest.raises(OSError, match="power"), transaction.atomic():
        importing.take_in_import(iryna, import_id)
    assert (view(cast, at, import_id).taken, Case.objects.count()) == (2, 2)
    monkeypatch.setattr(importing, "take_in_row", real)
    importing.take_in_import(iryna, import_id)
    assert view(cast, at, import_id).state is ImportState.DONE
    assert Imported.objects.count() == Case.objects.count() == 5


def test_a_receiver_who_left_stops_it_and_another_goes_on(
    cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "CHUNK", 2)
    import_id = handed(cast, at, sheet(5))
    importing.take_in_import(cast.iryna.signed(at), import_id, seconds=0)
    Officer.objects.filter(id=cast.iryna.id).update(roles=["case officer"])
    with pytest.raises(Refused, match="intake officer"):
        importing.take_in_import(cast.iryna.signed(at), import_id)
    Officer.objects.filter(id=cast.olena.id).update(roles=["case officer", "intake officer"])
    importing.hand_over(cast.vasyl.signed(at), import_id, cast.olena.id, None)
    with pytest.raises(Unknown):
        importing.take_in_import(cast.iryna.signed(at), import_id)
    assert together.read(ask_waiting_imports(cast.iryna.signed(at))) == []
    assert len(together.read(ask_waiting_imports(cast.olena.signed(at)))) == 1
    assert ImportKey.objects.filter(key_id=cast.iryna.keys.key_id).count() == 0


def test_two_people_and_the_right_ones(cast: Cast, at: datetime) -> None:
    import_id, vasyl = read(cast, at), cast.vasyl.signed(at)
    for receiver, why in (
        (cast.vasyl.id, WhyNotImport.SAME_PERSON),
        (cast.kirill.id, WhyNotImport.NOT_INTAKE),
    ):
        with pytest.raises(Refused) as refused:
            importing.hand_over(vasyl, import_id, receiver, None)
        assert why in refused.value.reasons
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        Import.objects.filter(id=import_id).update(receiver_id=cast.vasyl.id)
    with pytest.raises(Refused, match="role"):
        importing.read_sheet(cast.kirill.signed(at), adapters.read_table(sheet(1)))
    for stranger in (cast.kirill, cast.iryna):
        with pytest.raises(Unknown):
            import_for(stranger.signed(at), import_id)
        assert imports_of(stranger.signed(at)) == []


def test_the_database_winds_no_import_back(cast: Cast, at: datetime) -> None:
    import_id = handed(cast, at)
    with pytest.raises(IntegrityError, match="go back"), transaction.atomic():
        Import.objects.filter(id=import_id).update(state="draft")
    importing.take_in_import(cast.iryna.signed(at), import_id)
    with pytest.raises(IntegrityError, match="go back"), transaction.atomic():
        Import.objects.filter(id=import_id).update(taken=0)


def test_what_is_dropped_is_forgotten(cast: Cast, at: datetime) -> None:
    import_id = handed(cast, at)
    with pytest.raises(Unknown):
        importing.drop_import(cast.olena.signed(at), import_id)
    importing.drop_import(cast.iryna.signed(at), import_id)
    assert bytes(Import.objects.get(id=import_id).sealed) == b""
    assert not ImportKey.objects.exists() and not Case.objects.exists()
    with pytest.raises(Refused, match="over"):
        importing.hand_over(cast.vasyl.signed(at), import_id, cast.iryna.id, None)


def test_what_nobody_finished_is_dropped_by_the_worker(cast: Cast, at: datetime) -> None:
    draft, half, later = read(cast, at), handed(cast, at), at + timedelta(days=31)
    fresh = read(cast, later, sheet(1))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE sc_worker")
        assert importing.forget_imports(later) == 2
        assert importing.forget_imports(later) == 0
        cursor.execute("RESET ROLE")
    states = dict(Import.objects.values_list("id", "state"))
    assert states == {draft: "dropped", half: "dropped", fresh: "draft"}
    assert set(ImportKey.objects.values_list("sheet_id", flat=True)) == {fresh}


def test_an_erased_case_leaves_no_trace_of_its_reference(cast: Cast, at: datetime) -> None:
    importing.take_in_import(cast.iryna.signed(at), handed(cast, at))
    case = Case.objects.get(danger=Danger.FRONT.value)
    Case.objects.filter(file_id=case.file_id).update(
        stage="withdrawn", previous="contact", erasing="waiting"
    )
    agreed = Erasure.objects.create(
        id=new_id(), case=case, proposed_by=cast.olena.id, witnessed_by=cast.vasyl.id,
        agreed_at=at, due_at=at + ERASURE_WAIT,
    )  # fmt: skip
    with act(WORKER, at + ERASURE_WAIT) as a, connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE sc_worker")
        erase(a, agreed.id)
        cursor.execute("RESET ROLE")
    assert Imported.objects.get(case=case).reference is None
    assert Imported.objects.exclude(reference=None).count() == 1


def test_columns_are_remembered_by_their_headings(cast: Cast, at: datetime) -> None:
    vasyl, import_id = cast.vasyl.signed(at), read(cast, at, sheet(1))
    chosen = (Target.NOTE, Target.IGNORED, Target.REACH)
    importing.map_sheet(vasyl, import_id, chosen, Language.UK, Danger.ABROAD)
    found = importing.draft_of(vasyl, import_id)
    assert (found.targets, found.language, found.danger) == (chosen, "uk", "abroad")
    assert importing.draft_of(vasyl, read(cast, at, sheet(2))).targets == chosen
    with pytest.raises(Refused, match="more than one"):
        twice = (Target.REFERENCE, Target.REFERENCE, Target.NOTE)
        importing.map_sheet(vasyl, import_id, twice, Language.UK, Danger.ABROAD)
