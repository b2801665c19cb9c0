"""What the treasury puts on My work: payments at the step that is this officer's."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.queries import is_member
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.card import Waiting
from safeconduct.support.core.flow import TABLE
from safeconduct.support.core.rules import reasons_not_to
from safeconduct.support.core.terms import PayAct, PayState, WhyNot
from safeconduct.support.queries import PaymentView, facts_for_page, payments
from safeconduct.web.say import say

# The way a payment goes. A refusal or an appeal may come, but waits for nobody.
STEPS = (PayAct.DRAFT, PayAct.APPROVE, PayAct.RELEASE, PayAct.CONFIRM_PAID)
CHECKABLE = (PayState.DRAFTED, PayState.APPROVED)
NOT_MY_TURN = frozenset(
    {
        WhyNot.APPROVED_BY_YOU, WhyNot.DRAFTED_BY_YOU, WhyNot.NO_REFUSAL,
        WhyNot.REFUSAL_BY_YOU, WhyNot.REFUSAL_WAITS, WhyNot.REFUSED_BY_YOU,
        WhyNot.VERIFIED_BY_YOU,
    }
)  # fmt: skip


def waiting(me: Signed) -> list[Waiting]:
    """One row an act, those that can be done now first; no reason is told here."""
    if not (may(me.actor, Permission.PAYMENT_READ) or may(me.actor, Permission.REFUSAL_DECIDE)):
        return []
    found = [one for row in payments() for one in _rows(me, row)]
    return [row for _, row in sorted(found, key=lambda one: one[0])]


def _rows(me: Signed, row: PaymentView) -> Iterator[tuple[bool, Waiting]]:
    """(whether it cannot be done yet, the row)."""
    what = f"{say(row.stream)} · {row.amount}"
    drafts = may(me.actor, Permission.PAYMENT_DRAFT) and row.state in CHECKABLE
    checks = drafts and is_member(me.actor, row.file_id, me.at)
    steps = [
        TABLE[act]
        for act in (*STEPS, PayAct.REFUSE)
        if row.state in TABLE[act].sources and TABLE[act].roles(row.stream) & me.actor.roles
    ]
    # The payee is checked before the money goes; facts are read only where they are asked for.
    if not steps and not checks:
        return
    facts = facts_for_page(row.id, me.actor)
    if checks and not facts.payee_checked:
        url, act = reverse("support:payee", args=[row.id]), gettext("Check the payee")
        yield False, Waiting(row.file_id, row.alias, what, act, url)
    for step in steps:
        reasons = reasons_not_to(step.act, facts)
        if NOT_MY_TURN.isdisjoint(reasons):
            refusing = step.act is PayAct.REFUSE
            told = f"{what} · {gettext('not possible yet')}" if reasons else what
            page = "support:refusal" if refusing else "support:payment"
            act = gettext("Look and decide") if refusing else say(step.label)
            url = reverse(page, args=[row.id])
            yield bool(reasons), Waiting(row.file_id, row.alias, told, act, url)
