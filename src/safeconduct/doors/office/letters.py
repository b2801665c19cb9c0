"""A case's letters in the words of its page: their kind, and what a form added to them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, gettext_noop

from safeconduct.contact.core.terms import Alarm, LetterKind
from safeconduct.contact.office.words import TOLD
from safeconduct.contact.queries import Message
from safeconduct.materiel.public.forms import KINDS as EQUIPMENT
from safeconduct.protection.public.forms import SAYINGS
from safeconduct.web.say import say

# Codes of the sealed body that are no words by themselves.
KINDS = {LetterKind.CHECK_IN.value: gettext_noop("sign of life")}
ALARMS = {
    Alarm.MADE.value: gettext_noop(
        "The person made alarm words; these call-back words go with them"
    ),
    Alarm.UNDER.value: gettext_noop("Written under alarm words: somebody may have dictated it"),
    Alarm.USED.value: gettext_noop("Alarm words opened the mailbox"),
}
FIELDS: dict[str, tuple[str, dict[str, Any]]] = {
    "alarm": (gettext_noop("Alarm words"), ALARMS),
    **TOLD,
    "ours": (gettext_noop("The caller says"), {}),
    "theirs": (gettext_noop("The person answers"), {}),
    "file": (gettext_noop("A file came with it"), {}),
    "said": (gettext_noop("The person says"), dict(SAYINGS)),
    "type": (gettext_noop("What is it?"), dict(EQUIPMENT)),
}


def told(message: Message) -> dict[str, Any]:
    """One letter for the template; a field without words of its own is shown as it is."""
    return {
        "day": message.day,
        "from_person": message.from_person,
        "kind": kind_of(message.kind),
        "text": message.text,
        "fields": added(message.fields),
    }


def kind_of(kind: str) -> str:
    """A letter's kind in words."""
    return say(KINDS.get(kind, kind))


def added(fields: Mapping[str, str]) -> list[tuple[str, str]]:
    """(label, words) of what a form added beside the text."""
    return [_field(name, value) for name, value in fields.items()]


def _field(name: str, value: str) -> tuple[str, str]:
    label, words = FIELDS.get(name, (name, {}))
    return gettext(label), say(words[value]) if value in words else value
