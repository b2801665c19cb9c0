"""Custody: whoever stands beside an item sees its type and state, and signs as one of two."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from safeconduct.accounts.core.rules import WHO, may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.core.terms import WhyNot as Account
from safeconduct.accounts.guard import needs
from safeconduct.accounts.queries import aliases
from safeconduct.accounts.signed import Signed
from safeconduct.casework.queries import NEWEST, alias_of, aliases_of
from safeconduct.common.refusal import Unknown
from safeconduct.materiel.core.flow import TABLE, events_from
from safeconduct.materiel.core.rules import TWO_PEOPLE, reasons_not_to_record_move
from safeconduct.materiel.core.terms import ItemEvent, Waiting
from safeconduct.materiel.desk import claims_page
from safeconduct.materiel.office.forms import MoveForm
from safeconduct.materiel.office.words import EVENTS, STATES, TONES, type_name
from safeconduct.materiel.queries import (
    ClaimView,
    MoveView,
    claim_for,
    move,
    pending_moves,
)
from safeconduct.materiel.services import confirm_move, move_item, turn_down_move
from safeconduct.web.forms import PlainForm, attempt, form_page
from safeconduct.web.say import say
from safeconduct.web.ways import place_in, ways

Acts = tuple[list[dict[str, Any]], list[dict[str, Any]]]


def who_moves() -> str:
    """The roles that may sign for custody, in words."""
    return ", ".join(say(role) for role in sorted(WHO[Permission.ITEM_MOVE]))


def move_acts(me: Signed, claim: ClaimView, waiting: MoveView | None) -> Acts:
    """Custody steps from here: those this officer may take, the others with every reason."""
    acts, refused = [], []
    role = [] if may(me.actor, Permission.ITEM_MOVE) else [Account.ROLE]
    if waiting:
        own = waiting.first_by == me.actor.officer_id
        hint = gettext("You recorded it; another person confirms it.") if own else ""
        url = reverse("materiel:confirm", args=[waiting.id])
        if not role:
            label = gettext("Look and decide: %(step)s") % {"step": say(EVENTS[waiting.event])}
            acts.append({"label": label, "url": url, "hint": hint})
    # The way on comes first, turning an item away last.
    for event in sorted(events_from(claim.state), key=lambda one: one is ItemEvent.REJECT):
        if TABLE[claim.state, event].people < TWO_PEOPLE:
            continue
        label = say(EVENTS[event])
        no = [*role, *reasons_not_to_record_move(claim.state, event, waiting is not None)]
        if no:
            reasons = [say(why) for why in no]
            refused.append({"label": label, "who": who_moves(), "reasons": reasons})
        else:
            url = reverse("materiel:move", args=[claim.id, event.value])
            hint = gettext("A second person confirms it.")
            acts.append({"label": label, "url": url, "hint": hint})
    return acts, refused


@needs(Permission.ITEM_MOVE)
def desk(request: HttpRequest, me: Signed) -> HttpResponse:
    """Items of the officer's cases that are still on their way, and what waits for a second."""
    page = claims_page(me.actor, me.at, place_in(request, NEWEST), open_only=True)
    rows = page.rows
    waiting = pending_moves(row.id for row in rows)
    names = aliases_of([row.file_id for row in rows])
    items = []
    for row in rows:
        acts, _ = move_acts(me, row, waiting.get(row.id))
        items.append(
            {
                "alias": names[row.file_id],
                "type": type_name(row.valuation.equipment),
                "state": say(STATES[row.state]),
                "tone": TONES.get(row.state, "wait"),
                "waits": row.id in waiting,
                "acts": acts,
            }
        )
    beside = ways(reverse("materiel:custody"), {}, page)
    return render(request, "materiel/custody.html", {"items": items, **beside})


@needs(Permission.ITEM_MOVE)
def record(request: HttpRequest, me: Signed, claim_id: UUID, name: str) -> HttpResponse:
    """The first person records a step; nothing changes until a second one confirms it."""
    claim = claim_for(me.actor, claim_id, me.at)
    if name not in list(ItemEvent):
        raise Unknown
    event = ItemEvent(name)
    form = MoveForm(request.POST or None, initial={"version": claim.version})
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        if attempt(form, lambda: move_item(me, claim_id, event, version)):
            return redirect("materiel:custody")
    context = _page(claim, event) | {
        "lead": gettext(
            "You record it; a second person confirms it. Until then nothing changes."
        ),
        "button": gettext("Record"),
    }
    return form_page(request, form, "office/form.html", context)


def _page(claim: ClaimView, event: ItemEvent) -> dict[str, Any]:
    item = {"alias": alias_of(claim.file_id), "type": type_name(claim.valuation.equipment)}
    return {
        "title": f"{say(EVENTS[event])}: " + gettext("%(type)s of %(alias)s") % item,
        "back": reverse("materiel:custody"),
        "back_label": gettext("Custody"),
    }


@needs(Permission.ITEM_MOVE)
def second(request: HttpRequest, me: Signed, move_id: UUID) -> HttpResponse:
    """The second person looks, then confirms the step or turns it down."""
    line = move(move_id)
    claim = claim_for(me.actor, line.claim_id, me.at)
    form = PlainForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        deed = turn_down_move if "drop" in request.POST else confirm_move
        if attempt(form, lambda: deed(me, move_id)):
            return redirect("materiel:custody")
    context = _page(claim, line.event) | {
        "line": line,
        "who": aliases([line.first_key]).get(line.first_key, ""),
        "state": say(STATES[claim.state]),
        "target": say(STATES[line.target]),
        "waits": line.status is Waiting.PENDING,
    }
    return form_page(request, form, "materiel/second.html", context)
