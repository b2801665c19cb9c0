"""Words of the passage room: the notice, who must acknowledge it, and what GO may look at.

Nothing here names a unit or a position. The corridor is coarse text that the receiving
authority supplies; the caller seals it together with the rest of the notice.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from safeconduct.common.money import Money
from safeconduct.common.period import Period
from safeconduct.common.refusal import Reason

# 16 random bytes as hex: a short corridor text could otherwise be guessed from its hash.
NONCE_LENGTH = 32


class Mode(StrEnum):
    """How people cross."""

    AIR = "air"
    DRONE_LED = "drone_led"
    FOOT = "foot"
    SEA = "sea"
    VEHICLE = "vehicle"


class WeaponState(StrEnum):
    """What has been agreed about weapons; an agreed state is always a state of not fighting."""

    LEFT_BEHIND = "left_behind"
    NONE = "none"
    SECURED = "secured"  # mounted arms: safe, unmanned, turret or barrel turned away
    UNLOADED_SLUNG = "unloaded_slung"  # magazine out, slung, barrel down


class NoticeState(StrEnum):
    """Where one revision of a notice stands."""

    APPROVED = "approved"
    CANCELLED = "cancelled"
    DRAFT = "draft"
    EXPIRED = "expired"
    PROPOSED = "proposed"
    SENT = "sent"
    SUPERSEDED = "superseded"


class NoticeEvent(StrEnum):
    """What can happen to one revision of a notice."""

    APPROVE = "approve"
    CANCEL = "cancel"
    EXPIRE = "expire"
    PROPOSE = "propose"
    RETURN = "return"
    SEND = "send"
    SUPERSEDE = "supersede"


class DeskRole(StrEnum):
    """The role in which an officer acts here; only the first two may propose or approve."""

    PASSAGE_COORDINATOR = "passage_coordinator"
    SUPERVISOR = "supervisor"
    OTHER = "other"


class HarmAnswer(StrEnum):
    """The answer to "does this plan need anyone to be harmed?"."""

    NOBODY = "nobody"
    NOT_ASKED = "not_asked"
    SOMEONE = "someone"


class FamilyFirst(StrEnum):
    """The condition "these people must be out before the crossing", owned by casework."""

    FULFILLED = "fulfilled"
    NOT_SET = "not_set"
    WAITING = "waiting"


class Answer(StrEnum):
    """What a duty officer says after reading the code back."""

    CANNOT_COMPLY = "cannot_comply"
    WILL_COMPLY = "will_comply"


class CheckKind(StrEnum):
    """What must be looked at shortly before anybody moves."""

    COLD = "cold"
    LIGHT = "light"
    RECEPTION = "reception"
    WATER = "water"


class CostKind(StrEnum):
    """What may be paid for in kind before arrival, to a vendor and never to the person."""

    FOOD = "food"
    MEDICINE = "medicine"
    PHONE_CREDIT = "phone_credit"
    TRANSPORT = "transport"


class GoState(StrEnum):
    """The answer people act on; there is no third value."""

    GO = "go"
    HOLD = "hold"


class Concern(StrEnum):
    """Whether something known stands against any plan; the only word about it in clear."""

    NONE = "none"
    NOT_ASKED = "not_asked"
    OPEN = "open"


class Kind(StrEnum):
    """What passage writes on the record."""

    CHECK_MADE = "passage.check.made"
    CORRIDOR_WITHDRAWN = "passage.corridor.withdrawn"
    COST_APPROVED = "passage.cost.approved"
    COST_ASKED = "passage.cost.asked"
    CROSSING_OPENED = "passage.crossing.opened"
    CROSSING_READ = "passage.crossing.read"
    CROSSING_TOLD = "passage.crossing.told"
    GO_COMPUTED = "passage.go.computed"
    NOTICE_ACKNOWLEDGED = "passage.notice.acknowledged"
    NOTICE_APPROVED = "passage.notice.approved"
    NOTICE_CANCELLED = "passage.notice.cancelled"
    NOTICE_PROPOSED = "passage.notice.proposed"
    NOTICE_SENT = "passage.notice.sent"


class WhyNot(Reason):
    """Why a step in passage is not possible now."""

    ACK_EXPIRED = "This acknowledgement is too old and must be given again."
    ACK_IN_FUTURE = "This acknowledgement is dated later than now."
    ACK_NOT_NAMED = "An acknowledgement needs the name of the duty officer who gave it."
    ACK_OTHER_ADDRESSEE = "This acknowledgement was given by another addressee."
    ACK_OTHER_REVISION = "This acknowledgement belongs to another notice or revision."
    ACK_WRONG_CODE = "The code read back is not the code of this notice."
    AMOUNT_NOT_POSITIVE = "The amount must be more than zero."
    APPROVER_ROLE = "The second person must be a passage coordinator or a supervisor."
    CANNOT_COMPLY = "An addressee has said that it cannot comply."
    CASH_TO_PERSON = "Help before arrival is given in kind, never as cash to the person."
    CHECK_FAILED = "A check of light, cold, water or reception did not pass."
    CHECK_MISSING = "A check of light, cold, water or reception has not been made."
    CHECK_STALE = "A check of light, cold, water or reception is too old."
    CORRIDOR_MISSING = "The receiving authority has not supplied a corridor."
    CORRIDOR_TOO_FINE = "The corridor text is finer than about 500 metres."
    CORRIDOR_WITHDRAWN = "The authority has withdrawn or replaced this corridor."
    CONCERN_LIFTED_ALONE = "Somebody else than who recorded harm or duress has to lift it."
    DURESS = "A sign of duress has been recorded; a person has to look at it first."
    FAMILY_NOT_OUT = "The family that was to be out first is not yet out."
    HARM_NOT_ASKED = "Nobody has recorded whether the plan would harm anyone."
    HARMS_SOMEONE = "A plan that harms companions or others is refused. Help continues."
    HEAD_COUNT_MISMATCH = (
        "The number of people differs from the number agreed: the handover pauses. "
        "Everyone who has surrendered stays protected."
    )
    HEAD_COUNT_UNKNOWN = "The number of people now coming has not been confirmed."
    MODE_DIFFERS = "The way of crossing differs from the notice."
    NO_ADDRESSEE = "The notice has no addressee."
    NO_RECEPTION_POINT = "The notice has no reception point."
    NO_SIGNAL = "The notice has no signal of clear intent."
    NO_NOTICE = "No notice has been proposed yet."
    NOT_ACKNOWLEDGED = "Not every addressee has acknowledged this revision by name."
    NOT_APPROVED = "This revision has not been approved by a second person."
    NOT_AT_PASSAGE = "The case is not at passage: the person has not accepted, or is past it."
    NOT_FROM_HERE = "The notice is not at a stage where this can be done."
    NOT_SENT = "This revision of the notice is not in force."
    OTHER_CURRENCY = "The amount and its ceiling are in different currencies."
    OVER_CEILING = "The amount goes over the ceiling for this kind of help."
    PROPOSER_ROLE = "The first person must be a passage coordinator or a supervisor."
    SAME_PERSON = "The second person must be somebody else."
    SECOND_PERSON_MISSING = "A second person has not yet agreed."
    SIGNAL_NOT_LISTED = "A signal is not in the catalogue for this way of crossing."
    WEAPONS_DIFFER = (
        "The state of weapons differs from what was agreed: the handover pauses. "
        "Everyone who has surrendered stays protected."
    )
    WINDOW_NOT_OPEN = "The agreed time has not begun."
    WINDOW_PAST = "The agreed time is over."
    WINDOW_TOO_LONG = "The agreed time is longer than the limit."


@dataclass(frozen=True)
class Limits:
    """How long things count, in minutes; values and sources in data/limits.toml."""

    ack_minutes: int
    window_minutes: int
    light_minutes: int
    cold_minutes: int
    water_minutes: int
    reception_minutes: int

    def check_valid_for(self, kind: CheckKind) -> timedelta:
        """How long a check of this kind counts."""
        minutes = {
            CheckKind.COLD: self.cold_minutes,
            CheckKind.LIGHT: self.light_minutes,
            CheckKind.RECEPTION: self.reception_minutes,
            CheckKind.WATER: self.water_minutes,
        }[kind]
        return timedelta(minutes=minutes)


@dataclass(frozen=True)
class Crossing:
    """What is known about one crossing now; `head_count` is None until it has been confirmed.

    It counts everyone, `unwitting` companions included. The notice holds what was agreed; where
    the two differ, nothing goes ahead until a new revision. `family_first` and `at_passage` are
    the case's own facts, read each time.
    """

    mode: Mode
    head_count: int | None
    unwitting: int
    harm: HarmAnswer
    family_first: FamilyFirst
    duress: bool
    at_passage: bool = True


@dataclass(frozen=True)
class Notice:
    """One revision of what friendly addressees are told; no names, no units, no positions.

    `head_count` counts everyone who arrives and includes `unwitting`, companions who do not
    know: they are protected persons. `signals` are catalogue codes. `corridor_cells` is coarse
    text in the authority's own words. `nonce` is fresh random hex for each revision.
    Raises ValueError when a count or the nonce makes no sense.
    """

    notice_id: str
    revision: int
    mode: Mode
    head_count: int
    unwitting: int
    window: Period
    signals: tuple[str, ...]
    weapon_state: WeaponState
    reception_point: str
    corridor_cells: tuple[str, ...]
    corridor_revision: int
    nonce: str

    def __post_init__(self) -> None:
        if self.revision < 1 or self.corridor_revision < 1:
            msg = "revisions count from 1"
            raise ValueError(msg)
        if not 0 <= self.unwitting < self.head_count:
            msg = "at least one person in the head count must have agreed to come"
            raise ValueError(msg)
        if len(self.nonce) < NONCE_LENGTH:
            msg = "a notice needs a fresh nonce of 16 random bytes in hex"
            raise ValueError(msg)


@dataclass(frozen=True)
class Plan:
    """What a first person writes into a notice; `addressees` are (alias code, name)."""

    window: Period
    signals: tuple[str, ...]
    weapon_state: WeaponState
    reception_point: str
    corridor_cells: tuple[str, ...]
    addressees: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Addressee:
    """Who must acknowledge, by a role alias such as "Duty desk 2"; never a unit name."""

    addressee_id: str
    role_alias: str


@dataclass(frozen=True)
class Ack:
    """One read-back: who, for which revision, the code as read, and the answer."""

    notice_id: str
    revision: int
    addressee_id: str
    officer: str
    code: str
    answer: Answer
    given_at: datetime


@dataclass(frozen=True)
class Check:
    """One look at light, cold, water or reception, and whether it passed."""

    kind: CheckKind
    passed: bool
    checked_at: datetime


@dataclass(frozen=True)
class Approval:
    """Two people's agreement, bound to the exact content by the digest of the notice."""

    notice_digest: str
    proposed_by: str
    approved_by: str


@dataclass(frozen=True)
class AckFacts:
    """All that may be looked at when one acknowledgement is judged."""

    notice: Notice
    notice_state: NoticeState
    addressee: Addressee
    ack: Ack
    limits: Limits


@dataclass(frozen=True)
class ApproveFacts:
    """All that may be looked at when a notice is proposed or approved."""

    notice: Notice
    crossing: Crossing
    proposed_by: str
    proposer_role: DeskRole
    approved_by: str
    approver_role: DeskRole
    addressees: tuple[Addressee, ...]
    listed_signals: tuple[str, ...]
    limits: Limits


@dataclass(frozen=True)
class GoFacts:
    """All that GO may look at: no award, no rank, no judgement about the person."""

    notice: Notice
    notice_state: NoticeState
    approval: Approval | None
    addressees: tuple[Addressee, ...]
    acks: tuple[Ack, ...]
    crossing: Crossing
    checks: tuple[Check, ...]
    corridor_in_force: int | None
    limits: Limits


@dataclass(frozen=True)
class Go:
    """GO or HOLD, why, until when it counts, and the hash of everything it was computed from.

    A HOLD has nothing to expire: its `expires_at` is the moment it was computed.
    """

    state: GoState
    reasons: tuple[WhyNot, ...]
    expires_at: datetime
    input_hash: str


@dataclass(frozen=True)
class HandoverFacts:
    """What was agreed and what is seen when people stand before the reception team."""

    head_count_agreed: int
    head_count_seen: int | None
    weapon_state_agreed: WeaponState
    weapon_state_seen: WeaponState | None


@dataclass(frozen=True)
class SpendFacts:
    """All that may be looked at when help in kind is paid for; `spent` is this kind so far."""

    kind: CostKind
    amount: Money
    spent: Money
    ceiling: Money
    cash_to_person: bool
    asked_by: str
    asker_role: DeskRole
    agreed_by: str
    agreer_role: DeskRole
