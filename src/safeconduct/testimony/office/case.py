"""Testimony on the case page: a card and acts, for officers whose key opens it."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext

from safeconduct.accounts.core.rules import WHO, may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.card import Card
from safeconduct.testimony import queries
from safeconduct.testimony.core.papers import Taking
from safeconduct.testimony.core.rules import reasons_not_to_take_statement
from safeconduct.testimony.core.terms import Fitness, PackageState, WhyNot
from safeconduct.vault.opening import FileKeys
from safeconduct.vault.queries import may_open
from safeconduct.web.say import say

# Everything the officer can still confirm on the form is taken as done: what is left is a no
# that no tick can change (arrival, the day, the person who asks).
READY = Taking(True, True, True, True, True, Fitness.FIT, False, True, True)


def card(me: Signed, keys: FileKeys) -> Card | None:
    """Counts of parts, exhibits and packages; None without the role or the key."""
    if not may(me.actor, Permission.TESTIMONY_READ) or not keys.may_open(queries.PLACE):
        return None
    parts, exhibits, states = queries.totals(keys.file_id)
    waiting = sum(state != PackageState.MADE.value for state in states)
    tag, tone = (gettext("waiting"), "wait") if waiting else (gettext("sealed"), "")
    return Card(
        gettext("Testimony"),
        tag if parts or exhibits or states else gettext("empty"),
        tone,
        rows=(
            (gettext("Parts"), str(parts)),
            (gettext("Exhibits"), str(exhibits)),
            (gettext("Packages"), str(len(states))),
        ),
        links=((gettext("Open testimony"), reverse("testimony:file", args=[keys.file_id])),),
    )


def acts(me: Signed, file_id: UUID) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Asking for a statement, allowed or refused; receiving words and files, always."""
    keyed = may_open(me.keys.key_id, [file_id], queries.PLACE)
    if not may(me.actor, Permission.TESTIMONY_WRITE) or file_id not in keyed:
        return [], []
    reasons = reasons_not_to_take_statement(queries.taking_facts(me, file_id, READY))
    take = reverse("testimony:take", args=[file_id])
    allowed: list[dict[str, Any]] = [
        {"label": gettext("Write down words brought unasked"), "url": take},
        {
            "label": gettext("Receive an exhibit"),
            "url": reverse("testimony:receive", args=[file_id]),
        },
    ]
    if not reasons:
        return [{"label": gettext("Take a statement"), "url": take}, *allowed], []
    return allowed, [_refused(gettext("Take a statement"), reasons)]


def _refused(label: str, reasons: list[WhyNot]) -> dict[str, Any]:
    who = ", ".join(say(role) for role in sorted(WHO[Permission.TESTIMONY_WRITE]))
    return {"label": label, "who": who, "reasons": [say(reason) for reason in reasons]}
