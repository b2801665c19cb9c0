"""What casework itself adds to the case page: the moves, and everything around the cards."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from safeconduct.accounts.conflicts import ConflictView, ask_conflicts
from safeconduct.accounts.queries import ask_names, ask_team
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.flow import TABLE
from safeconduct.casework.core.rules import explain
from safeconduct.casework.core.terms import CaseAct
from safeconduct.casework.office.look import Look, Part
from safeconduct.casework.office.words import ask_people_say, choices_say, waits_first
from safeconduct.casework.queries import (
    ask_conditions,
    ask_consents,
    ask_erasure_due,
    ask_facts,
    ask_pending,
    ask_silence_over,
    ask_tasks,
)
from safeconduct.web.say import say, say_day
from safeconduct.web.together import Reads, each


def part(look: Look) -> Reads[Part]:
    """The moves the officer may make now, and those refused with every reason and who can."""
    found = Part()
    facts = yield from ask_facts(look.case, look.me.at)
    for offered in explain(facts, look.me.actor.roles):
        label = say(offered.move.label)
        if offered.allowed:
            url = reverse("casework:act", args=[look.file_id, offered.move.act.value])
            found.acts.append({"label": label, "url": url})
        else:
            who = ", ".join(say(role) for role in offered.who)
            reasons = [say(reason) for reason in offered.reasons]
            found.refused.append({"label": label, "who": who, "reasons": reasons})
    return found


def ask_context(look: Look) -> Reads[dict[str, Any]]:
    """Head, tasks, people, choices and what waits, for the template of the case page."""
    file_id, at, lost = look.file_id, look.me.at, look.case.state.lost
    team, tasks, people, pending, given, held, due, over, conflicts = yield from each(
        [
            ask_team(file_id),
            ask_tasks(file_id, at),
            ask_people_say(look.me, look.keys),
            _ask_waits(file_id, at),
            ask_consents(file_id),
            ask_conditions(file_id),
            ask_erasure_due(file_id),
            ask_silence_over(look.case) if lost else None,
            ask_conflicts(file_id),
        ]
    )
    return {
        "case": look.case,
        "team": team,
        "tasks": tasks,
        "my_roles": look.me.actor.roles,
        "people": people,
        "pending": pending,
        "choices": choices_say(given, held),
        "waits_first": waits_first(held),
        "erasure_due": due,
        "silence_over": over,
        "conflicts": conflicts_say(look.me, conflicts),
    }


def conflicts_say(me: Signed, found: list[ConflictView]) -> list[tuple[str, str]]:
    """(alias, what it is about, or since when alone for whoever may not know)."""
    days = (say_day(one.declared_at) for one in found)
    return [
        (one.alias, f"{say(one.interest)} · {day}" if one.open_to(me.actor) else day)
        for one, day in zip(found, days, strict=True)
    ]


def _ask_waits(file_id: UUID, at: datetime) -> Reads[dict[str, Any] | None]:
    """The act that waits, who proposed it, and which roles may confirm it."""
    row = yield from ask_pending(file_id, at)
    if row is None:
        return None
    move = TABLE[CaseAct(row.act)]
    names = yield from ask_names([row.proposed_by])
    return {
        "id": row.id,
        "label": say(move.label),
        "proposer": names.get(row.proposed_by, ""),
        "who": ", ".join(say(role) for role in sorted(move.confirmers)),
        "until": row.until,
    }
