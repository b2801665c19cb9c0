"""What is made quick says what Django says: sentences of templates, lists of choices, days."""

from datetime import date
from uuid import uuid4

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.template import Context, Engine
from django.test.html import parse_html
from django.test.utils import override_settings
from django.urls import NoReverseMatch
from django.utils.translation import override

from safeconduct.web.renderer import Renderer
from safeconduct.web.say import say_day

OURS = Engine(builtins=["safeconduct.web.templatetags.said"])
DJANGO = Engine(builtins=["django.templatetags.i18n"])
WRITTEN = [
    '{% translate "Cases" %}',
    "<p title=\"{% translate 'Cases' %}\">",
    '{% translate "Cases" as head %}<b>{{ head }}</b>{{ head }}',
    '{% translate "Cases" noop %}',
    '{% translate "cases"|capfirst %}',
    "{% translate word %}",
    '{% translate "May" context "month name" %}',
    '{% translate "50 % of <all> & more" %}',
    '{% for n in twice %}{% translate "Stage" %}{% translate word as it %}{{ it }}{% endfor %}',
]


@pytest.mark.parametrize("text", WRITTEN)
def test_a_sentence_of_a_template_is_what_django_says_in_each_language(text: str) -> None:
    ours, django = OURS.from_string(text), DJANGO.from_string(text)
    for word, language in (
        ("Stage", "ru"),
        ("Danger", "uk"),
        ("a < b", "en"),
        ("Danger", "ru"),
    ):
        given = {"word": word, "twice": "ab"}
        with override(language):
            assert ours.render(Context(given)) == django.render(Context(given))


LED = [
    '{% url "case-page" one %}',
    '<a href="{% url "materiel:move" one "verify" %}">{% url "materiel:move" other "lost" %}',
    '{% url "materiel:move" one "VERIFY"|lower %}',
    '{% url "case-page" one as there %}{{ there }}{{ there }}',
    '{% url "casework:cases" %}',
    '{% for n in twice %}{% url "case-page" one %}{% url "case-page" other %}{% endfor %}',
    "{% autoescape off %}{% url name other %}{% endautoescape %}{% url name other %}",
    '{% url "case-page" file_id=one %}',
]


@override_settings(ROOT_URLCONF="safeconduct.doors.office.urls")
@pytest.mark.parametrize("text", LED)
def test_an_address_is_what_django_makes_of_it(text: str) -> None:
    ours = Engine(builtins=["safeconduct.web.templatetags.ways"]).from_string(text)
    for name in ("case-page", "passage:crossing", "case-page"):
        given = {"one": uuid4(), "other": uuid4(), "twice": "ab", "name": name}
        django = Engine().from_string(text)
        assert ours.render(Context(given)) == django.render(Context(given))


def test_an_address_that_there_is_not_is_an_error_as_before() -> None:
    ours = Engine(builtins=["safeconduct.web.templatetags.ways"])
    with pytest.raises(NoReverseMatch):
        ours.from_string('{% url "nowhere" one %}').render(Context({"one": uuid4()}))


@pytest.mark.parametrize("chosen", ["", "b", "<c>", 4])
def test_a_list_of_choices_is_what_django_writes(chosen: object) -> None:
    choices = [
        ("", "any"),
        ("b", "B & b"),
        ("Some", [("<c>", '"<c>"'), ("d", "D")]),
        (4, "four"),
    ]
    field = forms.Select(attrs={"aria-describedby": "why", "disabled": True}, choices=choices)
    for attrs in ({}, {"id": "id_one", "multiple": False}):
        ours = field.render("one", chosen, attrs, Renderer())
        django = field.render("one", chosen, attrs, DjangoTemplates())
        assert parse_html(ours) == parse_html(django)


def test_a_day_is_said_in_the_language_of_the_page() -> None:
    said = []
    for language in ("ru", "en", "uk", "ru"):
        with override(language):
            said.append(say_day(date(2026, 11, 22)))
    assert said[0] == said[3] == "22 ноября 2026"
    assert said[1] == "22 November 2026"
    assert said[2] == "22 листопада 2026"
