"""What vetting puts on My work: conclusions to decide, findings still to put to the person."""

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.queries import own_files
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.card import Waiting
from safeconduct.casework.queries import alias_of
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.queries import may_open
from safeconduct.vetting.office.case import acts
from safeconduct.vetting.queries import summary_of, with_work


def waiting(me: Signed) -> list[Waiting]:
    """Only for vetting roles, on cases whose vetting key they hold."""
    if not may(me.actor, Permission.VETTING_READ):
        return []
    mine = with_work(own_files(me.actor, me.at))
    keyed = may_open(me.keys.key_id, mine, Compartment.VETTING)
    found = []
    for file_id in (one for one in mine if one in keyed):
        alias = alias_of(file_id)
        now = summary_of(file_id)
        what = gettext("vetting conclusion")
        look = gettext("Look and decide")
        found += [
            Waiting(file_id, alias, what, look, act["url"]) for act in acts(me.actor, now)
        ]
        count = now.to_be_put
        if count and may(me.actor, Permission.VETTING_WRITE):
            told = ngettext(
                "%(n)s finding still to put to the person",
                "%(n)s findings still to put to the person",
                count,
            )
            url = reverse("vetting:file", args=[file_id])
            told %= {"n": count}
            found.append(Waiting(file_id, alias, told, gettext("Vetting file"), url))
    return found
