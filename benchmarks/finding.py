"""Finds the pages of a running instance: whatever a person at a door can reach by links.

An address table says which pages there are, a crawl says where they lie: a page that no link
leads to is not found, and nobody would find it either.
"""

import inspect
import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import parse_qsl, urldefrag, urlsplit

from django.urls import Resolver404, URLPattern, URLResolver, get_resolver
from django.utils.translation import override

from safeconduct.demo.browser import Browser

LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]+)"')
PREFIX = "ru"
AWAY = "ru/leave/"  # leads off the site at once, to somebody else's page
ALIKE = 5  # addresses of one sight that one person is shown, for what differs between them
HUB, MOST_HUBS = "cases/<uuid:file_id>/", 20  # case pages lead to nearly everything else


@dataclass(frozen=True)
class Place:
    """A page: what makes it another sight, where, who saw it, and whether it is HTML.

    `press`: what is pressed there, where the page is the answer to a form.
    """

    door: str
    sight: tuple[str, ...]
    address: str
    who: str
    html: bool
    press: str = ""

    @property
    def pattern(self) -> str:
        """Of the address table."""
        return self.sight[0]


def loaded(view: Callable[..., object] | None) -> bool:
    """Whether a view can be loaded at all; some only take forms."""
    while view is not None:
        only = inspect.getclosurevars(view).nonlocals.get("request_method_list")
        if only is not None and "GET" not in only:
            return False
        view = getattr(view, "__wrapped__", None)
    return True


def patterns(door: str) -> set[str]:
    """The pages of a door's address table."""
    with override(PREFIX):  # the public table begins with the language
        return set(_routes(get_resolver(f"safeconduct.doors.{door}.urls").url_patterns, ""))


def _routes(entries: Iterable[URLPattern | URLResolver], before: str) -> Iterator[str]:
    for entry in entries:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _routes(entry.url_patterns, route)
        elif loaded(entry.callback):
            yield route


def sight_of(door: str, address: str) -> tuple[str, ...]:
    """Pattern, named parts and names of the question: what makes a page another sight.

    () when nothing is there. Ids make no other sight.
    """
    parts = urlsplit(address)
    try:
        with override(PREFIX):
            match = get_resolver(f"safeconduct.doors.{door}.urls").resolve(parts.path)
    except Resolver404:
        return ()
    named = [one for one in match.kwargs.values() if isinstance(one, str)]
    asked = {key for key, _ in parse_qsl(parts.query, keep_blank_values=True)}
    return (str(match.route), *named, *sorted(asked))


def crawl(door: str, who: str, browser: Browser, starts: Iterable[str]) -> Iterator[Place]:
    """What one person reaches by links from the starts, each kind of page a few times."""
    way, known, seen = deque(starts), set[str](starts), Counter[tuple[str, ...]]()
    while way:
        address = way.popleft()
        sight = sight_of(door, address)
        most = MOST_HUBS if sight[:1] == (HUB,) else ALIKE
        if not sight or sight[0] == AWAY or seen[sight] >= most:
            continue
        seen[sight] += 1
        browser.get(address)
        html = browser.text.lstrip()[:15].lower() == "<!doctype html>"
        led_on = urlsplit(browser.url).path != urlsplit(address).path
        broken = browser.status >= 500  # looked at again, and counted then
        if broken or (browser.status == 200 and not led_on):
            yield Place(door, sight, address, who, html or broken)
        for link in [browser.url] if led_on else LINK.findall(browser.text) if html else []:
            to = _inside(browser, link, address)
            if to and to not in known:
                known.add(to)
                way.append(to)


def _inside(browser: Browser, link: str, at: str) -> str:
    """The address below the door that a link leads to; "" when it leads elsewhere."""
    to = urldefrag(unescape(link)).url
    if to.startswith("?"):
        return urlsplit(at).path + to
    to = to.removeprefix(browser.base.rstrip("/"))
    return to if to.startswith("/") and not to.startswith("//") else ""
