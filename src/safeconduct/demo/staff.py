"""The fixed, invented staff of demonstrations and tests: who has which role."""

from safeconduct.accounts.core.terms import Role

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
