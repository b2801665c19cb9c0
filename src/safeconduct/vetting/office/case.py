"""What the case page shows of vetting: only to vetting roles that hold the vetting key."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Actor, Permission
from safeconduct.casework.core.card import Card
from safeconduct.casework.core.terms import Vetting
from safeconduct.casework.office.look import Acts, Look, Part
from safeconduct.vetting.queries import Summary, ask_summary, may_read
from safeconduct.web.say import say
from safeconduct.web.together import Reads

TONES = {Vetting.NONE: "", Vetting.OPEN: "wait", Vetting.CLEAR: "ok"}
STATES = {
    Vetting.NONE: "not opened",
    Vetting.OPEN: "open",
    Vetting.CLEAR: "clear",
    Vetting.LIMITED: "limited",
    Vetting.ADVERSE: "adverse",
}


def part(look: Look) -> Reads[Part]:
    """The track, for vetting roles that hold its key; to the protection lead, a fresh look."""
    actor, shows = look.me.actor, may_read(look.me, look.keys)
    decides = look.may(Permission.VETTING_DECIDE)
    found = (yield from ask_summary(look.file_id)) if shows or decides else None
    card = _card(look.file_id, found) if found and shows else None
    if look.may(Permission.VETTING_ASK_AGAIN):
        label = gettext("Ask vetting to look again")
        url = reverse("vetting:again", args=[look.file_id])
        return Part(card, [{"label": label, "url": url}])
    return Part(card, acts(actor, found) if found else [])


def acts(actor: Actor, found: Summary) -> Acts:
    """The proposal that waits for this officer to decide."""
    if found.pending is None or found.proposed_by == actor.officer_id:
        return []
    if not may(actor, Permission.VETTING_DECIDE):
        return []
    label = gettext("Decide a proposed vetting conclusion")
    return [{"label": label, "url": reverse("vetting:decide", args=[found.pending])}]


def _card(file_id: UUID, found: Summary) -> Card:
    rows = (
        (gettext("Findings"), str(found.findings)),
        (gettext("Still to put to the person"), str(found.to_be_put)),
        (
            gettext("Proposal"),
            gettext("waits for a vetting lead") if found.pending else gettext("none"),
        ),
        (
            gettext("Who reads the result"),
            gettext("the award and the briefing; help never depends on it"),
        ),
    )
    links = ((gettext("Vetting file"), reverse("vetting:file", args=[file_id])),)
    tone = TONES.get(found.state, "stop")
    begun = found.state is not Vetting.NONE or found.findings or found.pending
    return Card(gettext("Vetting"), say(STATES[found.state]), tone, rows, links, not begun)
