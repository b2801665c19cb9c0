"""{% load letters %}: a letter's kind, and what a form added to it, in words."""

from django import template

from safeconduct.contact.core.terms import LetterBody
from safeconduct.doors.office.letters import added, kind_of

register = template.Library()


@register.filter
def letter_kind(body: LetterBody) -> str:
    """What the letter is: a message, a sign of life, an offer of equipment."""
    return kind_of(body.kind)


@register.filter
def letter_fields(body: LetterBody) -> list[tuple[str, str]]:
    """(label, words) of each field beside the text."""
    return added(body.fields)
