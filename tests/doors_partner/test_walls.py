"""A token finds nothing of a case that is not shared with its partner, wherever it asks."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from safeconduct.casework.models import Task
from safeconduct.casework.queries import find
from safeconduct.doors.partner.contract import OPERATIONS, document
from safeconduct.partners.core.terms import Answer, Matter, Scope
from safeconduct.partners.models import Ack
from safeconduct.partners.services import end
from safeconduct.record.models import Leaf
from tests.cast import Cast
from tests.doors_office.walls import rows_about
from tests.making import make_case
from tests.partners.making import ask, make_partner, make_share, make_token, number_events, tell

GONE = 404
FORBIDDEN = 403


class Shared:
    """A case shared with one partner, with a task, an event and an answer."""

    def __init__(self, cast: Cast, at: datetime) -> None:
        self.partner = make_partner(cast, at)
        self.token = make_token(cast, at, self.partner)
        self.case = make_case(cast, at).file_id
        self.share = make_share(cast, at, self.partner, self.case)
        number_events()
        self.task = Task.objects.filter(case_id=self.case)[0].id
        tell(self.token, str(uuid4()), self.body)
        self.ids = {self.case, self.share, self.task, Ack.objects.get().id}

    @property
    def body(self) -> dict[str, str]:
        """An answer about the case that would be taken."""
        return {"case": str(self.share), "task": str(self.task), "answer": Answer.DONE.value}

    def calls(self) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
        """(operation, method, path, more) for every address of the contract and every id."""
        for address, verbs in document()["paths"].items():
            for method, told in verbs.items():
                names = {one["name"] for one in told["parameters"] if one["in"] == "path"}
                assert names <= {"id"}, f"{address}: what stands for {names}?"
                more = self._more(told)
                for one in self.ids if names else {self.case}:
                    path = address.replace("{id}", str(one))
                    yield told["operationId"], method, path, more

    def _more(self, told: dict[str, Any]) -> dict[str, Any]:
        if "requestBody" not in told:
            return {}
        schema = told["requestBody"]["content"]["application/json"]["schema"]
        assert schema == {"$ref": "#/components/schemas/Ask"}, "a body of another kind"
        return {
            "data": json.dumps(self.body),
            "content_type": "application/json",
            "headers": {"idempotency-key": str(uuid4())},
        }

    def traces(self, text: str) -> set[str]:
        """What of the case stands in an answer."""
        known = {find(self.case).alias, *(str(one) for one in self.ids)}
        return {one for one in known | {one.hex for one in self.ids} if one in text}


@pytest.fixture
def now() -> datetime:
    """The database looks at its own clock, whether a token is still good."""
    return timezone.now()


@pytest.fixture
def shared(cast: Cast, now: datetime) -> Shared:
    """The case."""
    return Shared(cast, now)


def strange_tokens(cast: Cast, now: datetime) -> list[str]:
    """Of a partner with which nothing is shared, and of one that has a case of its own."""
    nothing, other = (make_partner(cast, now, name) for name in ("Nothing", "Other"))
    make_share(cast, now, other, make_case(cast, now).file_id)
    return [make_token(cast, now, one) for one in (nothing, other)]


def kept(ids: set[UUID]) -> object:
    """The rows of the case, and how long the record is."""
    return rows_about(ids), Leaf.objects.count()


def test_the_walk_finds_what_its_own_partner_is_shown(shared: Shared) -> None:
    asked = list(shared.calls())
    assert {name for name, *_ in asked} == {one.name for one in OPERATIONS}
    seen = {
        name
        for name, method, path, more in asked
        if shared.traces(ask(shared.token, path, method, **more).content.decode())
    }
    assert seen == {"cases", "case", "tasks", "task", "events"}
    assert Ack.objects.count() == 2


def test_a_token_of_another_partner_finds_no_trace(
    cast: Cast, now: datetime, shared: Shared
) -> None:
    tokens = strange_tokens(cast, now)
    before = kept(shared.ids)
    for token in tokens:
        for name, method, path, more in shared.calls():
            came = ask(token, path, method, **more)
            named = "{" in name or any(str(one) in path for one in shared.ids) or "data" in more
            assert came.status_code == (GONE if named else 200), name
            assert shared.traces(came.content.decode()) == set(), name
    assert kept(shared.ids) == before


def test_a_token_of_another_scope_learns_that_it_lacks_one_and_no_more(
    cast: Cast, now: datetime, shared: Shared
) -> None:
    needed = {one.name: one.scope for one in OPERATIONS}
    for scope in Scope:
        token = make_token(cast, now, shared.partner, (scope,))
        before = kept(shared.ids)
        for name, method, path, more in shared.calls():
            if needed[name] is scope:
                continue
            came = ask(token, path, method, **more)
            assert came.status_code == FORBIDDEN, name
            assert shared.traces(came.content.decode()) == set(), name
        assert kept(shared.ids) == before


def test_what_is_shared_no_more_is_gone(cast: Cast, now: datetime, shared: Shared) -> None:
    end(cast.vasyl.signed(now), Matter.SHARE, shared.share)
    for name, method, path, more in shared.calls():
        came = ask(shared.token, path, method, **more)
        if any(str(one) in path for one in shared.ids) or more:
            assert came.status_code == GONE, name
