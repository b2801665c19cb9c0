"""What catalogues put on My work: a version that waits for this officer as a second person."""

from django.urls import reverse
from django.utils.translation import gettext

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.card import Waiting
from safeconduct.catalogues.core.rules import may_approve
from safeconduct.catalogues.core.shelf import shape_of
from safeconduct.catalogues.queries import ask_sent
from safeconduct.web.say import say
from safeconduct.web.together import Reads


def ask_waiting(me: Signed) -> Reads[list[Waiting]]:
    """Versions of others that were sent, for those who may approve them."""
    if not may(me.actor, Permission.CATALOGUE_APPROVE):
        return []
    found = []
    for name, authors in (yield from ask_sent()):
        shape = shape_of(name)
        if shape and may_approve(shape, me.actor) and me.actor.officer_id not in authors:
            url = reverse("catalogues:approve", args=[name])
            what = gettext("a version waits for a second person")
            found.append(Waiting(None, say(shape.title), what, gettext("Look and decide"), url))
    return found
