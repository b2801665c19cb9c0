"""What the treasury puts on My work: payments at the step that is this officer's."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.card import Waiting
from safeconduct.support.core.flow import TABLE
from safeconduct.support.core.rules import reasons_not_to
from safeconduct.support.core.terms import PayAct, PayFacts, PayState, Stream, WhyNot
from safeconduct.support.queries import PaymentView, Steps, ask_at_step
from safeconduct.web.say import say
from safeconduct.web.together import Reads

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


def ask_waiting(me: Signed) -> Reads[list[Waiting]]:
    """One row an act, those that can be done now first; no reason is told here."""
    if not (may(me.actor, Permission.PAYMENT_READ) or may(me.actor, Permission.REFUSAL_DECIDE)):
        return []
    refusals = _where(me, PayAct.REFUSE)
    steps = tuple(dict.fromkeys(place for act in STEPS for place in _where(me, act)))
    drafts = may(me.actor, Permission.PAYMENT_DRAFT)
    checks = tuple((str(one), str(state)) for one in Stream for state in CHECKABLE)
    rows = yield from ask_at_step(me.actor, me.at, steps, refusals, checks if drafts else ())
    found = [one for row, facts, mine in rows for one in _rows(me, row, facts, mine=mine)]
    return [row for _, row in sorted(found, key=lambda one: one[0])]


def _where(me: Signed, act: PayAct) -> Steps:
    """Streams and states in which the act is one for the officer's roles."""
    return tuple(
        (str(stream), str(state))
        for stream in Stream
        for state in TABLE[act].sources
        if TABLE[act].roles(stream) & me.actor.roles
    )


def _rows(
    me: Signed, row: PaymentView, facts: PayFacts, *, mine: bool
) -> Iterator[tuple[bool, Waiting]]:
    """(whether it cannot be done yet, the row); `mine`: this officer checks the payee."""
    what = f"{say(row.stream)} · {row.amount}"
    if mine:  # the payee is checked before the money goes
        url, act = reverse("support:payee", args=[row.id]), gettext("Check the payee")
        yield False, Waiting(row.file_id, row.alias, what, act, url)
    steps = [
        TABLE[act]
        for act in (*STEPS, PayAct.REFUSE)
        if row.state in TABLE[act].sources and TABLE[act].roles(row.stream) & me.actor.roles
    ]
    for step in steps:
        reasons = reasons_not_to(step.act, facts)
        if NOT_MY_TURN.isdisjoint(reasons):
            refusing = step.act is PayAct.REFUSE
            told = f"{what} · {gettext('not possible yet')}" if reasons else what
            page = "support:refusal" if refusing else "support:payment"
            act = gettext("Look and decide") if refusing else say(step.label)
            url = reverse(page, args=[row.id])
            yield bool(reasons), Waiting(row.file_id, row.alias, told, act, url)
