"""What equipment adds to the case page: one card, and the acts open to this officer."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from safeconduct.accounts.core.rules import WHO, may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.core.terms import WhyNot as Account
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.card import Card
from safeconduct.common.refusal import Reason
from safeconduct.materiel.office.words import EVENTS, STATES, type_name, worth
from safeconduct.materiel.queries import ClaimView, claims_of, pending_moves
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.core.terms import WhyNot as Vault
from safeconduct.vault.opening import FileKeys
from safeconduct.vault.queries import may_open
from safeconduct.web.say import say


def card(me: Signed, keys: FileKeys) -> Card | None:
    """Number of claims, each with state and value, and an alert before everything else."""
    if not may(me.actor, Permission.CLAIM_READ):
        return None
    found = claims_of(keys.file_id)
    tag, tone = _tag(found)
    rows = tuple((type_name(row.valuation.equipment), _short(row)) for row in found)
    links = tuple(
        (
            gettext("Open: %(type)s") % {"type": type_name(row.valuation.equipment)},
            reverse("materiel:claim", args=[row.id]),
        )
        for row in found
    )
    return Card(gettext("Equipment"), tag, tone, rows, links)


def _tag(found: list[ClaimView]) -> tuple[str, str]:
    if any(row.alert_open for row in found):
        return gettext("same item claimed twice?"), "stop"
    if not found:
        return gettext("none claimed"), ""
    count = ngettext("%(count)d claim", "%(count)d claims", len(found)) % {"count": len(found)}
    return count, "" if all(row.compared for row in found) else "wait"


def _short(row: ClaimView) -> str:
    parts = [say(STATES[row.state]), worth(row.valuation)]
    if not row.compared:
        parts.append(gettext("not compared yet"))
    return " · ".join(parts)


def acts(me: Signed, file_id: UUID) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Register a claim; confirm custody steps that somebody else recorded."""
    allowed: list[dict[str, Any]] = []
    refused: list[dict[str, Any]] = []
    if may(me.actor, Permission.CLAIM_READ):
        label = gettext("Register an equipment claim")
        reasons = _reasons_not_to_register(me, file_id)
        if reasons:
            who = ", ".join(say(role) for role in sorted(WHO[Permission.CLAIM_REGISTER]))
            said = [say(why) for why in reasons]
            refused.append({"label": label, "who": who, "reasons": said})
        else:
            allowed.append(
                {"label": label, "url": reverse("materiel:register", args=[file_id])}
            )
    if may(me.actor, Permission.ITEM_MOVE):
        allowed += _to_confirm(me, file_id)
    return allowed, refused


def _reasons_not_to_register(me: Signed, file_id: UUID) -> list[Reason]:
    found: list[Reason] = []
    if not may(me.actor, Permission.CLAIM_REGISTER):
        found.append(Account.ROLE)
    if not may_open(me.actor.key_id, [file_id], Compartment.EQUIPMENT):
        found.append(Vault.NO_KEY)
    return found


def _to_confirm(me: Signed, file_id: UUID) -> list[dict[str, Any]]:
    waiting = pending_moves(row.id for row in claims_of(file_id))
    return [
        {
            "label": gettext("Look and decide: %(step)s") % {"step": say(EVENTS[line.event])},
            "url": reverse("materiel:confirm", args=[line.id]),
            "hint": gettext("Somebody recorded this step; a second person confirms it."),
        }
        for line in waiting.values()
        if line.first_by != me.actor.officer_id
    ]
