"""The third door: who gets in, what a token sees, that an answer is written down once."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from safeconduct.casework.core.terms import CaseAct
from safeconduct.casework.models import Case, Task
from safeconduct.partners import services
from safeconduct.partners.core.terms import Basis, Matter, Scope
from safeconduct.partners.models import Ack, Share, Token
from tests.cast import Cast
from tests.making import do, make_case
from tests.partners.making import (
    ask,
    make_partner,
    make_share,
    make_token,
    number_events,
    tell,
)


@pytest.fixture
def now() -> datetime:
    """The database looks at its own clock, whether a token is still good."""
    return timezone.now()


def test_nobody_gets_in_without_a_good_token(cast: Cast, now: datetime) -> None:
    partner = make_partner(cast, now)
    made, unconfirmed = services.issue_token(cast.vasyl.signed(now), partner, [*Scope], 9)
    good = make_token(cast, now, partner)
    for token in (None, "", "scp_", unconfirmed, "scp_" + "A" * 43, good[:-1], good + "A"):
        refused = ask(token, "/v1/cases")
        assert (refused.status_code, refused["WWW-Authenticate"]) == (401, "Bearer")
        assert refused["Content-Type"] == "application/problem+json"
    assert ask(good, "/v1/cases").status_code == 200
    services.confirm(cast.daria.signed(now), Matter.TOKEN, made)
    assert ask(unconfirmed, "/v1/cases").status_code == 200
    services.end(cast.vasyl.signed(now), Matter.TOKEN, made)
    assert ask(unconfirmed, "/v1/cases").status_code == 401
    services.end(cast.vasyl.signed(now), Matter.PARTNER, partner)
    assert ask(good, "/v1/cases").status_code == 401


def test_a_token_dies_on_its_day(cast: Cast, now: datetime) -> None:
    begun = now - timedelta(days=9)
    partner = make_partner(cast, begun)
    assert ask(make_token(cast, begun, partner, days=8), "/v1/cases").status_code == 401
    assert ask(make_token(cast, begun, partner, days=10), "/v1/cases").status_code == 200


@pytest.mark.parametrize(
    ("path", "scope"),
    [("/v1/cases", "cases"), ("/v1/tasks", "tasks"), ("/v1/events", "events")],
)
def test_a_token_does_what_its_scopes_say_and_no_more(
    cast: Cast, now: datetime, path: str, scope: str
) -> None:
    partner = make_partner(cast, now)
    right = Scope(f"{scope}:read")
    others = tuple(one for one in Scope if one is not right)
    assert ask(make_token(cast, now, partner, (right,)), path).status_code == 200
    lacking = make_token(cast, now, partner, others)
    assert ask(lacking, path).status_code == 403


def test_a_partner_sees_what_is_shared_with_it_and_nothing_else(
    cast: Cast, now: datetime
) -> None:
    partner, other = make_partner(cast, now), make_partner(cast, now, "Quay Clinic")
    case, hidden = make_case(cast, now), make_case(cast, now)
    share = make_share(cast, now, partner, case.file_id)
    foreign = make_share(cast, now, other, hidden.file_id)
    token = make_token(cast, now, partner)
    (shown,) = ask(token, "/v1/cases").data["items"]
    row = Case.objects.get(file_id=case.file_id)
    assert shown == {
        "id": str(share), "alias": row.alias, "kind": "person", "stage": "contact",
        "language": "ru", "danger": "at the front now", "opened": f"{now:%Y-%m-%d}",
        "shared": f"{now:%Y-%m-%d}",
    }  # fmt: skip
    assert ask(token, f"/v1/cases/{share}").data == shown
    # What is another's looks like what is not there, by the share's id and by the file's.
    nothing = ask(token, f"/v1/cases/{uuid4()}")
    assert nothing.status_code == 404
    for hidden_id in (foreign, hidden.file_id, case.file_id):
        seen = ask(token, f"/v1/cases/{hidden_id}")
        assert (seen.status_code, seen.content) == (404, nothing.content)
        assert tell(token, str(uuid4()), {"case": str(hidden_id), "answer": "done"}).data == (
            nothing.data
        )
    tasks = ask(token, "/v1/tasks").data["items"]
    assert {UUID(one["id"]) for one in tasks} == set(
        Task.objects.filter(case_id=case.file_id).values_list("id", flat=True)
    )
    foreign_task = Task.objects.filter(case_id=hidden.file_id).first()
    assert foreign_task is not None
    assert ask(token, f"/v1/tasks/{foreign_task.id}").content == nothing.content
    services.end(cast.olena.signed(now), Matter.SHARE, share)
    assert ask(token, f"/v1/cases/{share}").content == nothing.content
    assert ask(token, "/v1/tasks").data["items"] == []


def test_pages_go_on_where_the_last_one_ended(cast: Cast, now: datetime) -> None:
    partner = make_partner(cast, now)
    token = make_token(cast, now, partner)
    made = {str(make_share(cast, now, partner, make_case(cast, now).file_id)) for _ in "abc"}
    first = ask(token, "/v1/cases?limit=2").data
    second = ask(token, f"/v1/cases?limit=2&after={first['next']}").data
    assert [len(first["items"]), len(second["items"]), second["next"]] == [2, 1, None]
    assert {one["id"] for one in first["items"] + second["items"]} == made


def test_events_tell_in_order_what_happened_to_shared_cases(cast: Cast, now: datetime) -> None:
    partner = make_partner(cast, now)
    token = make_token(cast, now, partner)
    before, case = make_case(cast, now), make_case(cast, now)
    do(cast.olena, before.file_id, CaseAct.START_TRIAGE, now)
    share = make_share(cast, now, partner, case.file_id)
    number_events()
    do(cast.olena, case.file_id, CaseAct.START_TRIAGE, now)
    number_events()
    services.end(cast.olena.signed(now), Matter.SHARE, share)
    number_events()
    do(cast.olena, case.file_id, CaseAct.MAKE_OFFER, now)
    number_events()
    page = ask(token, "/v1/events").data
    assert [one["number"] for one in page["items"]] == [*range(1, len(page["items"]) + 1)]
    kinds = [one["kind"] for one in page["items"]]
    assert (kinds[0], kinds[-1]) == ("share.begun", "share.ended")
    assert kinds.count("case.moved") == 1
    assert {one["case"] for one in page["items"]} == {str(share)}
    rest = ask(token, f"/v1/events?after={page['items'][0]['number']}&limit=1").data
    assert rest["items"] == page["items"][1:2]
    assert ask(token, f"/v1/events?after={page['next']}").data == {
        "items": [], "next": page["next"],
    }  # fmt: skip


def test_an_answer_is_written_down_once_per_key(cast: Cast, now: datetime) -> None:
    partner = make_partner(cast, now)
    token, case = make_token(cast, now, partner), make_case(cast, now)
    share = make_share(cast, now, partner, case.file_id)
    task = Task.objects.filter(case_id=case.file_id)[0]
    key, body = str(uuid4()), {"case": str(share), "task": str(task.id), "answer": "accepted"}
    first, again = tell(token, key, body), tell(token, key, body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.data == again.data
    other = tell(token, key, body | {"answer": "refused"})
    assert other.status_code == 409
    (row,) = Ack.objects.all()
    assert (row.share_id, row.task_id, row.answer) == (share, task.id, "accepted")
    assert services.see(cast.olena.signed(now), row.id) == case.file_id
    assert Ack.objects.get().seen_by == cast.olena.id


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (" ", 400), ("[]", 400), ("{", 400), ("[" * 3000, 400), ('"\\ud800"', 400),
        ('{"case": "x", "answer": "done"}', 400), ('{"a": 1}', 400), ("9" * 4000, 400),
        ("x" * 5000, 413),
    ],
)  # fmt: skip
def test_a_body_that_is_none_is_refused_in_one_sentence(
    cast: Cast, now: datetime, body: str, status: int
) -> None:
    token = make_token(cast, now, make_partner(cast, now))
    said = ask(
        token, "/v1/acknowledgements", "post", data=body, content_type="application/json",
        headers={"idempotency-key": str(uuid4())},
    )  # fmt: skip
    assert (said.status_code, said.data["status"]) == (status, status)
    assert not Ack.objects.exists()


def test_methods_types_and_tags_are_as_http_says(cast: Cast, now: datetime) -> None:
    token = make_token(cast, now, make_partner(cast, now))
    wrong = ask(token, "/v1/cases", "post")
    assert (wrong.status_code, wrong["Allow"]) == (405, "GET, HEAD")
    assert ask(token, "/v1/cases", headers={"accept": "text/html"}).status_code == 406
    assert ask(token, "/v1/acknowledgements", "post", data={}).status_code in {400, 415}
    said = ask(
        token, "/v1/acknowledgements", "post", data="x", content_type="text/plain",
        headers={"idempotency-key": str(uuid4())},
    )  # fmt: skip
    assert said.status_code == 415
    first = ask(token, "/v1/cases")
    again = ask(token, "/v1/cases", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert first["Cache-Control"] == "private, no-cache"
    assert not first.cookies
    for query in ("limit=0", "limit=101", "limit=x", "limit=1&limit=2", "what=1", "after=1"):
        assert ask(token, f"/v1/cases?{query}").status_code == 400
    assert ask(token, "/v1/events?after=9223372036854775808").status_code == 400


def test_too_many_calls_wait(cast: Cast, now: datetime) -> None:
    token = make_token(cast, now, make_partner(cast, now))
    ask(token, "/v1/cases")
    Token.objects.update(calls=10_000, minute=timezone.now().replace(second=0, microsecond=0))
    slow = ask(token, "/v1/cases")
    if slow.status_code == 200:  # the minute turned in between
        Token.objects.update(calls=10_000)
        slow = ask(token, "/v1/cases")
    assert slow.status_code == 429
    assert 1 <= int(slow["Retry-After"]) <= 60
    Token.objects.update(minute=now - timedelta(minutes=5))
    assert ask(token, "/v1/cases").status_code == 200


def test_a_share_waits_for_its_second_person(cast: Cast, now: datetime) -> None:
    partner = make_partner(cast, now)
    token, case = make_token(cast, now, partner), make_case(cast, now)
    services.propose_share(cast.olena.signed(now), case.file_id, partner, Basis.CONSENT)
    assert ask(token, "/v1/cases").data["items"] == []
    assert Share.objects.get().confirmed_at is None
