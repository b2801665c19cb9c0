"""Stale pages, double clicks, lost roles: each a clear sentence, and nothing half done."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from html import unescape
from uuid import UUID

import pytest
from django.utils import timezone

from safeconduct.accounts.core.terms import Role
from safeconduct.accounts.models import Membership
from safeconduct.accounts.models import Officer as Row
from safeconduct.accounts.queries import team_of
from safeconduct.casework.core.terms import CaseAct, Confirm, Stage, WhyNot
from safeconduct.casework.models import Consent, Proposal
from safeconduct.casework.queries import consents, find, pending_of
from safeconduct.casework.services import reassess_danger, write_consent
from safeconduct.casework.services.moves import PROPOSAL_LIFE
from safeconduct.contact.core.terms import Danger
from safeconduct.contact.models import Item
from safeconduct.materiel import services as materiel
from safeconduct.materiel.core.terms import Companions, Marks
from safeconduct.materiel.office.words import COMPANIONS
from safeconduct.materiel.queries import claim, marks_of
from safeconduct.passage import services as passage
from safeconduct.passage.queries import crossing_of, require_crossing
from safeconduct.protection import services as protection
from safeconduct.protection.models import Plan
from safeconduct.protection.queries import PlanContent, content_of
from safeconduct.protection.services import PlanWords
from safeconduct.vault.queries import open_file
from safeconduct.web.say import say
from safeconduct.web.stale import NOTHING
from tests.cast import Cast
from tests.doors import ONCE, Door
from tests.making import do, make_case
from tests.passage.story import PEOPLE
from tests.protection.making import CALM, PAID, WORDS, make_plans

CHANGED = "Somebody changed this first. Nothing of yours was written."
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


def hidden(page: str) -> dict[str, str]:
    """What a browser sends along without showing it, but for the two tokens."""
    found = {name: unescape(value) for name, value in HIDDEN.findall(page)}
    return {name: found[name] for name in found if name in ("version", "seen")}


def values(page: str) -> list[str]:
    """The cells of the table that compares: then, now, yours."""
    cells = re.findall(r"<td data-th=[^>]*>(?:<b>)?([^<]*)", page)
    return [unescape(cell) for cell in cells[:3]]


def test_a_danger_written_first_is_shown_beside_mine_and_i_choose(
    office_door: Door, cast: Cast
) -> None:
    now = timezone.now()
    file_id = make_case(cast, now, danger=Danger.WAITING).file_id
    office_door.sign_in(cast.olena, now)
    page = office_door.get(f"/cases/{file_id}/danger/")
    sent = hidden(page)
    reassess_danger(cast.pavlo.signed(now), file_id, Danger.FRONT)
    page = office_door.post(f"/cases/{file_id}/danger/", danger=Danger.HUNTED.value, **sent)
    assert office_door.page.status_code == 409
    assert CHANGED in page
    assert values(page) == [Danger.WAITING.value, Danger.FRONT.value, Danger.HUNTED.value]
    assert find(file_id).danger is Danger.FRONT
    again = hidden(page)
    assert again["seen"] == Danger.FRONT.value
    office_door.post(f"/cases/{file_id}/danger/", danger=Danger.HUNTED.value, **again)
    assert find(file_id).danger is Danger.HUNTED


def test_a_choice_taken_back_meanwhile_is_not_given_again_by_an_old_page(
    office_door: Door, cast: Cast
) -> None:
    now = timezone.now()
    before = now - timedelta(seconds=2)
    file_id = make_case(cast, before).file_id
    write_consent(cast.olena.signed(before), file_id, "publicity", True)
    office_door.sign_in(cast.olena, now)
    sent = hidden(office_door.get(f"/cases/{file_id}/consent/"))
    between = before + timedelta(seconds=1)
    write_consent(cast.pavlo.signed(between), file_id, "publicity", False)
    path = f"/cases/{file_id}/consent/"
    page = office_door.post(path, purpose="publicity", given="yes", **sent)
    assert office_door.page.status_code == 409
    assert values(page) == ["yes", "no", "yes"]
    assert consents(file_id) == {"publicity": False}
    # Another purpose than the one that changed is nobody's conflict.
    office_door.post(path, purpose="return", given="no", **sent)
    assert consents(file_id) == {"publicity": False, "return": False}
    page = office_door.post(path, purpose="publicity", given="yes", **hidden(page))
    assert consents(file_id)["publicity"] is True
    assert Consent.objects.count() == 4


def test_an_act_on_a_case_that_moved_shows_both_stages(office_door: Door, cast: Cast) -> None:
    now = timezone.now()
    file_id = make_case(cast, now, stage="triage").file_id
    office_door.sign_in(cast.olena, now)
    path = f"/cases/{file_id}/act/withdraw/"
    sent = hidden(office_door.get(path)) | {Confirm.PERSON_ASKED.name: "on"}
    do(cast.olena, file_id, CaseAct.MAKE_OFFER, now)
    page = office_door.post(path, **sent)
    assert office_door.page.status_code == 409
    assert values(page)[:2] == ["triage", "offer"]
    assert find(file_id).state.stage is Stage.OFFER
    office_door.post(path, **{Confirm.PERSON_ASKED.name: "on"}, **hidden(page))
    assert find(file_id).state.stage is Stage.WITHDRAWN


def waiting(cast: Cast, door: Door) -> tuple[UUID, str]:
    """A pending act and its page, as its second person has it open."""
    now = timezone.now()
    file_id = make_case(cast, now, stage="triage").file_id
    do(cast.petro, file_id, CaseAct.URGENT_PASSAGE, now)
    pending = pending_of(file_id, now)
    assert pending is not None
    door.sign_in(cast.vasyl, now)
    path = f"/proposals/{pending.id}/"
    door.get(path)
    return file_id, path


@pytest.mark.parametrize("what", ["expired", "decided", "proposer", "role", "account"])
def test_a_pending_act_that_can_no_longer_be_confirmed_says_why(
    office_door: Door, cast: Cast, what: str
) -> None:
    file_id, path = waiting(cast, office_door)
    officers = Row.objects.all()
    if what == "expired":
        gone = timezone.now() - PROPOSAL_LIFE
        Proposal.objects.update(proposed_at=gone, until=timezone.now())
    elif what == "decided":
        Proposal.objects.update(state="dropped")
    elif what == "proposer":
        officers.filter(id=cast.petro.id).update(active=False)
    elif what == "role":
        officers.filter(id=cast.vasyl.id).update(roles=[Role.SUPPORT_WORKER.value])
    else:
        officers.filter(id=cast.vasyl.id).update(active=False)
    page = unescape(office_door.post(path))
    assert find(file_id).state.stage is Stage.TRIAGE
    said = {
        "expired": WhyNot.PROPOSAL_ENDED.value,
        "decided": WhyNot.PROPOSAL_ENDED.value,
        "proposer": WhyNot.PROPOSER_GONE.value,
        "role": WhyNot.ROLE.value,
        "account": "Sign in",
    }
    assert said[what] in page


@pytest.mark.parametrize("what", ["role", "place", "account"])
def test_whoever_loses_the_role_or_the_case_while_writing_is_told_and_nothing_is_sent(
    office_door: Door, cast: Cast, what: str
) -> None:
    now = timezone.now()
    file_id = make_case(cast, now).file_id
    office_door.sign_in(cast.olena, now)
    path = f"/cases/{file_id}/answer/"
    office_door.get(path)
    olena = Row.objects.filter(id=cast.olena.id)
    if what == "role":
        olena.update(roles=[Role.SUPPORT_WORKER.value])
    elif what == "place":
        Membership.objects.filter(officer_id=cast.olena.id).delete()
    else:
        olena.update(active=False)
    page = office_door.post(path, text="Мы прочли.")
    assert ("Sign in" if what == "account" else "has changed since") in page
    assert not Item.objects.exists()


def test_a_colleague_who_left_meanwhile_is_no_choice_any_more(
    office_door: Door, cast: Cast
) -> None:
    now = timezone.now()
    file_id = make_case(cast, now).file_id
    office_door.sign_in(cast.olena, now)
    assert "Kirill" in office_door.get(f"/cases/{file_id}/team/")
    Row.objects.filter(id=cast.kirill.id).update(active=False)
    place = f"{cast.kirill.id} {Role.CASE_OFFICER.value}"
    page = office_door.post(f"/cases/{file_id}/team/", place=place)
    assert "Please choose one of those shown." in page
    assert "Kirill" not in dict(team_of(file_id))


def test_a_second_click_confirms_nothing_twice(office_door: Door, cast: Cast) -> None:
    file_id, path = waiting(cast, office_door)
    once = ONCE.search(office_door.get(path))
    assert once is not None
    office_door.post(path, once=once[1])
    assert "was done already" in unescape(office_door.post(path, once=once[1]))
    assert find(file_id).state.stage is Stage.PASSAGE
    assert Proposal.objects.get().state == "confirmed"


def test_every_choice_ever_made_stands_on_the_page(office_door: Door, cast: Cast) -> None:
    now = timezone.now()
    file_id = make_case(cast, now).file_id
    office_door.sign_in(cast.olena, now)
    path = f"/cases/{file_id}/consent/"
    assert "The person has not been asked yet." in office_door.get(path)
    write_consent(cast.olena.signed(now), file_id, "publicity", True)
    write_consent(cast.pavlo.signed(now + timedelta(seconds=1)), file_id, "publicity", False)
    cells = re.findall(r"<td data-th='?[^>]*>([^<]*)", office_door.get(path))
    assert cells == ["Publicity", "no", "Pavlo", "Publicity", "yes", "Olena"]


@dataclass(frozen=True)
class Written:
    """A page over what stands already: what a colleague writes meanwhile, and what is sent."""

    path: str
    by_colleague: Callable[[Cast, datetime, UUID], object]
    sent: dict[str, object]
    shows: list[str]
    stands: Callable[[Cast, UUID], object]
    was: object
    then: object


def content(cast: Cast, plan_id: UUID) -> PlanContent:
    file_id = Plan.objects.get(id=plan_id).file_id
    return content_of(open_file(cast.olena.keys, file_id), plan_id)


def marks_now(cast: Cast, claim_id: UUID) -> Marks | None:
    return marks_of(open_file(cast.olena.keys, claim(claim_id).file_id), claim_id)


OVER = {
    "danger facts": Written(
        "/protection/{plan}/facts/",
        lambda cast, at, one: protection.set_facts(cast.pavlo.signed(at), one, PAID),
        {"judged": "standard", "felt": "standard"},
        [NOTHING, "Is said to have received money", NOTHING],
        lambda cast, one: content(cast, one).facts,
        PAID, CALM,
    ),
    "words of a plan": Written(
        "/protection/{plan}/words/",
        lambda cast, at, one: protection.write_words(
            cast.pavlo.signed(at), one, PlanWords("By post.", "birch", "Vilnius")
        ),
        {"contact": "By day.", "word": "birch", "place": "Vilnius"},
        [WORDS.contact, "By post.", "By day."],
        lambda cast, one: content(cast, one).contact,
        "By post.", "By day.",
    ),
    "people of a crossing": Written(
        "/cases/{file}/crossing/people/",
        lambda cast, at, one: passage.tell_people(
            cast.vasyl.signed(at), one, replace(PEOPLE, head_count=4)
        ),
        {"mode": "foot", "head_count": "3", "unwitting": "0", "harm": "nobody"},
        ["2", "4", "3"],
        lambda cast, one: crossing_of(
            open_file(cast.olena.keys, one), require_crossing(one)
        ).head_count,
        4, 3,
    ),
    "marks of equipment": Written(
        "/equipment/{claim}/marks/",
        lambda cast, at, one: materiel.write_marks(
            cast.emil.signed(at), one, Marks("bmp2", serial="A-1")
        ),
        {"serial": "B-2"},
        [NOTHING, "A-1", "B-2"],
        lambda cast, one: getattr(marks_now(cast, one), "serial", None),
        "A-1", "B-2",
    ),
    "others on board": Written(
        "/equipment/{claim}/companions/",
        lambda cast, at, one: materiel.write_fate(
            cast.emil.signed(at), one, Companions.HARMED, False
        ),
        {"companions": Companions.UNHARMED.value},
        [say(COMPANIONS[one]) for one in (
            Companions.NOT_KNOWN, Companions.HARMED, Companions.UNHARMED
        )],
        lambda _cast, one: claim(one).companions,
        Companions.HARMED, Companions.UNHARMED,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", OVER)
def test_what_a_colleague_wrote_meanwhile_is_shown_and_never_lost(
    office_door: Door, cast: Cast, name: str
) -> None:
    case, now = OVER[name], timezone.now()
    made = make_plans(cast, now)
    ids = {"plan": made.plan, "file": made.file_id}
    if "crossing" in case.path:
        ids["file"] = make_case(cast, now, stage="passage").file_id
        passage.open_crossing(cast.olena.signed(now), ids["file"], PEOPLE)
    if "claim" in case.path:
        none = Marks("bmp2")
        ids["claim"] = materiel.register_claim(
            cast.olena.signed(now), made.file_id, "bmp2", none, companions=Companions.NOT_KNOWN
        )
    path = case.path.format(**ids)
    thing = next(one for key, one in ids.items() if "{" + key + "}" in case.path)
    office_door.sign_in(cast.olena, now)
    seen = hidden(office_door.get(path))
    case.by_colleague(cast, now, thing)
    page = office_door.post(path, **case.sent, **seen)
    assert office_door.page.status_code == 409
    assert CHANGED in page
    assert values(page) == case.shows
    assert case.stands(cast, thing) == case.was
    office_door.post(path, **case.sent, **hidden(page))
    assert case.stands(cast, thing) == case.then
