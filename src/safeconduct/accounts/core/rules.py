"""Which role may do what, and which roles one account may never hold together."""

from itertools import combinations

from safeconduct.accounts.core.terms import Actor, Permission, RecoveryFacts, Role, WhyNot

P = Permission
R = Role

# Everybody who works on cases sees own work and own cases; content still needs a key.
CASE_ROLES = frozenset(
    {
        R.CASE_OFFICER,
        R.EVIDENCE_CUSTODIAN,
        R.INTAKE_OFFICER,
        R.LEGAL_ADVISER,
        R.PASSAGE_COORDINATOR,
        R.PROTECTION_LEAD,
        R.RECEPTION_OFFICER,
        R.SUPERVISOR,
        R.SUPPORT_WORKER,
        R.VETTING_ANALYST,
        R.VETTING_LEAD,
    }
)
MONEY_ROLES = frozenset({R.FINANCE_OFFICER, R.FINANCE_APPROVER, R.TREASURER})

# Each catalogue names its own among these; whoever wrote in a version never approves it.
DRAFTERS = frozenset(
    {
        *(R.CASE_OFFICER, R.INTAKE_OFFICER, R.SUPERVISOR, R.PASSAGE_COORDINATOR),
        *(R.VETTING_ANALYST, R.VETTING_LEAD, R.FINANCE_OFFICER, R.FINANCE_APPROVER),
    }
)
APPROVERS = frozenset(
    {
        *(R.DIRECTOR, R.LEGAL_ADVISER, R.PROTECTION_LEAD, R.SUPERVISOR, R.TREASURER),
        R.VETTING_LEAD,
    }
)

WHO: dict[Permission, frozenset[Role]] = {
    P.ARRIVAL_ATTEST: frozenset({R.RECEPTION_OFFICER, R.PROTECTION_LEAD}),
    P.CASE_ACT: CASE_ROLES,
    P.CASE_EXPORT: frozenset({R.SUPERVISOR}),
    P.CASE_OPEN: frozenset({R.INTAKE_OFFICER}),
    P.CASE_READ: CASE_ROLES | {R.FINANCE_OFFICER},  # to write payments down; letters stay shut
    P.CASE_SHARE: frozenset({R.CASE_OFFICER, R.SUPERVISOR}),
    P.CASES_IMPORT: frozenset({R.SUPERVISOR}),
    P.CATALOGUE_APPROVE: APPROVERS,
    P.CATALOGUE_DRAFT: DRAFTERS,
    P.CATALOGUE_READ: APPROVERS | DRAFTERS | {R.AUDITOR, R.OMBUDSMAN},
    P.CLAIM_READ: frozenset({R.CASE_OFFICER, R.EVIDENCE_CUSTODIAN, R.SUPERVISOR}),
    P.CLAIM_REGISTER: frozenset({R.CASE_OFFICER, R.EVIDENCE_CUSTODIAN}),
    P.COMPLAINT_READ: frozenset({R.OMBUDSMAN}),
    P.CONFLICT_RECORD: frozenset({R.SUPERVISOR}),
    P.CROSSING_READ: frozenset({R.PASSAGE_COORDINATOR, R.SUPERVISOR, R.CASE_OFFICER}),
    P.DANGER_WRITE: frozenset({R.CASE_OFFICER, R.INTAKE_OFFICER, R.PROTECTION_LEAD}),
    P.DESK_KEY_RENEW: frozenset({R.INTAKE_OFFICER, R.OMBUDSMAN}),
    P.EXERCISE_RUN: frozenset(R)
    - {R.AUDITOR, R.OMBUDSMAN, R.PERSON, R.SYSTEM, R.PLATFORM_ADMIN},
    P.GUIDANCE_READ: frozenset({R.AUDITOR, R.DIRECTOR, R.INTAKE_OFFICER, R.SUPERVISOR}),
    P.IMPACT_READ: CASE_ROLES | MONEY_ROLES | {R.AUDITOR, R.DIRECTOR, R.OMBUDSMAN},
    P.ITEM_MOVE: frozenset({R.EVIDENCE_CUSTODIAN, R.RECEPTION_OFFICER}),
    P.KEYS_RENEW: CASE_ROLES | {R.FINANCE_OFFICER},  # whoever may hold the key to a part
    P.LETTER_OPEN: frozenset({R.INTAKE_OFFICER, R.CASE_OFFICER}),
    P.LETTER_TAKE_DOWN: frozenset({R.INTAKE_OFFICER}),
    P.LIST_IMPORT: frozenset({R.VETTING_ANALYST, R.VETTING_LEAD}),
    P.MEMBER_ASSIGN: frozenset({R.INTAKE_OFFICER, R.CASE_OFFICER, R.SUPERVISOR}),
    P.MEMBER_HAND_OVER: CASE_ROLES | {R.FINANCE_OFFICER},
    P.MEMBER_TAKE_OFF: frozenset({R.CASE_OFFICER, R.SUPERVISOR}),
    P.NOTICE_ACKNOWLEDGE: frozenset({R.PASSAGE_COORDINATOR}),
    P.NOTICE_APPROVE: frozenset({R.PASSAGE_COORDINATOR, R.SUPERVISOR}),
    P.NOTICE_PROPOSE: frozenset({R.PASSAGE_COORDINATOR}),
    P.OFFICER_DEPART: frozenset({R.DIRECTOR, R.SUPERVISOR}),
    P.OVERSIGHT_READ: frozenset({R.AUDITOR, R.DIRECTOR, R.OMBUDSMAN, R.SUPERVISOR}),
    P.PACKAGE_APPROVE: frozenset({R.DIRECTOR, R.EVIDENCE_CUSTODIAN, R.LEGAL_ADVISER}),
    P.PARTNER_MANAGE: frozenset({R.DIRECTOR, R.SUPERVISOR}),
    P.PAYMENT_ANSWER: frozenset({R.FINANCE_OFFICER}),
    P.PAYMENT_APPROVE: frozenset({R.FINANCE_APPROVER}),
    P.PAYMENT_DRAFT: frozenset({R.FINANCE_OFFICER}),
    P.PAYMENT_READ: MONEY_ROLES | {R.SUPERVISOR},
    P.PAYMENT_RELEASE: frozenset({R.TREASURER}),
    P.PROTECTION_READ: frozenset({R.PROTECTION_LEAD, R.CASE_OFFICER, R.SUPERVISOR}),
    P.PROTECTION_WRITE: frozenset({R.PROTECTION_LEAD, R.CASE_OFFICER}),
    P.RECORD_READ: frozenset({R.AUDITOR, R.DIRECTOR, R.OMBUDSMAN, R.SUPERVISOR}),
    P.RECIPIENT_WRITE: frozenset({R.DIRECTOR, R.SUPERVISOR}),
    P.REFUSAL_DECIDE: frozenset({R.FINANCE_APPROVER, R.SUPERVISOR, R.VETTING_LEAD}),
    P.REPLY_POST: frozenset({R.CASE_OFFICER, R.INTAKE_OFFICER}),
    P.RETENTION_READ: frozenset({R.LEGAL_ADVISER, R.SUPERVISOR}),
    P.ROSTER_READ: CASE_ROLES | {R.DIRECTOR},
    P.ROSTER_WRITE: frozenset({R.SUPERVISOR}),
    P.SCREENING_ASK: frozenset({R.CASE_OFFICER, R.VETTING_ANALYST}),
    P.SCREENING_READ: frozenset({R.VETTING_ANALYST, R.VETTING_LEAD}),
    P.SHIFT_HAND_OVER: CASE_ROLES,
    P.STATUS_READ: frozenset({R.LEGAL_ADVISER, R.CASE_OFFICER, R.SUPERVISOR}),
    P.STATUS_WRITE: frozenset({R.LEGAL_ADVISER}),
    P.TESTIMONY_READ: frozenset({R.EVIDENCE_CUSTODIAN, R.LEGAL_ADVISER}),
    P.TESTIMONY_WRITE: frozenset({R.EVIDENCE_CUSTODIAN}),
    P.TRIAGE_READ: frozenset({R.INTAKE_OFFICER, R.SUPERVISOR}),
    P.COPY_REVIEW: frozenset({R.DIRECTOR, R.INTAKE_OFFICER, R.SUPERVISOR}),
    P.UNDERSTANDING_TEST: frozenset({R.DIRECTOR, R.INTAKE_OFFICER, R.SUPERVISOR}),
    P.VETTING_ASK_AGAIN: frozenset({R.PROTECTION_LEAD}),
    P.VETTING_DECIDE: frozenset({R.VETTING_LEAD}),
    P.VETTING_READ: frozenset({R.VETTING_ANALYST, R.VETTING_LEAD}),
    P.VETTING_WRITE: frozenset({R.VETTING_ANALYST}),
    P.WORK_READ: frozenset(Role) - {R.PERSON, R.SYSTEM, R.PLATFORM_ADMIN},
}

# Separation of duties: never two of the first three; the other three stand alone.
APART = (R.VETTING_LEAD, R.FINANCE_APPROVER, R.TREASURER)
ALONE = (R.PLATFORM_ADMIN, R.AUDITOR, R.OMBUDSMAN)
# Never both on one case, one after the other included: whoever sent a person on the way does
# not receive them, and whoever keeps the equipment does not write down what is paid for it.
APART_ON_A_CASE = (
    frozenset({R.PASSAGE_COORDINATOR, R.RECEPTION_OFFICER}),
    frozenset({R.EVIDENCE_CUSTODIAN, R.FINANCE_OFFICER}),
)


def may(actor: Actor, permission: Permission) -> bool:
    """Whether a role of the actor carries the permission (need-to-know is a key, not this)."""
    return bool(actor.roles & WHO[permission])


def reasons_not_to_recover(facts: RecoveryFacts) -> list[WhyNot]:
    """Why this officer may not run this recovery; empty when a director may, for another.

    A drill's dummy goes to whoever runs it: only they can show that it opens.
    """
    found = {
        WhyNot.ROLE: Role.DIRECTOR not in facts.runner.roles,
        WhyNot.NOT_FOR_ONESELF: (facts.runner.officer_id == facts.receiver) != facts.drill,
        WhyNot.NO_CASE_ROLE: not facts.drill and not facts.receiver_roles & facts.case_roles,
    }
    return [why for why, holds in found.items() if holds]


def reasons_not_to_hold(roles: frozenset[Role]) -> list[WhyNot]:
    """Why one account may not hold these roles together; empty when it may."""
    pairs = combinations(sorted(roles), 2)
    barred = any(_barred(a, b) for a, b in pairs)
    return [WhyNot.BARRED_ROLES] if barred else []


def reasons_not_to_work_as(role: Role, earlier: frozenset[Role]) -> list[WhyNot]:
    """Why an officer who is or was on a case in the `earlier` roles may not be in this one."""
    barred = any({role, one} in APART_ON_A_CASE for one in earlier)
    return [WhyNot.BARRED_ON_CASE] if barred else []


def _barred(first: Role, second: Role) -> bool:
    return {first, second} <= set(APART) or first in ALONE or second in ALONE
