"""The card with the call-back words, for whoever may read the letters."""

from django.utils.translation import gettext

from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.card import Card
from safeconduct.contact.queries import callback_of
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.opening import FileKeys


def card(me: Signed, keys: FileKeys) -> Card | None:
    """The words to say and to hear before anything else is said in a call."""
    del me
    if not keys.may_open(Compartment.CONTACT):
        return None
    words = callback_of(keys)
    rows = (
        (gettext("We say first"), words.ours),
        (gettext("The person answers"), words.theirs),
    )
    return Card(gettext("Call-back words"), gettext("never ask before you said ours"), "", rows)
