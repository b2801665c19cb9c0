"""{% load receivers %}: a referral's receiver that is a partner with a programme of its own."""

from typing import Any
from uuid import UUID

from django import template

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.casework.core.referral import GOES_ON
from safeconduct.casework.queries.referrals import ReferralView
from safeconduct.partners.core.terms import Basis
from safeconduct.partners.office.words import ANSWERS, STATES
from safeconduct.partners.queries import receiver as find

register = template.Library()
GROUNDS = {"CONSENT": Basis.CONSENT, "VITAL": Basis.VITAL_INTEREST}  # of a referral; of a share


@register.inclusion_tag("partners/receiver.html", takes_context=True)
def receiver(context: dict[str, Any], row: ReferralView, file_id: UUID) -> dict[str, Any]:
    """The share with the receiver, what it answered, or the offer to share the case."""
    me = context["request"].me
    found = find(row.recipient.name, file_id, me.at)
    if found is None or not may(me.actor, Permission.CASE_SHARE):
        return {"found": None}
    return {
        "found": found,
        "file_id": file_id,
        "offered": row.state in GOES_ON,
        "state": STATES[found.share.stand.state] if found.share else None,
        "answers": [(ANSWERS[one.answer], one) for one in found.answers],
        "basis": GROUNDS[row.ground.name].name,
    }
