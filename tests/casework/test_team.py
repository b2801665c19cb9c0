"""The team page offers officers in roles they hold, and no pair that would be refused."""

import re
from html import unescape
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone

from safeconduct.accounts.core.terms import Role
from safeconduct.accounts.queries import roles_by_officer, standing_team, team_of
from safeconduct.casework.core.terms import CaseKind, WhyNot
from safeconduct.casework.office.team import places
from safeconduct.casework.services import assign, open_case
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused
from safeconduct.contact.core.terms import Danger, LetterBody, LetterKind
from safeconduct.contact.services import receive_letter
from safeconduct.vault.queries import open_file
from safeconduct.web.middleware import fresh_cookie
from tests.cast import Cast
from tests.doors import Door
from tests.making import make_case, retrain

OPTION = re.compile(r'<option value="([^"]*)"( selected)?>([^<]*)</option>')


def new_case(cast: Cast) -> UUID:
    """A case that Iryna opened, with nobody else on it."""
    at = timezone.now()
    file_id = receive_letter(
        letter_id=new_id(), body=LetterBody(LetterKind.MESSAGE, "Двое."), danger="not said",
        language="ru", cookie=fresh_cookie(), at=at, long_code=True,
    )  # fmt: skip
    return open_case(cast.iryna.signed(at), file_id, CaseKind.PERSON, Danger.UNSAID)


def options(door: Door, file_id: UUID) -> dict[str, str]:
    """What the drop-down list offers: words by value."""
    page = unescape(door.get(f"/cases/{file_id}/team/"))
    assert [value for value, chosen, _ in OPTION.findall(page) if chosen] == [""]
    return {value: text for value, _, text in OPTION.findall(page)}


def test_every_officer_stands_under_each_role_they_hold(office_door: Door, cast: Cast) -> None:
    file_id = new_case(cast)
    retrain(cast.kirill, Role.SUPERVISOR)
    office_door.sign_in(cast.iryna, timezone.now())
    shown = options(office_door, file_id)
    assert shown[""] == "Choose"
    kirill = [text for value, text in shown.items() if value.startswith(str(cast.kirill.id))]
    assert kirill == ["Kirill · case officer", "Kirill · supervisor"]
    assert not any("Marta" in text or "Audra" in text for text in shown.values())


def test_nobody_is_added_by_pressing_the_button_alone(office_door: Door, cast: Cast) -> None:
    file_id = new_case(cast)
    office_door.sign_in(cast.iryna, timezone.now())
    office_door.fill(f"/cases/{file_id}/team/", place="")
    office_door.fill(f"/cases/{file_id}/team/", place=f"{cast.olena.id} treasurer")
    assert team_of(file_id) == [("Iryna", "intake officer")]


@pytest.mark.parametrize("giver", ["iryna", "olena", "vasyl"])
def test_whatever_is_offered_is_allowed_and_nothing_allowed_is_left_out(
    cast: Cast, giver: str
) -> None:
    at = timezone.now()
    file_id = new_case(cast)
    assign(cast.iryna.signed(at), file_id, cast.olena.id, Role.CASE_OFFICER)
    assign(cast.iryna.signed(at), file_id, cast.vasyl.id, Role.SUPERVISOR)
    me = getattr(cast, giver).signed(at)
    offered = [
        tuple(value.split(" ", 1))
        for _, rows in places(
            open_file(me.keys, file_id),
            dict(team_of(file_id)),
            standing_team(me.actor, file_id),
        )
        for value, _ in rows
    ]
    roles = {role for _, role in offered}
    assert offered
    assert ("vetting analyst" in roles) == (giver == "iryna")  # the others lack the key
    for officer, role in offered:
        assert Role(role) in {row[0]: row[2] for row in roles_by_officer()}[UUID(officer)]
        with transaction.atomic():  # each by itself: the last who may attest stays off
            assign(me, file_id, UUID(officer), Role(role))
            transaction.set_rollback(True)


def test_the_last_who_may_attest_an_arrival_stays_off_the_case(cast: Cast) -> None:
    at = timezone.now()
    file_id = new_case(cast)
    iryna = cast.iryna.signed(at)
    assign(iryna, file_id, cast.ruta.id, Role.RECEPTION_OFFICER)
    assign(iryna, file_id, cast.pavlo.id, Role.PROTECTION_LEAD)
    with pytest.raises(Refused) as refused:
        assign(iryna, file_id, cast.rasa.id, Role.RECEPTION_OFFICER)
    assert refused.value.reasons == (WhyNot.LAST_ATTESTER,)
    assert "Rasa" not in dict(team_of(file_id))
    assign(iryna, file_id, cast.olena.id, Role.CASE_OFFICER)  # nobody else is kept away


def test_who_is_on_the_case_and_in_which_role(office_door: Door, cast: Cast) -> None:
    now = timezone.now()
    file_id = make_case(cast, now).file_id
    retrain(cast.olena, Role.SUPERVISOR)
    assign(cast.iryna.signed(now), file_id, cast.kirill.id, Role.CASE_OFFICER)
    office_door.sign_in(cast.olena, timezone.now())
    shown = options(office_door, file_id)
    page = office_door.page.content.decode()
    assert '<th scope="row">Petro</th><td data-th="Role">passage coordinator' in page
    assert "Your key cannot give: evidence custodian" in unescape(page)
    assert f"{cast.olena.id} case officer" not in shown  # she is, already
    assert (
        shown[f"{cast.olena.id} supervisor"] == "Olena · supervisor · instead of case officer"
    )


def test_the_case_page_leads_there_first_while_nobody_leads_the_case(
    office_door: Door, cast: Cast
) -> None:
    file_id, led = new_case(cast), make_case(cast, timezone.now()).file_id
    office_door.sign_in(cast.iryna, timezone.now())
    link = f'<a class="act main" href="/cases/{file_id}/team/">Put an officer on the case'
    assert link in office_door.get(f"/cases/{file_id}/")
    page = office_door.get(f"/cases/{led}/")
    assert f'<a class="act " href="/cases/{led}/team/">' in page
    assert "The case has no case officer yet." not in page.partition("Not possible")[0]
