"""Vocabulary of a case: stages, kinds, danger, facts, reasons."""

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from safeconduct.accounts.core.terms import WhyNot as Account
from safeconduct.common.refusal import Reason


class Stage(StrEnum):
    """Where the person is on the way: eight stages from contact to settled, four other ends."""

    CONTACT = "contact"
    TRIAGE = "triage"
    OFFER = "offer"
    PASSAGE = "passage"
    ARRIVED = "arrived"
    STATUS = "status"
    SUPPORT = "support"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"
    REFERRED = "referred"
    MERGED = "merged"
    DECEASED = "deceased"


BEFORE_ARRIVAL = (Stage.CONTACT, Stage.TRIAGE, Stage.OFFER, Stage.PASSAGE)
IN_SAFETY = (Stage.ARRIVED, Stage.STATUS, Stage.SUPPORT)
OPEN = BEFORE_ARRIVAL + IN_SAFETY
CLOSED = (Stage.SETTLED, Stage.WITHDRAWN, Stage.REFERRED, Stage.MERGED, Stage.DECEASED)


class CaseKind(StrEnum):
    """Whose case it is, in the order in which a form offers it; data/kinds.toml tells more."""

    PERSON = "person"
    GROUP = "group"
    RELATIVE = "relative"
    THIRD_COUNTRY = "third country"
    WALK_IN = "walk-in"
    COMPANION = "companion"  # brought along without knowing


class CaseAct(StrEnum):
    """Acts on a case; values go on the record."""

    ACCEPT_OFFER = "accept_offer"
    ALREADY_IN_SAFETY = "already_in_safety"
    ATTEST_ARRIVAL = "attest_arrival"
    BEGIN_CARE = "begin_care"
    BEGIN_SUPPORT = "begin_support"
    CHANGE_KIND = "change_kind"
    CLOSE_FOR_SILENCE = "close_for_silence"
    CONTACT_LOST = "contact_lost"
    CONTACT_RESTORED = "contact_restored"
    ERASE = "erase"
    LIFT_HOLD = "lift_hold"
    MAKE_OFFER = "make_offer"
    MERGE = "merge"
    OPEN_STATUS = "open_status"
    PLACE_HOLD = "place_hold"
    RECORD_DEATH = "record_death"
    REFER = "refer"
    REOPEN = "reopen"
    SETTLE = "settle"
    SLEEP = "sleep"
    SPLIT = "split"
    START_TRIAGE = "start_triage"
    STOP_ERASURE = "stop_erasure"
    UNSEAL_IDENTITY = "unseal_identity"
    URGENT_PASSAGE = "urgent_passage"
    WAKE = "wake"
    WITHDRAW = "withdraw"


class Erasing(StrEnum):
    """Two people agree, then a waiting time runs, then the keys are destroyed."""

    NONE = "none"
    WAITING = "waiting"
    DONE = "done"


class Need(StrEnum):
    """What an identity may be opened for: a closed list, so that no free text is in clear."""

    COURT_ORDER = "a court asks for it"
    FAMILY = "to find or bring the family"
    MEDICAL = "a medical emergency"
    PAYEE = "to check the payee"
    THREAT = "a threat to life"
    TRAVEL = "a travel document"


@dataclass(frozen=True)
class Ask:
    """What acts need beside ticks: a merge the other case, an unsealing need and hours.

    A change of kind names the kind; a split the kind of the new file and who goes there.
    """

    merged_into: UUID | None = None
    need: Need | None = None
    hours: int = 0
    kind: CaseKind | None = None
    people: tuple[UUID, ...] = ()


class Lend(StrEnum):
    """What an officer is put on a case for some hours for; closed for the same reason."""

    EMERGENCY = "an emergency"
    ILL = "a colleague is ill"
    LANGUAGE = "the person's language is needed"
    NIGHT = "a night shift"
    SECOND_OPINION = "a second opinion"


NOTHING_MORE = Ask()
UNSEAL_HOURS = 10  # as long as one night shift (vault LONGEST_GRANT); it ends by itself
ERASURE_WAIT = timedelta(days=7)  # time for a mistake, or for the person, to come back


class Vetting(StrEnum):
    """Where the vetting track stands; the last three are results. No case holds it here."""

    NONE = "none"
    OPEN = "open"
    CLEAR = "clear"
    LIMITED = "limited"
    ADVERSE = "adverse"


class Confirm(Reason):
    """What the acting officer confirms was done; unticked, it is the reason for a refusal."""

    CHALLENGE_AGREED = "A question for the return is agreed, or the person wants none."
    CHALLENGE_ASKED = "The agreed question was asked, none was agreed, or there is no time."
    NEWS_TOLD = (
        "The person was told who receives them and what is passed on, or could not be told."
    )
    COUNSEL_OFFERED = "Legal counsel was offered."
    DANGER_WRITTEN = "The imminent danger is written down."
    DEATH_SOURCE = "The source of the news is written down."
    HOLD_GROUND = "A legal ground to keep the file is written down."
    HOLD_OVER = "The legal ground to keep the file is gone."
    MEDICAL_TASK = "The medical check was done or declined."
    NO_DURESS = "The no-duress questions were gone through."
    OFFER_READ = "The offer was given in the person's own language, with time to think."
    OUTREACH_PLAN = "A plan to reach the person is written down."
    OUTCOME_RECORDED = "The outcome, or interim protection, is recorded."
    PARTED = "Who goes and who stays was looked at, person by person."
    PERSON_AGREES = "The person agrees."
    PERSON_ASKED = "The person asked for it; no reason is needed."
    PLACE_RECORDED = "The kind of place is recorded."
    REASON_WRITTEN = "The reason is written down."
    RECONTACT_PLAN = "How and when to be in touch again is agreed."
    RETENTION_OVER = "The retention time is over, or the person asked for it."
    RIGHTS_TASK = "The rights talk was held or declined."
    SAFE_CONTACT = "It is agreed how and when it is safe to write."
    SIDE_BY_SIDE = "Both files were looked at side by side."
    AFTERCARE = "An after-care plan is in place."
    TRIED = "Every agreed way to reach the person was tried."
    WILLING = "The person says that they want to travel."


class HeadsWhy(StrEnum):
    """Why another number of people is counted than before: a closed list, it blocks nothing."""

    UNKNOWN = "not known yet"
    STAYED = "somebody stayed behind or turned back"
    LATER = "somebody comes later"
    CARE = "somebody was taken to a doctor at once"
    JOINED = "somebody joined on the way"
    MISCOUNTED = "the earlier number was wrong"


class WhyNot(Reason):
    """Why an act on a case is refused."""

    ARRIVAL_UNATTESTED = "Arrival is not attested by two different people yet."
    ANSWER_GIVEN_AWAY = "The question must not hold its answer."
    ASLEEP = "The case sleeps already."
    ATTESTED_BY_YOU = "You attested already; the second person must be somebody else."
    ATTESTED_TWICE = "Arrival is attested by two people already."
    AWAKE = "The case does not sleep."
    BOTH_ON_TEAM = "One of the two who attest may not work on this case."
    CLOSED = "The case is closed."
    CONDITION_UNMET = "A condition of the person is not fulfilled yet."
    CONTACT_LOST = "Contact is lost; it must be restored first."
    COORDINATOR = "Whoever coordinates the passage of this case may not attest its arrival."
    ERASED = "This case was erased; only its line on the record is left."
    ERASURE_WAITS = "This case is to be erased; stop that or reopen the case first."
    GOES_ON = (
        "Something of this case goes on: a payment, custody, evidence, protection, a deadline."
    )
    HELD = "A legal hold keeps this file."
    JOURNEY = "Whoever travels is supported after the arrival."
    LAST_ATTESTER = "Somebody who may attest arrivals must stay off the case; this is the last."
    NO_CHALLENGE = "No question for the return is agreed."
    NO_CHALLENGE_WORDS = "Write the question and the answer, in words."
    NO_OTHER_CASE = "Name the other case; it must be another one, and you must work on both."
    NO_ERASURE = "No erasure waits."
    NO_OTHER_KIND = "Say of which other kind the case is."
    NO_REFERRAL = "No receiver has accepted, or the person took the agreement back."
    NO_RIGHTS_SHEET = (
        "The rights sheet in force was not given in the person's own language yet."
    )
    NO_TEAM = "The case has no case officer yet."
    NOBODY_GOES = "Say who goes into the new file; somebody must stay in this one."
    NOT_SILENT_YET = "The person has not been silent for long enough yet."
    NOT_TOLD = "The person must first be told what happened, and that they may leave."
    NOTHING_ASKED = "Write the beginning of a name, a rank, a number or an alias."
    NOT_MERGED = "This case was not merged into another."
    NOT_HELD = "No legal hold lies on this file."
    NOT_LOST = "Contact is not lost."
    NOT_SEEN = "Attesting means having seen the person oneself."
    NOT_THIS_KIND = "A case of this kind does not have this stage."
    NOT_THIS_STAGE = "The case is at another stage."
    NOT_THEIR_ROLE = "This officer does not hold this role, or the role works on no case."
    ONE_APPLICANT = "The person of this case is written down already."
    OPEN_TASKS = "Tasks of this case are still open."
    OTHER_CLOSED = "The other case is closed; work cannot go on there."
    OUTSIDE_LIST = "Before arrival questions come from the closed list only."
    PENDING = "Another act waits for a second person; it must be decided first."
    LEND_HOURS = "Say for how many hours, ten at most."
    NEED_UNNAMED = "Say what the identity is needed for, and for how many hours, ten at most."
    PROPOSER_GONE = (
        "Whoever proposed this is no longer on the case in that role. Turn it down; somebody "
        "who is may propose it again."
    )
    PROPOSED_BY_YOU = "You proposed this; another person must confirm it."
    PROPOSAL_ENDED = "This proposal has expired or was decided already."
    ROLE = Account.ROLE.value
    SAME_PERSON = (
        "Somebody with exactly these facts is written down already. If this is another person, "
        "write what tells them apart."
    )
    STALE = "The case moved on since this page was made. Load it again."


class Kind(StrEnum):
    """What casework writes on the record."""

    ARRIVAL_ATTESTED = "casework.arrival.attested"
    BATCH_BEGUN = "casework.batch.begun"
    CASE_IMPORTED = "casework.case.imported"
    CASE_MOVED = "casework.case.moved"
    CASE_OPENED = "casework.case.opened"
    CASE_READ = "casework.case.read"
    CASE_UNDONE = "casework.case.import_undone"
    CASES_EXPORTED = "casework.cases.exported"
    CASES_IMPORT_DROPPED = "casework.cases.import_dropped"
    CASES_IMPORT_HANDED_OVER = "casework.cases.import_handed_over"
    CASES_IMPORT_READ = "casework.cases.import_read"
    CASES_IMPORTED = "casework.cases.imported"
    CASES_RECOUNTED = "casework.cases.recounted"
    CASES_SEARCHED = "casework.cases.searched"
    CASES_UNDO_PROPOSED = "casework.cases.undo_proposed"
    CASES_UNDONE = "casework.cases.undone"
    CHALLENGE_AGREED = "casework.challenge.agreed"
    CONDITION_CHANGED = "casework.condition.changed"
    CONSENT_CHANGED = "casework.consent.changed"
    DANGER_CHANGED = "casework.danger.changed"
    DATA_ANSWERED = "casework.own_data.answered"
    DATA_ASKED = "casework.own_data.asked"
    DATA_GIVEN = "casework.own_data.given"
    DECISION_WRITTEN = "casework.decision.written"
    ERASURE_AGREED = "casework.erasure.agreed"
    ERASURE_DONE = "casework.erasure.done"
    ERASURE_STOPPED = "casework.erasure.stopped"
    HOLD_REVIEWED = "casework.hold.reviewed"
    IDENTITY_UNSEALED = "casework.identity.unsealed"
    KEPT_LONGER = "casework.case.kept_longer"
    LETTER_ANSWERED = "casework.letter.answered"
    LINK_AGREED = "casework.link.agreed"
    LINK_DROPPED = "casework.link.dropped"
    LINK_ENDED = "casework.link.ended"
    LINK_PROPOSED = "casework.link.proposed"
    PERSON_ADDED = "casework.person.added"
    PERSON_CORRECTED = "casework.person.corrected"
    PERSON_TOLD = "casework.person.told"
    PROPOSAL_DROPPED = "casework.proposal.dropped"
    PROPOSAL_MADE = "casework.proposal.made"
    QUIET_HOURS_AGREED = "casework.quiet_hours.agreed"
    RECIPIENT_AGREED = "casework.recipient.agreed"
    RECIPIENT_ENDED = "casework.recipient.ended"
    RECIPIENT_PROPOSED = "casework.recipient.proposed"
    REFERRAL_MOVED = "casework.referral.moved"
    REFERRAL_PROPOSED = "casework.referral.proposed"
    RETURN_HEARD = "casework.return.heard"
    TASK_ADDED = "casework.task.added"
    TASK_BROUGHT_UP = "casework.task.brought_up"
    TASK_DONE = "casework.task.done"
    TASK_PASSED_ON = "casework.task.passed_on"
    TASK_PUT_OFF = "casework.task.put_off"
    TRANSLATION_ASKED = "casework.translation.asked"
    TRANSLATION_DONE = "casework.translation.done"
    TRANSLATION_TAKEN = "casework.translation.taken"
    TRANSLATION_WITHDRAWN = "casework.translation.withdrawn"


@dataclass(frozen=True)
class CaseState:
    """The machine: stage, way back, overlays, attestations so far (0, 1, 2), erasure."""

    stage: Stage = Stage.CONTACT
    previous: Stage | None = None
    lost: bool = False
    dormant: bool = False
    arrivals: int = 0
    held: bool = False
    erasing: Erasing = Erasing.NONE


@dataclass(frozen=True)
class CaseFacts:
    """Everything a move may look at. There is no field for vetting, money, rank or value."""

    state: CaseState
    kind: CaseKind = CaseKind.PERSON
    has_team: bool = False
    open_tasks: int = 0
    conditions_unmet: int = 0
    rights_given: bool = False
    referral_ready: bool = False
    told_first: bool = False
    silent_days: int = 0
    goes_on: bool = False
    confirmed: frozenset[Confirm] = field(default_factory=frozenset)
    pending: bool = False
