"""What the case page shows of screening: a card for vetting roles, an act for those who ask."""

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from safeconduct.accounts.core.rules import WHO
from safeconduct.accounts.core.terms import Permission
from safeconduct.casework.core.card import Card
from safeconduct.casework.office.look import Look, Part
from safeconduct.screening.core.review import QueryState
from safeconduct.screening.core.terms import WhyNot
from safeconduct.screening.queries import (
    HitView,
    ask_asked,
    ask_current_lists,
    ask_hits,
    ask_people_count,
)
from safeconduct.vault.core.terms import Compartment
from safeconduct.web.say import say
from safeconduct.web.together import Reads, each


def part(look: Look) -> Reads[Part]:
    """Hits, for vetting roles with the identity key; asking the matcher, for who may ask."""
    shows = look.may(Permission.SCREENING_READ) and look.keys.may_open(Compartment.IDENTITY)
    asks = look.may(Permission.SCREENING_ASK)
    found, asked, lists, people = yield from each(
        [
            ask_hits(look.me, look.keys),
            ask_asked(look.keys) if shows else [],
            ask_current_lists() if asks else [],
            ask_people_count(look.file_id) if asks else 0,
        ]
    )
    card = _card(found, {person.state for person in asked}) if shows else None
    if not asks:
        return Part(card)
    label = gettext("Ask screening")
    checks = {WhyNot.NO_LIST: not lists, WhyNot.NO_PERSON: not people}
    reasons = [say(why) for why, unmet in checks.items() if unmet]
    if reasons:
        who = ", ".join(sorted(say(role) for role in WHO[Permission.SCREENING_ASK]))
        return Part(card, refused=[{"label": label, "who": who, "reasons": reasons}])
    hint = gettext("Compares the names on the file with public lists.")
    url = reverse("screening:ask", args=[look.file_id])
    return Part(card, [{"label": label, "url": url, "hint": hint}])


def _card(found: list[HitView], states: set[QueryState | None]) -> Card:
    """Hits of the case; what a hit does is said beside it."""
    open_hits = [hit for hit in found if not hit.reviews]
    tag, tone = _tag(states, found, open_hits)
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


def _tag(
    states: set[QueryState | None], found: list[HitView], open_hits: list[HitView]
) -> tuple[str, str]:
    """An adjective and its tone; a hit is never shown as a danger."""
    if open_hits:
        count = len(open_hits)
        return ngettext("%(n)s to review", "%(n)s to review", count) % {"n": count}, "wait"
    if QueryState.WAITING in states:
        return gettext("waiting for the matcher"), "wait"
    if found:
        return gettext("reviewed"), "ok"
    if QueryState.DONE in states:
        return gettext("nothing found"), "ok"
    return gettext("not asked"), ""
