"""The danger now: written down by those who talk to the person; it orders desks, no more."""

import ast
import re
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

import safeconduct
from safeconduct.casework import services
from safeconduct.casework.core.terms import CaseAct, Kind, WhyNot
from safeconduct.casework.models import Case
from safeconduct.casework.queries import (
    alias_of,
    ask_first_cases,
    explain_case,
    find,
    pending_of,
    proposals_for,
    tasks_for,
)
from safeconduct.common.refusal import Refused, Unknown
from safeconduct.contact.core.terms import Danger
from safeconduct.record.queries import entries_of
from safeconduct.web.together import read
from tests.cast import Cast, Officer
from tests.doors import Door
from tests.making import do, make_case

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DANGER_IS_IN = ("safeconduct.contact.core.terms", "safeconduct.casework.core.rules")
SOURCE = Path(safeconduct.__file__).parent


def lines(file_id: UUID) -> list[dict[str, str | int]]:
    """Facts of the lines about the danger, newest first."""
    found = [entry.line for entry in entries_of(file_id)]
    return [dict(line.facts) for line in found if line.kind == Kind.DANGER_CHANGED]


def told(file_id: UUID) -> tuple[Danger, Danger, datetime]:
    """The danger now; what was told last, and when."""
    case = find(file_id)
    return case.danger, case.told, case.told_at


@pytest.mark.parametrize("danger", Danger)
@pytest.mark.parametrize("name", ["iryna", "olena", "pavlo"])
def test_three_roles_write_the_danger_down(
    cast: Cast, at: datetime, name: str, danger: Danger
) -> None:
    file_id = make_case(cast, at, danger=Danger.ABROAD).file_id
    services.reassess_danger(getattr(cast, name).signed(at + DAY), file_id, danger)
    assert told(file_id) == (danger, danger, at + DAY)
    assert lines(file_id) == [{"danger": danger.name.lower()}]


def test_the_same_danger_on_the_same_day_is_written_once(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at, danger=Danger.ABROAD).file_id
    for _ in range(2):
        services.reassess_danger(cast.olena.signed(at), file_id, Danger.ABROAD)
    assert lines(file_id) == []
    for _ in range(2):
        services.reassess_danger(cast.olena.signed(at), file_id, Danger.HUNTED)
    assert lines(file_id) == [{"danger": "hunted"}]
    services.reassess_danger(cast.olena.signed(at + DAY), file_id, Danger.HUNTED)
    assert told(file_id) == (Danger.HUNTED, Danger.HUNTED, at + DAY)


def test_another_role_is_refused_and_a_stranger_learns_nothing(
    cast: Cast, at: datetime
) -> None:
    file_id = make_case(cast, at).file_id
    with pytest.raises(Refused) as refused:
        services.reassess_danger(cast.petro.signed(at), file_id, Danger.WAITING)
    assert refused.value.reasons == (WhyNot.ROLE,)
    with pytest.raises(Unknown):
        services.reassess_danger(cast.kirill.signed(at), file_id, Danger.WAITING)
    assert told(file_id) == (Danger.FRONT, Danger.FRONT, at)
    assert lines(file_id) == []


def test_a_closed_case_keeps_what_was_told(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at, stage="triage").file_id
    do(cast.olena, file_id, CaseAct.WITHDRAW, at)
    with pytest.raises(Refused) as refused:
        services.reassess_danger(cast.olena.signed(at), file_id, Danger.WAITING)
    assert refused.value.reasons == (WhyNot.CLOSED,)
    assert told(file_id)[1] is Danger.FRONT


def test_the_database_knows_these_dangers_and_no_other(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at).file_id
    for danger in Danger:
        Case.objects.filter(file_id=file_id).update(danger=danger.value)
    with pytest.raises(IntegrityError, match="casework_danger"), transaction.atomic():
        Case.objects.filter(file_id=file_id).update(danger="none")


def test_after_two_attestations_nobody_is_at_the_front(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at, stage="passage").file_id
    services.attest_arrival(cast.ruta.signed(at + HOUR), file_id, True, 1)
    assert find(file_id).at_the_front  # one attestation is not an arrival
    services.attest_arrival(cast.rasa.signed(at + HOUR), file_id, True, 1)
    assert told(file_id) == (Danger.UNSAID, Danger.FRONT, at)
    assert Case.objects.get().danger == "at the front now"  # what was told is not rewritten
    services.reassess_danger(cast.olena.signed(at + 2 * HOUR), file_id, Danger.FRONT)
    assert find(file_id).at_the_front  # sent back, for example: what is told later counts


def test_whoever_is_looked_for_is_so_after_arrival_too(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at, danger=Danger.HUNTED, stage="arrived").file_id
    assert find(file_id).danger is Danger.HUNTED


def test_writing_the_danger_down_changes_no_act_and_drops_no_proposal(
    cast: Cast, at: datetime
) -> None:
    file_id = make_case(cast, at, stage="triage").file_id
    do(cast.petro, file_id, CaseAct.URGENT_PASSAGE, at)
    staff = list(cast.staff.values())
    before = [explain_case(one.actor, file_id, at) for one in staff]
    state, version = find(file_id).state, find(file_id).version
    waits = pending_of(file_id, at)
    assert waits is not None
    for danger in Danger:
        services.reassess_danger(cast.olena.signed(at), file_id, danger)
        assert [explain_case(one.actor, file_id, at) for one in staff] == before
        assert (find(file_id).state, find(file_id).version) == (state, version)
    services.confirm(cast.vasyl.signed(at), waits.id)


def test_every_list_goes_by_danger_and_then_by_its_clock(cast: Cast, at: datetime) -> None:
    asked = [Danger.WAITING, Danger.ABROAD, Danger.UNSAID, Danger.HUNTED, Danger.FRONT]
    made: list[UUID] = []
    for hours, danger in enumerate(asked * 2):
        moment = at + hours * HOUR
        file_id = make_case(cast, moment, danger=danger, stage="triage").file_id
        do(cast.petro, file_id, CaseAct.URGENT_PASSAGE, moment)
        made.append(file_id)
    over = make_case(cast, at, stage="triage").file_id
    do(cast.olena, over, CaseAct.WITHDRAW, at)
    later = at + 12 * HOUR
    expected = [made[place + half] for place in (4, 3, 2, 1, 0) for half in (0, 5)]
    assert [row.file_id for row in read(ask_first_cases(cast.vasyl.actor, later))] == [
        *expected,
        over,
    ]
    tasks = tasks_for(cast.olena.actor, later)
    assert tasks[-1].file_id == over
    # Nothing is due at night, so two of one danger may be due at the same moment.
    for at_place in range(0, len(expected), 2):
        two = tasks[at_place : at_place + 2]
        assert {row.file_id for row in two} == set(expected[at_place : at_place + 2])
        assert two[0].due_at <= two[1].due_at
    assert [row.file_id for row in proposals_for(cast.vasyl.actor, later)] == expected


def test_no_number_of_newer_cases_pushes_the_front_off_the_desk(
    cast: Cast, at: datetime
) -> None:
    front = make_case(cast, at - DAY).file_id
    make_case(cast, at, danger=Danger.WAITING)
    assert read(ask_first_cases(cast.olena.actor, at))[0].file_id == front
    assert tasks_for(cast.olena.actor, at)[0].file_id == front


def importers(names: set[str]) -> set[str]:
    """Rooms with a module that imports one of these words of the danger."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.ImportFrom) or node.module not in DANGER_IS_IN:
                continue
            if names & {alias.name for alias in node.names}:
                found.add(path.relative_to(SOURCE).parts[0])
    return found


def test_no_room_above_casework_knows_the_danger() -> None:
    """What is told at the door puts lists in order; nothing is given or refused by it."""
    assert importers({"Danger", "DANGER_ORDER"}) == {"casework", "contact", "demo", "doors"}
    assert importers({"danger_shown", "place_on_desk"}) == {"casework"}


def enter(door: Door, officer: Officer) -> str:
    return door.sign_in(officer, timezone.now())


def chosen(page: str) -> list[str]:
    """Values of the danger's radio buttons that are set."""
    return re.findall(r'<input[^>]*name="danger"[^>]* value="([^"]+)"[^>]* checked', page)


def test_the_danger_is_written_down_from_the_case_page(office_door: Door, cast: Cast) -> None:
    file_id = make_case(cast, timezone.now(), stage="passage").file_id
    enter(office_door, cast.olena)
    page = office_door.get(f"/cases/{file_id}/")
    assert f'href="/cases/{file_id}/danger/"' in page
    assert "At the front now." in page
    form = office_door.get(f"/cases/{file_id}/danger/")
    assert chosen(form) == ["at the front now"]
    assert [form.count(f'name="danger" value="{danger}"') for danger in Danger] == [1] * len(
        Danger
    )
    page = office_door.post(f"/cases/{file_id}/danger/", danger="being looked for")
    assert office_door.path == f"/cases/{file_id}/"
    assert "At the front now." not in page
    assert "wrote down the danger now: being looked for" in page
    office_door.get(f"/cases/{file_id}/danger/")
    office_door.post(f"/cases/{file_id}/danger/", danger="worthless")
    assert find(file_id).danger is Danger.HUNTED


def test_after_arrival_the_page_says_what_was_told_and_when(
    office_door: Door, cast: Cast
) -> None:
    at = timezone.now() - DAY
    file_id = make_case(cast, at, stage="arrived").file_id
    enter(office_door, cast.olena)
    page = office_door.get(f"/cases/{file_id}/")
    assert "At the front now." not in page
    assert ">not said</span>" in page
    assert ": at the front now)" in page  # as it was last told, with its day
    assert chosen(office_door.get(f"/cases/{file_id}/danger/")) == ["not said"]
    assert "at the front now</span>" not in office_door.get("/cases/")


def test_who_may_not_write_it_down_is_told_who_can(office_door: Door, cast: Cast) -> None:
    file_id = make_case(cast, timezone.now()).file_id
    enter(office_door, cast.petro)
    page = office_door.get(f"/cases/{file_id}/")
    assert f"/cases/{file_id}/danger/" not in page
    assert "case officer, intake officer, protection lead" in page
    office_door.get(f"/cases/{file_id}/danger/")
    assert office_door.page.status_code == 404


def test_for_kirill_there_is_no_danger_to_write_down(office_door: Door, cast: Cast) -> None:
    file_id = make_case(cast, timezone.now()).file_id
    enter(office_door, cast.kirill)
    office_door.get(f"/cases/{file_id}/danger/")
    assert office_door.page.status_code == 404
    office_door.get("/my-work/")
    office_door.post(f"/cases/{file_id}/danger/", danger="abroad")
    assert office_door.page.status_code == 404
    assert find(file_id).danger is Danger.FRONT


def test_my_work_and_the_cases_begin_with_the_front(office_door: Door, cast: Cast) -> None:
    at = timezone.now()
    front = make_case(cast, at - 2 * DAY).file_id
    others = [make_case(cast, at, danger=danger).file_id for danger in (Danger.WAITING,) * 2]
    for page in (enter(office_door, cast.olena), office_door.get("/cases/")):
        for part in page.split("<tbody>")[1:]:  # letters, overdue, due, cases
            shown = [name for name in map(alias_of, [*others, front]) if name in part]
            assert shown
            first = min(shown, key=part.index)
            assert first == alias_of(front) or alias_of(front) not in shown
    assert alias_of(front) in page


def test_an_unanswered_question_comes_before_abroad_on_the_desk(
    office_door: Door, public_door: Door, cast: Cast
) -> None:
    for danger in ("not in danger now", "abroad", ""):
        asked = {"danger": danger} if danger else {}
        with public_door:
            public_door.fill("/ru/write/", text="Хочу жить.", long_code="on", **asked)
    enter(office_door, cast.iryna)
    page = office_door.get("/triage/")
    places = [page.index(f">{word}<") for word in ("not said", "abroad", "not in danger now")]
    assert places == sorted(places)
    letter = re.search(r'action="(/letters/[^"]+/)"', page)
    assert letter is not None
    assert chosen(office_door.post(letter[1])) == ["not said"]
