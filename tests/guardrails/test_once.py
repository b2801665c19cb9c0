"""Every office form that acts carries a token, so that sent twice it acts once."""

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from tests.doors import FORM, FREE, ONCE
from tests.guardrails.test_doors import office_patterns

SOURCE = Path(__file__).resolve().parents[2] / "src" / "safeconduct"
TAG = "{% once %}"
FORM_BEGINS = re.compile(r"<form\b(?:\{[{%].*?[%}]\}|[^>{])*>", re.IGNORECASE)
# What these do twice is what they do once: a code or a key signs in once, an ended session
# stays ended, a language stays chosen. They work without an officer, to whom a token could
# belong.
FREE_FORMS = {"sign_in.html": 1, "lockdown.html": 1, "base_office.html": 2}
# POSTs that only open something: each reading is a line on the record and may be repeated.
READ = {"security-key", "attachment", "cases", "cases-file", "letter", "download"}


def office_templates() -> list[Path]:
    """Everything that is not a page of the public door."""
    return [
        path
        for path in sorted(SOURCE.rglob("*.html"))
        if path.parent.name != "public"
        and path.name != "base_public.html"
        and '"base_public.html"' not in path.read_text()
    ]


def forms_without_token(path: Path) -> int:
    text = path.read_text()
    found = [
        match
        for match in FORM_BEGINS.finditer(text)
        if re.search(r'method="?post', match[0], re.IGNORECASE)
    ]
    bodies = [text[match.end() :].partition("</form>")[0] for match in found]
    return sum(TAG not in body for body in bodies)


@pytest.mark.parametrize("path", office_templates(), ids=lambda path: path.name)
def test_every_form_of_the_office_that_acts_has_a_token(path: Path) -> None:
    assert forms_without_token(path) == FREE_FORMS.get(path.name, 0)


def test_the_search_finds_the_forms_it_guards() -> None:
    assert sum(path.read_text().count(TAG) for path in office_templates()) > 30


def test_only_the_open_forms_and_readings_go_without() -> None:
    free = {
        pattern.lookup_str.rsplit(".", 1)[-1]: f"/{pattern.pattern}"
        for pattern in office_patterns()
        if getattr(pattern.callback, "open_to_all", False)
    }
    assert {
        *("/sign-in/", "/sign-in/second/", "/sign-out/", "/lockdown/", "/language/")
    } == set(FREE)
    assert set(FREE) <= set(free.values())
    reads = {p.name for p in office_patterns() if getattr(p.callback, "reads", False)}
    assert reads == READ


def test_each_form_of_a_page_has_a_token_of_its_own() -> None:
    acts = [{"label": word, "url": f"/{word}/", "post": True} for word in ("a", "b", "c")]
    drawn = [render_to_string("parts/acts.html", {"acts": acts}) for _ in range(2)]
    forms = [form for text in drawn for form in FORM.findall(text)]
    tokens = [token for _, inside in forms for token in ONCE.findall(inside)]
    assert len(forms) == len(tokens) == len(set(tokens)) == 6


def test_no_form_is_drawn_outside_a_template() -> None:
    assert [p.name for p in SOURCE.rglob("*.py") if "<form" in p.read_text()] == []
