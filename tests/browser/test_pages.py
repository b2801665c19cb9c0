"""Every page in a real browser: its width, weight, words for ears, keys and print."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, Response, expect

from safeconduct.outreach.core.pages import READING_ORDER
from tests.browser.conftest import DESK, PATIENCE_MS, PHONE
from tests.browser.person import Office, Person

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

# One officer of each role.
EVERY_ROLE = (
    *("Iryna", "Olena", "Vasyl", "Petro", "Ruta", "Lina", "Pavlo", "Anna", "Viktor"),
    *("Fedir", "Faina", "Marta", "Emil", "Daria", "Audra"),
)
ON_CASES = ("Olena", "Vasyl", "Petro", "Lina", "Pavlo", "Anna", "Fedir", "Emil")
CASES_EACH = 2  # the latest first: the case of the journey, when it was walked before
LANGUAGES = ("ru", "uk", "en")
TOO_WIDE = "document.documentElement.scrollWidth > window.innerWidth"
# Budget of the public door: one page and its stylesheet on a bad line.
HOME_REQUESTS, HOME_BYTES, FLOW_BYTES = 2, 25_000, 60_000
BAD = ("serious", "critical")


@contextmanager
def window(browser: Browser, **wishes: Any) -> Iterator[tuple[Page, list[str]]]:
    """A window with scripts on, so that the page can be measured; and what its console says."""
    context = browser.new_context(viewport=DESK, **wishes)
    context.set_default_timeout(PATIENCE_MS)
    page, said = context.new_page(), list[str]()
    page.on("console", lambda line: said.append(f"{page.url}: {line.text}"))
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
    yield page, said
    context.close()


def signed(person: Person) -> dict[str, Any]:
    """The cookies of an officer who is signed in already: a code works once."""
    return {"storage_state": person.page.context.storage_state()}


def look(page: Page, address: str) -> list[str]:
    """Load a page; what is wrong with it on a desk screen and on a phone."""
    answer = page.goto(address)
    wrong = [] if answer is not None and answer.ok else ["it is not served"]
    wrong += ["it holds a script"] if page.locator("script").count() else []
    # The size it has already comes first: each change draws the page anew.
    for size in sorted((DESK, PHONE), key=lambda one: one != page.viewport_size):
        page.set_viewport_size(size)
        wrong += [f"too wide at {size['width']}"] if page.evaluate(TOO_WIDE) else []
    return [f"{address}: {why}" for why in wrong]


def links(page: Page, css: str) -> list[str]:
    """Addresses of all links that a selector finds, each once."""
    found: list[str] = page.locator(css).evaluate_all("all => all.map(a => a.href)")
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("alias", EVERY_ROLE)
def test_every_way_of_the_role_fits_both_screens(
    browser: Browser, office: Office, alias: str
) -> None:
    with window(browser, **signed(office(alias))) as (page, said):
        page.goto(office.base + "/my-work/")
        ways = links(page, "header nav a")
        wrong = [why for way in ways for why in look(page, way)]
    assert len(ways) > 1
    assert wrong + said == []


@pytest.mark.parametrize("alias", ON_CASES)
def test_a_case_and_what_its_cards_lead_to_fit_both_screens(
    browser: Browser, office: Office, alias: str
) -> None:
    with window(browser, **signed(office(alias))) as (page, said):
        page.goto(office.base + "/cases/")
        cases = links(page, "tbody a")[:CASES_EACH]
        wrong = [why for case in cases for why in look(page, case)]
        rooms = links(page, ".card a") + links(page, "section.next a") + links(page, "main p a")
        wrong += [why for room in rooms for why in look(page, room)]
    assert rooms
    assert wrong + said == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_guidance_fits_both_screens(browser: Browser, public_base: str, language: str) -> None:
    slugs = ["", "write", "return", *(slug for slug in READING_ORDER if slug != "home")]
    with window(browser) as (page, said):
        wrong = [
            why
            for slug in slugs
            for why in look(page, f"{public_base}/{language}/{slug}{'/' if slug else ''}")
        ]
    assert wrong + said == []


def write_letter(page: Page, base: str) -> str:
    """A first letter in English from somebody abroad; ends on the page with the words."""
    page.goto(base + "/en/write/")
    page.locator("main [name=text]").fill("I left. What can I do?")
    page.locator("[name=danger][value=abroad]").check()
    page.locator("main form button").click()
    return " ".join(page.locator("ol.words li").all_inner_texts())


def barriers(page: Page, **options: Any) -> list[str]:
    """What axe finds that keeps people out."""
    found = Axe().run(page, options=options or None).response["violations"]
    return [
        f"{page.url}: {one['id']} {[node['target'] for node in one['nodes']][:3]}"
        for one in found
        if one["impact"] in BAD
    ]


def barriers_by_day_and_night(page: Page) -> list[str]:
    """All rules in light colours, and the contrast again in dark ones."""
    page.emulate_media(color_scheme="light")
    found = barriers(page)
    page.emulate_media(color_scheme="dark")
    return found + barriers(page, runOnly=["color-contrast"])


def test_nothing_keeps_anybody_out_of_the_public_door(
    browser: Browser, public_base: str
) -> None:
    with window(browser, bypass_csp=True) as (page, _):
        found = []
        for way in ("/", "/ru/", "/ru/write/", "/ru/return/"):
            page.goto(public_base + way)
            found += barriers_by_day_and_night(page)
        write_letter(page, public_base)
        found += barriers_by_day_and_night(page)
        page.locator("button[name=skip]").click()
        expect(page.locator("a[href$='/leave/']").last).to_be_visible()
        found += barriers_by_day_and_night(page)
    assert found == []


def test_nothing_keeps_anybody_out_of_the_office(browser: Browser, office: Office) -> None:
    with window(browser, bypass_csp=True) as (page, _):
        page.goto(office.base + "/sign-in/")
        found = barriers_by_day_and_night(page)
    ways = {
        "Olena": ("/my-work/", "tbody a"),
        "Fedir": ("/payments/", "tbody a"),
        "Lina": ("/impact/", ""),
    }
    for alias, (way, first) in ways.items():
        with window(browser, bypass_csp=True, **signed(office(alias))) as (page, _):
            page.goto(office.base + way)
            found += barriers_by_day_and_night(page)
            if first:
                page.locator(first).first.click()
                found += barriers_by_day_and_night(page)
    assert found == []


def test_a_letter_can_be_written_with_keys_alone(stranger: Person) -> None:
    page, press = stranger.page, stranger.page.keyboard.press
    stranger.open("/ru/write/")
    press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    expect(page.locator("a.skip")).to_be_in_viewport()
    press("Enter")
    expect(stranger.main).to_be_focused()
    way = []
    for _ in range(12):
        press("Tab")
        here = page.locator(":focus")
        name = here.get_attribute("name") or here.evaluate("one => one.tagName")
        way.append(name)
        if name == "text":
            page.keyboard.type("Я пишу без мыши.")
        elif name == "danger":
            press("Space")
            expect(here).to_be_checked()
        elif name == "BUTTON":
            break
    assert way[-5:] == ["text", "danger", "writer", "long_code", "BUTTON"]
    press("Enter")
    expect(stranger.main.locator("ol.words li")).to_have_count(6)


# What can be reached by keys: boxes of one choice count once, folded parts are not there.
REACHABLE = """() => {
    const radios = new Set(), all = "a[href],button,input,select,textarea,summary";
    return [...document.querySelectorAll(all)].filter(
        one => {
            if (one.type === "hidden" || one.disabled || !one.checkVisibility()) return false;
            if (one.type !== "radio") return true;
            return !radios.has(one.name) && radios.add(one.name);
        }).length;
}"""
SEEN_FOCUS = """() => {
    const one = document.activeElement, style = getComputedStyle(one);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
        ? "" : one.outerHTML.slice(0, 80);
}"""


def tab_through(page: Page) -> tuple[int, list[str]]:
    """How many places Tab leads to before it begins again; those whose focus is not seen."""
    steps, unseen = 0, list[str]()
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    page.evaluate("window.been = new Set()")
    while steps < 400:
        page.keyboard.press("Tab")
        fresh = page.evaluate(
            "() => document.activeElement !== document.body"
            " && !been.has(document.activeElement) && !!been.add(document.activeElement)"
        )
        if not fresh:
            return steps, unseen
        steps += 1
        unseen += [hidden] if (hidden := page.evaluate(SEEN_FOCUS)) else []
    return steps, [*unseen, "a trap: Tab never came round"]


def go_by_keys(page: Page, name: str) -> None:
    """Tab on until what bears this name has the focus."""
    for _ in range(400):
        page.keyboard.press("Tab")
        here = page.evaluate("() => (document.activeElement.innerText || '').trim()")
        if here.startswith(name):
            return
    raise AssertionError(name)


def test_a_case_is_worked_on_with_keys_alone(browser: Browser, office: Office) -> None:
    with window(browser, **signed(office("Olena"))) as (page, _):
        page.goto(office.base + "/cases/")
        go_by_keys(page, page.locator("tbody a").last.inner_text())
        page.keyboard.press("Enter")
        page.wait_for_url("**/cases/*-*/")
        steps, unseen = tab_through(page)
        assert (steps, unseen) == (page.evaluate(REACHABLE), [])
        page.reload()
        go_by_keys(page, "Skip to the work")
        page.keyboard.press("Enter")
        page.wait_for_function("document.activeElement.id === 'main'")
        go_by_keys(page, "Quiet hours of the person")
        page.keyboard.press("Enter")
        page.wait_for_url("**/quiet/")
        page.locator("main").focus()
        page.keyboard.press("Tab")
        while page.evaluate("() => document.activeElement.tagName") != "BUTTON":
            if page.evaluate("() => document.activeElement.tagName") == "SELECT":
                page.keyboard.press("ArrowDown")
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("main [role=status]")).to_be_visible()


def test_the_first_page_is_light(browser: Browser, public_base: str) -> None:
    with window(browser) as (page, _):
        got: list[Response] = []
        page.on("response", lambda answer: got.append(answer))
        page.goto(public_base + "/ru/", wait_until="networkidle")
        sizes = {one.url: len(one.body()) for one in got}
    assert len(sizes) <= HOME_REQUESTS, sizes
    assert sum(sizes.values()) <= HOME_BYTES, sizes


def test_writing_and_coming_back_is_light(browser: Browser, public_base: str) -> None:
    with window(browser) as (page, _):
        page.goto(public_base + "/ru/")  # the stylesheet is kept from here on
        got: list[Response] = []
        page.on("response", lambda answer: got.append(answer))
        page.goto(public_base + "/en/")
        words = write_letter(page, public_base)
        page.locator("button[name=skip]").click()
        page.goto(public_base + "/en/return/")
        page.locator("main [name=words]").fill(words)
        page.locator("main form button").click()
        page.wait_for_url("**/mailbox/")
        total = sum(sum(_transferred(one)) for one in got)
    assert total <= FLOW_BYTES


def _transferred(answer: Response) -> tuple[int, int]:
    sizes = answer.request.sizes()
    return sizes["responseHeadersSize"], sizes["responseBodySize"]


def test_paper_shows_no_ways_around(office: Office) -> None:
    olena = office.at("Olena", "Cases")
    olena.main.locator("tbody a").first.click()
    header = olena.page.get_by_role("navigation", name="Office")
    expect(header).to_be_visible()
    olena.page.emulate_media(media="print")
    expect(header).to_be_hidden()
    expect(olena.page.get_by_role("heading", level=1)).to_be_visible()
    olena.page.emulate_media(media="screen")
