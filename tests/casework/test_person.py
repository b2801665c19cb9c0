"""What is written down of a person can be corrected, and an older page overwrites nothing."""

import html
import re

from django.utils import timezone

from safeconduct.casework import services
from safeconduct.casework.models import Person
from safeconduct.casework.queries import people
from safeconduct.vault.queries import open_file
from tests.cast import Cast
from tests.doors import Door
from tests.making import make_case

SEEN = re.compile(r'name="seen" value="([^"]*)"')


def test_a_card_is_corrected_on_the_page_of_the_person(office_door: Door, cast: Cast) -> None:
    now = timezone.now()
    file_id = make_case(cast, now).file_id
    olena = cast.olena.signed(now)
    who = services.add_person(olena, file_id, "applicant", {"surname": "Гончар", "rank": "x"})
    services.write_consent(olena, file_id, "publicity", False)
    office_door.sign_in(cast.olena, now)
    address = f"/cases/{file_id}/people/{who}/"
    assert f'href="{address}"' in office_door.get(f"/cases/{file_id}/")
    page = office_door.get(address)
    assert 'value="Гончар"' in page
    assert "Choices so far" in page
    seen = html.unescape(SEEN.findall(page)[0])
    assert "It is corrected." in office_door.fill(address, surname="Гончаров", seen=seen)
    (row,) = people(open_file(cast.olena.keys, file_id))
    assert row.card == '{"surname": "Гончаров"}'
    assert services.search(olena, "гончаров")
    page = office_door.post(address, surname="Чужой", seen=seen)  # a page of before
    assert office_door.page.status_code == 409
    assert "Гончаров" in page
    (row,) = people(open_file(cast.olena.keys, file_id))
    assert row.card == '{"surname": "Гончаров"}'


def test_whoever_has_no_key_to_it_and_whoever_is_not_there_sees_nothing(
    office_door: Door, cast: Cast
) -> None:
    now = timezone.now()
    file_id, other = (make_case(cast, now).file_id for _ in range(2))
    olena = cast.olena.signed(now)
    who = services.add_person(olena, other, "applicant", {"surname": "Гончар"})
    office_door.sign_in(cast.olena, now)
    office_door.get(f"/cases/{file_id}/people/{who}/")  # of another file
    assert office_door.page.status_code == 404
    Person.objects.filter(id=who).update(moved_to=file_id)
    office_door.get(f"/cases/{other}/people/{who}/")  # has a file of their own
    assert office_door.page.status_code == 404
    Person.objects.filter(id=who).update(moved_to=None)
    office_door.browser.cookies.clear()
    office_door.sign_in(cast.emil, now)  # an evidence custodian: no key to who it is
    assert "Гончар" not in office_door.get(f"/cases/{other}/people/{who}/")
