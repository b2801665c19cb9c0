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

    CONFLICT_RECORD = "accounts:conflict:record"
    DESK_KEY_RENEW = "accounts:desk_key:renew"
    OFFICER_DEPART = "accounts:officer:depart"
    ARRIVAL_ATTEST = "casework:arrival:attest"
    CASE_ACT = "casework:case:act"
    CASE_EXPORT = "casework:case:export"
    CASE_OPEN = "casework:case:open"
    CASE_READ = "casework:case:read"
    CASES_IMPORT = "casework:cases:import"
    DANGER_WRITE = "casework:danger:write"
    KEYS_RENEW = "casework:keys:renew"
    MEMBER_ASSIGN = "casework:member:assign"
    MEMBER_HAND_OVER = "casework:member:hand_over"
    MEMBER_TAKE_OFF = "casework:member:take_off"
    RETENTION_READ = "casework:retention:read"
    RECIPIENT_WRITE = "casework:recipient:write"
    WORK_READ = "casework:work:read"
    COMPLAINT_READ = "contact:complaint:read"
    SHIFT_HAND_OVER = "contact:shift:hand_over"
    LETTER_OPEN = "contact:letter:open"
    LETTER_TAKE_DOWN = "contact:letter:take_down"
    REPLY_POST = "contact:reply:post"
    ROSTER_READ = "contact:roster:read"
    ROSTER_WRITE = "contact:roster:write"
    TRIAGE_READ = "contact:triage:read"
    IMPACT_READ = "impact:report:read"
    CLAIM_REGISTER = "materiel:claim:register"
    CLAIM_READ = "materiel:claim:read"
    ITEM_MOVE = "materiel:item:move"
    COPY_REVIEW = "outreach:copy:review"
    GUIDANCE_READ = "outreach:guidance:read"
    UNDERSTANDING_TEST = "outreach:understanding:test"
    OVERSIGHT_READ = "oversight:desk:read"
    CATALOGUE_APPROVE = "catalogues:version:approve"
    CATALOGUE_DRAFT = "catalogues:version:draft"
    CATALOGUE_READ = "catalogues:version:read"
    CASE_SHARE = "partners:case:share"
    PARTNER_MANAGE = "partners:partner:manage"
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
    EXERCISE_RUN = "training:exercise:run"


class Kind(StrEnum):
    """What accounts write on the record."""

    ACT_REFUSED = "accounts.act.refused"
    CONFLICT_DECLARED = "accounts.conflict.declared"
    CONFLICT_WITHDRAWN = "accounts.conflict.withdrawn"
    DEPARTURE_DONE = "accounts.departure.done"
    DEPARTURE_DROPPED = "accounts.departure.dropped"
    DEPARTURE_PROPOSED = "accounts.departure.proposed"
    KEY_SIGNED = "accounts.key.signed"
    SECURITY_KEY_ADDED = "accounts.security_key.added"
    SECURITY_KEY_COPIED = "accounts.security_key.copied"
    SECURITY_KEY_REMOVED = "accounts.security_key.removed"
    SESSION_BEGUN = "accounts.session.begun"
    SESSION_CLOSED = "accounts.session.closed"
    SESSION_OPENED = "accounts.session.opened"
    SESSION_REFUSED = "accounts.session.refused"


class Leaving(StrEnum):
    """Why an officer leaves a case: a closed list, so that no free text is in clear."""

    ASKED = "the officer asked for it"
    CONFLICT = "a conflict of interest"
    DONE = "the work on this case is done"
    OTHER_HANDS = "the officer's key may be in other hands"
    OTHER_ROLE = "the officer works in another role now"
    PERSON_ASKED = "the person asked for another officer"
    SECURITY = "a security concern"
    PASSED_ON = "the place was passed on to a colleague"
    DEPARTED = "the officer left the programme"
    ROLE_CHANGED = "the officer took another role on this case"


# Never chosen: the act itself is the reason.
BY_ACT = (Leaving.PASSED_ON, Leaving.DEPARTED, Leaving.ROLE_CHANGED)
CHOSEN = tuple(one for one in Leaving if one not in BY_ACT)


class Interest(StrEnum):
    """What stands between an officer and a case: closed for the same reason."""

    CLOSE = "a relative or somebody close"
    KNOWN = "an acquaintance, or from the same town or unit"
    TOOK_PART = "an earlier part in the events"
    MONEY = "money or property"
    OTHER = "something else"


class Cleared(StrEnum):
    """Why a conflict of interest is withdrawn."""

    MISTAKE = "it was recorded by mistake"
    ENDED = "what stood behind it has ended"


class Parting(StrEnum):
    """Why an officer leaves the programme; closed for the same reason."""

    AWAY = "a long absence"
    DIED = "the officer has died"
    OTHER_HANDS = "the officer's key may be in other hands"
    RESIGNED = "the officer's work here ends"
    SECURITY = "a security concern"


class WhyNot(Reason):
    """Why a sign-in or an act by an officer is refused."""

    BARRED_ON_CASE = "This officer is or was on this case in a role that must stay apart."
    BARRED_ROLES = "These roles may not be held by one account."
    CASE_OFFICER_LAST = "The case has no other case officer; put one on it first."
    CODE_USED = "This code was used already. Wait for the next one."
    CONFLICT = (
        "A conflict of interest with this case is on record. Another officer with this role "
        "does it; a supervisor can put one on the case."
    )
    CONFLICT_ENDED = "This conflict of interest was withdrawn already."
    CONFLICT_KNOWN = "A conflict of interest of this officer is on record already."
    CONFLICT_OWN = "It is about you; another supervisor must withdraw it."
    DEPARTED = "This officer left already."
    DEPARTURE_ENDED = "This departure was decided already, or its three days are over."
    DEPARTURE_WAITS = "This departure waits for a second person already."
    DESK_LAST = "Nobody else could open what comes in; put another officer on the desk first."
    HERE_FOR_HOURS = "You are on this case for some hours only; others decide who works on it."
    KEY_COPIED = (
        "This security key counted backwards, so a copy of it may exist. Sign in with a code, "
        "take the key off your account, and tell your supervisor."
    )
    KEY_HELD = "This security key is on an account already. Use another."
    KEY_LAST = "Nobody else on the case can open a part of it; give that part to another first."
    KEY_NOT_ADDED = "The security key did not answer this question in time. Start again."
    KEYS_FULL = "Four security keys are on this account. Take one off first."
    NO_CASE_ROLE = "This officer has no role in which an officer works on a case."
    NOT_AT_DESK = "You do not hold the desk's key, so you cannot renew it."
    NOT_FOR_ONESELF = "Whoever runs a recovery may not be the one who receives the keys."
    NOT_ON_CASE = "This officer is not on the case."
    NOT_YOURS = "This is not your password."
    NOT_YOURSELF = "This is your own place: pass it on to a colleague instead."
    NOT_SIGNED_IN = (
        "Alias, password and code do not go together. Check all three and try again."
    )
    NOT_SIGNED_IN_BY_KEY = (
        "Alias, password and key or code do not go together. Start again from the sign-in page."
    )
    ON_CASE = "This officer works on the case already."
    PROPOSED_BY_YOU = "You proposed this; another person must confirm it."
    PROTECTION_LEAD_LAST = "The case has no other protection lead; put one on it first."
    ROLE = "Your role does not allow this."
    YOU_LEAVE = "It is you who leaves; another person must confirm it."


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
