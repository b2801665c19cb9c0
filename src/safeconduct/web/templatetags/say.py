"""Filters for words in the language of the page: say, danger, day, moment, country, counted."""

from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from safeconduct.web.say import say, say_count, say_country, say_day, say_moment

# The front is the strongest mark everywhere; whoever is out of danger has none.
MARKS = {"at the front now": " stop", "being looked for": " wait", "not said": " wait"}

register = template.Library()
register.filter("say", say)
register.filter("day", say_day)
register.filter("moment", say_moment)
register.filter("country", say_country)
register.filter("counted", say_count)


@register.filter
def danger(told: str) -> SafeString:
    """The danger that somebody told of, as a mark."""
    return _mark(str(told), get_language())


@lru_cache(64)
def _mark(told: str, _language: str | None) -> SafeString:
    mark = MARKS.get(told, "")
    return format_html('<span class="tag danger{}">{}</span>', mark, say(told))
