"""The card with the call-back words, for whoever may read the letters."""

from django.utils.translation import gettext

from safeconduct.casework.core.card import Card
from safeconduct.casework.office.look import NO_PART, Look, Part
from safeconduct.casework.queries.importing import ask_from_list
from safeconduct.contact.queries import ask_callback
from safeconduct.vault.core.terms import Compartment
from safeconduct.web.together import Reads, both


def part(look: Look) -> Reads[Part]:
    """The words to say and hear first in a call; none for a case from an earlier list."""
    if not look.keys.may_open(Compartment.CONTACT):
        return NO_PART
    words, from_list = yield from both(ask_callback(look.keys), ask_from_list(look.file_id))
    if from_list:  # nobody holds these words: a call begins otherwise
        return NO_PART
    rows = (
        (gettext("We say first"), words.ours),
        (gettext("The person answers"), words.theirs),
    )
    says = gettext("never ask before you said ours")
    return Part(Card(gettext("Call-back words"), says, "", rows))
