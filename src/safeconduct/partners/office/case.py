"""What partners add to the case page: one card, and the way to share or decide."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.card import Card
from safeconduct.partners.office.words import ANSWERS, STATES
from safeconduct.partners.queries import answers_of, shares_of
from safeconduct.vault.opening import FileKeys
from safeconduct.web.say import say


def card(me: Signed, keys: FileKeys) -> Card | None:
    """With whom the case is shared, and answers that nobody has seen; None without either."""
    if not may(me.actor, Permission.CASE_SHARE):
        return None
    shares = [one for one in shares_of(keys.file_id, me.at) if one.stand.state != "ended"]
    if not shares:
        return None
    unseen = [one for one in answers_of(keys.file_id) if not one.seen]
    tag = ngettext("%(count)d answer", "%(count)d answers", len(unseen)) % {
        "count": len(unseen)
    }
    rows = tuple((one.partner, say(STATES[one.stand.state][0])) for one in shares)
    rows += tuple((one.partner, say(ANSWERS[one.answer])) for one in unseen)
    links = ((gettext("Partners"), reverse("partners:shares", args=[keys.file_id])),)
    return Card(gettext("Partners"), tag if unseen else "", "wait", rows, links)


def acts(me: Signed, file_id: UUID) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The way to the page of this case's partners."""
    if not may(me.actor, Permission.CASE_SHARE):
        return [], []
    url = reverse("partners:shares", args=[file_id])
    return [{"label": gettext("Share with a partner"), "url": url}], []
