"""The office's main ways, each shown only to roles that may walk it."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Actor, Permission

WAYS = (
    (gettext_noop("My work"), "my-work", Permission.WORK_READ),
    (gettext_noop("Triage"), "contact:triage", Permission.TRIAGE_READ),
    (gettext_noop("Duty"), "contact:duty", Permission.ROSTER_READ),
    (gettext_noop("Complaints"), "contact:complaints", Permission.COMPLAINT_READ),
    (gettext_noop("Desk key"), "accounts:desk-key", Permission.DESK_KEY_RENEW),
    (gettext_noop("Cases"), "casework:cases", Permission.CASE_READ),
    (gettext_noop("Arrivals"), "casework:arrivals", Permission.ARRIVAL_ATTEST),
    (gettext_noop("Crossings"), "passage:crossings", Permission.CROSSING_READ),
    (gettext_noop("Equipment"), "materiel:claims", Permission.CLAIM_READ),
    (gettext_noop("Custody"), "materiel:custody", Permission.ITEM_MOVE),
    (gettext_noop("Screening"), "screening:hits", Permission.SCREENING_READ),
    (gettext_noop("Protection"), "protection:desk", Permission.PROTECTION_READ),
    (gettext_noop("Offers"), "status:offers", Permission.STATUS_READ),
    (gettext_noop("Treasury"), "support:payments", Permission.PAYMENT_READ),
    (gettext_noop("Impact"), "impact:report", Permission.IMPACT_READ),
    (gettext_noop("Retention"), "casework:retention", Permission.RETENTION_READ),
    (gettext_noop("Recipients"), "casework:recipients", Permission.RECIPIENT_WRITE),
    (gettext_noop("Catalogues"), "catalogues:all", Permission.CATALOGUE_READ),
    (gettext_noop("Guidance"), "outreach:states", Permission.GUIDANCE_READ),
    (gettext_noop("Reported sites"), "outreach:copies", Permission.COPY_REVIEW),
    (gettext_noop("Comprehension"), "outreach:understanding", Permission.UNDERSTANDING_TEST),
    (gettext_noop("Departures"), "casework:departures", Permission.OFFICER_DEPART),
    (gettext_noop("Partners"), "partners:partners", Permission.PARTNER_MANAGE),
    (gettext_noop("Oversight"), "oversight:desk", Permission.OVERSIGHT_READ),
    (gettext_noop("Record"), "oversight:record", Permission.RECORD_READ),
    (gettext_noop("Exercises"), "training:exercises", Permission.EXERCISE_RUN),
)


TRAINING_ONLY = {Permission.EXERCISE_RUN}


def nav_for(actor: Actor, path: str) -> list[tuple[str, str, bool]]:
    """(label, address, is this page below it) for the officer's roles."""
    found = []
    for label, name, permission in WAYS:
        if may(actor, permission) and (permission not in TRAINING_ONLY or settings.TRAINING):
            address = reverse(name)
            found.append((gettext(label), address, path.startswith(address)))
    return found
