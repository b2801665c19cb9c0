"""Finds cases of an officer by alias, and by the search cards that the officer's key opens."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safeconduct.accounts.core.terms import Actor
from safeconduct.accounts.queries import own_files
from safeconduct.casework.core.search import found_by
from safeconduct.casework.models import Case, SearchCard
from safeconduct.casework.queries.cases import BY_DANGER, CaseView, place_by, view_of
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
    mine = own_files(actor, at)
    texts = dict(Case.objects.filter(file_id__in=mine).values_list("file_id", "alias"))
    opened = altered = 0
    rows = SearchCard.objects.filter(case_id__in=mine, compartment=PART)
    for card_id, file_id, sealed in rows.values_list("id", "case_id", "sealed"):
        if file_id not in files or file_id not in texts:
            continue
        try:
            card = read_card(files[file_id], PART, card_id, bytes(sealed))
        except Refused:
            altered += 1
            continue
        texts[file_id] = " ".join([texts[file_id], *card.values()])
        opened += 1
    met = {
        file_id: words for file_id, text in texts.items() if (words := found_by(asked, text))
    }
    return Found(_hits(met), len(met), opened, altered)


def _hits(met: dict[UUID, tuple[str, ...]]) -> list[Hit]:
    """In the order of every list: the greatest danger first, then the longest unmoved."""
    rows = Case.objects.filter(file_id__in=list(met)).values_list(*BY_DANGER)
    first = sorted(rows, key=lambda row: (place_by(*row[1:-1]), row[-1]))[:MOST_SHOWN]
    shown = Case.objects.select_related("arrival").prefetch_related("attestation_set")
    found = shown.in_bulk([row[0] for row in first])
    return [Hit(view_of(found[row[0]]), met[row[0]]) for row in first]
