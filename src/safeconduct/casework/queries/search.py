"""Finds cases of an officer by alias, and by the search cards that the officer's key opens."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import FilteredRelation, Q

from safeconduct.accounts.core.terms import Actor
from safeconduct.accounts.queries import own_files
from safeconduct.casework.core.search import found_by
from safeconduct.casework.models import Case
from safeconduct.casework.queries.cases import BY_DANGER, CaseView, place_by, to_view, view_of
from safeconduct.common.refusal import Refused
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.opening import FileKeys

CARD = "casework.searchcard.sealed"
MOST_SHOWN = 50  # whoever sees more than that adds a word
PART = Compartment.IDENTITY  # the only part that cards are written in today


@dataclass(frozen=True)
class Hit:
    """A case that was found, and the words of it that fit, as they are written there."""

    case: CaseView
    words: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """The first hits, how many there are in all; cards opened; cards or keys not genuine."""

    hits: list[Hit]
    count: int
    opened: int
    altered: int


def read_card(
    keys: FileKeys, part: Compartment, card_id: UUID, sealed: bytes
) -> dict[str, str]:
    """Words by what they come from. Refused without the key, or when it is not genuine."""
    card: dict[str, str] = json.loads(keys.open(part, CARD, card_id, sealed))
    return card


def find_cases(
    actor: Actor, at: datetime, asked: tuple[str, ...], files: Mapping[UUID, FileKeys]
) -> Found:
    """The officer's own cases of which alias and card together meet every asked word.

    `files` are those whose part the officer's key opens; the others are found by alias only.
    """
    card = FilteredRelation("searchcard", condition=Q(searchcard__compartment=PART))
    rows = Case.objects.filter(file_id__in=own_files(actor, at)).annotate(card=card)
    met, opened, altered = {}, 0, 0
    for file_id, alias, card_id, sealed in rows.values_list(
        "file_id", "alias", "card__id", "card__sealed"
    ):
        text, keys = alias, files.get(file_id)
        if keys is not None and card_id is not None:
            try:
                words = read_card(keys, PART, card_id, bytes(sealed))
            except Refused:
                altered += 1
            else:
                text = " ".join((alias, *words.values()))
                opened += 1
        if fits := found_by(asked, text):
            met[file_id] = fits
    return Found(_hits(met), len(met), opened, altered)


def _hits(met: dict[UUID, tuple[str, ...]]) -> list[Hit]:
    """In the order of every list: the greatest danger first, then the longest unmoved."""
    rows = Case.objects.filter(file_id__in=list(met)).values_list(*BY_DANGER)
    first = sorted(rows, key=lambda row: (place_by(*row[1:-1]), row[-1]))[:MOST_SHOWN]
    found = to_view().in_bulk([row[0] for row in first])
    return [Hit(view_of(found[row[0]]), met[row[0]]) for row in first]
