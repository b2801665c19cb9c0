"""Walks every address of the office as an officer who is not on the case, and looks for traces.

A trace is an answer other than "there is nothing here" where an address names the case or a
thing of it; its alias, an id or a sealed word on any other page; a row of the case that is
another afterwards; a line about it on the record.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from itertools import islice, product
from typing import Any
from uuid import UUID, uuid4

from django.core.handlers.base import BaseHandler
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, reverse
from django.utils import timezone
from psycopg.sql import SQL, Identifier, Literal

from safeconduct.accounts.core.rules import ALONE, APART, WHO
from safeconduct.accounts.core.terms import Permission, Role
from safeconduct.accounts.models import Officer as OfficerRow
from safeconduct.accounts.signin import open_session
from safeconduct.record.models import Leaf
from tests.cast import Officer
from tests.doors_office.furnished import OF_CASE, Furnished
from tests.materiel.making import as_role

GONE, NOT_POST, BROKEN, COOKIE = 404, 405, 500, "sc-office"
FORM, AROUND = '<form method="post"', 2  # around every page: signing out, and the language
Form = dict[str, str]
TOGETHER = frozenset(Role) - {*APART, *ALONE, Role.PERSON, Role.SYSTEM}
NAMING = frozenset({"casework:cases", "my-work"})  # lists with forms that name cases


@dataclass(frozen=True)
class Address:
    """A page's address with everything filled in.

    `like`: the address in whose place this one stands, which names a case of the stranger's own
    with a thing of the other case.
    """

    page: str
    path: str
    roles: frozenset[Role]
    of_case: bool
    like: str = ""


@dataclass(frozen=True)
class Known:
    """What some roles may see without being on the case, and why that is meant."""

    pages: frozenset[str]
    roles: frozenset[Role]
    shows: frozenset[str]
    why: str


@dataclass(frozen=True)
class Filling:
    """What stands for the names in addresses: ids, other names on some pages, words.

    `own`: a case that the stranger does work on.
    """

    ids: Mapping[str, UUID | int]
    renamed: Mapping[tuple[str, str], str] = field(default_factory=dict)
    words: Mapping[tuple[str, str], Iterable[str]] = field(default_factory=dict)
    own: UUID | None = None

    def of(self, page: str, name: str) -> list[Any]:
        """Every value to walk; none when nothing is known."""
        room = page.partition(":")[0]
        for known in (page, room):
            if (known, name) in self.words:
                return list(self.words[known, name])
        named = self.renamed.get((page, name), name)
        return [self.ids[named]] if named in self.ids else []


def pages(resolver: URLResolver, room: str = "") -> Iterator[tuple[str, URLPattern]]:
    """(name with its room, pattern) of every page of a door."""
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from pages(one, f"{one.namespace}:" if one.namespace else room)
        else:
            yield f"{room}{one.name}", one


def addresses(
    resolver: URLResolver, filling: Filling, most: int | None = None
) -> tuple[list[Address], list[str]]:
    """The addresses behind the door's guard, of each page at most so many; what is not filled.

    `most` None: every one, for every word that stands in an address in place of an id.
    """
    found, unfilled = [], []
    for page, pattern in pages(resolver):
        if getattr(pattern.callback, "open_to_all", False):
            continue
        names = list(pattern.pattern.converters)
        values = [filling.of(page, name) for name in names]
        if not all(values):
            unfilled.append(f"{page}: {', '.join(names)}")
            continue
        known = {filling.renamed.get((page, name), name) for name in names}
        permission = getattr(pattern.callback, "permission", None)
        roles = WHO[permission] if isinstance(permission, Permission) else frozenset()
        for chosen in islice(product(*values), most):
            given = dict(zip(names, chosen, strict=True))
            path, of_case = reverse(page, kwargs=given), bool(known & OF_CASE)
            found.append(Address(page, path, roles, of_case))
            if filling.own and "file_id" in names and len(known & OF_CASE) > 1:
                mixed = reverse(page, kwargs={**given, "file_id": filling.own})
                found.append(Address(f"{page} of an own case", mixed, roles, True, path))
    return found, unfilled


class Forms(HTMLParser):
    """The forms of a page as a browser would send them, each field with something in it."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.found = path, dict[str, Form]()
        self.form: Form | None = None
        self.choice = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A form begins, or a field of it."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            posts = given.get("method") == "post"
            self.form = {} if posts else None
            if self.form is not None:
                self.found[given.get("action") or self.path] = self.form
        elif self.form is None:
            return
        elif tag == "option" and self.choice:
            self.form[self.choice] = self.form[self.choice] or given.get("value", "")
        elif "name" in given:
            self._field(tag, given)

    def _field(self, tag: str, given: Form) -> None:
        assert self.form is not None
        name, kind = given["name"], given.get("type", "text")
        self.choice = name if tag == "select" else ""
        typed = tag == "textarea" or (tag == "input" and kind in ("text", "search"))
        value = given.get("value") or ("7" if typed else "")
        if kind in ("checkbox", "radio"):
            value = given.get("value", "on")
        self.form.setdefault(name, value)


class Browser:
    """An officer's browser at the office door, without the detours of Django's test client."""

    def __init__(self, officer: Officer) -> None:
        row = OfficerRow.objects.get(id=officer.id)
        self.cookie = open_session(row, officer.keys.private, timezone.now())
        self.officer, self.factory = officer, RequestFactory()
        self.factory.cookies[COOKIE] = self.cookie
        self.handler = BaseHandler()
        self.handler.load_middleware()

    def ask(self, path: str, form: Form | None = None) -> tuple[int, str]:
        """(status, page or whereto) of a GET, or of a POST when there is a form."""
        if form is None:
            request = self.factory.get(path)
        else:
            request = self.factory.post(path, {**form, "once": str(uuid4())})
        setattr(request, "_dont_enforce_csrf_checks", True)
        response = self.handler.get_response(request)
        text = response.headers.get("Location", "")
        if isinstance(response, HttpResponse):
            text += response.content.decode("utf-8", "replace")
        elif response.status_code != GONE:
            text += "(a file)"
        return response.status_code, unescape(text)

    def becomes(self, *roles: Role) -> None:
        """From now on this officer holds these roles and no other."""
        held = [role.value for role in roles]
        OfficerRow.objects.filter(id=self.officer.id).update(roles=held)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is done inside did not happen."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def rows_about(ids: Collection[object]) -> dict[str, tuple[int, str]]:
    """(how many, which versions) of the rows of every table that name one of these ids."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            " AND tablename NOT LIKE 'record\\_%'"
        )
        parts = [
            SQL(
                "SELECT {}, count(*), md5(string_agg(concat(t.xmin, t.ctid), ','"
                " ORDER BY t.ctid)) FROM {} t WHERE t::text ~ {}"
            ).format(Literal(name), Identifier(name), Literal("|".join(map(str, ids))))
            for (name,) in cursor.fetchall()
        ]
        cursor.execute(SQL(" UNION ALL ").join(parts))
        return {name: (count, versions) for name, count, versions in cursor.fetchall()}


@dataclass
class Walk:
    """A stranger's walk along all addresses of the door, in one set of roles after another."""

    case: Furnished
    stranger: Browser
    door: list[Address]
    known: tuple[Known, ...] = ()
    alike: Mapping[str, str] = field(default_factory=dict)
    forms: Mapping[str, Form] = field(default_factory=dict)
    everything: bool = False
    found: list[str] = field(default_factory=list)
    asked: int = 0

    def __post_init__(self) -> None:
        self.needles = self.case.needles
        self.sought = re.compile("|".join(map(re.escape, self.needles)))
        self.sent = set[str]()

    def go(self, turns: Iterable[Collection[Role]]) -> list[str]:
        """What was found wrong: by the way, then in the case's rows and on the record."""
        ids = [self.case.ids[name] for name in OF_CASE & set(self.case.ids)]
        with undone():
            before, lines = rows_about(ids), Leaf.objects.count()
            left = self.door
            for roles in turns:
                left = self._turn(frozenset(roles), left)
            after = rows_about(ids)
            self.found += [f"{one} is another" for one in after if after[one] != before[one]]
            self._lines(lines)
        return sorted(set(self.found))

    def _turn(self, roles: frozenset[Role], door: list[Address]) -> list[Address]:
        """Ask for every address that one of these roles opens; those it does not are left.

        Roles that are nobody's here ask for one address of every page.
        """
        self.stranger.becomes(*roles)
        mine = [one for one in door if one.roles & roles]
        with as_role("sc_office"):
            for one in mine:
                self._ask_all(one, roles)
            for one in () if mine else one_of_each(self.door):
                self._judge(one, "GET", frozenset(), self._asked(one.path), wall=True)
        return [one for one in door if not one.roles <= roles] if mine else door

    def _lines(self, since: int) -> None:
        key = self.stranger.officer.keys.key_id
        for kind, data in Leaf.objects.filter(number__gte=since, actor=key).values_list(
            "kind", "data"
        ):
            if self.sought.search(bytes(data).decode()):
                self.found.append(f"a line {kind} on the record")

    def _ask_all(self, one: Address, roles: frozenset[Role]) -> None:
        shows = self._shows(one.page, roles)
        wall = one.of_case and not shows
        came = self._asked(one.path)
        self._judge(one, "GET", shows, came, wall=wall)
        if one.of_case and shows:
            return  # the act is this role's own work
        if wall or came[0] == NOT_POST or came[1].count(FORM) > AROUND:
            for form in self._forms_to(one):
                self._judge(one, "POST", shows, self._asked(one.path, form), wall=wall)

    def _forms_to(self, one: Address) -> list[Form]:
        """The form that members are shown, and an empty one: where it is not asked for
        everything, one of them for one address of every page.
        """
        filled = self.forms.get(one.like or one.path)
        both = [form for form in (filled, {}) if form is not None]
        if self.everything:
            return both
        first = one.page not in self.sent
        self.sent.add(one.page)
        return both[:1] if first else []

    def _asked(self, path: str, form: Form | None = None) -> tuple[int, str]:
        self.asked += 1
        return self.stranger.ask(path, form)

    def _shows(self, page: str, roles: frozenset[Role]) -> frozenset[str]:
        found = [one.shows for one in self.known if page in one.pages and roles & one.roles]
        return frozenset().union(*found)

    def _judge(
        self, one: Address, how: str, shows: frozenset[str], came: tuple[int, str], wall: bool
    ) -> None:
        status, text = came
        if wall and self._differs(one, how, status):
            self.found.append(f"{how} {one.page} answers {status}")
        elif status >= BROKEN:
            self.found.append(f"{how} {one.page} breaks")
        rest = text.replace(one.path, "")
        seen = {self.needles[hit] for hit in self.sought.findall(rest)} - shows
        self.found += [f"{how} {one.page} shows {what}" for what in sorted(seen)]

    def _differs(self, one: Address, how: str, status: int) -> bool:
        if status == GONE or (how == "GET" and status == NOT_POST):
            return False
        return one.page not in self.alike or self._answer_to_nobody(one, how) != status

    def _answer_to_nobody(self, one: Address, how: str) -> int:
        """What the same page says of an id that stands for nothing at all."""
        path = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", str(uuid4()), one.path)
        return self._asked(path, None if how == "GET" else {})[0]


def one_of_each(door: list[Address]) -> list[Address]:
    """One address of every page, as they stand in the table."""
    return list({one.page: one for one in reversed(door) if not one.like}.values())


def look_around(member: Browser, door: list[Address]) -> tuple[dict[str, Form], set[str]]:
    """The forms that an officer of the case is shown, and the pages that are not there.

    Of each page one address, in every role that works on cases or pays; those roles that must
    stay apart come one after the other.
    """
    forms = dict[str, Form]()
    left = one_of_each(door)
    for role in APART:
        with undone():
            member.becomes(*TOGETHER, role)
            with as_role("sc_office"):
                left = [one for one in left if not _is_there(member, one, forms)]
    return forms, {one.page for one in left}


def _is_there(member: Browser, one: Address, forms: dict[str, Form]) -> bool:
    """Whether the page answers; its forms are kept. What takes only a POST is sent one."""
    if not one.of_case and one.page not in NAMING:
        return True
    status, text = member.ask(one.path)
    reader = Forms(one.path)
    reader.feed(text)
    forms |= reader.found
    if status == NOT_POST:
        with undone():
            status, _ = member.ask(one.path, forms.get(one.path, {}))
    return status != GONE and status < BROKEN
