"""Offers of states, the person's own wish, and proposals for a place; never a promise."""

from dataclasses import replace
from typing import cast
from uuid import UUID

from django.db import IntegrityError

from safeconduct.accounts.conflicts import refuse_in_conflict
from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission, Role
from safeconduct.accounts.core.terms import WhyNot as AccountsWhyNot
from safeconduct.accounts.queries import roles_of
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.rules import reasons_not_to_ask
from safeconduct.casework.queries import find
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Conflict, Refused, Unknown, refuse_if
from safeconduct.contact.core.terms import ItemBody, ItemKind
from safeconduct.contact.queries import language_of
from safeconduct.contact.services import post
from safeconduct.record.services import act
from safeconduct.status.core.flow import step_offer
from safeconduct.status.core.rules import (
    BARRED_STATES,
    Language,
    promise_words,
    reasons_not_to_place,
    reasons_not_to_show,
    shown_text,
)
from safeconduct.status.core.terms import (
    Kind,
    OfferEvent,
    OfferState,
    PlacementFacts,
    PlaceState,
    WhyNot,
)
from safeconduct.status.models import Place, Shown, StateOffer, Wish
from safeconduct.status.queries import (
    WORDS,
    free_places,
    list_opened_on,
    offer_of,
    wish_on,
)
from safeconduct.status.services.files import require
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.queries import open_file as file_keys

# Whoever decides about money or about checks has no hand in where a person goes.
DECIDES_ELSEWHERE = frozenset(
    {
        Role.FINANCE_APPROVER,
        Role.FINANCE_OFFICER,
        Role.TREASURER,
        Role.VETTING_ANALYST,
        Role.VETTING_LEAD,
    }
)
NOBODY = UUID(int=0)  # stands for the second person who is not known yet


def _require_writer(me: Signed) -> None:
    if not may(me.actor, Permission.STATUS_WRITE):
        raise Refused([AccountsWhyNot.ROLE])


def register_offer(me: Signed, state_code: str, instrument: str, places: int) -> UUID:
    """Put what a state says on the programme's list; confirmed as of today.

    Refused for a barred state and for an instrument that promises; Conflict when it is listed.
    """
    _require_writer(me)
    code = state_code.strip().upper()
    checks = {
        WhyNot.BARRED_STATE: code in BARRED_STATES,
        WhyNot.PROMISES: bool(promise_words(instrument, "en")),
    }
    refuse_if([reason for reason, unmet in checks.items() if unmet])
    try:
        with act(me.actor, me.at) as a:
            row = StateOffer.objects.create(
                id=new_id(),
                state_code=code,
                instrument=instrument.strip(),
                places=places,
                confirmed_on=me.at.date(),
                confirmed_by=me.actor.officer_id,
            )
            a.note(Kind.OFFER_REGISTERED, about=row.id, country=code)
    except IntegrityError as error:
        raise Conflict from error
    return row.id


def change_offer(me: Signed, offer_id: UUID, event: OfferEvent) -> OfferState:
    """Confirm, pause or close an offer; Refused when the table has no such move."""
    _require_writer(me)
    with act(me.actor, me.at) as a:
        row = StateOffer.objects.select_for_update(no_key=True).filter(id=offer_id).first()
        if row is None:
            raise Unknown
        fresh = step_offer(OfferState(row.state), event)
        row.state = fresh.value
        if event is OfferEvent.CONFIRM:
            row.confirmed_on, row.confirmed_by = me.at.date(), me.actor.officer_id
        row.save(update_fields=["state", "confirmed_on", "confirmed_by"])
        a.note(Kind.OFFER_CHANGED, about=offer_id, event=event.value)
    return fresh


def write_wish(me: Signed, file_id: UUID, words: str) -> UUID:
    """Write down where the person wishes to go, in their words, sealed; before any list."""
    require(me, file_id, Permission.STATUS_WRITE)
    keys = file_keys(me.keys, file_id)
    with act(me.actor, me.at) as a:
        wish_id = new_id()
        Wish.objects.create(
            id=wish_id,
            file_id=file_id,
            said_on=me.at.date(),
            sealed_words=keys.seal(Compartment.CONTACT, WORDS, wish_id, words),
            heard_by=me.actor.officer_id,
        )
        a.note(Kind.WISH_WRITTEN, file=file_id, about=wish_id)
    return wish_id


def show_offer(me: Signed, file_id: UUID, offer_id: UUID, text: str) -> None:
    """Put an offer into the person's mailbox: who decides, and that nobody promises, ends it.

    Refused before the person's own wish, for a paused offer, for promising words, and, before
    arrival, for a question.
    """
    require(me, file_id, Permission.STATUS_WRITE)
    language = cast(Language, language_of(file_id))
    on = me.at.date()
    keys = file_keys(me.keys, file_id)
    with act(me.actor, me.at) as a:
        row = StateOffer.objects.filter(id=offer_id).first()
        if row is None:
            raise Unknown
        wish = wish_on(file_id)
        asks = reasons_not_to_ask(find(file_id).state, from_closed_list="?" not in text)
        barred = reasons_not_to_show(offer_of(row), text, language, wish_on=wish, on=on)
        refuse_if([*barred, *asks])
        post(a, keys, ItemBody(ItemKind.ANSWER, shown_text(text, language)))
        Shown.objects.create(
            id=new_id(), file_id=file_id, offer=row, shown_on=on,
            shown_by=me.actor.officer_id,
        )  # fmt: skip
        a.note(Kind.OFFER_SHOWN, file=file_id, about=offer_id)


def _facts(
    me: Signed, file_id: UUID, row: StateOffer, proposer: UUID, decider: UUID
) -> PlacementFacts:
    people = {proposer, decider} - {NOBODY}
    roles = frozenset[Role]().union(*(roles_of(one) for one in people))
    return PlacementFacts(
        offer=offer_of(row),
        free_places=free_places(row),
        wish_on=wish_on(file_id),
        list_opened_on=list_opened_on(file_id),
        proposer=proposer,
        decider=decider,
        impartial=not roles & DECIDES_ELSEWHERE,
        on=me.at.date(),
    )


def propose_place(me: Signed, file_id: UUID, offer_id: UUID) -> UUID:
    """Propose to ask a state for this person; another decides. Conflict when it is proposed."""
    require(me, file_id, Permission.STATUS_WRITE)
    find(file_id)
    proposer = me.actor.officer_id
    try:
        with act(me.actor, me.at) as a:
            row = StateOffer.objects.select_for_update(no_key=True).filter(id=offer_id).first()
            if row is None:
                raise Unknown
            refuse_if(reasons_not_to_place(_facts(me, file_id, row, proposer, NOBODY)))
            made = Place.objects.create(
                id=new_id(), file_id=file_id, offer=row, proposed_by=proposer,
                proposed_on=me.at.date(),
            )  # fmt: skip
            a.note(Kind.PLACE_PROPOSED, file=file_id, about=made.id)
    except IntegrityError as error:
        raise Conflict from error
    return made.id


def _lock_place(me: Signed, place_id: UUID) -> tuple[Place, StateOffer]:
    place = Place.objects.select_for_update(no_key=True).filter(id=place_id).first()
    if place is None:
        raise Unknown
    require(me, place.file_id, Permission.STATUS_READ)
    if place.state != PlaceState.PROPOSED.value:
        raise Refused([WhyNot.NOT_POSSIBLE_NOW])
    return place, StateOffer.objects.select_for_update(no_key=True).get(id=place.offer_id)


def decide_place(me: Signed, place_id: UUID) -> None:
    """Another person decides that the state is asked; every rule is asked again."""
    with act(me.actor, me.at) as a:
        place, row = _lock_place(me, place_id)
        refuse_in_conflict(me.actor, [place.file_id])
        decider = me.actor.officer_id
        facts = _facts(me, place.file_id, row, place.proposed_by, decider)
        # This very proposal holds one of the places already.
        refuse_if(reasons_not_to_place(replace(facts, free_places=facts.free_places + 1)))
        place.state, place.decided_by = PlaceState.DECIDED.value, decider
        place.save(update_fields=["state", "decided_by"])
        a.note(Kind.PLACE_DECIDED, file=place.file_id, about=place_id)


def drop_place(me: Signed, place_id: UUID) -> None:
    """Turn a proposal down or take it back; the person loses nothing by it."""
    with act(me.actor, me.at) as a:
        place, _ = _lock_place(me, place_id)
        place.state = PlaceState.DROPPED.value
        place.save(update_fields=["state"])
        a.note(Kind.PLACE_DROPPED, file=place.file_id, about=place_id)
