"""Reads what a partner sends: the token, the query, the body; each no is one sentence."""

import base64
import binascii
import json
import re
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.http.request import UnreadablePostError

from safeconduct.doors.partner.answers import JSON, Problem
from safeconduct.doors.partner.contract import LARGEST, MOST, USUAL, Operation
from safeconduct.partners.core.terms import TOKEN_BYTES, TOKEN_MARK, Answer

UUID_FORM = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
NUMBER_FORM = re.compile(r"[0-9]{1,19}")
BEARER = re.compile(r"bearer ([A-Za-z0-9_-]+)", re.IGNORECASE)
ASKED = {"case", "task", "answer"}


def bad(detail: str) -> Problem:
    """400 with this sentence."""
    return Problem(HTTPStatus.BAD_REQUEST, detail)


def secret_of(request: HttpRequest) -> bytes | None:
    """The 32 bytes of the token in the Authorization header; None when there is none."""
    found = BEARER.fullmatch(request.headers.get("Authorization", ""))
    if found is None or not found[1].startswith(TOKEN_MARK):
        return None
    try:
        raw = base64.urlsafe_b64decode(found[1][len(TOKEN_MARK) :] + "=")
    except (binascii.Error, ValueError):
        return None
    return raw if len(raw) == TOKEN_BYTES else None


def accepts_json(request: HttpRequest) -> bool:
    """Whether the asker takes JSON: said, or nothing said."""
    return request.accepts(JSON)


def uuid_of(text: object) -> UUID | None:
    """The id in its usual writing, or None."""
    return UUID(text) if isinstance(text, str) and UUID_FORM.fullmatch(text) else None


def query_of(request: HttpRequest, one: Operation) -> dict[str, str]:
    """The query, each name once and only known ones."""
    asked = request.GET
    if set(asked) - one.query() or any(len(asked.getlist(name)) > 1 for name in asked):
        raise bad("The query has a name that is unknown here, or one twice.")
    return {name: asked[name] for name in asked}


def _number(text: str, low: int, high: int, name: str) -> int:
    if not NUMBER_FORM.fullmatch(text) or not low <= int(text) <= high:
        msg = f"`{name}` is a whole number from {low} to {high}."
        raise bad(msg)
    return int(text)


def limit_of(query: dict[str, str]) -> int:
    """How many rows, at most."""
    return _number(query.get("limit", str(USUAL)), 1, MOST, "limit")


def after_number(query: dict[str, str]) -> int:
    """The number to go on from."""
    return _number(query.get("after", "0"), 0, LARGEST, "after")


def after_id(query: dict[str, str]) -> UUID | None:
    """The id to go on from."""
    if "after" not in query:
        return None
    found = uuid_of(query["after"])
    if found is None:
        raise bad("`after` is the `next` of the page before.")
    return found


def key_of(request: HttpRequest) -> UUID:
    """The asker's own key for this request."""
    found = uuid_of(request.headers.get("Idempotency-Key", ""))
    if found is None:
        raise bad("`Idempotency-Key` is a random id of your own, written as a UUID.")
    return found


def body_of(request: HttpRequest) -> dict[str, Any]:
    """The JSON object in the body; problems for another type, size or shape."""
    if request.content_type != JSON:
        detail = f"Send {JSON}."
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, detail)
    try:
        found = json.loads(request.body)
    except RequestDataTooBig as error:
        detail = "An answer is a few short words."
        raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail) from error
    except (ValueError, RecursionError, UnreadablePostError) as error:
        raise bad("The body is not JSON.") from error
    if not isinstance(found, dict) or set(found) - ASKED:
        raise bad("The body is an object with `case`, `answer` and perhaps `task`.")
    return found


def ask_of(body: dict[str, Any]) -> tuple[UUID, UUID | None, Answer]:
    """(case, task, answer) of an acknowledgement."""
    case, task = uuid_of(body.get("case")), uuid_of(body.get("task"))
    if case is None or (task is None and "task" in body):
        raise bad("`case` and `task` are ids as this door gave them.")
    said = body.get("answer")
    if not isinstance(said, str) or said not in list(Answer):
        raise bad(f"`answer` is one of: {', '.join(Answer)}.")
    return case, task, Answer(said)
