"""What equipment adds to the case page: one card, and the acts open to this officer."""

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from safeconduct.accounts.core.rules import WHO
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.core.terms import WhyNot as Account
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.card import Card
from safeconduct.casework.office.look import Acts, Look, Part
from safeconduct.common.refusal import Reason
from safeconduct.materiel.office.words import EVENTS, STATES, type_name, worth
from safeconduct.materiel.queries import ClaimView, MoveView, ask_claims, ask_waiting_moves
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.core.terms import WhyNot as Vault
from safeconduct.web.say import say
from safeconduct.web.together import Reads, each


def part(look: Look) -> Reads[Part]:
    """Number of claims, each with state and value; registering, and custody to confirm."""
    reads, moves = look.may(Permission.CLAIM_READ), look.may(Permission.ITEM_MOVE)
    found, waiting = yield from each(
        [
            ask_claims(look.file_id) if reads else [],
            ask_waiting_moves(look.file_id) if moves else [],
        ]
    )
    confirm = _to_confirm(look.me, waiting)
    if not reads:
        return Part(acts=confirm)
    label = gettext("Register an equipment claim")
    reasons = _reasons_not_to_register(look)
    if reasons:
        who = ", ".join(say(role) for role in sorted(WHO[Permission.CLAIM_REGISTER]))
        said = [say(why) for why in reasons]
        refused = [{"label": label, "who": who, "reasons": said}]
        return Part(_card(found), confirm, refused)
    url = reverse("materiel:register", args=[look.file_id])
    return Part(_card(found), [{"label": label, "url": url}, *confirm])


def _card(found: list[ClaimView]) -> Card:
    """Each claim with state and value, and an alert before everything else."""
    tag, tone = _tag(found)
    rows = tuple((type_name(row.valuation.equipment), _short(row)) for row in found)
    links = tuple(
        (
            gettext("Open: %(type)s") % {"type": type_name(row.valuation.equipment)},
            reverse("materiel:claim", args=[row.id]),
        )
        for row in found
    )
    return Card(gettext("Equipment"), tag, tone, rows, links, empty=not found)


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


def _reasons_not_to_register(look: Look) -> list[Reason]:
    found: list[Reason] = []
    if not look.may(Permission.CLAIM_REGISTER):
        found.append(Account.ROLE)
    if not look.keys.may_open(Compartment.EQUIPMENT):
        found.append(Vault.NO_KEY)
    return found


def _to_confirm(me: Signed, waiting: list[MoveView]) -> Acts:
    return [
        {
            "label": gettext("Look and decide: %(step)s") % {"step": say(EVENTS[line.event])},
            "url": reverse("materiel:confirm", args=[line.id]),
            "hint": gettext("Somebody recorded this step; a second person confirms it."),
        }
        for line in waiting
        if line.first_by != me.actor.officer_id
    ]
