"""Vocabulary of accounts: roles, permissions, the actor, reasons to refuse."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from safeconduct.common.refusal import Reason
from safeconduct.record.core.terms import Once


class Role(StrEnum):
    """Separation of duties: the roles of the programme (docs/glossary.md)."""

    AUDITOR = "auditor"
    CASE_OFFICER = "case officer"
    DIRECTOR = "director"
    EVIDENCE_CUSTODIAN = "evidence custodian"
    FINANCE_APPROVER = "finance approver"
    FINANCE_OFFICER = "finance officer"
    INTAKE_OFFICER = "intake officer"
    LEGAL_ADVISER = "legal adviser"
    OMBUDSMAN = "ombudsman"
    PASSAGE_COORDINATOR = "passage coordinator"
    PERSON = "the person"
    PLATFORM_ADMIN = "platform administrator"
    PROTECTION_LEAD = "protection lead"
    RECEPTION_OFFICER = "reception officer"
    SUPERVISOR = "supervisor"
    SUPPORT_WORKER = "support worker"
    SYSTEM = "the system"
    TREASURER = "treasurer"
    VETTING_ANALYST = "vetting analyst"
    VETTING_LEAD = "vetting lead"


class Permission(StrEnum):
    """room:thing:action, the closed list of what an office page may need."""

    ARRIVAL_ATTEST = "casework:arrival:attest"
    CASE_ACT = "casework:case:act"
    CASE_OPEN = "casework:case:open"
    CASE_READ = "casework:case:read"
    DANGER_WRITE = "casework:danger:write"
    MEMBER_ASSIGN = "casework:member:assign"
    WORK_READ = "casework:work:read"
    COMPLAINT_READ = "contact:complaint:read"
    LETTER_OPEN = "contact:letter:open"
    REPLY_POST = "contact:reply:post"
    TRIAGE_READ = "contact:triage:read"
    IMPACT_READ = "impact:report:read"
    CLAIM_REGISTER = "materiel:claim:register"
    CLAIM_READ = "materiel:claim:read"
    ITEM_MOVE = "materiel:item:move"
    OVERSIGHT_READ = "oversight:desk:read"
    CROSSING_READ = "passage:crossing:read"
    NOTICE_ACKNOWLEDGE = "passage:notice:acknowledge"
    NOTICE_APPROVE = "passage:notice:approve"
    NOTICE_PROPOSE = "passage:notice:propose"
    PROTECTION_READ = "protection:plan:read"
    PROTECTION_WRITE = "protection:plan:write"
    RECORD_READ = "record:log:read"
    SCREENING_ASK = "screening:query:ask"
    SCREENING_READ = "screening:hit:read"
    LIST_IMPORT = "screening:list:import"
    STATUS_READ = "status:file:read"
    STATUS_WRITE = "status:file:write"
    PAYMENT_ANSWER = "support:payment:answer"
    PAYMENT_APPROVE = "support:payment:approve"
    PAYMENT_DRAFT = "support:payment:draft"
    PAYMENT_READ = "support:payment:read"
    PAYMENT_RELEASE = "support:payment:release"
    REFUSAL_DECIDE = "support:refusal:decide"
    PACKAGE_APPROVE = "testimony:package:approve"
    TESTIMONY_READ = "testimony:statement:read"
    TESTIMONY_WRITE = "testimony:statement:write"
    VETTING_ASK_AGAIN = "vetting:decision:ask_again"
    VETTING_DECIDE = "vetting:decision:decide"
    VETTING_READ = "vetting:finding:read"
    VETTING_WRITE = "vetting:finding:write"


class Kind(StrEnum):
    """What accounts write on the record."""

    KEY_SIGNED = "accounts.key.signed"
    SESSION_CLOSED = "accounts.session.closed"
    SESSION_OPENED = "accounts.session.opened"
    SESSION_REFUSED = "accounts.session.refused"


class WhyNot(Reason):
    """Why a sign-in or an act by an officer is refused."""

    BARRED_ROLES = "These roles may not be held by one account."
    CODE_USED = "This code was used already. Wait for the next one."
    NO_CASE_ROLE = "This officer has no role in which an officer works on a case."
    NOT_FOR_ONESELF = "Whoever runs a recovery may not be the one who receives the keys."
    NOT_SIGNED_IN = (
        "Alias, password and code do not go together. Check all three and try again."
    )
    ROLE = "Your role does not allow this."


@dataclass(frozen=True)
class Actor:
    """An officer as rules see one: who acts, in which roles, under which key on the record.

    `once` is the form that was sent, so that its act is done once; None where a page is read.
    """

    officer_id: UUID
    alias: str
    roles: frozenset[Role]
    key_id: str
    once: Once | None = None


@dataclass(frozen=True)
class RecoveryFacts:
    """Everything that decides whether an officer may run this recovery."""

    runner: Actor
    receiver: UUID
    receiver_roles: frozenset[Role]
    case_roles: frozenset[Role]
    drill: bool
