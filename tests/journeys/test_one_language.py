"""The office in Ukrainian: no sentence of the rooms' catalogues is left in English."""

import re
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.utils import timezone
from tools.extract import CITED, CODES, EACH_LANGUAGE, KEPT, SHOWN, toml_texts

from safeconduct.impact.core.catalogue import MODELLED
from safeconduct.materiel.core.catalogue import all_types
from safeconduct.materiel.core.terms import Companions, Marks
from safeconduct.materiel.services import register_claim
from safeconduct.protection.core.catalogue import measures
from safeconduct.status.core.catalogue import deadline_rules
from safeconduct.status.services import add_deadline
from safeconduct.vetting.core.catalogue import indicators
from tests.cast import Cast, Officer
from tests.doors import Door
from tests.making import make_case
from tests.protection.making import agree, make_plans
from tests.vetting.making import against, opened

# Single words may stand in the markup or in a name; a sentence has a space.
ELSEWHERE = EACH_LANGUAGE | CITED | CODES
ENGLISH = {
    text
    for name, field, text in toml_texts()
    if " " in text
    and not re.search("[а-яёіїєґ]", text, re.IGNORECASE)  # a list of words in each language
    and (field in SHOWN.get(name, set()) | KEPT.get(name, set()) or field not in ELSEWHERE)
}
CITATIONS = {text for _, field, text in toml_texts() if field in CITED}


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def door(office_door: Door) -> Door:
    """The office door of an officer who reads Ukrainian."""
    office_door.browser.cookies["sc-language"] = "uk"
    return office_door


def check(door: Door, officer: Officer, at: datetime, *paths: str) -> None:
    """Every page opens and holds no English sentence of a catalogue."""
    door.sign_in(officer, at)
    for path in paths:
        page = unescape(door.get(path))
        for citation in CITATIONS:
            page = page.replace(citation, "")
        assert door.page.status_code == 200, path
        assert '<html lang="uk">' in page
        assert {text for text in ENGLISH if text in page} == set(), path


def test_vetting(door: Door, cast: Cast, now: datetime) -> None:
    file_id = make_case(cast, now).file_id
    opened(cast, now, file_id)
    against(cast, now, file_id)
    file = f"/cases/{file_id}/vetting/"
    pages = [f"{file}add/{indicator}/" for indicator in indicators()]
    check(door, cast.anna, now, file, f"{file}indicators/", *pages)


def test_protection(door: Door, cast: Cast, now: datetime) -> None:
    made = make_plans(cast, now - timedelta(days=9))
    agree(cast, made.plan, now - timedelta(days=9), every_hours=1)
    pages = [f"/protection/{made.plan}/measures/{one.id}/" for one in measures()]
    file = f"/cases/{made.file_id}/protection/"
    check(door, cast.pavlo, now, "/protection/", file, *pages)


def test_status(door: Door, cast: Cast, now: datetime) -> None:
    file_id = make_case(cast, now).file_id
    lina = cast.lina.signed(now)
    for rule in deadline_rules():
        add_deadline(lina, file_id, rule, now.date(), now.date(), [])
    case = f"/cases/{file_id}/"
    check(door, cast.lina, now, f"{case}status/", f"{case}status/deadline/", case)


def test_equipment(door: Door, cast: Cast, now: datetime) -> None:
    file_id = make_case(cast, now).file_id
    kinds = {kind.marks.code: kind for kind in all_types()}
    chosen = {*kinds.values(), *(kind for kind in all_types() if kind.caution)}
    claims = [
        register_claim(
            cast.olena.signed(now), file_id, kind.code, Marks(kind.code),
            companions=Companions.UNHARMED,
        )
        for kind in chosen
    ]  # fmt: skip
    pages = [f"/equipment/{claim}/" for claim in claims]
    check(door, cast.olena, now, "/equipment/", f"/cases/{file_id}/equipment/new/", *pages)


def test_work(door: Door, cast: Cast, now: datetime) -> None:
    file_id = make_case(cast, now, stage="passage", arrived=True).file_id
    check(door, cast.olena, now, "/my-work/", f"/cases/{file_id}/")


def test_impact(door: Door, cast: Cast, now: datetime) -> None:
    check(door, cast.marta, now, *(f"/impact/?asset={one.value}" for one in MODELLED))


def test_there_are_sentences_to_look_for() -> None:
    assert len(ENGLISH) > 100
