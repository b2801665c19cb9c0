"""This room's part of the case page."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.card import Card
from safeconduct.materiel.queries import claims_of
from safeconduct.support.office.words import state_says
from safeconduct.support.queries import handover_of, payments_of
from safeconduct.vault.opening import FileKeys
from safeconduct.web.say import say

Acts = tuple[list[dict[str, Any]], list[dict[str, Any]]]


def card(me: Signed, keys: FileKeys) -> Card | None:
    """Payments of the case, for those who read payments."""
    if not may(me.actor, Permission.PAYMENT_READ):
        return None
    rows = payments_of(keys.file_id)
    paid = any(row.state.value == "paid" for row in rows)
    return Card(
        title=gettext("Money"),
        tag=gettext("paid") if paid else gettext("not paid"),
        tone="ok" if paid else "wait" if rows else "",
        rows=tuple(
            (say(row.stream), f"{row.amount} · {state_says(row.state)}") for row in rows
        ),
        links=tuple(
            (f"{say(row.stream)} · {row.amount}", reverse("support:payment", args=[row.id]))
            for row in rows
        ),
    )


def acts(me: Signed, file_id: UUID) -> Acts:
    """Writing a payment down; attesting that equipment was handed over."""
    allowed: list[dict[str, Any]] = []
    if may(me.actor, Permission.PAYMENT_DRAFT):
        url = reverse("support:new", args=[file_id])
        allowed.append({"label": gettext("Write down a payment"), "url": url})
    if may(me.actor, Permission.ITEM_MOVE):
        allowed += [
            {
                "label": gettext("Attest a handover"),
                "url": reverse("support:handover", args=[file_id, row.id]),
                "hint": gettext("Only for a Ukrainian payee: instead of an arrival."),
            }
            for row in claims_of(file_id)
            if handover_of(row.id) is None
        ]
    return allowed, []
