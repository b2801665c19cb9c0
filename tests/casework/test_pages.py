"""My work and the case page: what may be done, what may not and why; for Kirill nothing."""

import re
from datetime import timedelta
from html import unescape
from uuid import UUID

import pytest
from django.utils import timezone

from safeconduct.casework.core.sheets import RIGHTS, Way
from safeconduct.casework.core.terms import CaseAct, Confirm, Kind, Stage, WhyNot
from safeconduct.casework.models import Condition, Consent, Person, Proposal, Task
from safeconduct.casework.queries import alias_of, find
from safeconduct.casework.services import attest_arrival, give_sheet
from safeconduct.common.ids import new_id
from safeconduct.contact.models import Item, Letter
from safeconduct.record.queries import entries_of
from tests.cast import Cast, Officer
from tests.doors import TOKEN, Door
from tests.making import do, make_case

TEXT = "Хочу жить. Двое. Чибис-3308."
# Every page of a case that an officer with the right role could open.
PAGES = ["", "answer/", "ask/", "act/start_triage/", "team/", "people/", "briefing/",
         "consent/", "condition/", "danger/", "told/", "told/write/", "told/sheet/rights/",
         "links/", "split/", "bring-team/"]  # fmt: skip


def a_case(cast: Cast, stage: str = "contact", days: int = 0) -> UUID:
    at = timezone.now() - timedelta(days=days)
    return make_case(cast, at, text=TEXT, stage=stage).file_id


def enter(door: Door, officer: Officer) -> str:
    return door.sign_in(officer, timezone.now())


def page_of(file_id: UUID, rest: str = "") -> str:
    return f"/cases/{file_id}/{rest}"


def part(page: str, start: str, end: str) -> str:
    """The text between two marks, with entities resolved."""
    found = re.search(re.escape(start) + "(.*?)" + re.escape(end), unescape(page), re.DOTALL)
    assert found is not None, start
    return found[1]


def test_my_work_shows_what_is_due_and_what_is_late(office_door: Door, cast: Cast) -> None:
    fresh, old = a_case(cast), a_case(cast, days=3)
    page = enter(office_door, cast.olena)
    assert alias_of(fresh) in page
    late = part(page, "<h2>Overdue</h2>", "<h2>Due")
    assert alias_of(old) in late
    assert alias_of(fresh) not in late
    assert "Answer the letter" in late


def test_my_work_of_somebody_without_a_case_says_what_would_fill_it(
    office_door: Door, cast: Cast
) -> None:
    file_id = a_case(cast)
    page = enter(office_door, cast.kirill)
    assert "Nothing is due" in page
    assert alias_of(file_id) not in page
    assert alias_of(file_id) not in office_door.get("/cases/")


@pytest.mark.parametrize("rest", PAGES)
def test_for_kirill_no_page_of_the_case_exists(
    office_door: Door, cast: Cast, rest: str
) -> None:
    file_id = a_case(cast)
    enter(office_door, cast.kirill)
    lines = len(entries_of(file_id))
    shown = office_door.get(page_of(file_id, rest))
    assert office_door.page.status_code == 404
    assert alias_of(file_id) not in shown
    unknown = office_door.get(page_of(new_id(), rest))
    assert office_door.page.status_code == 404
    # "Not yours" and "no such case" look the same.
    assert TOKEN.sub("", shown) == TOKEN.sub("", unknown)
    assert len(entries_of(file_id)) == lines


def test_kirill_can_do_nothing_by_post_either(office_door: Door, cast: Cast) -> None:
    file_id = a_case(cast)
    task, letter = Task.objects.filter(case_id=file_id)[0], Letter.objects.get()
    lines = len(entries_of(file_id))
    enter(office_door, cast.kirill)
    deeds: dict[str, dict[str, str]] = {
        f"/tasks/{task.id}/done/": {},
        f"/letters/{letter.id}/": {},
        f"/letters/{letter.id}/open-case/": {"kind": "person", "danger": "abroad"},
        page_of(file_id, "answer/"): {"text": "Здравствуйте."},
        page_of(file_id, "consent/"): {"purpose": "publicity", "given": "yes"},
    }
    for path, data in deeds.items():
        office_door.get("/my-work/")
        office_door.post(path, **data)
        assert office_door.page.status_code == 404, path
    assert len(entries_of(file_id)) == lines
    assert not Consent.objects.exists()


def test_the_case_page_shows_both_halves_of_what_next(office_door: Door, cast: Cast) -> None:
    file_id = a_case(cast, stage="triage")
    give_sheet(cast.olena.signed(timezone.now()), file_id, RIGHTS, Way.PAPER)
    enter(office_door, cast.olena)
    page = office_door.get(page_of(file_id))
    now = part(page, "You may do now", "Not possible yet, and why")
    assert "Make the offer" in now
    assert f'href="{page_of(file_id, "act/make_offer/")}"' in now
    assert "Urgent passage" not in now
    not_yet = part(page, "Not possible yet, and why", "</section>")
    status = part(not_yet, "<b>Open legal status</b>", "</ul>")
    for why in (WhyNot.ROLE, WhyNot.NOT_THIS_STAGE, WhyNot.ARRIVAL_UNATTESTED):
        assert why.value in status
    assert "legal adviser" in status
    assert "Make the offer" not in not_yet


def test_reading_a_case_is_on_the_record_once_per_page(office_door: Door, cast: Cast) -> None:
    file_id = a_case(cast)
    enter(office_door, cast.olena)
    office_door.get(page_of(file_id))
    office_door.get(page_of(file_id))
    lines = [entry.line for entry in entries_of(file_id) if entry.line.kind == Kind.CASE_READ]
    assert [line.actor for line in lines] == [cast.olena.actor.key_id] * 2


def test_an_officer_without_the_key_sees_no_letter(office_door: Door, cast: Cast) -> None:
    file_id = a_case(cast)
    enter(office_door, cast.petro)
    page = office_door.get(page_of(file_id))
    assert "Your key does not open the letters of this case." in page
    assert TEXT not in page


def test_an_act_asks_for_every_confirmation_and_then_moves(
    office_door: Door, cast: Cast
) -> None:
    file_id = a_case(cast, stage="offer")
    enter(office_door, cast.olena)
    path, version = page_of(file_id, "act/accept_offer/"), str(find(file_id).version)
    page = unescape(office_door.fill(path, version=version))
    for tick in (Confirm.OFFER_READ, Confirm.NO_DURESS, Confirm.WILLING):
        assert page.count(tick.value) >= 2  # in the summary, and at its box
    assert find(file_id).state.stage is Stage.OFFER
    ticks = dict.fromkeys(("OFFER_READ", "NO_DURESS", "WILLING"), "on")
    office_door.post(path, version=version, **ticks)
    assert office_door.path == page_of(file_id)
    assert find(file_id).state.stage is Stage.PASSAGE


def test_a_page_that_is_older_than_the_case_changes_nothing(
    office_door: Door, cast: Cast
) -> None:
    file_id = a_case(cast, stage="triage")
    enter(office_door, cast.olena)
    office_door.get(page_of(file_id, "act/make_offer/"))
    version = str(find(file_id).version)
    do(cast.olena, file_id, CaseAct.SLEEP, timezone.now())
    page = office_door.post(page_of(file_id, "act/make_offer/"), version=version)
    assert "Somebody changed this first." in page
    assert find(file_id).state.stage is Stage.TRIAGE


def test_an_act_that_is_not_in_the_table_does_not_exist(office_door: Door, cast: Cast) -> None:
    file_id = a_case(cast)
    enter(office_door, cast.olena)
    office_door.get(page_of(file_id, "act/give_order/"))
    assert office_door.page.status_code == 404


def test_a_second_person_sees_and_confirms_an_urgent_passage(
    office_door: Door, cast: Cast
) -> None:
    file_id = a_case(cast, stage="triage")
    do(cast.petro, file_id, CaseAct.URGENT_PASSAGE, timezone.now())
    proposal = Proposal.objects.get()
    work = enter(office_door, cast.vasyl)
    assert "Waits for you" in work
    assert f"/proposals/{proposal.id}/" in work
    office_door.fill(f"/proposals/{proposal.id}/")
    assert office_door.path == page_of(file_id)
    assert find(file_id).state.stage is Stage.PASSAGE


def test_a_proposal_is_turned_down_by_a_member_and_confirmed_by_no_other_role(
    office_door: Door, cast: Cast
) -> None:
    file_id = a_case(cast, stage="triage")
    do(cast.petro, file_id, CaseAct.URGENT_PASSAGE, timezone.now())
    path = f"/proposals/{Proposal.objects.get().id}/"
    enter(office_door, cast.olena)
    assert WhyNot.ROLE.value in office_door.fill(path)
    office_door.post(path, drop="1")
    assert Proposal.objects.get().state == "dropped"


def test_a_question_in_free_words_is_turned_back_before_arrival(
    office_door: Door, cast: Cast
) -> None:
    file_id = a_case(cast)
    enter(office_door, cast.olena)
    page = office_door.fill(page_of(file_id, "answer/"), text="Где вы стоите?")
    assert WhyNot.OUTSIDE_LIST.value in page
    assert "Где вы стоите?" in page  # nothing typed is lost
    assert not Item.objects.exists()
    office_door.fill(page_of(file_id, "ask/"), code="wounded")
    office_door.fill(page_of(file_id, "answer/"), text="Мы получили письмо.")
    assert Item.objects.count() == 2


def test_people_team_consent_and_condition_are_written_by_plain_forms(
    office_door: Door, cast: Cast
) -> None:
    file_id = a_case(cast)
    enter(office_door, cast.olena)
    office_door.fill(page_of(file_id, "people/"), relation="applicant")
    assert Person.objects.get().relation == "applicant"
    office_door.fill(page_of(file_id, "consent/"), purpose="publicity", given="no")
    assert not Consent.objects.get().given
    office_door.fill(page_of(file_id, "condition/"), code="family_out_first")
    assert Condition.objects.get().code == "family_out_first"
    office_door.fill(page_of(file_id, "team/"), place=f"{cast.kirill.id} case officer")
    page = office_door.page.content.decode()
    assert office_door.path == page_of(file_id, "team/")  # the next can be added at once
    assert '<th scope="row">Kirill</th><td data-th="Role">case officer' in page
    assert "The officer is on the case." in page
    assert "The officer is on the case." not in office_door.get(page_of(file_id, "team/"))


def test_going_back_and_sending_again_makes_no_second_person(
    office_door: Door, cast: Cast
) -> None:
    file_id = a_case(cast)
    enter(office_door, cast.olena)
    for _ in range(2):
        office_door.fill(page_of(file_id, "people/"), relation="child", first_names="Оля")
    assert WhyNot.SAME_PERSON.value in office_door.page.content.decode()
    office_door.fill(page_of(file_id, "people/"), relation="child", first_names="Ия")
    for _ in range(2):  # two children may both give nothing
        office_door.fill(page_of(file_id, "people/"), relation="child")
    assert Person.objects.count() == 4


def test_another_head_count_is_shown_asked_about_and_never_blocks(
    office_door: Door, cast: Cast
) -> None:
    file_id = a_case(cast, stage="passage")
    attest_arrival(cast.ruta.signed(timezone.now()), file_id, True, 3)
    enter(office_door, cast.rasa)
    office_door.get(f"/arrivals/{file_id}/")
    page = office_door.post(f"/arrivals/{file_id}/", head_count="2", seen="on")
    assert "Whoever attested first counted 3 people. Count again, then say why." in page
    assert find(file_id).state.arrivals == 1
    office_door.post(f"/arrivals/{file_id}/", head_count="2", seen="on", why="UNKNOWN")
    assert find(file_id).state.arrivals == 2
    facts = [entry.line.facts for entry in entries_of(file_id)]
    assert [(one["heads_more"], one["heads_why"]) for one in facts if "heads_why" in one] == [
        (-1, "UNKNOWN")
    ]


def test_reception_sees_alias_and_stage_and_nothing_of_the_letter(
    office_door: Door, cast: Cast
) -> None:
    file_id = a_case(cast, stage="passage")
    enter(office_door, cast.rasa)
    page = office_door.get("/arrivals/")
    assert alias_of(file_id) in page
    assert TEXT not in page
    assert "at the front now" not in page
    assert "I have seen the person myself" in office_door.get(f"/arrivals/{file_id}/")
    page = office_door.post(f"/arrivals/{file_id}/", head_count="2")
    assert WhyNot.NOT_SEEN.value in page
    office_door.post(f"/arrivals/{file_id}/", head_count="2", seen="on")
    assert office_door.path == "/arrivals/"
    assert find(file_id).state.arrivals == 1
    office_door.get(page_of(file_id))
    assert office_door.page.status_code == 404


def test_the_done_button_is_shown_to_the_tasks_own_role(office_door: Door, cast: Cast) -> None:
    file_id = a_case(cast)
    answer, plan = (
        Task.objects.get(case_id=file_id, code=code)
        for code in ("answer_letter", "protection_plan")
    )
    enter(office_door, cast.olena)
    page = office_door.get(page_of(file_id))
    assert f"/tasks/{answer.id}/done/" in page
    assert f"/tasks/{plan.id}/done/" not in page
    assert "done by: protection lead" in page


def test_the_answer_page_holds_the_list_of_questions(office_door: Door, cast: Cast) -> None:
    before, after = a_case(cast), a_case(cast, stage="arrived")
    enter(office_door, cast.olena)
    page = unescape(office_door.get(page_of(before, "answer/")))
    assert f'action="{page_of(before, "ask/")}"' in page
    assert "questions come from the list below only" in page
    assert "ask nothing here" not in page
    assert "list below only" not in office_door.get(page_of(after, "answer/"))


def test_a_task_is_done_by_post_only(office_door: Door, cast: Cast) -> None:
    file_id = a_case(cast)
    task = Task.objects.get(case_id=file_id, code="answer_letter")
    enter(office_door, cast.olena)
    office_door.get(f"/tasks/{task.id}/done/")
    assert office_door.page.status_code == 405
    office_door.get(page_of(file_id))
    office_door.post(f"/tasks/{task.id}/done/")
    task.refresh_from_db()
    assert task.done_by == cast.olena.id
