"""Sentences, days and countries in the language of the page."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django.template import engines
from django.utils import translation

from safeconduct.common.refusal import Reason
from safeconduct.web.say import say, say_country, say_day, say_moment, say_span

AT = datetime(2026, 11, 22, 18, 5, tzinfo=UTC)


class Why(Reason):
    """A reason of a core."""

    ROLE = "Your role does not allow this."


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "22 November 2026"),
        ("ru", "22 ноября 2026"),
        ("uk", "22 листопада 2026"),
    ],
)
def test_a_day_is_told_in_words_of_the_page(language: str, told: str) -> None:
    with translation.override(language):
        assert say_day(date(2026, 11, 22)) == told
        assert say_moment(AT) == f"{told}, 18:05 UTC"
        assert say(date(2026, 11, 22)) == told


def test_nothing_is_said_of_no_day() -> None:
    assert (say_day(None), say_moment(None), say("")) == ("", "", "")


def test_a_span_names_its_day_once_and_its_clock() -> None:
    hour, night = timedelta(hours=1), timedelta(hours=9)
    assert say_span(AT, AT + hour) == "22 November 2026, 18:05 – 19:05 UTC"
    assert say_span(AT, AT + night) == "22 November 2026, 18:05 – 23 November 2026, 03:05 UTC"
    moscow = AT.astimezone(timezone(timedelta(hours=3)))
    assert say_span(moscow, moscow + hour) == "22 November 2026, 21:05 – 22:05 UTC+03:00"


def test_a_reason_is_told_in_the_language_of_the_page() -> None:
    with translation.override("ru"):
        assert say(Why.ROLE) == "Ваша роль этого не позволяет."
    with translation.override("en"):
        assert say(Why.ROLE) == Why.ROLE.value


@pytest.mark.parametrize(
    ("language", "told"), [("en", "France"), ("ru", "Франция"), ("uk", "Франція")]
)
def test_a_country_has_its_name_and_an_unknown_code_stays(language: str, told: str) -> None:
    with translation.override(language):
        assert (say_country("FR"), say_country("fr")) == (told, told)
        assert say_country("QX") == "QX"


def test_every_template_knows_the_filters() -> None:
    text = "{{ day|day }} · {{ at|moment }} · {{ code|country }} · {{ words|say }}"
    page = engines["django"].from_string(text)
    shown = page.render({"day": date(2026, 1, 2), "at": AT, "code": "UA", "words": "Yes"})
    assert shown == "2 January 2026 · 22 November 2026, 18:05 UTC · Ukraine · Yes"
