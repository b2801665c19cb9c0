"""What the case page shows of screening: a card for vetting roles, an act for those who ask."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from safeconduct.accounts.core.rules import WHO, may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.card import Card
from safeconduct.screening.core.review import QueryState
from safeconduct.screening.core.terms import WhyNot
from safeconduct.screening.queries import (
    HitView,
    asked_of,
    current_lists,
    hits_of,
    people_count,
)
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.opening import FileKeys
from safeconduct.web.say import say


def card(me: Signed, keys: FileKeys) -> Card | None:
    """Hits of the case; None without the role or the identity key."""
    if not may(me.actor, Permission.SCREENING_READ) or not keys.may_open(Compartment.IDENTITY):
        return None
    found = hits_of(me, keys)
    open_hits = [hit for hit in found if not hit.reviews]
    tag, tone = _tag(keys, found, open_hits)
    rows = (
        (gettext("Hits"), str(len(found))),
        (gettext("To review"), str(len(open_hits))),
        (gettext("What a hit does"), gettext("It asks a person to look. It blocks nothing.")),
    )
    links = tuple(
        (
            gettext("Hit on %(list)s, %(strength)s")
            % {"list": say(hit.stored.source), "strength": say(hit.strength)},
            reverse("screening:hit", args=[hit.id]),
        )
        for hit in found[:5]
    )
    return Card(gettext("Screening"), tag, tone, rows, links)


def _tag(keys: FileKeys, found: list[HitView], open_hits: list[HitView]) -> tuple[str, str]:
    """An adjective and its tone; a hit is never shown as a danger."""
    if open_hits:
        count = len(open_hits)
        return ngettext("%(n)s to review", "%(n)s to review", count) % {"n": count}, "wait"
    states = {person.state for person in asked_of(keys)}
    if QueryState.WAITING in states:
        return gettext("waiting for the matcher"), "wait"
    if found:
        return gettext("reviewed"), "ok"
    if QueryState.DONE in states:
        return gettext("nothing found"), "ok"
    return gettext("not asked"), ""


def acts(me: Signed, file_id: UUID) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Asking the matcher, for those whose role may ask."""
    if not may(me.actor, Permission.SCREENING_ASK):
        return [], []
    label = gettext("Ask screening")
    checks = {WhyNot.NO_LIST: not current_lists(), WhyNot.NO_PERSON: not people_count(file_id)}
    reasons = [say(why) for why, unmet in checks.items() if unmet]
    if reasons:
        who = ", ".join(sorted(say(role) for role in WHO[Permission.SCREENING_ASK]))
        return [], [{"label": label, "who": who, "reasons": reasons}]
    hint = gettext("Compares the names on the file with public lists.")
    return [{"label": label, "url": reverse("screening:ask", args=[file_id]), "hint": hint}], []
