"""The rooms go by the version in force, and what went by an earlier one stays explained."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from safeconduct.casework.core.phrases import PHRASES
from safeconduct.catalogues import services
from safeconduct.catalogues.core.terms import AnyShape, Document
from safeconduct.catalogues.core.toml import write
from safeconduct.catalogues.queries import in_force, shipped
from safeconduct.common.money import major
from safeconduct.materiel.core.tariff import TARIFF
from safeconduct.materiel.core.terms import Companions, Marks
from safeconduct.materiel.queries import claim
from safeconduct.materiel.services import register_claim
from safeconduct.passage.core.checklists import CHECKLISTS
from safeconduct.passage.core.terms import Mode
from safeconduct.passage.office.forms import PlanForm
from safeconduct.support.award import award_side
from safeconduct.vetting.core.indicators import INDICATORS
from safeconduct.vetting.queries import origins_of, vetting_file
from safeconduct.vetting.services import add_finding
from tests.cast import Cast, Officer
from tests.making import make_case
from tests.vetting.making import new_finding, opened

BEFORE = "ua-7229-2022-04-01"


@pytest.fixture
def now() -> datetime:
    """Which version is in force goes by the real day."""
    return timezone.now()


def put_in_force(
    author: Officer, approver: Officer, at: datetime, shape: AnyShape, document: Document
) -> None:
    """A whole file as a draft, sent and approved."""
    made = services.begin(author.signed(at), shape)
    services.read_in(author.signed(at), made, 0, write(document).encode())
    services.send(author.signed(at), made, 1, None)
    services.approve(approver.signed(at), made, 1)


def test_a_claim_keeps_its_tariff_and_a_later_one_gets_the_new(
    cast: Cast, now: datetime
) -> None:
    file_id, olena = make_case(cast, now).file_id, cast.olena.signed(now)
    day = now.date()
    early = register_claim(olena, file_id, "bmp2", Marks("bmp2", "1", "", "", "", on=day))
    new = shipped(TARIFF).document
    late = new["tariff"][0] | {"version": "next", "valid_from": day}
    late["rows"] = [
        row | ({"low": 60_000, "high": 60_000} if row["code"] == "AFV" else {})
        for row in late["rows"]
    ]
    new["tariff"][0]["valid_to"] = day - timedelta(days=1)
    new["tariff"].append(late)
    put_in_force(cast.fedir, cast.marta, now, TARIFF, new)
    marks = Marks("bmp2", "2", "", "", "", on=day)
    later = register_claim(olena, file_id, "bmp2", marks, companions=Companions.UNHARMED)
    worth = {}
    for one in (early, later):
        valuation = claim(one).valuation
        assert valuation.tariff is not None
        assert award_side(file_id, one).amount_by_rule == valuation.amount
        worth[valuation.tariff.version] = valuation.amount
    assert worth == {BEFORE: major(50_000), "next": major(60_000)}


def test_a_finding_keeps_the_words_it_was_written_under(cast: Cast, now: datetime) -> None:
    file_id = make_case(cast, now).file_id
    opened(cast, now, file_id)
    anna = cast.anna.signed(now)
    add_finding(anna, file_id, new_finding())
    soon = cast.anna.signed(now + timedelta(seconds=1))
    add_finding(soon, file_id, new_finding("texture_of_account"))
    old = shipped(INDICATORS).document
    first, words = old["indicator"][0], "Equipment came, and its numbers fit."
    texture = [row for row in old["indicator"] if row["id"] == "texture_of_account"]
    rows = [row for row in old["indicator"][1:] if row not in texture]
    rows.append(first | {"speaks_for": words})
    later = now + timedelta(minutes=1)
    document = {"version": "next", "indicator": rows}
    put_in_force(cast.anna, cast.viktor, later, INDICATORS, document)
    assert set(in_force(INDICATORS).rows) == {row["id"] for row in rows}
    at = later + timedelta(minutes=1)
    add_finding(cast.anna.signed(at), file_id, new_finding())
    seen = vetting_file(cast.anna.signed(at), file_id)
    said = [one.indicator.speaks_for for one in seen.findings]
    assert said == [first["speaks_for"], texture[0]["speaks_for"], words]
    assert len(seen.steps) == 2
    assert {one.id for _, one, _ in origins_of(file_id)} == {first["id"], texture[0]["id"]}


def test_a_question_of_a_list_is_asked_from_the_day_it_counts(
    cast: Cast, now: datetime
) -> None:
    document = shipped(CHECKLISTS).document
    document["item"].append(
        {
            "list": "before_notice",
            "code": "corridor",  # the name of a field of the same form
            "en": "Is the way out told to nobody else?",
            "ru": "О пути выхода не сказали больше никому?",
            "uk": "Про шлях виходу не сказали більше нікому?",
            "source": "Programme rule",
        }
    )
    before = set(PlanForm(Mode.FOOT).fields)
    put_in_force(cast.petro, cast.pavlo, now, CHECKLISTS, document)
    form = PlanForm(Mode.FOOT, {})
    assert set(form.fields) - before == {"checked-corridor"}
    assert "checked-corridor" in form.errors


def test_a_version_in_force_is_one_look_at_an_index(
    cast: Cast, now: datetime, django_assert_num_queries: object
) -> None:
    document = shipped(PHRASES).document
    document["phrase"][0]["source"] = "docs/law.md"
    put_in_force(cast.olena, cast.lina, now, PHRASES, document)
    first = in_force(PHRASES)
    assert first["read"].source == "docs/law.md"
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert in_force(PHRASES) is first
