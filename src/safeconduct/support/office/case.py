"""This room's part of the case page."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext

from safeconduct.accounts.core.terms import Permission
from safeconduct.casework.core.card import Card
from safeconduct.casework.office.look import Acts, Look, Part
from safeconduct.materiel.queries import ask_claims
from safeconduct.support.office.words import state_says
from safeconduct.support.queries import PaymentView, ask_handed_over, ask_payments
from safeconduct.web.say import say
from safeconduct.web.together import Reads, each


def part(look: Look) -> Reads[Part]:
    """Payments, for those who read them; writing one down; attesting a handover."""
    moves = look.may(Permission.ITEM_MOVE)
    rows, handovers = yield from each(
        [
            ask_payments(look.file_id) if look.may(Permission.PAYMENT_READ) else None,
            _ask_to_hand_over(look.file_id) if moves else [],
        ]
    )
    acts: Acts = []
    if look.may(Permission.PAYMENT_DRAFT):
        url = reverse("support:new", args=[look.file_id])
        acts.append({"label": gettext("Write down a payment"), "url": url})
    return Part(None if rows is None else _card(rows), acts + handovers)


def _card(rows: list[PaymentView]) -> Card:
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
        empty=not rows,
    )


def _ask_to_hand_over(file_id: UUID) -> Reads[Acts]:
    claims = yield from ask_claims(file_id)
    handed = yield from ask_handed_over([row.id for row in claims])
    return [
        {
            "label": gettext("Attest a handover"),
            "url": reverse("support:handover", args=[file_id, row.id]),
            "hint": gettext("Only for a Ukrainian payee: instead of an arrival."),
        }
        for row in claims
        if row.id not in handed
    ]
