"""The payment page tells every act of the table: allowed, or why not and who can."""

from collections.abc import Callable
from html import unescape
from uuid import UUID

import pytest
from django.utils import timezone

from safeconduct.accounts.core.terms import Role
from safeconduct.support import services
from safeconduct.support.core.flow import MOVES
from safeconduct.support.core.terms import Because, PayState
from safeconduct.support.office.words import STATES, state_says
from safeconduct.support.queries import payment
from tests.cast import Cast
from tests.doors import Door
from tests.making import make_case
from tests.support.test_services import hardship


def grant_at(cast: Cast, state: PayState) -> UUID:
    """A hardship grant after arrival, taken to this state."""
    at = timezone.now()
    one = hardship(cast, at, make_case(cast, at, arrived=True, stage="passage").file_id)
    fedir, faina, marta = (who.signed(at) for who in (cast.fedir, cast.faina, cast.marta))
    steps: list[Callable[[], object]] = [
        lambda: services.draft(fedir, one),
        lambda: services.check_payee(fedir, one, "UA00 0000 0000"),
        lambda: services.approve(faina, one),
        lambda: services.release(marta, one),
        lambda: services.note_bank_answer(fedir, one, True, "B-77"),
    ]
    number = {S.NONE: 0, S.DRAFTED: 2, S.APPROVED: 3, S.RELEASED: 4, S.PAID: 5}
    if state is S.REFUSED:
        services.draft(fedir, one)
        services.propose_refusal(faina, one, Because.NEED)
        services.refuse(cast.vasyl.signed(at), one)
    for step in steps[: number.get(state, 0)]:
        step()
    assert payment(one).state is state
    return one


S = PayState


@pytest.mark.parametrize("state", PayState)
@pytest.mark.parametrize("who", ["fedir", "faina", "marta", "vasyl"])
def test_every_act_is_told(office_door: Door, cast: Cast, state: PayState, who: str) -> None:
    one = grant_at(cast, state)
    office_door.sign_in(getattr(cast, who), timezone.now())
    page = unescape(office_door.get(f"/payments/{one}/"))
    allowed, _, refused = page.partition("Not possible yet, and why")
    for move in MOVES:
        may = f">{move.label}</button>" in allowed or f">{move.label}</a>" in allowed
        no = f"<b>{move.label}</b>" in refused
        assert may != no, move.act
    assert "None" not in page
    assert ">none<" not in page


def test_the_three_people_are_told_openly_and_the_rest_is_folded(
    office_door: Door, cast: Cast
) -> None:
    one = grant_at(cast, S.NONE)
    office_door.sign_in(cast.marta, timezone.now())
    page = unescape(office_door.get(f"/payments/{one}/"))
    openly = page.partition("Not possible yet, and why")[2].partition("<details>")[0]
    assert [label for label in ("Draft", "Approve", "Release") if f"<b>{label}</b>" in openly]
    assert openly.count("<b>") == 3
    assert "At another step: 7" in page
    assert "Nothing waits for you here." in page
    assert "written down</span>" in page


def test_what_the_bank_did_is_asked_as_it_was_pressed(office_door: Door, cast: Cast) -> None:
    one = grant_at(cast, S.RELEASED)
    office_door.sign_in(cast.fedir, timezone.now())
    page = unescape(office_door.get(f"/payments/{one}/"))
    for answer in ("paid", "failed"):
        assert f'href="/payments/{one}/bank/?answer={answer}"' in page
        form = office_door.get(f"/payments/{one}/bank/?answer={answer}")
        assert f'value="{answer}" ' in form.partition("checked")[0].rpartition("<input")[2]
    assert "checked" not in office_door.get(f"/payments/{one}/bank/")


def test_the_case_card_says_the_state_in_words(office_door: Door, cast: Cast) -> None:
    file_id = payment(grant_at(cast, S.NONE)).file_id
    office_door.sign_in(cast.fedir, timezone.now())
    assert "· written down</dd>" in office_door.get(f"/cases/{file_id}/")


def test_every_state_has_words_and_none_of_them_is_none() -> None:
    assert set(STATES) == set(PayState)
    assert "none" not in {state_says(state) for state in PayState}


def test_the_roles_of_the_table_are_the_roles_of_the_page() -> None:
    assert {role for move in MOVES for role in move.who} == {
        Role.FINANCE_OFFICER, Role.FINANCE_APPROVER, Role.SUPERVISOR, Role.TREASURER,
        Role.SYSTEM,
    }  # fmt: skip


def test_a_refusal_goes_through_two_people_and_their_pages(
    office_door: Door, cast: Cast
) -> None:
    one = grant_at(cast, S.DRAFTED)
    office_door.sign_in(cast.faina, timezone.now())
    office_door.get(f"/payments/{one}/propose-refusal/")
    office_door.post(f"/payments/{one}/propose-refusal/", because="NEED")
    office_door.sign_in(cast.viktor, timezone.now())
    office_door.get(f"/payments/{one}/refusal/")
    assert office_door.page.status_code == 404  # hardship: vetting does not learn of it
    office_door.sign_in(cast.vasyl, timezone.now())
    page = unescape(office_door.get(f"/payments/{one}/refusal/"))
    assert Because.NEED.value in page
    office_door.post(f"/payments/{one}/refusal/")
    assert payment(one).state is S.REFUSED
