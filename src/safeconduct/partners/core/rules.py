"""Decisions about partners: two people for each, a closed list, one year at most."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from safeconduct.partners.core.terms import (
    HOST_LENGTH,
    NAME_LENGTH,
    TOKEN_DAYS,
    URL_LENGTH,
    WAITS,
    Scope,
    WhyNot,
)


@dataclass(frozen=True)
class Standing:
    """Where something that two people make stands, and who is about to act on it."""

    actor: UUID
    may: bool
    made_by: UUID
    made_at: datetime
    confirmed: bool
    ended: bool
    partner_ready: bool = True


def reasons_not_to_confirm(it: Standing, at: datetime) -> list[WhyNot]:
    """Why this officer may not confirm it now; empty when they may."""
    found = {
        WhyNot.ROLE: not it.may,
        WhyNot.PROPOSED_BY_YOU: it.actor == it.made_by,
        WhyNot.CONFIRMED: it.confirmed,
        WhyNot.ENDED: it.ended,
        WhyNot.TOO_LATE: not it.confirmed and at >= it.made_at + WAITS,
        WhyNot.PARTNER_WAITS: not it.partner_ready,
    }
    return [why for why, holds in found.items() if holds]


def reasons_not_to_end(it: Standing) -> list[WhyNot]:
    """Why this officer may not end it; one person is enough, for less is told then."""
    found = {WhyNot.ROLE: not it.may, WhyNot.ENDED: it.ended}
    return [why for why, holds in found.items() if holds]


def reasons_not_to_name(name: str, taken: bool) -> list[WhyNot]:
    """Why a partner may not bear this name."""
    if not name.strip() or len(name) > NAME_LENGTH or not name.isprintable():
        return [WhyNot.NAME]
    return [WhyNot.NAME_TAKEN] if taken else []


def reasons_not_to_issue(scopes: Collection[Scope], days: int) -> list[WhyNot]:
    """Why no token with these scopes and this life is made."""
    found = [] if scopes else [WhyNot.NO_SCOPE]
    return found + ([] if 1 <= days <= TOKEN_DAYS else [WhyNot.DAYS])


def reasons_not_to_share(*, is_open: bool, shared: bool) -> list[WhyNot]:
    """Why a case may not be shared with a partner."""
    found = {WhyNot.CASE_CLOSED: not is_open, WhyNot.SHARED: shared}
    return [why for why, holds in found.items() if holds]


def reasons_not_to_call(url: str, *, plain: bool = False) -> list[WhyNot]:
    """Why nothing is sent to this address: https, a host, no name and password, no fragment.

    `plain` allows http, for tests on the own machine. What the host resolves to is looked at
    when something is sent (adapters.py), each time.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return [WhyNot.ADDRESS]
    fits = (
        parts.scheme in ({"https", "http"} if plain else {"https"})
        and 0 < len(host) <= HOST_LENGTH
        and port != 0
        and parts.username is None
        and not parts.fragment
        and len(url) <= URL_LENGTH
        and url.isascii()
        and url.isprintable()
        and " " not in url
    )
    return [] if fits else [WhyNot.ADDRESS]
