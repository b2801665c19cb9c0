"""A group's file becomes several: by two, with keys, words and a team; both histories kept."""

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from safeconduct.casework import services
from safeconduct.casework.core.links import LinkKind
from safeconduct.casework.core.terms import Ask, CaseAct, CaseKind, Stage, WhyNot
from safeconduct.casework.models import Case, Person, Proposal
from safeconduct.casework.queries import find, pending_of, people
from safeconduct.casework.queries.links import links_of
from safeconduct.common.refusal import Conflict, Refused
from safeconduct.contact.mailbox import visitor
from safeconduct.contact.services import come_back
from safeconduct.record.queries import entries_of
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.models import Wrap
from safeconduct.vault.queries import open_file
from safeconduct.web.middleware import fresh_cookie
from tests.cast import Cast
from tests.doors import Door
from tests.making import TEAM, do, make_case

# What no proposal of a split can be.
WRONG: tuple[dict[str, Any], ...] = ({"people": []}, {"kind": "?"}, {"act": "refer"})
SPLIT, GROUP, PERSON = CaseAct.SPLIT, CaseKind.GROUP, CaseKind.PERSON


@pytest.fixture
def group(cast: Cast, at: datetime) -> tuple[UUID, UUID, UUID]:
    """A group's case with two people: file, who stays, who goes."""
    file_id = make_case(cast, at, kind=GROUP, stage="triage").file_id
    olena = cast.olena.signed(at)
    stays = services.add_person(olena, file_id, "applicant", {"surname": "Гончар"})
    goes = services.add_person(olena, file_id, "comrade", {"surname": "Ремез"})
    return file_id, stays, goes


def proposed(cast: Cast, file_id: UUID, at: datetime, *goes: UUID) -> UUID:
    assert do(cast.olena, file_id, SPLIT, at, Ask(kind=PERSON, people=goes)) is False
    pending = pending_of(file_id, at)
    assert pending is not None
    return pending.id


def test_two_officers_give_a_person_a_file_with_keys_words_and_the_team(
    cast: Cast, at: datetime, group: tuple[UUID, UUID, UUID]
) -> None:
    file_id, stays, goes = group
    letters = len(entries_of(file_id))
    made = services.confirm(cast.pavlo.signed(at), proposed(cast, file_id, at, goes))
    assert made is not None
    fresh = find(made.file_id)
    assert (fresh.kind, fresh.state.stage) == (PERSON, Stage.TRIAGE)
    assert find(file_id).kind is GROUP
    assert len(entries_of(file_id)) > letters  # its history goes on
    keys = open_file(cast.olena.keys, made.file_id)
    [moved] = people(keys)
    assert (moved.relation, moved.card) == ("applicant", '{"surname": "Ремез"}')
    here = {one.id: one.moved_to for one in people(open_file(cast.olena.keys, file_id))}
    assert here == {stays: None, goes: made.file_id}
    held = Wrap.objects.filter(file_id=made.file_id, holder="officer")
    parts = {
        name: set(held.filter(key_id=getattr(cast, name).actor.key_id).values_list(
            "compartment", flat=True))
        for name in TEAM
    }  # fmt: skip
    assert parts["pavlo"] == {"contact", "identity", "location"}
    assert parts["anna"] == {"vetting", "identity"}
    assert not Wrap.objects.filter(file_id=made.file_id, holder="desk").exists()
    assert keys.may_open(Compartment.EQUIPMENT)
    [link] = links_of(cast.olena.actor, file_id, at)
    assert (link.kind, link.other) == (LinkKind.PARTED, made.file_id)
    cookie = fresh_cookie()
    come_back(" ".join(made.words), cookie, at)
    there = visitor(cookie, at)
    assert there is not None
    assert there.key.file_id == made.file_id


def test_somebody_goes_and_somebody_stays(
    cast: Cast, at: datetime, group: tuple[UUID, UUID, UUID]
) -> None:
    file_id, stays, goes = group
    for people_of in ((), (stays, goes), (file_id,)):
        with pytest.raises(Refused) as refused:
            do(cast.olena, file_id, SPLIT, at, Ask(kind=PERSON, people=people_of))
        assert refused.value.reasons == (WhyNot.NOBODY_GOES,)
    with pytest.raises(Refused) as refused:
        do(cast.olena, file_id, SPLIT, at, Ask(people=(goes,)))
    assert refused.value.reasons == (WhyNot.NO_OTHER_KIND,)
    do(cast.olena, file_id, CaseAct.MAKE_OFFER, at)
    with pytest.raises(Refused) as refused:  # a walk-in stands at no offer
        do(cast.olena, file_id, SPLIT, at, Ask(kind=CaseKind.WALK_IN, people=(goes,)))
    assert refused.value.reasons == (WhyNot.NOT_THIS_KIND,)


def test_the_second_person_is_another_and_holds_the_key(
    cast: Cast, at: datetime, group: tuple[UUID, UUID, UUID]
) -> None:
    file_id, _, goes = group
    proposal = proposed(cast, file_id, at, goes)
    for name, why in (("olena", WhyNot.PROPOSED_BY_YOU), ("vasyl", WhyNot.ROLE)):
        with pytest.raises(Refused) as refused:
            services.confirm(getattr(cast, name).signed(at), proposal)
        assert refused.value.reasons == (why,)
    Case.objects.filter(file_id=file_id).update(version=99)
    with pytest.raises(Conflict):
        services.confirm(cast.pavlo.signed(at), proposal)
    assert Case.objects.count() == 1
    for wrong in WRONG:
        with pytest.raises(IntegrityError), transaction.atomic():
            Proposal.objects.filter(id=proposal).update(**wrong)


def test_the_kind_changes_by_two_where_the_stage_exists(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at, kind=GROUP, stage="offer").file_id
    change = CaseAct.CHANGE_KIND
    for kind, why in ((GROUP, WhyNot.NO_OTHER_KIND), (CaseKind.WALK_IN, WhyNot.NOT_THIS_KIND)):
        with pytest.raises(Refused) as refused:
            do(cast.olena, file_id, change, at, Ask(kind=kind))
        assert refused.value.reasons == (why,)
    assert do(cast.olena, file_id, change, at, Ask(kind=PERSON)) is False
    pending = pending_of(file_id, at)
    assert pending is not None
    services.confirm(cast.vasyl.signed(at), pending.id)
    assert find(file_id).kind is PERSON
    assert find(file_id).state.stage is Stage.OFFER


def test_the_pages_choose_confirm_and_show_the_words_once(
    office_door: Door, cast: Cast
) -> None:
    now = timezone.now()
    file_id = make_case(cast, now, kind=GROUP).file_id
    olena = cast.olena.signed(now)
    services.add_person(olena, file_id, "applicant", {"surname": "Гончар"})
    goes = services.add_person(olena, file_id, "comrade", {"surname": "Ремез"})
    office_door.sign_in(cast.olena, now)
    assert "Ремез" in office_door.get(f"/cases/{file_id}/act/split/")
    assert office_door.path == f"/cases/{file_id}/split/"
    version = str(find(file_id).version)
    page = office_door.post(office_door.path, version=version, kind="person", PARTED="on")
    assert WhyNot.NOBODY_GOES.value in page
    ask = Ask(kind=PERSON, people=(goes,))
    assert do(cast.pavlo, file_id, SPLIT, now, ask) is False
    proposal = Proposal.objects.get()
    assert "Ремез" in office_door.get(f"/proposals/{proposal.id}/")
    words = office_door.post(f"/proposals/{proposal.id}/")
    assert "Read out these words" in words
    fresh = Case.objects.exclude(file_id=file_id).get()
    assert Person.objects.get(id=goes).moved_to == fresh.file_id
    assert fresh.alias in office_door.get(f"/cases/{file_id}/")
