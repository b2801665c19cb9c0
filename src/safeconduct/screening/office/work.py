"""What screening puts on My work: hits that nobody has looked at."""

from django.urls import reverse
from django.utils.translation import gettext

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.card import Waiting
from safeconduct.screening.desk import ask_to_look
from safeconduct.web.together import Reads


def ask_waiting(me: Signed) -> Reads[list[Waiting]]:
    """One row a hit; nothing is opened here, neither how strong it is nor the name."""
    if not may(me.actor, Permission.SCREENING_READ):
        return []
    what, look = gettext("hit to review"), gettext("Look")
    return [
        Waiting(hit.file_id, hit.alias, what, look, reverse("screening:hit", args=[hit.id]))
        for hit in (yield from ask_to_look(me))
    ]
