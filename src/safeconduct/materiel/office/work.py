"""What equipment puts on My work: custody steps and same-item alerts for a second person."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.queries import is_member
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.card import Waiting
from safeconduct.casework.queries import aliases_of
from safeconduct.materiel.desk import claims_asking
from safeconduct.materiel.office.words import EVENTS, type_name
from safeconduct.materiel.queries import ClaimView, alerts_of, claim, pending_moves
from safeconduct.web.say import say


def waiting(me: Signed) -> list[Waiting]:
    """Steps that somebody else recorded; alerts that this officer may help to end."""
    moves, decides = (
        may(me.actor, one) for one in (Permission.ITEM_MOVE, Permission.CLAIM_REGISTER)
    )
    claims = claims_asking(me.actor, me.at) if moves or decides else []
    names = aliases_of([row.file_id for row in claims])
    found = _moves(me, claims, names) if moves else []
    for row in claims if decides else []:
        found += _alerts(me, row, names[row.file_id])
    return found


def _moves(me: Signed, claims: list[ClaimView], names: dict[UUID, str]) -> list[Waiting]:
    pending = pending_moves(row.id for row in claims)
    return [
        Waiting(
            row.file_id,
            names[row.file_id],
            f"{type_name(row.valuation.equipment)}: {say(EVENTS[line.event])}",
            gettext("Look and decide"),
            reverse("materiel:confirm", args=[line.id]),
        )
        for row in claims
        if (line := pending.get(row.id)) and line.first_by != me.actor.officer_id
    ]


def _alerts(me: Signed, row: ClaimView, alias: str) -> list[Waiting]:
    """Both halves of a pair on the officer's cases make one row, at the lower id."""
    found = []
    for alert in alerts_of(row.id) if row.alert_open else []:
        both = is_member(me.actor, claim(alert.other).file_id, me.at)
        mine = both and alert.mine < alert.other and alert.proposed_by != me.actor.officer_id
        if alert.is_open and mine:
            what = gettext("same item claimed twice?")
            url = reverse("materiel:alert", args=[alert.id])
            look = gettext("Look and decide")
            found.append(Waiting(row.file_id, alias, what, look, url))
    return found
