"""Testimony on the case page: a card and acts, for officers whose key opens it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext

from safeconduct.accounts.core.rules import WHO
from safeconduct.accounts.core.terms import Permission
from safeconduct.casework.core.card import Card
from safeconduct.casework.office.look import NO_PART, Look, Part
from safeconduct.testimony import queries
from safeconduct.testimony.core.papers import Taking
from safeconduct.testimony.core.rules import reasons_not_to_take_statement
from safeconduct.testimony.core.terms import Fitness, PackageState, WhyNot
from safeconduct.web.say import say
from safeconduct.web.together import Reads, each

# Everything the officer can still confirm on the form is taken as done: what is left is a no
# that no tick can change (arrival, the day, the person who asks).
READY = Taking(True, True, True, True, True, Fitness.FIT, False, True, True)


def part(look: Look) -> Reads[Part]:
    """Counts, and what may be taken or received, for officers whose role and key reach it."""
    if not look.keys.may_open(queries.PLACE):
        return NO_PART
    writes = look.may(Permission.TESTIMONY_WRITE)
    totals, facts = yield from each(
        [
            queries.ask_totals(look.file_id) if look.may(Permission.TESTIMONY_READ) else None,
            queries.ask_taking_facts(look.me, look.file_id, READY) if writes else None,
        ]
    )
    found = Part(None if totals is None else _card(look.file_id, *totals))
    if facts is None:
        return found
    take = reverse("testimony:take", args=[look.file_id])
    reasons = reasons_not_to_take_statement(facts)
    if reasons:
        found.refused.append(_refused(gettext("Take a statement"), reasons))
    else:
        found.acts.append({"label": gettext("Take a statement"), "url": take})
    receive = reverse("testimony:receive", args=[look.file_id])
    found.acts.append({"label": gettext("Write down words brought unasked"), "url": take})
    found.acts.append({"label": gettext("Receive an exhibit"), "url": receive})
    return found


def _card(file_id: UUID, parts: int, exhibits: int, states: Sequence[str]) -> Card:
    begun = bool(parts or exhibits or states)
    waiting = sum(state != PackageState.MADE.value for state in states)
    tag, tone = (gettext("waiting"), "wait") if waiting else (gettext("sealed"), "")
    return Card(
        gettext("Testimony"),
        tag if begun else gettext("empty"),
        tone,
        rows=(
            (gettext("Parts"), str(parts)),
            (gettext("Exhibits"), str(exhibits)),
            (gettext("Packages"), str(len(states))),
        ),
        links=((gettext("Open testimony"), reverse("testimony:file", args=[file_id])),),
        empty=not begun,
    )


def _refused(label: str, reasons: list[WhyNot]) -> dict[str, Any]:
    who = ", ".join(say(role) for role in sorted(WHO[Permission.TESTIMONY_WRITE]))
    return {"label": label, "who": who, "reasons": [say(reason) for reason in reasons]}
