"""How the partner door answers: JSON, and every no as a problem of RFC 9457."""

import hashlib
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

JSON = "application/json"
PROBLEM = "application/problem+json"
RETRY_SECONDS = 10
Handler = Callable[[HttpRequest], HttpResponse]
logger = logging.getLogger(__name__)


@dataclass(eq=False)
class Problem(Exception):
    """An anticipated no: its status, one sentence, and headers that belong to it."""

    status: HTTPStatus
    detail: str
    headers: dict[str, str] = field(default_factory=dict)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date | UUID):
        return str(value)
    msg = f"no JSON for {type(value).__name__}"
    raise TypeError(msg)


def written(data: object) -> bytes:
    """The bytes of an answer."""
    return json.dumps(data, default=_plain, separators=(",", ":"), ensure_ascii=False).encode()


def answer(request: HttpRequest, data: object, status: int = HTTPStatus.OK) -> HttpResponse:
    """The answer with its tag; 304 without a body when the asker has these bytes already."""
    body = written(data)
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    held = [one.strip() for one in request.headers.get("If-None-Match", "").split(",")]
    if request.method in {"GET", "HEAD"} and (tag in held or held == ["*"]):
        response = HttpResponse(status=HTTPStatus.NOT_MODIFIED)
        del response.headers["Content-Type"]
    else:
        response = HttpResponse(body, content_type=JSON, status=status)
    response.headers["ETag"] = tag
    return response


def problem(found: Problem) -> HttpResponse:
    """A problem as RFC 9457 writes it."""
    status = HTTPStatus(found.status)
    said = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": found.detail,
    }
    response = HttpResponse(written(said), content_type=PROBLEM, status=status)
    for name, value in found.headers.items():
        response.headers[name] = value
    return response


def gone() -> Problem:
    """404, the same for what is not there and what is not shared."""
    return Problem(HTTPStatus.NOT_FOUND, "There is nothing here for this token.")


def no_page(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404 for an address that leads nowhere."""
    del request, exception
    return problem(gone())


def unreadable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400 for a request that Django itself could not read."""
    del request, exception
    return problem(Problem(HTTPStatus.BAD_REQUEST, "This request could not be read."))


def broken(request: HttpRequest) -> HttpResponse:
    """500: a defect of ours."""
    del request
    detail = "Something went wrong here. Nothing was changed."
    return problem(Problem(HTTPStatus.INTERNAL_SERVER_ERROR, detail))


class answers:  # noqa: N801  used like function-based middleware
    """Turns every no into a problem; nothing is cached by anybody between."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; exceptions come to `process_exception`."""
        response = self.get_response(request)
        response.headers["Cache-Control"] = "private, no-cache"
        response.headers["Vary"] = "Authorization, Accept"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A problem for an anticipated no; None lets a defect propagate."""
        del request
        if isinstance(error, Problem):
            return problem(error)
        if isinstance(error, OperationalError | InterfaceError):
            logger.error("The database did not answer: %s", type(error).__name__)
            wait: dict[str, Any] = {"Retry-After": str(RETRY_SECONDS)}
            detail = "The service is not ready. Ask again in a moment."
            return problem(Problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, wait))
        return None
