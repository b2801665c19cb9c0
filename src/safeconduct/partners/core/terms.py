"""Vocabulary of partners: closed classes, scopes, what happened, answers, reasons to refuse."""

from datetime import timedelta
from enum import StrEnum

from safeconduct.common.refusal import Reason

TOKEN_BYTES = 32  # 256 random bits: nobody guesses one, so a plain hash of it may be kept
TOKEN_MARK = "scp_"  # noqa: S105  lets a scanner of leaked texts know whose it is
TOKEN_DAYS = 365  # programme rule: the longest life of a token
# Tasks that partners are told of (migrations/0002_answers.py): those of the person's way.
TOLD_TASKS = frozenset(
    {
        *("answer_letter", "answer_new_letter", "capture_card_interview", "counsel_found"),
        *("medical_check", "protection_plan", "protection_review", "rights_sheet"),
        *("see_walk_in", "tell_companion"),
    }
)
NAME_LENGTH = 80
SEE_ANSWER = "see_partner_answer"  # the task, and its event (casework/data/tasks.toml)
HOST_LENGTH = 253  # RFC 1035, 2.3.4, as text
URL_LENGTH = 200
WAITS = timedelta(days=3)  # programme rule: over a weekend; then it is proposed anew


class PartnerClass(StrEnum):
    """Who may be a partner. Closed: no intelligence service and no armed formation."""

    ASYLUM_AUTHORITY = "asylum authority"
    HUMANITARIAN = "humanitarian organisation"
    LEGAL_AID = "legal aid organisation"
    MEDICAL = "medical service"
    RECEPTION = "reception centre"


class Scope(StrEnum):
    """What a token may be used for."""

    CASES_READ = "cases:read"
    TASKS_READ = "tasks:read"
    EVENTS_READ = "events:read"
    ACKS_WRITE = "acks:write"


class EventKind(StrEnum):
    """What a partner is told about: a code and nothing else."""

    SHARE_BEGUN = "share.begun"
    SHARE_ENDED = "share.ended"
    CASE_MOVED = "case.moved"
    DANGER_CHANGED = "case.danger_changed"
    TASK_MADE = "task.made"
    TASK_DONE = "task.done"


class Answer(StrEnum):
    """What a partner says about a case or a task."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    DONE = "done"


class Basis(StrEnum):
    """Why a case may be shared with a partner."""

    CONSENT = "The person agreed, and it is written down in the file."
    VITAL_INTEREST = "A vital interest, and why is written down in the file."


class Matter(StrEnum):
    """What two people make about a partner; stable words of addresses."""

    PARTNER = "partner"
    TOKEN = "token"  # noqa: S105
    ENDPOINT = "endpoint"
    SHARE = "share"


class Kind(StrEnum):
    """What partners write on the record. About a case: a share and the answers to it."""

    ANSWER_SEEN = "partners.answer.seen"
    DELIVERY_AGAIN = "partners.delivery.again"
    ENDPOINT_PROPOSED = "partners.endpoint.proposed"
    ENDPOINT_CONFIRMED = "partners.endpoint.confirmed"
    ENDPOINT_ENDED = "partners.endpoint.ended"
    PARTNER_PROPOSED = "partners.partner.proposed"
    PARTNER_CONFIRMED = "partners.partner.confirmed"
    PARTNER_ENDED = "partners.partner.ended"
    SHARE_PROPOSED = "partners.share.proposed"
    SHARE_CONFIRMED = "partners.share.confirmed"
    SHARE_ENDED = "partners.share.ended"
    TOKEN_PROPOSED = "partners.token.proposed"  # noqa: S105
    TOKEN_CONFIRMED = "partners.token.confirmed"  # noqa: S105
    TOKEN_ENDED = "partners.token.ended"  # noqa: S105


class WhyNot(Reason):
    """Why an act about a partner is refused."""

    ADDRESS = (
        "Write an https address with a host name, at most 200 characters, and no password."
    )
    CASE_CLOSED = "The case is closed, so nothing of it is shared anew."
    CONFIRMED = "A second person confirmed this already."
    DAYS = "A token lives from 1 to 365 days."
    ENDED = "This has ended already."
    NAME = "Write the name of the organisation, at most 80 characters."
    NAME_TAKEN = "A partner of this name exists already."
    NO_SCOPE = "Say what the token may be used for."
    PARTNER_WAITS = "The partner itself waits for a second person, or has ended."
    PROPOSED_BY_YOU = "You proposed this; another person must confirm it."
    ROLE = "Your role does not allow this."
    SHARED = "This case is shared with this partner already, or waits for a second person."
    TOO_LATE = "The three days to confirm this are over; propose it again."
