"""What the person may be told: the way is equal for everyone; names and places wait.

One of the three readers of the vetting decision (an import contract names them). The decision
itself never leaves this module: callers learn what may be told and not why.
"""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext_noop as _

from safeconduct.accounts.queries import team_of
from safeconduct.casework.core.terms import Vetting
from safeconduct.casework.decision import vetting_of
from safeconduct.common.refusal import Refused
from safeconduct.vault.core.terms import Compartment, WhyNot
from safeconduct.vault.opening import FileKeys


class Extent(StrEnum):
    """How much of a section may be told."""

    WHOLE = "whole"
    ALIASES = "aliases only"


@dataclass(frozen=True)
class Section:
    """One part of the briefing: a title, how much may be told, and the sentences for it."""

    title: str
    extent: Extent
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Briefing:
    """Everything that may be told about this file, in the order of the page."""

    sections: tuple[Section, ...]


# English message ids. No country, no sum and no date: nothing is promised.
WAY = (
    _("You decide. You can stop at any moment, and nothing is held against you."),
    _("We agree with you how and when it is safe to write."),
    _("Your rights are explained in your own language before you answer an offer."),
    _(
        "Before you arrive we ask only from a short list of questions,"
        " and you may leave any out."
    ),
    _("The next step of the way is told when it comes, not before; so it is for everybody."),
    _("Two people see you arrive. After that a doctor, rest and a lawyer are offered."),
    _("Protection, care and legal help do not depend on what you bring or know."),
)
STAFF_WHOLE = _("An officer may give their own name, if they wish. Nobody gives another's.")
STAFF_ALIASES = _("Staff are known by these aliases.")
SITES_WHOLE = _("The reception site may be named when the journey to it begins.")
SITES_ALIASES = _("A site is called reception; no place is named.")
OTHERS_WHOLE = _("Another applicant may be spoken of by name, if that person agreed to it.")
OTHERS_ALIASES = _("Other applicants are not spoken of, not even to say that there are any.")


def what_may_be_told(file_id: UUID, *, keys: FileKeys) -> Briefing:
    """The briefing of a file, for a holder of its contact key; Refused (NO_KEY) otherwise.

    The steps of the way never differ. Names of staff, sites and other applicants are whole
    only while the vetting result is clear; every other state, unopened included, reads alike.
    """
    if keys.file_id != file_id or not keys.may_open(Compartment.CONTACT):
        raise Refused([WhyNot.NO_KEY])
    whole = vetting_of(file_id) is Vetting.CLEAR
    extent = Extent.WHOLE if whole else Extent.ALIASES
    staff = tuple(alias for alias, _ in team_of(file_id))
    return Briefing(
        (
            Section(_("The steps of the way"), Extent.WHOLE, WAY),
            Section(_("Staff"), extent, (STAFF_WHOLE if whole else STAFF_ALIASES, *staff)),
            Section(_("Sites"), extent, (SITES_WHOLE if whole else SITES_ALIASES,)),
            Section(
                _("Other applicants"), extent, (OTHERS_WHOLE if whole else OTHERS_ALIASES,)
            ),
        )
    )
