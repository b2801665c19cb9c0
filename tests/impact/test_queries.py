"""Aggregates of the programme: counted once, never seized, never one case."""

from datetime import datetime
from uuid import UUID

import pytest

from safeconduct.casework import services
from safeconduct.casework.queries import late_tasks_count
from safeconduct.common.money import major
from safeconduct.impact.core import draws
from safeconduct.impact.core.catalogue import MODELLED
from safeconduct.impact.core.terms import AssetClass, Note, ProgrammeFacts
from safeconduct.impact.queries import by_asset_class, facts_on, paths_of, report_on
from safeconduct.materiel.core.terms import ItemEvent, Marks
from safeconduct.materiel.queries import claim
from safeconduct.materiel.services.claims import register_claim
from safeconduct.materiel.services.moves import confirm_move, move_item
from safeconduct.oversight.figures import programme_totals
from safeconduct.support import services as support
from safeconduct.support.core.terms import Stream
from tests.cast import Cast
from tests.making import make_case


def claimed(cast: Cast, at: datetime, file_id: UUID, code: str, seized: bool = False) -> UUID:
    """Emil registers an item of a case."""
    return register_claim(cast.emil.signed(at), file_id, code, Marks(), seized=seized)


def received(cast: Cast, at: datetime, file_id: UUID, code: str, seized: bool = False) -> None:
    """Emil registers it; Emil and Ruta take it into custody."""
    item = claimed(cast, at, file_id, code, seized)
    version = claim(item).version
    move = move_item(cast.emil.signed(at), item, ItemEvent.RECEIVE, version)
    confirm_move(cast.ruta.signed(at), move)


def paid(cast: Cast, at: datetime, file_id: UUID, amount: int) -> None:
    """A hardship grant that the bank has paid."""
    grant = support.plan_payment(
        cast.fedir.signed(at), file_id=file_id, stream=Stream.HARDSHIP, amount=major(amount)
    )
    support.draft(cast.fedir.signed(at), grant)
    support.check_payee(cast.fedir.signed(at), grant, "UA00 0000 0000")
    support.approve(cast.faina.signed(at), grant)
    support.release(cast.marta.signed(at), grant)
    support.note_bank_answer(cast.fedir.signed(at), grant, True, "B-1")


def test_an_empty_programme_derives_nothing(cast: Cast, at: datetime) -> None:
    found = report_on(at.date())
    assert found.notes == (Note.NOTHING_YET,)
    assert (found.avoided.low, found.avoided.median, found.avoided.high) == (0, 0, 0)


def test_people_items_and_money_are_counted(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at, arrived=True, stage="passage").file_id
    received(cast, at, file_id, "t72b3")
    received(cast, at, file_id, "mi8amtsh")
    paid(cast, at, file_id, 900)
    assert facts_on(at.date()) == ProgrammeFacts(
        as_of=at.date(),
        people_arrived=1,
        assets=((AssetClass.TANK, 1), (AssetClass.HELICOPTER, 1)),
        money_paid=(major(900),),
    )
    assert report_on(at.date()) == draws.programme_totals(facts_on(at.date()))


def test_one_attestation_is_not_an_arrival(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at, stage="passage").file_id
    services.attest_arrival(cast.ruta.signed(at), file_id, True, 3)
    assert facts_on(at.date()).people_arrived == 0
    services.attest_arrival(cast.rasa.signed(at), file_id, True, 2)
    assert facts_on(at.date()).people_arrived == 2


def test_a_promised_item_is_not_counted(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at, stage="passage").file_id
    claimed(cast, at, file_id, "t72b3")
    assert programme_totals().items == {}


def test_what_was_seized_is_never_counted_as_handed_over(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at, stage="passage").file_id
    received(cast, at, file_id, "t72b3", seized=True)
    received(cast, at, file_id, "t72b3")
    assert programme_totals().items == {"t72b3": 1}


def test_equipment_outside_the_model_is_counted_as_other() -> None:
    found = by_asset_class({"tu22m3": 1, "bm21": 2, "t72b3": 1, "t80u": 1, "btr80": 0})
    assert found == ((AssetClass.TANK, 2), (AssetClass.OTHER, 3))


@pytest.mark.parametrize("owner", MODELLED)
def test_paths_are_those_of_the_core_and_drawn_once(owner: AssetClass) -> None:
    assert paths_of(owner) == draws.two_paths(owner)
    assert paths_of(owner) is paths_of(owner)


def test_late_tasks_are_counted_by_their_date(cast: Cast, at: datetime) -> None:
    make_case(cast, at)
    assert late_tasks_count(at) == 0
    assert late_tasks_count(at.replace(year=at.year + 1)) > 0
