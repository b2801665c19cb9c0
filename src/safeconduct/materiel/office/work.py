"""What equipment puts on My work: custody steps and same-item alerts for a second person."""

from django.urls import reverse
from django.utils.translation import gettext

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.card import Waiting
from safeconduct.materiel.core.catalogue import equipment_type
from safeconduct.materiel.desk import (
    AlertToEnd,
    MoveToConfirm,
    ask_alerts_to_end,
    ask_moves_to_confirm,
)
from safeconduct.materiel.office.words import EVENTS, type_name
from safeconduct.web.say import say
from safeconduct.web.together import Reads, each


def ask_waiting(me: Signed) -> Reads[list[Waiting]]:
    """Steps that somebody else recorded; alerts that this officer may help to end."""
    may_move, may_end = (
        may(me.actor, one) for one in (Permission.ITEM_MOVE, Permission.CLAIM_REGISTER)
    )
    moves, alerts = yield from each(
        [
            ask_moves_to_confirm(me.actor, me.at) if may_move else [],
            ask_alerts_to_end(me.actor, me.at) if may_end else [],
        ]
    )
    return [*map(_move, moves), *map(_alert, alerts)]


def _move(row: MoveToConfirm) -> Waiting:
    return Waiting(
        row.file_id,
        row.alias,
        f"{type_name(equipment_type(row.type_code))}: {say(EVENTS[row.event])}",
        gettext("Look and decide"),
        reverse("materiel:confirm", args=[row.id]),
    )


def _alert(row: AlertToEnd) -> Waiting:
    """Both halves of a pair on the officer's cases make one row, at the lower id."""
    what, look = gettext("same item claimed twice?"), gettext("Look and decide")
    url = reverse("materiel:alert", args=[row.id])
    return Waiting(row.file_id, row.alias, what, look, url)
