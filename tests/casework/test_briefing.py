"""The briefing: one way for everybody; names only while the result is clear; no reason."""

from datetime import datetime
from uuid import UUID

import pytest
from django.utils import timezone

from safeconduct.casework.briefing import WAY, Briefing, Extent, what_may_be_told
from safeconduct.casework.core.terms import Vetting
from safeconduct.common.refusal import Refused
from safeconduct.vault.core.terms import WhyNot
from safeconduct.vault.queries import open_file
from tests.cast import Cast
from tests.doors import Door
from tests.making import make_case
from tests.vetting.making import set_state


@pytest.fixture
def file_id(cast: Cast, at: datetime) -> UUID:
    """A case with its whole team."""
    return make_case(cast, at).file_id


def told(cast: Cast, at: datetime, file_id: UUID, state: Vetting) -> Briefing:
    set_state(cast, at, file_id, state)
    return what_may_be_told(file_id, keys=open_file(cast.olena.keys, file_id))


def test_the_steps_of_the_way_never_differ(cast: Cast, at: datetime, file_id: UUID) -> None:
    ways = {told(cast, at, file_id, state).sections[0] for state in Vetting}
    assert len(ways) == 1
    way = ways.pop()
    assert (way.extent, way.lines) == (Extent.WHOLE, WAY)


def test_names_are_whole_only_while_the_result_is_clear(
    cast: Cast, at: datetime, file_id: UUID
) -> None:
    clear = told(cast, at, file_id, Vetting.CLEAR)
    assert {part.extent for part in clear.sections} == {Extent.WHOLE}
    others = {told(cast, at, file_id, state) for state in set(Vetting) - {Vetting.CLEAR}}
    assert len(others) == 1, "nobody can tell one unclear state from another"
    assert {part.extent for part in others.pop().sections[1:]} == {Extent.ALIASES}


def test_nothing_is_promised() -> None:
    for word in ("guarantee", "safe country", "USD", "pay"):
        assert not any(word in line for line in WAY)


def test_without_the_key_of_this_file_nothing_is_told(
    cast: Cast, at: datetime, file_id: UUID
) -> None:
    other = make_case(cast, at).file_id
    for keys in (open_file(cast.kirill.keys, file_id), open_file(cast.olena.keys, other)):
        with pytest.raises(Refused) as refused:
            what_may_be_told(file_id, keys=keys)
        assert refused.value.reasons == (WhyNot.NO_KEY,)


@pytest.mark.parametrize("state", Vetting)
def test_the_page_never_shows_the_decision(
    office_door: Door, cast: Cast, at: datetime, file_id: UUID, state: Vetting
) -> None:
    set_state(cast, at, file_id, state)
    office_door.sign_in(cast.olena, timezone.now())
    page = office_door.get(f"/cases/{file_id}/briefing/").split("<main")[1].lower()
    assert "olena" in page
    assert ("aliases only" in page) is (state is not Vetting.CLEAR)
    for telling in ("vetting", "limited", "adverse", "finding", "decision"):
        assert telling not in page


def test_the_case_page_leads_to_it_and_strangers_get_404(
    office_door: Door, cast: Cast, file_id: UUID
) -> None:
    office_door.sign_in(cast.olena, timezone.now())
    assert f"/cases/{file_id}/briefing/" in office_door.get(f"/cases/{file_id}/")
    office_door.browser.cookies.clear()
    for stranger in (cast.kirill, cast.anna):
        office_door.sign_in(stranger, timezone.now())
        office_door.get(f"/cases/{file_id}/briefing/")
        assert office_door.page.status_code == 404
        office_door.browser.cookies.clear()
