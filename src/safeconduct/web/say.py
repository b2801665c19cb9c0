"""Speaks what the cores decided: English message ids, translated when they are shown."""

from django.utils.translation import gettext


def say(sentence: object) -> str:
    """The sentence in the language of the page (a Reason, a StrEnum value, or text)."""
    text = str(sentence)
    return gettext(text) if text else ""
