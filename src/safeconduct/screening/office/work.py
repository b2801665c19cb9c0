"""What screening puts on My work: hits that nobody has looked at."""

from django.urls import reverse
from django.utils.translation import gettext

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.card import Waiting
from safeconduct.screening.queries import hits_for
from safeconduct.web.say import say


def waiting(me: Signed) -> list[Waiting]:
    """One row a hit; its strength in words, never the name."""
    if not may(me.actor, Permission.SCREENING_READ):
        return []
    return [
        Waiting(
            hit.file_id,
            hit.alias,
            gettext("hit to review: %(strength)s") % {"strength": say(hit.strength)},
            gettext("Look"),
            reverse("screening:hit", args=[hit.id]),
        )
        for hit in hits_for(me)
        if not hit.reviews
    ]
