"""One person at one door in a real browser: fields by their labels, acts by what they say."""

import re
import time
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

PATIENCE_SECONDS = 20  # the worker answers within a second or two; a busy machine takes longer
OPTIONAL = r"( \(optional\))?$"


def begins(text: str) -> re.Pattern[str]:
    """A name that begins with these words: acts may carry a hint below their label."""
    return re.compile(rf"^{re.escape(text)}(?!\w)")


@dataclass
class Person:
    """Somebody with a browser window of their own."""

    page: Page
    base: str

    def open(self, path: str) -> int:
        """Load an address of the door by hand; returns the HTTP status."""
        answer = self.page.goto(self.base + path)
        assert answer is not None
        return answer.status

    @property
    def path(self) -> str:
        """Where this page lives, below the door."""
        return self.page.url.removeprefix(self.base)

    @property
    def main(self) -> Locator:
        """What the page is about, without heads and feet."""
        return self.page.locator("main")

    def read(self) -> str:
        """Everything the page says."""
        return self.main.inner_text()

    def sees(self, *texts: str) -> None:
        """Each of these stands on the page."""
        for text in texts:
            expect(self.main).to_contain_text(text)

    def sees_no(self, *texts: str) -> None:
        """None of these stands on the page."""
        for text in texts:
            expect(self.main).not_to_contain_text(text)

    def labelled(self, label: str) -> Locator:
        """The control under a label; labels of optional fields say so."""
        return self.main.get_by_label(re.compile(f"^{re.escape(label)}{OPTIONAL}"))

    def write(self, **fields: str) -> None:
        """Type into text fields by field name: the same in every language of a public form."""
        for name, text in fields.items():
            self.main.locator(f"[name={name}]").fill(text)

    def type(self, label: str, text: str) -> None:
        """Type into the field under this label."""
        self.labelled(label).fill(text)

    def tick(self, *labels: str) -> None:
        """Tick boxes, or choose one of several, by label."""
        for label in labels:
            self.main.get_by_label(label, exact=True).check()

    def tick_all(self) -> None:
        """Tick every box of the page."""
        for box in self.main.get_by_role("checkbox").all():
            box.check()

    def choose(self, legend: str, label: str) -> None:
        """Choose under this legend, where several groups offer the same words."""
        group = self.main.get_by_role("group", name=re.compile(f"^{re.escape(legend)}"))
        group.get_by_label(label, exact=True).check()

    def pick(self, label: str, option: str) -> None:
        """Pick from a drop-down list the option that says this, or has it in its words."""
        control = self.labelled(label)
        control.wait_for()  # a click led here; reading texts would not wait for the page
        said = control.locator("option").all_inner_texts()
        exact = option in said
        control.select_option(
            label=option if exact else next(text for text in said if option in text)
        )

    def press(self, text: str, inside: Locator | None = None) -> None:
        """Press the button or follow the link that begins with these words."""
        place = inside or self.main
        name = begins(text)
        both = place.get_by_role("button", name=name).or_(place.get_by_role("link", name=name))
        both.click()
        self.page.wait_for_load_state()

    def row(self, *texts: str) -> Locator:
        """The table row that says all of these, each within one cell."""
        found = self.main.locator("tbody tr")
        for text in texts:
            found = found.filter(has=self.page.locator("th, td").filter(has_text=text))
        return found

    def card(self, title: str) -> Locator:
        """The card with this title on a case page."""
        heading = self.page.get_by_role("heading", name=begins(title))
        return self.main.locator("section.card").filter(has=heading)

    def told(self, term: str) -> str:
        """What a summary list says under this term."""
        named = self.page.locator("dt").get_by_text(term, exact=True)
        return self.main.locator("dl > div").filter(has=named).locator("dd").first.inner_text()

    def allowed(self) -> str:
        """What the page says may be done now."""
        return self.main.locator("section.next > div").first.inner_text()

    def refused(self, act: str) -> str:
        """Who could do this refused act, and every reason why not now; folds are opened."""
        closed = self.main.locator("section.next details:not([open]) > summary")
        while closed.count():
            closed.first.click()
        items = self.main.locator("ul.refused > li").filter(
            has=self.page.locator("b").get_by_text(act, exact=True)
        )
        return items.inner_text()

    def errors(self) -> str:
        """The problems that a form names."""
        return self.page.locator("#errors").inner_text()

    def waits_for(self, place: Locator, text: str) -> None:
        """Load the page again until a place on it shows what a worker brings."""
        end = time.monotonic() + PATIENCE_SECONDS
        while text not in place.inner_text():
            assert time.monotonic() < end, self.read()
            time.sleep(0.2)
            self.page.reload()


@dataclass
class Office:
    """The office door with its staff, each in a browser of their own and signed in once."""

    browser: Browser
    base: str
    staff: dict[str, Person] = field(default_factory=dict)

    def sign_in(self, alias: str, context: BrowserContext) -> Person:
        """As a newcomer does: everything needed stands in the table of the start page."""
        person = Person(context.new_page(), self.base)
        person.open("/")
        cells = person.main.get_by_role("row").filter(
            has=person.page.get_by_role("rowheader", name=alias, exact=True)
        )
        _roles, password, code = cells.get_by_role("cell").all_inner_texts()
        person.type("Alias", alias)
        person.type("Password", password)
        person.type("Code", code)
        person.press("Sign in")
        expect(person.page.get_by_role("heading", level=1)).to_have_text("My work")
        return person

    def __call__(self, alias: str) -> Person:
        """That officer, without scripts, at the office."""
        if alias not in self.staff:
            context = self.browser.new_context(java_script_enabled=False)
            context.set_default_timeout(500 * PATIENCE_SECONDS)
            self.staff[alias] = self.sign_in(alias, context)
        return self.staff[alias]

    def at(self, alias: str, way: str) -> Person:
        """That officer, having taken one of the main ways."""
        person = self(alias)
        nav = person.page.get_by_role("navigation", name="Office")
        nav.get_by_role("link", name=way, exact=True).click()
        return person

    def on_case(self, alias: str, case: str) -> Person:
        """That officer on the page of a case, found by its alias in the list of cases."""
        person = self.at(alias, "Cases")
        person.main.get_by_role("link", name=case, exact=True).click()
        return person
