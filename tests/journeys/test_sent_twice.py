"""Every act by a form is done once: sent again in its turn, and sent twice at one moment."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Barrier
from uuid import UUID

import pytest
from django.utils import timezone

from safeconduct.accounts.signed import Signed
from safeconduct.casework import services as casework
from safeconduct.casework.core.terms import CaseKind
from safeconduct.common.ids import new_id
from safeconduct.common.money import major
from safeconduct.common.refusal import Repeated
from safeconduct.contact.core.terms import Danger, LetterBody, LetterKind
from safeconduct.contact.models import Letter
from safeconduct.contact.services import receive_letter
from safeconduct.materiel.core.terms import Marks
from safeconduct.materiel.services import register_claim
from safeconduct.record import queries
from safeconduct.record.core.terms import Once
from safeconduct.support import services as support
from safeconduct.support.core.terms import Stream
from safeconduct.support.models import Payment
from safeconduct.testimony.core.papers import Taking
from safeconduct.testimony.services import open_statement
from safeconduct.vault.ceremony import Offline
from safeconduct.web.middleware import fresh_cookie
from tests.cast import Cast, Officer, make_cast
from tests.doors import Door
from tests.making import make_case
from tests.racing import elsewhere, sweep_everything

UNASKED = Taking(asked=False)


@dataclass(frozen=True)
class World:
    """A letter without a case, somebody on the way, and a grant for somebody in safety."""

    cast: Cast
    letter: UUID
    new_file: UUID
    on_the_way: UUID
    in_safety: UUID
    grant: UUID


def make_world(cast: Cast, at: datetime) -> World:
    letter = new_id()
    new_file = receive_letter(
        letter_id=letter, body=LetterBody(LetterKind.MESSAGE, "Нас двое."), danger="abroad",
        language="ru", cookie=fresh_cookie(), at=at, long_code=True,
    )  # fmt: skip
    in_safety = make_case(cast, at, stage="passage", arrived=True).file_id
    grant = support.plan_payment(
        cast.fedir.signed(at), file_id=in_safety, stream=Stream.HARDSHIP, amount=major(900)
    )
    on_the_way = make_case(cast, at, stage="passage").file_id
    return World(cast, letter, new_file, on_the_way, in_safety, grant)


# In turn: the back button, a replay


@dataclass(frozen=True)
class Sheet:
    """Whose form, the page it stands on, where it is sent, and what is filled in."""

    who: str
    page: str
    to: str
    filled: dict[str, str]


CLAIM = {"type_code": "bmp2", "companions": "not_known"}
TAKE = {"language": "ru", "asked": "no", "self_incriminating": "yes", "fitness": "fit"}
SHEETS = {
    "draft payment": Sheet("fedir", "/payments/{grant}/", "/payments/{grant}/draft/", {}),
    "plan payment": Sheet(
        "fedir", "/cases/{in_safety}/payments/new/", "/cases/{in_safety}/payments/new/",
        {"stream": "hardship", "amount": "900", "payee": "person"},
    ),
    "attest arrival": Sheet(
        "ruta", "/arrivals/{on_the_way}/", "/arrivals/{on_the_way}/",
        {"head_count": "1", "seen": "on"},
    ),
    "add person": Sheet(
        "olena", "/cases/{on_the_way}/people/", "/cases/{on_the_way}/people/",
        {"relation": "applicant"},  # a second one would be refused: it is not even asked
    ),
    "answer": Sheet(
        "olena", "/cases/{on_the_way}/answer/", "/cases/{on_the_way}/answer/",
        {"text": "Мы прочли."},
    ),
    "statement": Sheet(
        "emil", "/cases/{on_the_way}/testimony/statements/new/",
        "/cases/{on_the_way}/testimony/statements/new/", TAKE,
    ),
}  # fmt: skip


def send_twice(door: Door, to: str, filled: dict[str, str]) -> None:
    """Send the page's form, then the very same once more: nothing is added by the second."""
    form, before = door.page, queries.size()
    door.post(to, **filled)
    assert door.page.status_code == 200
    payments, lines = Payment.objects.count(), queries.size()
    door.page = form
    text = door.post(to, **filled)
    assert door.page.status_code == 409
    assert "This was done already" in text
    assert (Payment.objects.count(), queries.size()) == (payments, lines)
    assert lines > before or "payments/new" in to  # planning a payment leaves no line


@pytest.mark.parametrize("name", SHEETS)
def test_a_form_sent_again_is_done_once(office_door: Door, cast: Cast, name: str) -> None:
    now = timezone.now()
    world, sheet = make_world(cast, now), SHEETS[name]
    office_door.sign_in(getattr(cast, sheet.who), now)
    office_door.get(sheet.page.format(**vars(world)))
    send_twice(office_door, sheet.to.format(**vars(world)), sheet.filled)


def test_a_case_opened_again_is_opened_once(office_door: Door, cast: Cast) -> None:
    now = timezone.now()
    world = make_world(cast, now)
    office_door.sign_in(cast.iryna, now)
    office_door.get("/triage/")
    office_door.post(f"/letters/{world.letter}/")
    assert Letter.objects.get(id=world.letter).state == "opened"
    filled = {"kind": "person", "danger": "abroad"}
    send_twice(office_door, f"/letters/{world.letter}/open-case/", filled)


def test_a_claim_registered_again_is_registered_once(office_door: Door, cast: Cast) -> None:
    now = timezone.now()
    path = f"/cases/{make_world(cast, now).on_the_way}/equipment/new/"
    office_door.sign_in(cast.olena, now)
    shown = office_door.fill(path, **CLAIM, show="1")
    seen = re.search(r'name="seen" value="([^"]+)"', shown)
    assert seen is not None
    send_twice(office_door, path, {**CLAIM, "seen": seen[1], "register": "1"})


# At one moment: the double click

Deed = Callable[[World, Signed], object]
DEEDS: dict[str, tuple[str, Deed]] = {
    "add person": ("olena", lambda w, me: casework.add_person(me, w.on_the_way, "child", {})),
    "answer": ("olena", lambda w, me: casework.inform(me, w.on_the_way, "Мы прочли.")),
    "attest arrival": (
        "ruta", lambda w, me: casework.attest_arrival(me, w.on_the_way, True, 1)
    ),
    "draft payment": ("fedir", lambda w, me: support.draft(me, w.grant)),
    "equipment claim": (
        "olena", lambda w, me: register_claim(me, w.on_the_way, "bmp2", Marks("bmp2"))
    ),
    "open case": (
        "iryna",
        lambda w, me: casework.open_case(me, w.new_file, CaseKind.PERSON, Danger.ABROAD),
    ),
    "statement": ("emil", lambda w, me: open_statement(me, w.on_the_way, "ru", UNASKED)),
}  # fmt: skip


@pytest.fixture
def world(offline: Offline, at: datetime) -> Iterator[World]:
    """The world, committed for real; everything is swept away afterwards."""
    yield elsewhere(lambda: make_world(make_cast(offline), at))
    elsewhere(sweep_everything)


def sends(officer: Officer, token: UUID, at: datetime) -> Signed:
    """The officer as the guard hands one in: one form, a request of its own."""
    return Signed(replace(officer.actor, once=Once(token, new_id())), officer.keys, at)


@pytest.mark.parametrize("name", DEEDS)
def test_a_form_sent_twice_at_one_moment_is_done_once(
    world: World, at: datetime, name: str
) -> None:
    who, deed = DEEDS[name]
    token, start, before = new_id(), Barrier(2), elsewhere(queries.size)
    lines: list[int] = []

    def send() -> str:
        me = sends(getattr(world.cast, who), token, at)
        start.wait(30)
        try:
            deed(world, me)
        except Repeated:
            return "repeated"
        lines.append(queries.size())
        return "done"

    with ThreadPoolExecutor(2) as pool:
        answers = [pool.submit(elsewhere, send) for _ in range(2)]
        assert sorted(answer.result(60) for answer in answers) == ["done", "repeated"]
    assert lines == [elsewhere(queries.size)]
    assert lines[0] > before
