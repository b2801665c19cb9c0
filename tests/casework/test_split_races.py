"""Two who confirm at one moment: one file is made, one link, and a withdrawal comes through."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from uuid import UUID

import pytest

from safeconduct.casework import services
from safeconduct.casework.core.links import LinkKind
from safeconduct.casework.core.terms import Ask, CaseAct, CaseKind, Confirm, Stage, WhyNot
from safeconduct.casework.models import Case, Link, Proposal
from safeconduct.casework.queries import find
from safeconduct.vault.ceremony import Offline
from tests.cast import Cast, make_cast
from tests.making import do, make_case
from tests.racing import CONFLICT, DONE, elsewhere, race, sweep_everything

ENDED = (WhyNot.PROPOSAL_ENDED,)


@pytest.fixture
def world(offline: Offline) -> Iterator[Cast]:
    """The cast, enrolled for real; everything is swept away afterwards."""
    yield elsewhere(lambda: make_cast(offline))
    elsewhere(sweep_everything)


def a_split(cast: Cast, at: datetime) -> tuple[UUID, UUID]:
    """A group's file, and a proposal that one of two gets a file of their own."""
    file_id = make_case(cast, at, kind=CaseKind.GROUP).file_id
    olena = cast.olena.signed(at)
    services.add_person(olena, file_id, "applicant", {"surname": "Гончар"})
    goes = services.add_person(olena, file_id, "comrade", {"surname": "Ремез"})
    do(cast.olena, file_id, CaseAct.SPLIT, at, Ask(kind=CaseKind.PERSON, people=(goes,)))
    return file_id, Proposal.objects.get().id


def test_a_split_confirmed_twice_at_once_makes_one_file(world: Cast, at: datetime) -> None:
    _, proposal = elsewhere(lambda: a_split(world, at))
    confirm = partial(services.confirm, world.pavlo.signed(at), proposal)
    assert sorted(race(confirm, confirm), key=str) == [ENDED, DONE]
    assert elsewhere(Case.objects.count) == 2


def test_a_withdrawal_beside_a_split_always_comes_through(world: Cast, at: datetime) -> None:
    file_id, proposal = elsewhere(lambda: a_split(world, at))
    version = elsewhere(lambda: find(file_id).version)
    ticks = frozenset({Confirm.PERSON_ASKED})
    leave = partial(
        services.apply, world.olena.signed(at), file_id, CaseAct.WITHDRAW, ticks, version
    )
    confirm = partial(services.confirm, world.pavlo.signed(at), proposal)
    came = race(confirm, leave)
    made = elsewhere(Case.objects.count) == 2
    # Whoever came second saw it: a split first makes the page of the withdrawal a stale one.
    assert came in ([DONE, CONFLICT], [ENDED, DONE], [CONFLICT, DONE])
    assert made is (came[0] == DONE)
    withdrawn = elsewhere(lambda: find(file_id).state.stage) is Stage.WITHDRAWN
    assert withdrawn is (came[1] == DONE)


def test_a_link_confirmed_by_two_at_once_is_made_once(world: Cast, at: datetime) -> None:
    here, other = elsewhere(lambda: tuple(make_case(world, at).file_id for _ in range(2)))
    link = elsewhere(
        lambda: services.propose_link(world.olena.signed(at), here, other, LinkKind.FAMILY)
    )
    deeds = [
        partial(services.confirm_link, one.signed(at), link)
        for one in (world.vasyl, world.pavlo)
    ]
    assert sorted(race(*deeds), key=str) == [ENDED, DONE]
    assert elsewhere(lambda: Link.objects.get().ended_at) is None
