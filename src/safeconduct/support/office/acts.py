"""What may be done with a payment, and what not: every act of its table, for its page."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.signed import Signed
from safeconduct.support.core.flow import MOVES
from safeconduct.support.core.rules import reasons_not_to_apply
from safeconduct.support.core.terms import PayAct, PayState, WhyNot
from safeconduct.support.queries import PaymentView, facts_for_page
from safeconduct.web.say import say

ADDRESS = {
    PayAct.DRAFT: "support:draft",
    PayAct.APPROVE: "support:approve",
    PayAct.RELEASE: "support:release",
    PayAct.CONFIRM_PAID: "support:bank",
    PayAct.PAYMENT_FAILED: "support:bank",
    PayAct.PROPOSE_REFUSAL: "support:propose-refusal",
    PayAct.REFUSE: "support:refusal",
    PayAct.TURN_DOWN: "support:refusal",
    PayAct.APPEAL: "support:appeal",
}
# Acts with a page of their own, and what that page is asked with.
BY_FORM = {
    PayAct.CONFIRM_PAID: "?answer=paid",
    PayAct.PAYMENT_FAILED: "?answer=failed",
    PayAct.PROPOSE_REFUSAL: "",
    PayAct.REFUSE: "",
    PayAct.TURN_DOWN: "",
}
# What the three people still have to do; a refusal of these is never folded.
AHEAD = {
    PayState.NONE: (PayAct.DRAFT, PayAct.APPROVE, PayAct.RELEASE),
    PayState.DRAFTED: (PayAct.APPROVE, PayAct.RELEASE),
    PayState.APPROVED: (PayAct.RELEASE,),
}


def acts_for(me: Signed, row: PaymentView) -> dict[str, Any]:
    """Every act of the table: allowed, or refused with every reason and who can.

    The refusals of another step are folded on the page, but for what lies ahead of release.
    """
    facts = facts_for_page(row.id, me.actor)
    ahead = AHEAD.get(row.state, ())
    found: dict[str, list[dict[str, Any]]] = {"acts": [], "refused": [], "other_step": []}
    for move in MOVES:
        reasons = reasons_not_to_apply(move.act, facts, me.actor.roles)
        if not reasons:
            url = reverse(ADDRESS[move.act], args=[row.id]) + BY_FORM.get(move.act, "")
            post = move.act not in BY_FORM
            found["acts"].append({"label": say(move.label), "url": url, "post": post})
            continue
        who = ", ".join(say(role) for role in sorted(move.roles(row.stream)))
        said = {"label": say(move.label), "who": who, "reasons": [say(why) for why in reasons]}
        elsewhere = WhyNot.NOT_THIS_STATE in reasons and move.act not in ahead
        found["other_step" if elsewhere else "refused"].append(said)
    if may(me.actor, Permission.PAYMENT_DRAFT):
        url = reverse("support:payee", args=[row.id])
        found["acts"].append({"label": gettext("Check the payee"), "url": url})
    return found | {"payee_checked": facts.payee_checked}
