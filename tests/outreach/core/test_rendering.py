"""A few marks become tags, everything else is shown as it is; marks of sources, postures."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.outreach.core import rendering
from safeconduct.outreach.core.pages import READING_ORDER
from safeconduct.outreach.core.posture import Posture

KNOWN_TAGS = re.compile(
    r"</?(?:p|h2|h3|ul|ol|li|strong|a|sup)>"
    r'|<p class="lead">|<ol class="steps">|<ul class="links">|<a href="[^"<>]*">'
)


def show(body: str, address: Callable[[str], str] = str) -> str:
    return rendering.render(body, address, READING_ORDER, numbers={"gc3-17": 1})


def test_known_marks_become_tags() -> None:
    body = "One\nline.\n\n## Head\n\n- a **b**\n- [c](rights)\n\n1. first\n2. second\n\nEnd."
    assert show(body, lambda slug: f"/x/{slug}") == (
        '<p class="lead">One line.</p>\n<h2>Head</h2>\n'
        '<ul><li>a <strong>b</strong></li><li><a href="/x/rights">c</a></li></ul>\n'
        '<ol class="steps"><li>first</li><li>second</li></ol>\n<p>End.</p>'
    )


@pytest.mark.parametrize(
    "target",
    ["https://example.org", "javascript:alert", "//example.org", "/office", "", "Rights"],
)
def test_a_link_may_only_name_a_guidance_page(target: str) -> None:
    with pytest.raises(ValueError, match="guidance page"):
        show(f"See [this]({target}).", str)


def test_a_list_of_links_alone_is_made_for_thumbs() -> None:
    assert show("- [a](rights)\n- [b](why)", str).startswith('<ul class="links"><li><a')
    assert show("- [a](rights) too", str).startswith("<ul><li>")


def test_markup_in_a_page_is_shown_not_obeyed() -> None:
    html = show('<script>x</script> & "y" <img src=x onerror=z>', str)
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;" in html


@settings(max_examples=100)
@given(st.text(alphabet="ab <>&\"'*[]()#-1. \n/", max_size=80))
def test_only_known_tags_ever_come_out(body: str) -> None:
    try:
        html = show(body, lambda slug: f'/"<{slug}>')
    except ValueError:
        return
    rest = KNOWN_TAGS.sub("", html)
    assert "<" not in rest
    assert ">" not in rest
    for tag in ("p", "ul", "ol", "li", "strong", "a"):
        assert len(re.findall(rf"<{tag}\b", html)) == html.count(f"</{tag}>")


def test_a_paragraph_of_another_posture_is_not_shown() -> None:
    body = "One.\n\n{ceasefire before}\n- Two.\n\nThree."
    assert "Two" in rendering.render(body, str, READING_ORDER, Posture.CEASEFIRE)
    assert "Two" not in rendering.render(body, str, READING_ORDER, Posture.HOSTILITIES)
    with pytest.raises(ValueError, match="peace"):
        list(rendering.blocks("{peace}\nOne."))


def test_a_mark_becomes_a_number_that_leads_to_its_source() -> None:
    assert show("One. [^gc3-17]") == ('<p class="lead">One. <sup><a href="#s1">1</a></sup></p>')
    assert rendering.render("One. [^gc3-17]", str, READING_ORDER) == '<p class="lead">One.</p>'
