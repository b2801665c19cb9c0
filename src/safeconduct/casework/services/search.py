"""Writes search cards, and searches: on the record by a count, never by a word."""

import json
from collections.abc import Collection
from dataclasses import replace

from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.search import LONGEST, asked_words
from safeconduct.casework.core.terms import Kind, WhyNot
from safeconduct.casework.models import SearchCard
from safeconduct.casework.queries.search import CARD, PART, Found, find_cases, read_card
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import refuse_if
from safeconduct.record.services import act
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.links import require_newest
from safeconduct.vault.opening import FileKeys
from safeconduct.vault.queries import open_part
from safeconduct.vault.services import keep_quick


def put_on_card(keys: FileKeys, source: str, words: str) -> None:
    """Replace what `source` (a person's id, a kind of note) adds to the case's search card.

    Refused (NO_KEY) without the part's key; Conflict when it was renewed since `keys` were
    opened. Call inside `act`, with the case's row locked.
    """
    require_newest(keys, PART)
    row = SearchCard.objects.filter(case_id=keys.file_id, compartment=PART).first()
    card_id = row.id if row else new_id()
    card = read_card(keys, PART, card_id, bytes(row.sealed)) if row else {}
    card[source] = words[:LONGEST]
    text = json.dumps({name: told for name, told in card.items() if told}, ensure_ascii=False)
    SearchCard.objects.update_or_create(
        id=card_id,
        defaults={
            "case_id": keys.file_id,
            "compartment": PART.value,
            "sealed": keys.seal(PART, CARD, card_id, text),
        },
    )


def write_first_card(keys: FileKeys, source: str, words: str) -> None:
    """The search card of a case made in this very act, which nobody else can have written."""
    card_id = new_id()
    text = json.dumps({source: words[:LONGEST]} if words else {}, ensure_ascii=False)
    SearchCard.objects.create(
        id=card_id,
        case_id=keys.file_id,
        compartment=PART.value,
        sealed=keys.seal(PART, CARD, card_id, text),
    )


def seal_cards_anew(keys: FileKeys, parts: Collection[Compartment]) -> None:
    """Seal the search cards of these parts under their newest key; words stay as they are.

    Refused (NOT_GENUINE) when one was altered. Call inside `act`, with the case's row locked.
    """
    for row in SearchCard.objects.filter(case_id=keys.file_id, compartment__in=list(parts)):
        part = Compartment(row.compartment)
        text = keys.open(part, CARD, row.id, bytes(row.sealed))
        row.sealed = keys.seal(part, CARD, row.id, text)
        row.save(update_fields=["sealed"])


def search(me: Signed, text: str) -> Found:
    """The officer's own cases that fit every word of `text`; that it was asked is recorded.

    Refused (NOTHING_ASKED) when there is no letter and no digit in it.
    """
    asked = asked_words(text)
    refuse_if([] if asked else [WhyNot.NOTHING_ASKED])
    many = open_part(me.keys, PART)
    found = find_cases(me.actor, me.at, asked, many.files)
    with act(me.actor, me.at) as a:
        keep_quick(many.fresh)
        a.note(Kind.CASES_SEARCHED, opened=found.opened)
    return replace(found, altered=found.altered + many.altered)
