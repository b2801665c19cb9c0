"""Whoever is not on a case finds nothing of it: every address of the office, in every role."""

import base64
import os
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import LazySettings, settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLResolver, get_resolver, path
from django.urls.resolvers import RegexPattern
from django.utils import timezone

from safeconduct.accounts.core.rules import WHO
from safeconduct.accounts.core.terms import Permission, Role
from safeconduct.accounts.guard import needs
from safeconduct.accounts.queries import public_key_of, require_member
from safeconduct.accounts.services import put_team_on_case
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.sheets import sheets
from safeconduct.casework.core.terms import CaseAct
from safeconduct.casework.models import Case, Task
from safeconduct.casework.office.printing import SHEETS
from safeconduct.casework.queries import find
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Unknown
from safeconduct.contact.core.attachment import Copy
from safeconduct.doors import context
from safeconduct.doors.office import urls
from safeconduct.materiel.core.terms import ItemEvent
from safeconduct.passage.core.terms import CheckKind
from safeconduct.protection.core.catalogue import measures
from safeconduct.record.models import Leaf
from safeconduct.record.services import act
from safeconduct.status.core.terms import OfferEvent
from safeconduct.training.core.exercise import exercises
from safeconduct.vault import files
from safeconduct.vault.ceremony import Offline
from safeconduct.vault.opening import PrivateKey
from safeconduct.vault.queries import open_file
from safeconduct.vault.services import put_on_desk
from safeconduct.vetting.core.catalogue import indicators
from tests.cast import Cast
from tests.doors import Door, settings_of
from tests.doors_office.furnished import Furnished, furnish
from tests.doors_office.walls import (
    TOGETHER,
    Browser,
    Filling,
    Known,
    Walk,
    addresses,
    look_around,
    pages,
)
from tests.making import make_case

# The same stranger in all roles that one officer may hold together, then in those that stand
# apart, at last in the one that opens nothing. With SC_WALLS=each (a minute) in every role by
# itself, every form at every address.
TOGETHER_THEN_APART = (
    {*TOGETHER, Role.VETTING_LEAD},
    {Role.FINANCE_APPROVER},
    {Role.TREASURER},
    {Role.AUDITOR},
    {Role.OMBUDSMAN},
    {Role.PLATFORM_ADMIN},
)
MOST = 3  # addresses of one page, where a word stands in them
EACH = tuple({role} for role in sorted(set(Role) - {Role.PERSON, Role.SYSTEM}))
MONEY = frozenset({Role.FINANCE_OFFICER, Role.FINANCE_APPROVER, Role.TREASURER})
READS_RECORD = WHO[Permission.RECORD_READ]
KNOWN = (
    Known(
        frozenset(
            "support:payments support:payment support:payee support:bank support:appeal"
            " support:draft support:approve support:propose-refusal support:release".split()
        ),
        MONEY | {Role.SUPERVISOR},
        frozenset({"the alias", "payment_id"}),
        "The treasury is outside every case: alias, stream, amount and state, and no word.",
    ),
    Known(
        frozenset({"support:refusal", "my-work"}),
        frozenset({Role.FINANCE_APPROVER, Role.SUPERVISOR}),
        frozenset({"the alias", "payment_id"}),
        "Whoever decides on a refused payment need not be on the case.",
    ),
    Known(
        frozenset({"casework:arrivals"}),
        WHO[Permission.ARRIVAL_ATTEST],
        frozenset({"the other alias", "other"}),
        "One of two who attest is not on the case: alias and stage of who may arrive.",
    ),
    Known(
        frozenset({"oversight:line", "oversight:leaf"}),
        READS_RECORD,
        frozenset({"file_id"}),
        "The record is read by its readers line by line: opaque ids, no word.",
    ),
)
ALIKE = {
    "casework:letter": "a link to a letter leads to the desk, whatever its id",
    "contact:give-back": "giving back what one does not read changes nothing, whatever its id",
}
RENAMED = {
    ("contact:place", "place_id"): "reception_id",
    ("casework:filter-back", "filter_id"): "dropped_id",
    ("partners:decide-token", "row_id"): "token_id",
    ("partners:decide-endpoint", "row_id"): "endpoint_id",
    ("partners:decide-share", "row_id"): "share_id",
}
# Pages that are not there for the members of this case either, as it stands.
NOT_NOW = {
    "casework:referral-sheet": "the receiver has not accepted yet",
    "contact:read-instead": "the letters are no longer at the desk",
}


@pytest.fixture(autouse=True)
def folder(
    settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """A sealed-files folder of this test alone; addresses of the office, without its ways:
    they are the same on every page, and a third of its cost.
    """
    monkeypatch.setattr(context, "nav_for", lambda *_: [])
    settings.FILE_FOLDER = tmp_path / "files"
    files.make_ready()
    with settings_of("office"):
        yield


@pytest.fixture
def stranger(cast: Cast, offline: Offline) -> Browser:
    """Kirill, signed in, with the keys of both desks whatever his role."""
    for desk in (offline.desk, offline.ombudsman):
        put_on_desk(PrivateKey(base64.b64decode(desk)), public_key_of(cast.kirill.id))
    return Browser(cast.kirill)


def words() -> dict[tuple[str, str], list[str]]:
    """Every word that stands in an address in place of an id."""
    return {
        ("casework:attachment", "copy"): list(Copy),
        ("casework:act", "name"): list(CaseAct),
        ("casework:sheet", "code"): list(sheets()),
        ("casework:print", "name"): list(SHEETS),
        ("materiel:move", "name"): list(ItemEvent),
        ("passage:check", "name"): list(CheckKind),
        ("protection:measure", "code"): [one.id for one in measures()],
        ("status:change", "event"): list(OfferEvent),
        ("training:start", "code"): list(exercises()),
        ("vetting:add", "indicator"): list(indicators()),
        ("catalogues", "name"): ["phrases"],
        ("oversight", "which"): ["funnel"],
        ("outreach:sheet", "language"): ["en"],
        ("outreach:kit", "language"): ["en"],
        ("outreach:kit", "slug"): ["rights"],
        ("outreach:card-file", "name"): ["pass"],
        ("outreach:card-file", "language"): ["en"],
        ("outreach:card-file", "size"): ["A6"],
        ("outreach:card-file", "form"): ["pdf"],
        ("catalogues", "number"): ["1"],
        **dict.fromkeys((("catalogues", one) for one in ("table", "before", "key")), ["x"]),
    }


def own_case(cast: Cast, at: datetime) -> UUID:
    """A case on which Kirill works, with every key to it."""
    file_id, iryna = make_case(cast, at).file_id, cast.iryna.signed(at)
    with act(iryna.actor, at) as a:
        keys = open_file(iryna.keys, file_id)
        put_team_on_case(a, keys, {cast.kirill.id: Role.INTAKE_OFFICER})
    return file_id


def filling(case: Furnished, own: UUID) -> Filling:
    """What stands for every name in an address."""
    line = Leaf.objects.filter(file=case.made.file_id.hex).order_by("number")[0]
    more: dict[str, UUID | int] = {"number": line.number, "key_id": new_id()}
    return Filling({**case.ids, **more}, RENAMED, words(), own)


def test_no_address_shows_a_stranger_anything_of_a_case(
    cast: Cast, public_door: Door, stranger: Browser
) -> None:
    now = timezone.now()
    case, own = furnish(cast, now, public_door), own_case(cast, now)
    each = os.environ.get("SC_WALLS") == "each"
    most = None if each else MOST
    door, unfilled = addresses(get_resolver(settings.ROOT_URLCONF), filling(case, own), most)
    assert unfilled == [], "give the case such a thing, or name the word, in furnished.py"
    forms, lost = look_around(Browser(cast.iryna), door)
    assert lost == set(NOT_NOW)
    walk = Walk(case, stranger, door, KNOWN, ALIKE, forms, everything=each)
    assert walk.go(EACH if each else TOGETHER_THEN_APART) == []
    assert walk.asked > 2 * len(door)


@needs(Permission.CASE_READ)
def without_a_wall(_request: HttpRequest, _me: Signed, file_id: UUID) -> HttpResponse:
    """Forgets to ask who is on the case."""
    return HttpResponse(Case.objects.get(file_id=file_id).alias)


@needs(Permission.CASE_READ)
def list_of_all(_request: HttpRequest, _me: Signed) -> HttpResponse:
    """Lists everybody's cases."""
    return HttpResponse(str(list(Case.objects.values_list("file_id", flat=True))))


@needs(Permission.CASE_READ)
def writes_first(_request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Says that there is nothing, after it has changed something and told the record."""
    case = Case.objects.get(file_id=file_id)
    with act(me.actor, me.at) as a:
        Case.objects.filter(file_id=file_id).update(version=case.version + 1)
        a.note(Planted.SEEN, file=case.file_id)
    raise Unknown


@needs(Permission.RECORD_READ)
def a_thing(_request: HttpRequest, _me: Signed, thing_id: UUID) -> HttpResponse:
    """Of a kind that the furnished case has not got."""
    return HttpResponse(str(thing_id))


@needs(Permission.CASE_READ)
def thing_of_any(
    _request: HttpRequest, me: Signed, file_id: UUID, task_id: UUID
) -> HttpResponse:
    """Asks who is on the case that is named, and not whether the thing is of that case."""
    require_member(me.actor, file_id, me.at)
    return HttpResponse(Task.objects.get(id=task_id).code)


def unguarded(_request: HttpRequest) -> HttpResponse:
    """Asks nobody who they are."""
    return HttpResponse("Welcome.")


class Planted(StrEnum):
    """What a planted view writes on the record."""

    SEEN = "planted.case.seen"


HOLES = (
    path("cases/<uuid:file_id>/open/", without_a_wall, name="open"),
    path("cases/<uuid:file_id>/task/<uuid:task_id>/", thing_of_any, name="task"),
    path("all/", list_of_all, name="all"),
    path("cases/<uuid:file_id>/write/", writes_first, name="write"),
    path("unguarded/", unguarded, name="unguarded"),
    path("things/<uuid:thing_id>/", a_thing, name="thing"),
)


def test_every_planted_hole_is_reported(cast: Cast, at: datetime, stranger: Browser) -> None:
    made = make_case(cast, at)
    task = Task.objects.filter(case_id=made.file_id)[0].id
    ids = {"file_id": made.file_id, "task_id": task}
    case = Furnished(made, find(made.file_id).alias, ids)
    settings.ROOT_URLCONF = (*HOLES, *urls.urlpatterns)  # put back by `folder`
    filling = Filling(ids, own=own_case(cast, at))
    door, unfilled = addresses(URLResolver(RegexPattern(r"^/"), HOLES), filling)
    assert unfilled == ["thing: thing_id"]
    turns = ({Role.CASE_OFFICER}, {Role.TREASURER}, {Role.PLATFORM_ADMIN})
    assert set(Walk(case, stranger, door).go(turns)) == {
        "GET open answers 200",
        "GET open shows the alias",
        "POST open answers 200",
        "POST open shows the alias",
        "GET all shows file_id",
        "GET task of an own case answers 200",
        "POST task of an own case answers 200",
        "GET unguarded answers 200",
        "casework_case is another",
        "a line planted.case.seen on the record",
    }


def test_what_is_meant_to_be_seen_names_pages_and_roles_that_exist() -> None:
    there = dict(pages(get_resolver(settings.ROOT_URLCONF)))
    named = {page for one in KNOWN for page in one.pages}
    assert named | set(ALIKE) | set(NOT_NOW) <= set(there)
    for one in KNOWN:
        for page in one.pages:
            permission = getattr(there[page].callback, "permission")  # noqa: B009
            assert one.roles & WHO[permission]
