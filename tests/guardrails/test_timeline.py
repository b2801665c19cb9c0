"""Everything that can happen on a case has its words on the case page."""

import importlib
import pkgutil
from enum import StrEnum

import safeconduct
from safeconduct.doors.office.timeline import NEVER_TOLD, SAYS

# Lines about no file: sign-ins, searches, sweeps, lists, offers of states, audits.
ABOUT_NO_FILE = (
    "accounts.",
    "casework.batch.begun",
    "casework.cases.",
    "casework.link.",
    "casework.recipient.",
    "catalogues.version.",
    "contact.complaint.",
    "contact.handover.",
    "contact.letters.",
    "contact.place.",
    "contact.shift.",
    "outreach.",
    "oversight.",
    "partners.delivery.",
    "partners.endpoint.",
    "partners.partner.",
    "partners.token.",
    "screening.list.",
    "status.offer.changed",
    "status.offer.registered",
    "training.",
    "vault.desk_key.",
    "vault.recovery.rehearsed",
    "vault.renewal.",
    "vault.shred_keys.",
)


def kinds() -> set[str]:
    """Every record kind of every room."""
    found: set[str] = set()
    for info in pkgutil.walk_packages(safeconduct.__path__, "safeconduct."):
        if ".core." not in info.name:
            continue
        kind = getattr(importlib.import_module(info.name), "Kind", None)
        if isinstance(kind, type) and issubclass(kind, StrEnum):
            found |= {member.value for member in kind}
    return found


def test_every_kind_of_line_about_a_file_is_told_in_words() -> None:
    told = set(SAYS) | NEVER_TOLD
    missing = {kind for kind in kinds() - told if not kind.startswith(ABOUT_NO_FILE)}
    assert missing == set()


def test_no_words_are_kept_for_what_cannot_happen() -> None:
    assert set(SAYS) - kinds() == set()
