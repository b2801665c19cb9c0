"""What vetting puts on My work: conclusions to decide, findings still to put to the person."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.card import Waiting
from safeconduct.casework.queries import ask_aliases_of
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.queries import ask_may_open
from safeconduct.vetting.desk import ask_waits
from safeconduct.web.together import Reads, both


def ask_waiting(me: Signed) -> Reads[list[Waiting]]:
    """Only for vetting roles, on cases whose vetting key they hold."""
    if not may(me.actor, Permission.VETTING_READ):
        return []
    waits = yield from ask_waits(me.actor, me.at)
    if not waits.files:
        return []
    keyed, names = yield from both(
        ask_may_open(me.keys.key_id, waits.files, Compartment.VETTING),
        ask_aliases_of(waits.files),
    )
    found = []
    for file_id in (one for one in waits.files if one in keyed):
        found += _conclusion(me, file_id, names[file_id], waits.pending.get(file_id))
        found += _findings(me, file_id, names[file_id], waits.to_be_put.get(file_id, 0))
    return found


def _conclusion(me: Signed, file_id: UUID, alias: str, pending: UUID | None) -> list[Waiting]:
    if pending is None or not may(me.actor, Permission.VETTING_DECIDE):
        return []
    what, look = gettext("vetting conclusion"), gettext("Look and decide")
    return [Waiting(file_id, alias, what, look, reverse("vetting:decide", args=[pending]))]


def _findings(me: Signed, file_id: UUID, alias: str, count: int) -> list[Waiting]:
    if not count or not may(me.actor, Permission.VETTING_WRITE):
        return []
    told = ngettext(
        "%(n)s finding still to put to the person",
        "%(n)s findings still to put to the person",
        count,
    )
    url = reverse("vetting:file", args=[file_id])
    return [Waiting(file_id, alias, told % {"n": count}, gettext("Vetting file"), url)]
