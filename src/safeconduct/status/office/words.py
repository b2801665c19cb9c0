"""Puts positions, protections and days into the words of a page."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from safeconduct.status.core.rules import ALWAYS
from safeconduct.status.core.terms import (
    Authority,
    DeadlineState,
    OfferState,
    Protection,
    ReadingKind,
)
from safeconduct.status.queries import DeadlineView
from safeconduct.web.say import say

SOON_DAYS = 7  # rule of this programme: a week before the safe day the page warns
KINDS = {
    ReadingKind.ASYLUM_APPLICANT: _("Asks for asylum"),
    ReadingKind.CHILD: _("Child, or age in doubt"),
    ReadingKind.COMPLEMENTARY: _("Protected from torture"),
    ReadingKind.DESERTER_CIVILIAN: _("Left their side's service"),
    ReadingKind.FORCED_CONSCRIPT_UA: _("Resident of Ukraine, made to serve"),
    ReadingKind.FOREIGN_RECRUIT: _("Recruited from a third country"),
    ReadingKind.NATIONALITY_DISPUTED: _("Nationality disputed"),
    ReadingKind.OFFICIAL: _("Servant of the state"),
    ReadingKind.OPERATIVE: _("Officer of a service, or diplomat"),
    ReadingKind.POW: _("Prisoner of war"),
    ReadingKind.REFUGEE: _("Refugee"),
    ReadingKind.REFUSED_APPEAL: _("Refused, or under appeal"),
    ReadingKind.SETTLED_RESIDENCE: _("Residence outside asylum"),
    ReadingKind.STATELESS: _("Stateless"),
    ReadingKind.SUBSIDIARY: _("Subsidiary protection"),
    ReadingKind.TEMPORARY_PROTECTION: _("Temporary protection"),
}
PROTECTIONS = {
    Protection.CARD_AND_MAIL: _("Capture card and mail"),
    Protection.CARE: _("Care"),
    Protection.CONFIDENTIALITY: _("Confidentiality"),
    Protection.COUNSEL: _("Counsel"),
    Protection.DOCUMENTS: _("Documents"),
    Protection.FAMILY_UNITY: _("Family unity"),
    Protection.FIVE_ANSWERS_ONLY: _("No more than the answers of Article 17"),
    Protection.ICRC_ACCESS: _("Visits of the Red Cross"),
    Protection.INTERPRETER: _("Interpreter"),
    Protection.NO_EXCHANGE_WITHOUT_CHOICE: _("No exchange without the person's own choice"),
    Protection.NO_PENALTY_FOR_ENTRY: _("No penalty for the way of entry"),
    Protection.NO_PUBLICITY: _("No publicity"),
    Protection.NO_RETURN: _("No return to persecution or torture"),
    Protection.RECEPTION: _("Reception"),
    Protection.RIGHT_TO_REMAIN: _("Right to remain during the procedure"),
}
AUTHORITIES = {
    Authority.ASYLUM_AUTHORITY: _("Asylum authority"),
    Authority.COMPETENT_TRIBUNAL: _("Competent tribunal"),
    Authority.COURT: _("Court"),
    Authority.DETAINING_POWER: _("Detaining power"),
    Authority.PROSECUTOR: _("Prosecutor"),
    Authority.STATE_AUTHORITY: _("Authority of the state"),
}
DEADLINES = {
    DeadlineState.MET: (_("met"), "ok"),
    DeadlineState.MISSED: (_("missed"), "stop"),
    DeadlineState.OPEN: (_("open"), "wait"),
}
OFFERS = {
    OfferState.OPEN: (_("open"), "ok"),
    OfferState.PAUSED: (_("paused"), "wait"),
    OfferState.CLOSED: (_("closed"), ""),
}


def kind_says(kind: ReadingKind) -> str:
    """A position in words."""
    return str(KINDS[kind])


def authority_says(authority: Authority) -> str:
    """An authority in words."""
    return str(AUTHORITIES[authority])


def protections_say(found: frozenset[Protection]) -> list[tuple[str, bool]]:
    """(protection in words, whether it holds under every position), the lasting ones first."""
    ordered = sorted(found, key=lambda one: (one not in ALWAYS, one.value))
    return [(str(PROTECTIONS[one]), one in ALWAYS) for one in ordered]


def deadline_context(view: DeadlineView, today: date) -> dict[str, Any]:
    """A deadline as the page shows it: the safe day first, and why each day."""
    says, tone = DEADLINES[view.state]
    left = (view.safe_on - today).days
    if view.state is DeadlineState.OPEN and left <= SOON_DAYS:
        says, tone = _("due soon"), "stop"
    rule = view.count.rule
    return {
        "id": view.id,
        "title": say(rule.title),
        "state": says,
        "tone": tone,
        "is_open": view.state is DeadlineState.OPEN,
        "binds_state": rule.binds_state,
        "safe_on": view.safe_on,
        "legal_on": view.legal_on,
        "over": view.state is DeadlineState.OPEN and left < 0,
        "if_missed": say(rule.if_missed),
        "basis": rule.basis,
        "source": rule.source,
        "banners": [say(banner) for banner in view.count.banners],
        "rule_moved": view.rule_moved,
        "lines": [(day, say(text)) for day, text in view.count.lines],
    }
