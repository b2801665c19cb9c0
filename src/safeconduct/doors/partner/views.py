"""Everything the partner door does, in the order: method, token, scope, shape, answer."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from safeconduct.doors.partner import reading
from safeconduct.doors.partner.answers import Problem, answer, gone
from safeconduct.doors.partner.contract import OPERATIONS, Operation, document
from safeconduct.partners import gate


@dataclass(frozen=True)
class Call:
    """A call whose token is good and may do this."""

    request: HttpRequest
    secret: bytes
    query: dict[str, str]
    id: str


Reply = tuple[HTTPStatus, dict[str, Any]]


def _page(rows: list[gate.Row], most: int) -> Reply:
    shown = rows[:most]
    last = str(shown[-1]["id"]) if len(rows) > most else None
    return HTTPStatus.OK, {"items": shown, "next": last}


def _one(rows: list[gate.Row]) -> Reply:
    if not rows:
        raise gone()
    return HTTPStatus.OK, rows[0]


def _wanted(call: Call) -> UUID:
    found = reading.uuid_of(call.id)
    if found is None:
        raise gone()
    return found


def cases(call: Call) -> Reply:
    """Cases shared with the partner."""
    most, after = reading.limit_of(call.query), reading.after_id(call.query)
    return _page(gate.cases(call.secret, None, after, most + 1), most)


def case(call: Call) -> Reply:
    """One of them."""
    return _one(gate.cases(call.secret, _wanted(call), None, 1))


def tasks(call: Call) -> Reply:
    """Tasks of the shared cases."""
    most, after = reading.limit_of(call.query), reading.after_id(call.query)
    return _page(gate.tasks(call.secret, None, after, most + 1), most)


def task(call: Call) -> Reply:
    """One of them."""
    return _one(gate.tasks(call.secret, _wanted(call), None, 1))


def events(call: Call) -> Reply:
    """What happened after a number; `next` is always where to go on."""
    most, after = reading.limit_of(call.query), reading.after_number(call.query)
    found = gate.events(call.secret, after, most)
    return HTTPStatus.OK, {"items": found, "next": found[-1]["number"] if found else after}


def acknowledge(call: Call) -> Reply:
    """Write an answer down; the same key with the same words does it once."""
    key = reading.key_of(call.request)
    asked, about, said = reading.ask_of(reading.body_of(call.request))
    noted = gate.answer(call.secret, key, asked, about, said)
    if noted.outcome == "unknown":
        raise gone()
    if noted.outcome == "other":
        detail = "This `Idempotency-Key` was used for another answer."
        raise Problem(HTTPStatus.CONFLICT, detail)
    return HTTPStatus.CREATED if noted.outcome == "made" else HTTPStatus.OK, noted.row


HANDLERS: dict[str, Callable[[Call], Reply]] = {
    "cases": cases,
    "case": case,
    "tasks": tasks,
    "task": task,
    "events": events,
    "acknowledge": acknowledge,
}


def _entered(request: HttpRequest, one: Operation) -> bytes:
    """The token's secret, when it is good, has this scope and is not too fast."""
    secret = reading.secret_of(request)
    entry = None if secret is None else gate.enter(secret)
    if secret is None or entry is None:
        detail = "Send a token that is good now: `Authorization: Bearer …`."
        raise Problem(HTTPStatus.UNAUTHORIZED, detail, {"WWW-Authenticate": "Bearer"})
    if entry.wait:
        detail = "Too many calls in this minute."
        raise Problem(HTTPStatus.TOO_MANY_REQUESTS, detail, {"Retry-After": str(entry.wait)})
    if one.scope not in entry.scopes:
        raise Problem(HTTPStatus.FORBIDDEN, f"This token lacks the scope {one.scope}.")
    return secret


def _known(request: HttpRequest, methods: tuple[str, ...]) -> None:
    if request.method not in methods:
        allow = {"Allow": ", ".join(methods)}
        raise Problem(HTTPStatus.METHOD_NOT_ALLOWED, f"Only {allow['Allow']}.", allow)


def _takes_json(request: HttpRequest) -> None:
    if not reading.accepts_json(request):
        raise Problem(HTTPStatus.NOT_ACCEPTABLE, "This door answers in application/json.")


def serve(one: Operation) -> Callable[..., HttpResponse]:
    """The view of an operation."""
    methods = ("GET", "HEAD") if one.method == "GET" else (one.method,)

    def view(request: HttpRequest, id: str = "") -> HttpResponse:
        _known(request, methods)
        secret = _entered(request, one)
        _takes_json(request)
        call = Call(request, secret, reading.query_of(request, one), id)
        status, data = HANDLERS[one.name](call)
        return answer(request, data, status)

    return view


def described(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document, for everybody: it says nothing of anybody."""
    _known(request, ("GET", "HEAD"))
    _takes_json(request)
    return answer(request, document())


VIEWS = {one.path: serve(one) for one in OPERATIONS}
