"""Which rooms show a card, and which offer acts, on the case page."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.card import Card
from safeconduct.casework.office import (
    access,
    briefing,
    callback,
    danger,
    importing,
    links,
    merging,
    own_data,
    recontact,
    referring,
    retention,
    team,
    telling,
)
from safeconduct.materiel.office import case as materiel
from safeconduct.partners.office import case as partners
from safeconduct.passage.office import case as passage
from safeconduct.protection.office import case as protection
from safeconduct.screening.office import case as screening
from safeconduct.status.office import case as status
from safeconduct.support.office import case as support
from safeconduct.testimony.office import case as testimony
from safeconduct.vault.opening import FileKeys
from safeconduct.vetting.office import case as vetting

CardMaker = Callable[[Signed, FileKeys], Card | None]
ActMaker = Callable[[Signed, UUID], tuple[list[dict[str, Any]], list[dict[str, Any]]]]
CARDS: tuple[CardMaker, ...] = (
    callback.card,
    importing.card,
    telling.card,
    recontact.card,
    links.card,
    referring.card,
    passage.card,
    screening.card,
    vetting.card,
    materiel.card,
    support.card,
    testimony.card,
    protection.card,
    status.card,
    partners.card,
)
ACTS: tuple[ActMaker, ...] = (
    passage.acts,
    briefing.acts,
    telling.acts,
    danger.acts,
    links.acts,
    merging.acts,
    referring.acts,
    team.acts,
    own_data.acts,
    retention.acts,
    access.acts,
    screening.acts,
    vetting.acts,
    materiel.acts,
    support.acts,
    testimony.acts,
    protection.acts,
    status.acts,
    partners.acts,
)


def cards_of(me: Signed, keys: FileKeys) -> list[Card]:
    """The cards of every room that has something this officer may see."""
    return [card for make in CARDS if (card := make(me, keys)) is not None]


def acts_of(me: Signed, file_id: UUID) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Allowed and refused acts of every room, joined."""
    allowed, refused = [], []
    for make in ACTS:
        mine, not_mine = make(me, file_id)
        allowed += mine
        refused += not_mine
    return allowed, refused
