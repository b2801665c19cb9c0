"""Payments in the words and colours of a page."""

from django.utils.translation import gettext_noop

from safeconduct.support.core.terms import PayState
from safeconduct.web.say import say

STATES = {
    PayState.NONE: (gettext_noop("written down"), ""),
    PayState.DRAFTED: (gettext_noop("drafted"), "wait"),
    PayState.APPROVED: (gettext_noop("approved"), "wait"),
    PayState.RELEASED: (gettext_noop("released"), "wait"),
    PayState.PAID: (gettext_noop("paid"), "ok"),
    PayState.REFUSED: (gettext_noop("refused"), "stop"),
}


def state_says(state: PayState) -> str:
    """The state of a payment in words; one that nobody drafted is written down, no more."""
    return say(STATES[state][0])


def tone_of(state: PayState) -> str:
    """The tone of its tag: ok, wait, stop or ""."""
    return STATES[state][1]
