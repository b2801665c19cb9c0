"""A case's letters in the words of its page: their kind, and what a form added to them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, gettext_noop

from safeconduct.accounts.core.terms import Permission
from safeconduct.casework.office.look import Look
from safeconduct.contact.attachments import ask_files
from safeconduct.contact.core.terms import WISH, Alarm, LetterKind, Wish
from safeconduct.contact.office.words import TOLD
from safeconduct.contact.queries import Message, ask_alarm_days, ask_conversation, ask_waiting
from safeconduct.materiel.public.forms import KINDS as EQUIPMENT
from safeconduct.protection.public.forms import SAYINGS
from safeconduct.vault.core.terms import Compartment
from safeconduct.web.say import say
from safeconduct.web.together import Reads, each

# Codes of the sealed body that are no words by themselves.
KINDS = {
    LetterKind.CHECK_IN.value: gettext_noop("sign of life"),
    LetterKind.OWN_DATA.value: gettext_noop("about their own data"),
}
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
    WISH: (gettext_noop("The person asks"), {wish.value: wish.value for wish in Wish}),
}


def ask_letters(look: Look) -> Reads[dict[str, Any]]:
    """A case's letters and files, as far as the officer's key opens them."""
    opens = look.may(Permission.LETTER_OPEN)
    reads = look.keys.may_open(Compartment.CONTACT)
    waiting, messages, alarms, files = yield from each(
        [
            ask_waiting(look.file_id) if opens else [],
            ask_conversation(look.keys) if reads else None,
            ask_alarm_days(look.keys) if reads else [],
            ask_files(look.keys) if reads else [],
        ]
    )
    return {
        "waiting": waiting,
        "messages": None if messages is None else [told(one) for one in messages],
        "alarms": alarms,
        "files": files,
        "may_take": opens,
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
