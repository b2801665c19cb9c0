"""What the case page shows of vetting: only to vetting roles that hold the vetting key."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.card import Card
from safeconduct.casework.core.terms import Vetting
from safeconduct.vault.opening import FileKeys
from safeconduct.vetting.queries import may_read, summary_of
from safeconduct.web.say import say

TONES = {Vetting.NONE: "", Vetting.OPEN: "wait", Vetting.CLEAR: "ok"}
STATES = {
    Vetting.NONE: "not opened",
    Vetting.OPEN: "open",
    Vetting.CLEAR: "clear",
    Vetting.LIMITED: "limited",
    Vetting.ADVERSE: "adverse",
}


def card(me: Signed, keys: FileKeys) -> Card | None:
    """The track's card; None without the role or the vetting key."""
    if not may_read(me, keys):
        return None
    found = summary_of(keys.file_id)
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
    links = ((gettext("Vetting file"), reverse("vetting:file", args=[keys.file_id])),)
    tone = TONES.get(found.state, "stop")
    return Card(gettext("Vetting"), say(STATES[found.state]), tone, rows, links)


def acts(me: Signed, file_id: UUID) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The proposal that waits for this officer; to the protection lead, a fresh look."""
    if may(me.actor, Permission.VETTING_ASK_AGAIN):
        label = gettext("Ask vetting to look again")
        return [{"label": label, "url": reverse("vetting:again", args=[file_id])}], []
    if not may(me.actor, Permission.VETTING_DECIDE):
        return [], []
    found = summary_of(file_id)
    if found.pending is None or found.proposed_by == me.actor.officer_id:
        return [], []
    label = gettext("Decide a proposed vetting conclusion")
    return [{"label": label, "url": reverse("vetting:decide", args=[found.pending])}], []
