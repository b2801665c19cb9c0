"""What stands in a letter beside its text, in the words of the office's pages."""

from collections.abc import Mapping

from django.utils.translation import gettext, gettext_noop

from safeconduct.contact.core.terms import (
    BEGINNING,
    CUT_OFF,
    TAKEN_DOWN,
    WRITER,
    Spoken,
    Writer,
)
from safeconduct.web.say import say

TOLD: dict[str, tuple[str, dict[str, str]]] = {
    CUT_OFF: (gettext_noop("The line broke"), {BEGINNING: gettext_noop("only this much came")}),
    TAKEN_DOWN: (gettext_noop("How it came"), {way.value: way.value for way in Spoken}),
    WRITER: (gettext_noop("Who writes?"), {who.value: who.value for who in Writer}),
}


def told_of(fields: Mapping[str, str]) -> list[tuple[str, str]]:
    """(label, words) of whatever tells how the letter came and who wrote it."""
    return [
        (gettext(label), say(words.get(fields[name], "")))
        for name, (label, words) in TOLD.items()
        if name in fields
    ]
