"""The whole journey in one story, from a letter nobody has opened to a paid reward.

Each test is one point of the way and goes on where the one before it ended.
"""

import pytest

from tests.browser.conftest import Story
from tests.browser.person import Office, Person

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

LETTER = "Меня ищут. Хочу выйти живым и привести вертолёт. Со мной никого."
SERIAL, TWIN = "8AMTSH-71503", "BM21-55190"
HALF_MILLION = "500\u00a0000\u00a0USD"
NEEDS_SAFETY = (
    "Arrival is not attested by two different people.",
    "The case is not in safety.",
)


def test_01_somebody_writes_and_gets_words_to_come_back_with(
    stranger: Person, story: Story
) -> None:
    page, cookies = stranger.page, stranger.page.context.cookies
    stranger.open("/")
    for language in ("uk", "en", "ru"):
        stranger.open("/")
        stranger.main.locator(f"a[href='/{language}/']").click()
        assert page.url.endswith(f"/{language}/")
        assert page.locator("html").get_attribute("lang") == language
    stranger.main.locator("ul.links a").first.click()
    assert cookies() == []
    stranger.main.locator("a[href$='/write/']").first.click()
    asked = stranger.main.locator("form [name]:not([type=hidden])")
    names = {field.get_attribute("name") for field in asked.all()}
    assert names == {"text", "danger", "long_code"}
    stranger.write(text=LETTER)
    stranger.main.locator("[name=danger][value='being looked for']").check()
    stranger.main.locator("form button").click()
    shown = stranger.main.locator("ol.words li").all_inner_texts()
    assert len(shown) == 6
    story.words = " ".join(shown)
    stranger.main.locator("a[href='?practise']").click()
    assert shown[0] not in stranger.read()
    stranger.write(words="не те слова")
    stranger.main.locator("form button").click()
    assert page.locator("#errors").is_visible()
    stranger.write(words=story.words.upper())
    stranger.main.locator("form button").click()
    assert page.url.endswith("/ru/mailbox/")
    assert len(cookies()) == 1


def test_02_the_office_opens_a_case_and_answers(
    office: Office, stranger: Person, story: Story
) -> None:
    iryna = office.at("Iryna", "Triage")
    iryna.press("Open the letter", iryna.row("being looked for", "ru"))
    iryna.sees(LETTER)
    iryna.press("Open the case")
    heading = iryna.page.get_by_role("heading", level=1)
    story.case = heading.inner_text().splitlines()[0].rsplit(" ", 1)[0]
    print(repr(heading.inner_text()))
