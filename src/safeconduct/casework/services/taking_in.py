"""From a letter to a case in one act: opened, led, answered; whole or not at all."""

from uuid import UUID

from django.db import transaction

from safeconduct.accounts.core.terms import Role
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.terms import CaseKind
from safeconduct.casework.services.letters import inform, open_case
from safeconduct.casework.services.people import assign
from safeconduct.contact.core.terms import Danger


def take_in(
    me: Signed,
    file_id: UUID,
    kind: CaseKind,
    danger: Danger,
    lead: UUID | None = None,
    answer: str = "",
) -> None:
    """Open the case of a file; put a case officer on it and answer, where that is asked.

    Refused as a whole, with the reasons of the part that is: nobody is left with half.
    """
    with transaction.atomic():
        open_case(me, file_id, kind, danger)
        if lead is not None:
            assign(me, file_id, lead, Role.CASE_OFFICER)
        if answer:
            inform(me, file_id, answer)
