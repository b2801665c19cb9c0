"""Puts plans, lateness and rungs into the words of a page."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from safeconduct.casework.office.words import relation_says
from safeconduct.protection.core.catalogue import measures
from safeconduct.protection.core.rules import offered
from safeconduct.protection.core.terms import CheckinState
from safeconduct.protection.office.forms import choice_says, danger_says, level_says
from safeconduct.protection.queries import (
    CheckinView,
    PlanRow,
    answers_of,
    content_of,
    lowering_of,
)
from safeconduct.vault.opening import FileKeys
from safeconduct.web.say import say, say_moment

TONES = {
    CheckinState.ON_TIME: "ok",
    CheckinState.DUE: "wait",
    CheckinState.LATE: "stop",
    CheckinState.MISSED: "stop",
}


def state_says(state: CheckinState | None) -> str:
    """A state of check-ins in words; None is nobody expected."""
    said = {
        None: gettext("none agreed"),
        CheckinState.ON_TIME: gettext("on time"),
        CheckinState.DUE: gettext("due now"),
        CheckinState.LATE: gettext("late"),
        CheckinState.MISSED: gettext("missed"),
    }
    return said[state]


def span_says(span: timedelta) -> str:
    """A span in whole hours, or in minutes below one hour."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 60:
        text = ngettext("%(n)d minute", "%(n)d minutes", minutes)
        return text % {"n": minutes}
    hours = minutes // 60
    return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}


def row_context(row: PlanRow) -> dict[str, Any]:
    """A plan as desk and plan page show it."""
    checkin = row.checkin
    state = checkin.state if checkin else None
    return {
        "plan": row,
        "who": relation_says(row.relation),
        "level": level_says(row.level),
        "state": state_says(state),
        "tone": TONES[state] if state else "",
        "late_for": span_says(checkin.late_for) if checkin and checkin.is_late else "",
        "is_late": bool(checkin and checkin.is_late),
        "rung_who": say(checkin.rung.who) if checkin and checkin.rung else "",
        "next": next_act(checkin),
    }


def next_act(checkin: CheckinView | None) -> str:
    """What has to be done now, in one sentence."""
    if checkin is None:
        return gettext("Offer a regular sign of life.")
    if checkin.taken_over_by:
        return gettext("%(alias)s looks after it.") % {"alias": checkin.taken_over_by}
    if checkin.rung is not None:
        return say(checkin.rung.act)
    when = say_moment(checkin.expected_at)
    return gettext("Nothing: the next is expected %(when)s.") % {"when": when}


def plan_context(row: PlanRow, keys: FileKeys) -> dict[str, Any]:
    """Everything of one plan that the officer's key opens."""
    content = content_of(keys, row.id)
    answers = answers_of(row.id)
    facts = content.facts
    present = sorted(facts.present) if facts else []
    shown = [one for one in measures() if one.id in answers] or offered(measures(), row.level)
    return row_context(row) | {
        "content": content,
        "facts": [danger_says(danger) for danger in present],
        "facts_sealed": facts is None,
        "measures": [
            {
                "title": say(one.title),
                "offer": say(one.offer),
                "if_declined": say(one.if_declined),
                "answer": choice_says(answers.get(one.id, "")),
                "url": reverse("protection:measure", args=[row.id, one.id]),
            }
            for one in shown
        ],
        "lowering": lowering_of(row.id, keys),
    }
