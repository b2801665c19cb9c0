"""An officer's own key: its id, to be read aloud to whoever signs keys; the security keys."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.queries import public_key_of, security_keys_of
from safeconduct.accounts.signed import Signed
from safeconduct.common.refusal import Reason, Refused
from safeconduct.vault.core.terms import WhyNot
from safeconduct.vault.sealing import PublicKey
from safeconduct.web.say import say

GROUP = 4  # digits at a time: a group is said in one breath


def in_groups(digits: str) -> str:
    """A key id as it is read aloud."""
    return " ".join(digits[at : at + GROUP] for at in range(0, len(digits), GROUP))


@needs(Permission.WORK_READ)
def my_key(request: HttpRequest, me: Signed) -> HttpResponse:
    """The key id, from the opened private key and not from the database; is it signed?"""
    own = me.keys.private.public()
    why = say(_why_unsigned(me, own) or "")
    context: dict[str, object] = {"groups": in_groups(own.key_id), "why": why}
    context["keys"] = security_keys_of(me.actor)
    return render(request, "accounts/my_key.html", context)


def _why_unsigned(me: Signed, own: PublicKey) -> Reason | None:
    """Why colleagues can seal nothing to this key; None when they can."""
    try:
        signed = public_key_of(me.actor.officer_id)
    except Refused as refused:
        return refused.reasons[0]
    return None if signed.raw == own.raw else WhyNot.KEY_FORGED
