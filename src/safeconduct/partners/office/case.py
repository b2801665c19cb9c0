"""What partners add to the case page: one card, and the way to share or decide."""

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from safeconduct.accounts.core.terms import Permission
from safeconduct.casework.core.card import Card
from safeconduct.casework.office.look import NO_PART, Look, Part
from safeconduct.partners.office.words import ANSWERS, STATES
from safeconduct.partners.queries import ask_answers, ask_shares
from safeconduct.web.say import say
from safeconduct.web.together import Reads, both


def part(look: Look) -> Reads[Part]:
    """With whom the case is shared, and answers that nobody has seen; the way to share it."""
    if not look.may(Permission.CASE_SHARE):
        return NO_PART
    url = reverse("partners:shares", args=[look.file_id])
    acts = [{"label": gettext("Share with a partner"), "url": url}]
    every, answers = yield from both(
        ask_shares(look.file_id, look.me.at), ask_answers(look.file_id)
    )
    shares = [one for one in every if one.stand.state != "ended"]
    if not shares:
        return Part(acts=acts)
    unseen = [one for one in answers if not one.seen]
    tag = ngettext("%(count)d answer", "%(count)d answers", len(unseen)) % {
        "count": len(unseen)
    }
    rows = tuple((one.partner, say(STATES[one.stand.state][0])) for one in shares)
    rows += tuple((one.partner, say(ANSWERS[one.answer])) for one in unseen)
    links = ((gettext("Partners"), url),)
    card = Card(gettext("Partners"), tag if unseen else "", "wait", rows, links)
    return Part(card, acts)
