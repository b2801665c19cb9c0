"""The desk, the plans of a case, and the sign of life at the public door."""

import re
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from safeconduct.accounts.servicekeys import service_keys
from safeconduct.casework.services import add_person, set_condition
from safeconduct.protection.models import Plan
from tests.cast import Cast
from tests.doors import Door
from tests.journeys.test_first_contact import write_letter
from tests.making import make_case
from tests.protection.making import agree, make_plans
from tests.protection.test_jobs import run_watch

HOUR = timedelta(hours=1)


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def test_plans_for_a_person_and_a_child_open_at_first_contact(
    office_door: Door, cast: Cast, now: datetime
) -> None:
    made = make_case(cast, now)
    for relation in ("applicant", "child"):
        add_person(cast.pavlo.signed(now), made.file_id, relation, {})
    office_door.sign_in(cast.pavlo, now)
    case = f"/cases/{made.file_id}/"
    assert "Open a protection plan" in office_door.get(case)
    for _ in range(2):
        page = office_door.get(f"{case}protection/")
        link = re.search(r'href="([^"]+/protection/open/[^"]+)"', page)
        assert link is not None
        page = office_door.fill(
            link[1], present=["was_paid"], judged="standard", felt="enhanced", word="birch"
        )
        assert "Measures on offer" in page
    assert "Without a plan" not in page
    assert Plan.objects.filter(level="enhanced").count() == 2
    assert "none agreed" in office_door.get(case)


def test_a_late_sign_of_life_shows_on_the_desk_with_rung_and_act(
    office_door: Door, cast: Cast, now: datetime
) -> None:
    made = make_plans(cast, now)
    agree(cast, made.plan, now - 30 * HOUR)
    office_door.sign_in(cast.pavlo, now)
    page = office_door.get("/protection/")
    assert "The watch is locked" in page
    assert re.search(r'<span class="tag stop">late</span>\s*for 6 hours', page)
    assert "supervisor and everybody on duty" in page
    assert page.index("late") < page.index("none agreed")
    page = office_door.post(f"/protection/{made.plan}/take-over/")
    office_door.get("/protection/")
    assert "Pavlo looks after it." in office_door.page.content.decode()
    office_door.post(f"/protection/{made.plan}/heard/")
    assert '<span class="tag ok">on time</span>' in office_door.get("/protection/")


def test_the_case_card_says_late(office_door: Door, cast: Cast, now: datetime) -> None:
    made = make_plans(cast, now)
    agree(cast, made.plan, now - 30 * HOUR)
    office_door.sign_in(cast.olena, now)
    page = office_door.get(f"/cases/{made.file_id}/")
    assert 'Protection <span class="tag stop">late</span>' in page
    assert "Look after the person" in page


def test_measures_rhythm_silence_and_words_are_written_down(
    office_door: Door, cast: Cast, now: datetime
) -> None:
    made = make_plans(cast, now)
    set_condition(cast.olena.signed(now), made.file_id, "family_out_first", None)
    office_door.sign_in(cast.pavlo, now)
    own = f"/protection/{made.plan}/"
    page = office_door.fill(own + "rhythm/", every_hours="6")
    assert "has not said yes" in page
    office_door.fill(own + "measures/check_in/", choice="accepted")
    page = office_door.fill(own + "rhythm/", every_hours="6")
    assert "every 6 h" in page
    start = (now + HOUR).strftime("%Y-%m-%d %H:%M")
    page = office_door.fill(own + "silence/", start=start, hours="100")
    assert "longer than the programme allows" in page
    office_door.fill(own + "silence/", start=start, hours="10", agreed="on")
    page = office_door.fill(own + "words/", contact="By letter only", word="oak")
    assert "By letter only" in page
    page = office_door.fill(
        own + "facts/", present=["publicised"], judged="standard", felt="standard"
    )
    assert "Name, face or story is public" in page
    page = office_door.post(f"/cases/{made.file_id}/protection/family-out/")
    assert "the family must be out first" not in page


def test_one_officer_proposes_a_lower_level_and_another_decides(
    office_door: Door, cast: Cast, now: datetime
) -> None:
    made = make_plans(cast, now)
    office_door.sign_in(cast.pavlo, now)
    own = f"/protection/{made.plan}/"
    office_door.fill(own + "facts/", present=["was_paid"], judged="standard", felt="standard")
    office_door.fill(own + "facts/", judged="standard", felt="standard")
    office_door.get(own + "lower/")
    version = re.search(r'name="version" value="(\d+)"', office_door.page.content.decode())
    assert version is not None
    page = office_door.post(
        own + "lower/", level="standard", reason="Quiet", version=version[1]
    )
    second = re.search(r'href="(/protection/[^"]+/lower/[^"]+/)"', page)
    assert second is not None
    assert "two different people" in office_door.fill(second[1])
    office_door.browser.cookies.clear()
    office_door.page = None
    office_door.sign_in(cast.olena, now)
    page = office_door.get(second[1])
    assert "Quiet" in page
    office_door.post(second[1])
    assert Plan.objects.get(id=made.plan).level == "standard"


def test_kirill_sees_no_plan_and_finds_no_page(
    office_door: Door, cast: Cast, now: datetime
) -> None:
    made = make_plans(cast, now)
    office_door.sign_in(cast.kirill, now)
    page = office_door.get("/protection/")
    assert "No plan yet" in page
    own = f"/protection/{made.plan}/"
    paths = [f"/cases/{made.file_id}/protection/"]
    paths += [f"/cases/{made.file_id}/protection/open/{made.soldier}/"]
    paths += [own + end for end in ("facts/", "words/", "rhythm/", "silence/", "lower/")]
    paths += [own + "measures/check_in/"]
    for path in paths:
        office_door.get(path)
        assert office_door.page.status_code == 404, path
    for end in ("heard/", "take-over/"):
        office_door.get("/protection/")
        office_door.get("/my-work/")
        office_door.post(own + end)
        assert office_door.page.status_code == 404, end


def test_a_role_without_protection_finds_no_desk(
    office_door: Door, cast: Cast, now: datetime
) -> None:
    office_door.sign_in(cast.anna, now)
    office_door.get("/protection/")
    assert office_door.page.status_code == 404


def test_the_person_says_not_all_right_and_the_desk_shows_it(
    public_door: Door, office_door: Door, cast: Cast, now: datetime
) -> None:
    service_keys.cache_clear()
    write_letter(public_door)
    page = public_door.get("/ru/mailbox/")
    assert 'href="/ru/mailbox/check-in/"' in page
    page = public_door.fill("/ru/mailbox/check-in/")
    assert public_door.path == "/ru/mailbox/check-in/"
    public_door.fill("/ru/mailbox/check-in/", said="not_well")
    assert public_door.path.startswith("/ru/mailbox/?sent")
    case = _case_with_plan(cast, now)
    run_watch()
    office_door.sign_in(cast.pavlo, now)
    page = office_door.get("/protection/")
    assert "I am not all right" in page
    office_door.post(re.findall(r'action="(/protection/alarms/[^"]+)"', page)[0])
    assert "I am not all right" not in office_door.get(case)


def _case_with_plan(cast: Cast, now: datetime) -> str:
    """Iryna opens the case of the letters that wait; Pavlo opens the plan."""
    from safeconduct.accounts.core.terms import Role
    from safeconduct.casework.core.terms import CaseKind
    from safeconduct.casework.services import assign, open_case
    from safeconduct.contact.core.terms import Danger
    from safeconduct.contact.queries import new_letters
    from safeconduct.protection.services import PlanWords, open_plan
    from tests.protection.making import CALM

    file_id = new_letters()[0].file_id
    iryna = cast.iryna.signed(now)
    open_case(iryna, file_id, CaseKind.PERSON, Danger.FRONT)
    assign(iryna, file_id, cast.pavlo.id, Role.PROTECTION_LEAD)
    pavlo = cast.pavlo.signed(now)
    person = add_person(pavlo, file_id, "applicant", {})
    open_plan(pavlo, file_id, person, CALM, PlanWords())
    return f"/cases/{file_id}/protection/"


def test_without_a_mailbox_the_check_in_leads_to_the_words(public_door: Door) -> None:
    public_door.get("/en/mailbox/check-in/")
    assert public_door.path == "/en/return/"
