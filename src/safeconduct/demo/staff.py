"""The fixed, invented staff of demonstrations and tests: who has which role."""

import base64
from datetime import UTC, datetime
from uuid import UUID

from safeconduct.accounts.core.terms import Role
from safeconduct.accounts.services import accept_key
from safeconduct.vault.certificate import certify
from safeconduct.vault.opening import OfficerKeys

R = Role
STAFF: dict[str, frozenset[Role]] = {
    "Iryna": frozenset({R.INTAKE_OFFICER}),
    "Olena": frozenset({R.CASE_OFFICER}),
    "Kirill": frozenset({R.CASE_OFFICER}),
    "Vasyl": frozenset({R.SUPERVISOR}),
    "Petro": frozenset({R.PASSAGE_COORDINATOR}),
    "Ruta": frozenset({R.RECEPTION_OFFICER}),
    "Rasa": frozenset({R.RECEPTION_OFFICER}),
    "Lina": frozenset({R.LEGAL_ADVISER}),
    "Pavlo": frozenset({R.PROTECTION_LEAD}),
    "Anna": frozenset({R.VETTING_ANALYST}),
    "Viktor": frozenset({R.VETTING_LEAD}),
    "Fedir": frozenset({R.FINANCE_OFFICER}),
    "Faina": frozenset({R.FINANCE_APPROVER}),
    "Marta": frozenset({R.TREASURER}),
    "Emil": frozenset({R.EVIDENCE_CUSTODIAN}),
    "Edita": frozenset({R.EVIDENCE_CUSTODIAN}),
    "Daria": frozenset({R.DIRECTOR}),
    "Audra": frozenset({R.AUDITOR}),
    "Oksana": frozenset({R.OMBUDSMAN}),
}
# Whom a new case gets, and in which role.
TEAM: dict[str, Role] = {
    "Olena": R.CASE_OFFICER,
    "Pavlo": R.PROTECTION_LEAD,
    "Petro": R.PASSAGE_COORDINATOR,
    "Vasyl": R.SUPERVISOR,
    "Lina": R.LEGAL_ADVISER,
    "Anna": R.VETTING_ANALYST,
    "Viktor": R.VETTING_LEAD,
    "Emil": R.EVIDENCE_CUSTODIAN,
    "Edita": R.EVIDENCE_CUSTODIAN,
    "Fedir": R.FINANCE_OFFICER,
    "Ruta": R.RECEPTION_OFFICER,
}


def sign_key(signing: str, officer_id: UUID, keys: OfficerKeys) -> None:
    """What `sign_officer` and both papers do for a real instance, in one step.

    `signing` is the programme's signing key in base64, which only a demonstration has at hand.
    """
    day, key = datetime.now(UTC).date(), keys.private.public()
    accept_key(officer_id, day, certify(base64.b64decode(signing), officer_id, key, day))
