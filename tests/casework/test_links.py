"""Two cases that belong together: by two, and no trace for whoever is not on both."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from safeconduct.accounts.models import Membership
from safeconduct.casework import services
from safeconduct.casework.core.links import LINK_LIFE, LinkKind
from safeconduct.casework.core.terms import WhyNot
from safeconduct.casework.models import Link
from safeconduct.casework.queries import alias_of
from safeconduct.casework.queries.links import links_of
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused, Unknown
from safeconduct.record.queries import entries_of
from tests.cast import Cast, Officer
from tests.doors import Door
from tests.making import make_case, refused_in_conflict

FAMILY = LinkKind.FAMILY


def leave(officer: Officer, file_id: UUID) -> None:
    Membership.objects.filter(officer_id=officer.id, file_id=file_id).delete()


@pytest.fixture
def two(cast: Cast, at: datetime) -> tuple[UUID, UUID]:
    """Two cases of the same team."""
    return make_case(cast, at).file_id, make_case(cast, at).file_id


def test_a_link_is_made_and_ended_by_two(
    cast: Cast, at: datetime, two: tuple[UUID, UUID]
) -> None:
    olena, vasyl = cast.olena.signed(at), cast.vasyl.signed(at)
    link = services.propose_link(olena, *two, FAMILY)
    assert services.propose_link(olena, two[1], two[0], FAMILY) == link  # sent twice: the first
    with pytest.raises(Refused) as refused:
        services.confirm_link(olena, link)
    assert refused.value.reasons == (WhyNot.PROPOSED_BY_YOU,)
    for file_id in two:
        with refused_in_conflict(cast, at, file_id, cast.vasyl):
            services.confirm_link(vasyl, link)
    services.confirm_link(vasyl, link)
    for here, other in (two, two[::-1]):
        [seen] = links_of(cast.olena.actor, here, at)
        assert (seen.other, seen.alias, seen.waits) == (other, alias_of(other), False)
    services.propose_end(vasyl, link)
    with pytest.raises(Refused):
        services.confirm_link(vasyl, link)
    services.drop_link(olena, link)
    assert [one.waits for one in links_of(cast.olena.actor, two[0], at)] == [False]
    services.propose_end(vasyl, link)
    services.confirm_link(olena, link)
    assert links_of(cast.olena.actor, two[0], at) == []


def test_whoever_is_not_on_both_finds_no_trace(
    cast: Cast, two: tuple[UUID, UUID], at: datetime, office_door: Door
) -> None:
    here, other = two
    lines = [len(entries_of(one)) for one in two]
    link = services.propose_link(cast.olena.signed(at), here, other, FAMILY)
    services.confirm_link(cast.vasyl.signed(at), link)
    assert [len(entries_of(one)) for one in two] == lines  # the record names no file
    leave(cast.pavlo, other)
    pavlo = cast.pavlo.signed(at)
    assert links_of(pavlo.actor, here, at) == []
    for deed in (services.confirm_link, services.drop_link, services.propose_end):
        for wanted in (link, new_id()):
            with pytest.raises(Unknown):
                deed(pavlo, wanted)
    for named in (other, new_id(), None, here):
        with pytest.raises(Refused) as refused:
            services.propose_link(pavlo, here, named, FAMILY)
        assert refused.value.reasons == (WhyNot.NO_OTHER_CASE,)
    with pytest.raises(Unknown):
        services.propose_link(pavlo, other, here, FAMILY)
    office_door.sign_in(cast.pavlo, timezone.now())
    for path in ("", "links/", "history/"):
        page = office_door.get(f"/cases/{here}/{path}")
        assert alias_of(other) not in page
        assert '<td data-th="Why">' not in page
        assert str(link) not in page
    office_door.get(f"/cases/{here}/links/")
    office_door.post(f"/cases/{here}/links/{link}/", do="drop")
    assert office_door.page.status_code == 404
    assert Link.objects.get().ended_at is None


def test_a_link_nobody_confirmed_is_none_after_a_day(
    cast: Cast, at: datetime, two: tuple[UUID, UUID]
) -> None:
    link = services.propose_link(cast.olena.signed(at), *two, FAMILY)
    late = at + LINK_LIFE + timedelta(minutes=1)
    assert links_of(cast.olena.actor, two[0], late) == []
    with pytest.raises(Refused) as refused:
        services.confirm_link(cast.vasyl.signed(late), link)
    assert refused.value.reasons == (WhyNot.PROPOSAL_ENDED,)
    again = services.propose_link(cast.olena.signed(late), *two, FAMILY)
    assert again != link
    leave(cast.olena, two[0])  # whoever proposed has left
    with pytest.raises(Refused) as refused:
        services.confirm_link(cast.vasyl.signed(late), again)
    assert refused.value.reasons == (WhyNot.PROPOSER_GONE,)


def test_the_database_knows_both_people_and_one_link_of_a_kind(
    cast: Cast, at: datetime, two: tuple[UUID, UUID]
) -> None:
    link = services.propose_link(cast.olena.signed(at), *two, FAMILY)
    rows = Link.objects.filter(id=link)
    by = cast.olena.id
    wrong = (
        {"confirmed_by": by},
        {"ended_at": at, "confirmed_by": cast.vasyl.id},
        {"ended_at": at, "confirmed_by": cast.vasyl.id, "end_proposed_by": by, "ended_by": by},
        {"kind": "because"},
    )
    for values in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**values)
    low, high = sorted(two)
    for one, other in ((low, high), (high, low)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Link.objects.create(
                id=new_id(), low_id=one, high_id=other, kind=FAMILY, proposed_by=by,
                proposed_at=at,
            )  # fmt: skip


def test_the_page_proposes_and_confirms(office_door: Door, cast: Cast) -> None:
    now = timezone.now()
    here, other = (make_case(cast, now).file_id for _ in range(2))
    services.propose_link(cast.vasyl.signed(now), here, other, FAMILY)
    office_door.sign_in(cast.olena, now)
    page = office_door.get(f"/cases/{here}/")
    assert "waits for you" in page
    office_door.get(f"/cases/{here}/links/")
    page = office_door.post(f"/cases/{here}/links/{Link.objects.get().id}/", do="confirm")
    assert alias_of(other) in page
    assert Link.objects.get().confirmed_by == cast.olena.id
    page = office_door.post(f"/cases/{here}/links/", alias="Nobody 999", kind="EVENT")
    assert WhyNot.NO_OTHER_CASE.value in page
    office_door.post(f"/cases/{here}/links/", alias=alias_of(other), kind="EVENT")
    assert office_door.path == f"/cases/{here}/links/"
    assert Link.objects.count() == 2
