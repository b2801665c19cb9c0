"""The one list of what the partner door answers to; addresses and OpenAPI come from it."""

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from safeconduct.accounts.core.terms import Role
from safeconduct.casework.core.terms import CaseKind, Stage
from safeconduct.contact.core.code import Language
from safeconduct.contact.core.terms import Danger
from safeconduct.partners.core.terms import Answer, EventKind, Scope

Schema = dict[str, Any]
UUID_TEXT: Schema = {"type": "string", "format": "uuid"}
DAY: Schema = {"type": "string", "format": "date"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
MOST, USUAL = 100, 50  # rows of a page
LARGEST = 2**63 - 1


def _named(values: Any, says: str) -> Schema:
    return {"type": "string", "enum": sorted(map(str, values)), "description": says}


def _whole(properties: dict[str, Schema], says: str, free: tuple[str, ...] = ()) -> Schema:
    return {
        "type": "object",
        "description": says,
        "properties": properties,
        "required": [name for name in properties if name not in free],
        "additionalProperties": False,
    }


def _page(item: str, next_value: Schema) -> Schema:
    items = {"type": "array", "items": _ref(item), "maxItems": MOST}
    says = "Give `next` as `after` to go on."
    return _whole({"items": items, "next": next_value}, says)


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


NEXT: Schema = {"type": ["string", "null"], "description": "null: these were the last"}
CASE_ID: Schema = {**UUID_TEXT, "description": "of this case for this partner only"}
SCHEMAS: dict[str, Schema] = {
    "Case": _whole(
        {
            "id": CASE_ID,
            "alias": {"type": "string", "description": "generated; says nothing of a person"},
            "kind": _named(CaseKind, "new kinds may come"),
            "stage": _named(Stage, "where the person is on the way"),
            "language": _named(Language, "of the person"),
            "danger": _named(Danger, "as it was told last"),
            "opened": DAY,
            "shared": DAY,
        },
        "A case that two officers share with this partner: what is not sealed, and no more.",
    ),
    "Task": _whole(
        {
            "id": UUID_TEXT,
            "case": CASE_ID,
            "code": {"type": "string"},
            "role": _named(Role, "who has to do it"),
            "due": MOMENT,
            "done": {"type": ["string", "null"], "format": "date"},
        },
        "Work on a shared case; a code, never words.",
    ),
    "Event": _whole(
        {
            "number": {"type": "integer", "minimum": 1},
            "kind": _named(EventKind, "what happened; ask for the case to learn the rest"),
            "case": CASE_ID,
            "at": MOMENT,
        },
        "Something happened. Numbers of a partner rise without gaps.",
    ),
    "Ask": _whole(
        {"case": CASE_ID, "task": UUID_TEXT, "answer": _named(Answer, "what you say")},
        "An answer about a shared case, or about one task of it.",
        ("task",),
    ),
    "Noted": _whole({"id": UUID_TEXT, "at": MOMENT}, "The answer was written down."),
    "Problem": _whole(
        {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
        },
        "RFC 9457.",
    ),
}
SCHEMAS |= {
    "Cases": _page("Case", NEXT),
    "Tasks": _page("Task", NEXT),
    "Events": _page(
        "Event", {"type": "integer", "minimum": 0, "description": "the last number, always"}
    ),
}
AFTER_ID: Schema = {"name": "after", "in": "query", "schema": UUID_TEXT}
AFTER_NUMBER: Schema = {
    "name": "after",
    "in": "query",
    "schema": {"type": "integer", "minimum": 0, "maximum": LARGEST, "default": 0},
}
LIMIT: Schema = {
    "name": "limit",
    "in": "query",
    "schema": {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL},
}
ID: Schema = {"name": "id", "in": "path", "required": True, "schema": UUID_TEXT}
KEY: Schema = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "schema": UUID_TEXT,
    "description": "your own random id; the same request sent twice acts once",
}


@dataclass(frozen=True)
class Operation:
    """One thing to ask: how, where, with which scope, what comes back."""

    name: str
    method: str
    path: str
    scope: Scope
    summary: str
    gives: dict[HTTPStatus, str]
    parameters: tuple[Schema, ...] = ()
    takes: str | None = None
    refuses: tuple[HTTPStatus, ...] = field(default=())

    def query(self) -> frozenset[str]:
        """Names that may stand in the query."""
        return frozenset(one["name"] for one in self.parameters if one["in"] == "query")


S = HTTPStatus
ALWAYS = (
    S.BAD_REQUEST, S.UNAUTHORIZED, S.FORBIDDEN, S.METHOD_NOT_ALLOWED, S.NOT_ACCEPTABLE,
    S.TOO_MANY_REQUESTS, S.SERVICE_UNAVAILABLE,
)  # fmt: skip
OPERATIONS = (
    Operation(
        "cases", "GET", "/v1/cases", Scope.CASES_READ, "Cases shared with you",
        {S.OK: "Cases"}, (AFTER_ID, LIMIT),
    ),
    Operation(
        "case", "GET", "/v1/cases/{id}", Scope.CASES_READ, "One of them",
        {S.OK: "Case"}, (ID,), refuses=(S.NOT_FOUND,),
    ),
    Operation(
        "tasks", "GET", "/v1/tasks", Scope.TASKS_READ, "Tasks of the shared cases",
        {S.OK: "Tasks"}, (AFTER_ID, LIMIT),
    ),
    Operation(
        "task", "GET", "/v1/tasks/{id}", Scope.TASKS_READ, "One of them",
        {S.OK: "Task"}, (ID,), refuses=(S.NOT_FOUND,),
    ),
    Operation(
        "events", "GET", "/v1/events", Scope.EVENTS_READ, "What happened after a number",
        {S.OK: "Events"}, (AFTER_NUMBER, LIMIT),
    ),
    Operation(
        "acknowledge", "POST", "/v1/acknowledgements", Scope.ACKS_WRITE,
        "Say what became of a case or a task",
        {S.CREATED: "Noted", S.OK: "Noted"}, (KEY,), "Ask",
        (
            S.NOT_FOUND, S.REQUEST_ENTITY_TOO_LARGE, S.UNSUPPORTED_MEDIA_TYPE,
            S.CONFLICT,
        ),
    ),
)  # fmt: skip


def _described(one: Operation) -> Schema:
    answers: Schema = {
        str(status.value): {
            "description": status.phrase,
            "headers": {"ETag": {"schema": {"type": "string"}}},
            "content": {"application/json": {"schema": _ref(name)}},
        }
        for status, name in one.gives.items()
    }
    if one.method == "GET":
        answers["304"] = {"description": "You have it already"}
    for status in (*ALWAYS, *one.refuses):
        content = {"application/problem+json": {"schema": _ref("Problem")}}
        answers[str(status.value)] = {"description": status.phrase, "content": content}
    said: Schema = {
        "operationId": one.name,
        "summary": one.summary,
        "description": f"Scope: `{one.scope}`.",
        "parameters": list(one.parameters),
        "responses": dict(sorted(answers.items())),
        "security": [{"token": []}],
    }
    if one.takes:
        content = {"application/json": {"schema": _ref(one.takes)}}
        said["requestBody"] = {"required": True, "content": content}
    return said


def document() -> Schema:
    """The OpenAPI 3.1 document of this door."""
    paths: Schema = {}
    for one in OPERATIONS:
        paths.setdefault(one.path, {})[one.method.lower()] = _described(one)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Safe Conduct, partner door",
            "version": "1",
            "description": "What is not sealed of the cases that are shared with a partner.",
        },
        "paths": paths,
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }
