"""Two at the same moment at a desk: nothing is moved twice, lost, or made twice."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from django.conf import LazySettings

from safeconduct.accounts.core.terms import Parting
from safeconduct.accounts.departure import propose_departure
from safeconduct.accounts.desks import desk_view, move_letters, renew_desk_key
from safeconduct.casework.core.terms import CaseKind
from safeconduct.casework.services import open_case
from safeconduct.casework.services.access import confirm_departure
from safeconduct.common.refusal import Unknown
from safeconduct.contact.core.terms import Danger
from safeconduct.contact.queries import open_letter
from safeconduct.vault import desks as vault
from safeconduct.vault.ceremony import Offline
from safeconduct.vault.core.terms import Desk, WhyNew, WhyNot
from safeconduct.vault.models import DeskKey, DeskWrap, Wrap
from safeconduct.vault.queries import open_at_desk
from safeconduct.vault.ring import ring
from tests.accounts.desk_keys import own_folder, renewed, sign_waiting, take
from tests.accounts.test_desks import seat
from tests.cast import Cast, make_cast
from tests.contact.boxes import TEXT, Box
from tests.racing import DONE, elsewhere, race, sweep_everything


@pytest.fixture
def world(offline: Offline, tmp_path: Path, settings: LazySettings) -> Iterator[Cast]:
    """The cast, enrolled for real, with keys of this test's own; swept away afterwards."""
    own_folder(tmp_path, settings)
    yield elsewhere(lambda: make_cast(offline))
    elsewhere(sweep_everything)


def test_two_presses_move_every_letter_once(
    world: Cast, at: datetime, offline: Offline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vault, "PAGE", 4)
    me = world.iryna.signed(at)
    boxes = elsewhere(lambda: [Box(at) for _ in range(7)])
    elsewhere(lambda: renewed(offline, me))
    moved: list[int] = []
    press = lambda: moved.append(move_letters(me))  # noqa: E731
    assert race(press, press) == [DONE, DONE]
    assert sorted(moved) == [3, 4]
    assert elsewhere(lambda: vault.left_to_move(Desk.INTAKE)) == 0
    for box in boxes:
        keys = elsewhere(partial(open_at_desk, world.iryna.keys, box.file_id))
        assert elsewhere(partial(open_letter, keys, box.letter)).text == TEXT


def test_a_file_that_becomes_a_case_while_it_is_moved_keeps_no_wrap_of_the_desk(
    world: Cast, at: datetime, offline: Offline
) -> None:
    me = world.iryna.signed(at)
    boxes = elsewhere(lambda: [Box(at) for _ in range(4)])
    elsewhere(lambda: renewed(offline, me))
    opened = [
        partial(open_case, me, box.file_id, CaseKind.PERSON, Danger.FRONT) for box in boxes
    ]
    assert set(race(partial(move_letters, me), *opened)) == {DONE}
    left = elsewhere(lambda: list(Wrap.objects.filter(holder="desk")))
    assert left == []


def test_two_presses_make_one_key(world: Cast, at: datetime) -> None:
    press = partial(renew_desk_key, world.iryna.signed(at), WhyNew.MONTH)
    answers = race(press, press)
    assert sorted(answers, key=str) == [(WhyNot.DESK_KEY_WAITS,), DONE]
    assert elsewhere(DeskKey.objects.filter(state="waiting").count) == 1


def test_two_desks_keys_taken_at_once_both_stand(
    world: Cast, at: datetime, offline: Offline
) -> None:
    """Each import writes the whole file: neither may write over the other's key."""
    for who in (world.iryna, world.oksana):
        elsewhere(partial(renew_desk_key, who.signed(at), WhyNew.MONTH))
    keys = elsewhere(lambda: sign_waiting(offline, world.iryna.signed(at)))
    assert race(*(partial(take, key, world.iryna.signed(at)) for key in keys)) == [DONE, DONE]
    assert {ring().desk.raw, ring().ombudsman.raw} == {key.public_key for key in keys}


@pytest.mark.parametrize("_round", range(3))
def test_who_leaves_meanwhile_holds_no_key_that_could_be_used(
    world: Cast, at: datetime, offline: Offline, _round: int
) -> None:
    elsewhere(lambda: seat(world, world.kirill))
    row = elsewhere(
        lambda: propose_departure(world.vasyl.signed(at), world.kirill.id, Parting.SECURITY)
    )
    me = world.iryna.signed(at)
    answers = race(
        partial(renew_desk_key, me, WhyNew.LEFT),
        partial(confirm_departure, world.daria.signed(at), row, world.kirill.id),
    )
    assert answers[1] == DONE
    assert (
        elsewhere(lambda: DeskWrap.objects.filter(key_id=world.kirill.keys.key_id).count()) == 0
    )
    # Either the key was made first, and dropped; or it was made without the one who left.
    if answers[0] == DONE and elsewhere(lambda: desk_view(me).waits) is not None:
        waiting = elsewhere(lambda: DeskKey.objects.get(state="waiting").key_id)
        held = DeskWrap.objects.filter(desk_key_id=waiting)
        assert elsewhere(lambda: [one.key_id for one in held]) == [world.iryna.keys.key_id]
    assert answers[0] in (DONE, Unknown.__name__.lower())
