"""Looks at one page in a real browser: barriers, sideways scrolling, and the keyboard's way."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page

from benchmarks.finding import Place
from safeconduct.demo.browser import Browser

DESK, HALF, PHONE, NARROW = 1280, 640, 360, 320
HIGH = 900
ASK_AXE = """axe.run({resultTypes: ["violations"]}).then(found => found.violations.map(
    one => `${one.id} (${one.impact}) ${one.nodes.slice(0, 3).map(node => node.target)}`))"""
TOO_WIDE = "document.documentElement.scrollWidth > window.innerWidth"
# What the keyboard must come to: of the boxes of one choice one, of folded parts nothing.
# Each that takes the focus says its place in the page, and whether an eye sees the focus.
WATCH = """() => {
    const radios = new Set(), all = "a[href],button,input,select,textarea,summary";
    const name = one => one.tagName.toLowerCase() + " " +
        (one.name || one.getAttribute("href") || one.textContent.trim()).slice(0, 40);
    const wanted = [...document.querySelectorAll(all)].filter(one => {
        if (one.type === "hidden" || one.disabled || !one.checkVisibility()) return false;
        if (one.type !== "radio") return true;
        const group = (one.form ? [...document.forms].indexOf(one.form) : "") + one.name;
        return !radios.has(group) && radios.add(group);
    });
    const place = one => wanted.findIndex(other => other === one ||
        other.type === "radio" && other.name === one.name && other.form === one.form);
    window.came = [];
    document.addEventListener("focusin", event => {
        const style = getComputedStyle(event.target);
        const seen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
        window.came.push([place(event.target), seen, name(event.target)]);
    });
    window.names = wanted.map(name);
    document.activeElement.blur();
    return wanted.length;
}"""
# Who watches crossings, or a list taken in, asks for a page that loads itself anew.
ASKED_FOR = ("?watch", "meta-refresh")
MORE = 3  # stops beyond what is wanted: an area that scrolls is one too


@dataclass
class Looked:
    """What was seen: pages that were looked at, and what is wrong with which."""

    pages: int = 0
    stops: int = 0
    barriers: list[str] = field(default_factory=list)
    sideways: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    @property
    def wrong(self) -> list[str]:
        """Everything, a line each."""
        return [*self.barriers, *self.sideways, *self.keys]


@dataclass(frozen=True)
class Way:
    """How a page is looked at: language, widths, whether by the keyboard too, pictures."""

    language: str
    widths: tuple[int, ...]
    keys: bool
    pictures: Path | None = None


@contextmanager
def window(chromium: Chromium, base: str, browser: Browser, language: str) -> Iterator[Page]:
    """A window with that person's cookies; axe needs scripts, which no page has."""
    context = chromium.new_context(
        viewport={"width": DESK, "height": HIGH}, bypass_csp=True, reduced_motion="reduce"
    )
    cookies = [(one.name, one.value or "") for one in browser.jar if one.name != "sc-language"]
    for name, value in [*cookies, ("sc-language", language)]:
        context.add_cookies([{"name": name, "value": value, "url": base}])
    context.add_init_script(Axe().axe_script)
    page = context.new_page()
    yield page
    context.close()


def look_at_all(page: Page, base: str, places: Iterable[Place], way: Way) -> list[Looked]:
    """One after the other; what is wrong is printed at once."""
    seen = []
    for place in places:
        seen.append(look(page, base, place, way))
        for line in seen[-1].wrong:
            print(line, flush=True)
    return seen


def look(page: Page, base: str, place: Place, way: Way) -> Looked:
    """One page, loaded once: axe and keys at a desk, sideways scrolling at each width."""
    seen, at = Looked(1), place.address
    if place.door == "public":
        at = at.replace("/ru/", f"/{way.language}/", 1)
    name = f"{place.who} {way.language} {at}"
    page.set_viewport_size({"width": DESK, "height": HIGH})
    answer = page.goto(base + at)
    if answer is None or not answer.ok:
        seen.barriers.append(f"{name}: it is not served")
        return seen
    if place.press:
        page.locator(place.press).first.click()
        page.wait_for_load_state()
    asked, rule = ASKED_FOR
    found = [what for what in page.evaluate(ASK_AXE) if not (asked in at and rule in what)]
    seen.barriers += [f"{name}: {what}" for what in found]
    if way.keys:
        seen.stops, unreached = tabbed(page)
        seen.keys += [f"{name}: {why}" for why in unreached]
    for width in (DESK, *way.widths):
        page.set_viewport_size({"width": width, "height": HIGH})
        seen.sideways += [f"{name}: at {width} px"] if page.evaluate(TOO_WIDE) else []
        if way.pictures and width in (DESK, PHONE):
            _picture(page, way.pictures, place, way.language, width)
    return seen


def tabbed(page: Page) -> tuple[int, list[str]]:
    """Press Tab from the top to the end: how many stops, and what is wrong with the way.

    Every act is come to once, in the order of the page, and each time the focus is seen.
    """
    many = page.evaluate(WATCH)
    for _ in range(many + MORE):
        page.keyboard.press("Tab")
    came, names = page.evaluate("[window.came, window.names]")
    first: dict[int, None] = {}
    for place, _, _ in came:
        if place == 0 and len(first) > 1:
            break  # round once
        if place >= 0:
            first.setdefault(place)
    way = list(first)
    wrong = [f"not reached by Tab: {names[one]}" for one in range(many) if one not in first]
    wrong += [] if way == sorted(way) else [f"out of order: {way}"]
    unseen = dict.fromkeys(name for place, seen, name in came if place >= 0 and not seen)
    return many, wrong + [f"focus is not seen: {one}" for one in unseen]


def _picture(page: Page, folder: Path, place: Place, language: str, width: int) -> None:
    name = re.sub(r"<(\w+:)?|>|\^|\$", "", f"{place.door}/{place.pattern}").strip("/")
    name = re.sub(r"[^\w]+", "-", name)
    page.screenshot(path=folder / f"{name}-{language}-{width}.png", full_page=True)
