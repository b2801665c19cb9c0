"""Refused acts on the case page: what the officer can mend stands open, the rest is folded."""

import base64
from contextlib import ExitStack
from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from safeconduct.accounts.core.terms import WhyNot as Account
from safeconduct.accounts.queries import public_key_of
from safeconduct.casework.core.card import Card
from safeconduct.casework.core.terms import CaseKind, WhyNot
from safeconduct.casework.office.look import NO_PART, Part
from safeconduct.common.refusal import Reason
from safeconduct.doors.office.cards import of_kind
from safeconduct.doors.office.case_page import parted
from safeconduct.support.core.terms import WhyNot as Support
from safeconduct.vault.ceremony import Offline
from safeconduct.vault.opening import PrivateKey
from safeconduct.vault.services import put_on_desk
from safeconduct.web.say import say
from tests.cast import Cast
from tests.doors import Door
from tests.doors_office.furnished import furnish
from tests.making import make_case


def refused(label: str, *whys: Reason) -> dict[str, Any]:
    return {"label": label, "who": "", "reasons": [say(why) for why in whys]}


MENDED = refused("Settle", WhyNot.OPEN_TASKS)
ROLE = refused("Approve", Account.ROLE, WhyNot.OPEN_TASKS)
STAGE = refused("Make an offer", WhyNot.NOT_THIS_STAGE)
BOTH = refused("Open status", Account.ROLE, WhyNot.NOT_THIS_STAGE)
KIND = refused("Offer passage", WhyNot.NOT_THIS_KIND)


def test_each_refused_act_stands_in_one_of_three_parts_in_its_order() -> None:
    assert parted([ROLE, MENDED, STAGE, BOTH, KIND]) == {
        "refused": [MENDED],
        "other_stage": [STAGE, BOTH, KIND],
        "other_role": [ROLE],
    }


def test_nothing_refused_leaves_three_empty_parts() -> None:
    assert parted([]) == {"refused": [], "other_stage": [], "other_role": []}


def test_a_reason_is_lost_in_no_part() -> None:
    (found,) = parted([ROLE])["other_role"]
    assert found["reasons"] == ROLE["reasons"]


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_the_parts_are_the_same_in_every_language(language: str) -> None:
    with translation.override(language):
        assert parted([refused("A", Account.ROLE), refused("B", WhyNot.NOT_THIS_STAGE)]) == {
            "refused": [],
            "other_stage": [refused("B", WhyNot.NOT_THIS_STAGE)],
            "other_role": [refused("A", Account.ROLE)],
        }


def test_a_role_that_may_not_is_told_by_one_sentence_in_every_room() -> None:
    assert {Account.ROLE.value, WhyNot.ROLE.value, Support.ROLE.value} == {
        "Your role does not allow this."
    }


def test_a_track_that_the_kind_lacks_is_left_out_until_something_stands_in_it() -> None:
    act = {"label": "Open", "url": "/"}
    empty, begun = Card("Passage", "not planned", empty=True), Card("Passage", "GO")
    assert of_kind(Part(empty, [act], [MENDED])) == NO_PART
    assert of_kind(Part(begun, [act], [MENDED])) == Part(begun, [act], [MENDED])
    assert of_kind(Part(None, [act], [ROLE])) == Part(acts=[act])


def test_a_relatives_case_offers_no_passage_and_says_so(office_door: Door, cast: Cast) -> None:
    now = timezone.now()
    files = {
        kind: make_case(cast, now, kind=kind).file_id
        for kind in (CaseKind.PERSON, CaseKind.RELATIVE)
    }
    office_door.sign_in(cast.olena, now)
    pages = {kind: office_door.get(f"/cases/{files[kind]}/") for kind in files}
    for words in ("<h3>Passage", "<h3>Equipment"):
        assert words in pages[CaseKind.PERSON]
        assert words not in pages[CaseKind.RELATIVE]
    assert "A case of this kind has none of these" in pages[CaseKind.RELATIVE]
    assert "A case of this kind has none of these" not in pages[CaseKind.PERSON]


ROLES = ("Olena", "Pavlo", "Anna", "Ruta", "Emil", "Vasyl")  # who sees most, of every room
# What the test client does for itself: the door's role, and a transaction in another.
AROUND = ("SET ROLE", "RESET ROLE", "SAVEPOINT", "RELEASE SAVEPOINT")


def statements(door: Door, path: str) -> list[str]:
    """Every statement of one page, of both databases: session and record too."""
    with ExitStack() as watched:
        seen = [
            watched.enter_context(CaptureQueriesContext(connections[name]))
            for name in ("default", "keystore")
        ]
        door.get(path)
    found = [one["sql"] for asked in seen for one in asked.captured_queries]
    return [sql for sql in found if not sql.startswith(AROUND)]


def test_the_fullest_case_is_read_in_few_statements_by_every_role(
    cast: Cast, offline: Offline, public_door: Door, office_door: Door
) -> None:
    put_on_desk(PrivateKey(base64.b64decode(offline.desk)), public_key_of(cast.kirill.id))
    path = f"/cases/{furnish(cast, timezone.now(), public_door).made.file_id}/"
    found = {}
    for name in ROLES:
        office_door.browser.cookies.clear()
        office_door.sign_in(cast.staff[name], timezone.now())
        found[name] = len(statements(office_door, path))
    # The bar is 12 (benchmarks/bench_casework_case.py); what is below it is room for more.
    assert max(found.values()) <= 10, found
