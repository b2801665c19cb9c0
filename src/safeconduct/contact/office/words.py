"""What stands in a letter beside its text, who reads it, how long people wait; in words."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext, gettext_noop, ngettext

from safeconduct.contact.core.desk import Claim, FirstAnswer
from safeconduct.contact.core.terms import (
    BEGINNING,
    CUT_OFF,
    TAKEN_DOWN,
    WRITER,
    Spoken,
    Writer,
)
from safeconduct.web.say import say_time

TOLD: dict[str, tuple[str, dict[str, str]]] = {
    CUT_OFF: (gettext_noop("The line broke"), {BEGINNING: gettext_noop("only this much came")}),
    TAKEN_DOWN: (gettext_noop("How it came"), {way.value: way.value for way in Spoken}),
    WRITER: (gettext_noop("Who writes?"), {who.value: who.value for who in Writer}),
}


def reads_says(claim: Claim, alias: str) -> str:
    """Who reads, and since when by the office's clock."""
    return gettext("%(who)s reads since %(at)s") % {"who": alias, "at": say_time(claim.since)}


def span_says(span: timedelta) -> str:
    """A span in the largest unit that tells: minutes, hours, or days."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 1:
        return gettext("under a minute")
    if minutes < 120:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    hours = minutes // 60
    if hours < 48:
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    return ngettext("%(n)s day", "%(n)s days", hours // 24) % {"n": hours // 24}


def figure_says(figure: FirstAnswer) -> dict[str, Any] | None:
    """The desk's first figure in words; None while nobody wrote."""
    if figure.median is None or figure.p90 is None:
        return None
    return {
        "median": span_says(figure.median),
        "p90": span_says(figure.p90),
        "mailboxes": figure.mailboxes,
        "unanswered": figure.unanswered,
    }
