"""Words of the status room: readings, protections, deadlines, claims, offers, reasons."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from safeconduct.common.refusal import Reason


class WhyNot(Reason):
    """Why a status act cannot happen now."""

    ALREADY_CLOSED = "This reading is closed already."
    NEVER_CLOSES = "Nothing in this programme closes this reading."
    NO_AUTHORITY = "No authority is named that decided this."
    WRONG_AUTHORITY = "That authority cannot close this reading."
    NO_PAPER = "The decision itself is not on file."
    WRONG_SUCCESSOR = "The decision leads to a position that does not follow from this reading."
    NOT_POSSIBLE_NOW = "This step does not follow from where the matter stands."
    NO_WISH = "The person's own wish is not recorded yet."
    LIST_CAME_FIRST = "A list of offers was opened before the person's wish was recorded."
    OFFER_NOT_OPEN = "The offer is not open."
    CONFIRMATION_OLD = "The state confirmed the offer too long ago: ask again."
    NO_PLACE = "The offer has no free place."
    BARRED_STATE = "No person is ever proposed to this state."
    SAME_PERSON = "One person proposes and a different person decides."
    NOT_IMPARTIAL = "One of the two also decides about money or about checks in this case."
    NO_YES = "The person has not said yes, so nothing that names them leaves the house."
    HOLD_TOO_LONG = "A hold of the capture card ends after fourteen days at the latest."
    HOLD_NO_REASON = "The reason and legal basis of the hold are not written down."
    HOLD_ALONE = "A hold needs a named officer and a second one."
    PROMISES = "The text promises something. Take the promising words out."
    OPEN_ALREADY = "This position is open already."
    WAITS = "A decision about this already waits for a second person."
    RULE_UNKNOWN = "There is no such rule, or it does not begin with that event."


class Banner(Reason):
    """What a page must say beside a date; the name goes on the record."""

    NOT_CHECKED = "Not checked by a lawyer."
    STALE = "The rule was read more than 180 days ago. Verify it first."
    YEAR_NOT_COVERED = "The list of holidays does not reach this date. Verify it first."
    TRIGGER_UNSURE = "The day the time began is not certain. The earliest day counts."
    NOT_IN_FORCE = "The rule was not in force on the day the time began."


class Protection(StrEnum):
    """What a reading gives a person: a closed list, never a duty."""

    CARD_AND_MAIL = "card_and_mail"
    CARE = "care"
    CONFIDENTIALITY = "confidentiality"
    COUNSEL = "counsel"
    DOCUMENTS = "documents"
    FAMILY_UNITY = "family_unity"
    FIVE_ANSWERS_ONLY = "five_answers_only"
    ICRC_ACCESS = "icrc_access"
    INTERPRETER = "interpreter"
    NO_EXCHANGE_WITHOUT_CHOICE = "no_exchange_without_choice"
    NO_PENALTY_FOR_ENTRY = "no_penalty_for_entry"
    NO_PUBLICITY = "no_publicity"
    NO_RETURN = "no_return"
    RECEPTION = "reception"
    RIGHT_TO_REMAIN = "right_to_remain"


class ReadingKind(StrEnum):
    """Legal positions that may be open side by side."""

    ASYLUM_APPLICANT = "asylum_applicant"
    CHILD = "child"
    COMPLEMENTARY = "complementary"
    DESERTER_CIVILIAN = "deserter_civilian"
    FORCED_CONSCRIPT_UA = "forced_conscript_ua"
    FOREIGN_RECRUIT = "foreign_recruit"
    NATIONALITY_DISPUTED = "nationality_disputed"
    OFFICIAL = "official"
    OPERATIVE = "operative"
    POW = "pow"
    REFUGEE = "refugee"
    REFUSED_APPEAL = "refused_appeal"
    SETTLED_RESIDENCE = "settled_residence"
    STATELESS = "stateless"
    SUBSIDIARY = "subsidiary"
    TEMPORARY_PROTECTION = "temporary_protection"


class Authority(StrEnum):
    """Who may close a reading. This programme and its software are not among them."""

    ASYLUM_AUTHORITY = "asylum_authority"
    COMPETENT_TRIBUNAL = "competent_tribunal"
    COURT = "court"
    DETAINING_POWER = "detaining_power"
    PROSECUTOR = "prosecutor"
    STATE_AUTHORITY = "state_authority"


@dataclass(frozen=True)
class ReadingRow:
    """One row of data/readings.toml: what a position gives, and who may end it."""

    kind: ReadingKind
    basis: str
    opens_on: str
    adds: frozenset[Protection]
    closers: frozenset[Authority]
    closes_to: frozenset[ReadingKind]
    source: str
    read_on: date
    checked_by: str


@dataclass(frozen=True)
class Closing:
    """A decision that ends a reading: by whom, on what paper (its hash), leading where."""

    authority: Authority
    name: str
    paper_hash: str
    decided_on: date
    to: ReadingKind


@dataclass(frozen=True)
class Reading:
    """A legal position of one person; open until an authority closed it."""

    row: ReadingRow
    opened_on: date
    closing: Closing | None = None


class TriggerKind(StrEnum):
    """Events that start a clock: a closed list, because the wrong event is the usual error."""

    ACCEPTED = "accepted"
    ARRIVED_IN_CAMP = "arrived_in_camp"
    HIT_RECEIVED = "hit_received"
    RECOGNITION_FINAL = "recognition_final"
    REGISTERED = "registered"
    SERVED = "served"


class Unit(StrEnum):
    """Units of time a rule may count in; a week is seven days."""

    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True)
class DeadlineRule:
    """One row of data/deadlines.toml; `count` is in `unit`, the first day is not counted."""

    id: str
    forum: str
    trigger: TriggerKind
    count: int
    unit: Unit
    rolls: bool
    binds_state: bool
    title: str
    if_missed: str
    basis: str
    source: str
    read_on: date
    checked_by: str
    valid_from: date


@dataclass(frozen=True)
class Trigger:
    """The event that starts a clock; two different days mean that the day is not certain."""

    kind: TriggerKind
    earliest: date
    latest: date


@dataclass(frozen=True)
class Calendar:
    """Public holidays of one seat; `years` are the years the list covers whole."""

    seat: str
    title: str
    holidays: frozenset[date]
    years: frozenset[int]
    source: str


@dataclass(frozen=True)
class Deadline:
    """`safe` is the day to act by, `legal` the last day; `lines` count day by day in words."""

    rule: DeadlineRule
    safe: date
    legal: date
    banners: tuple[Banner, ...]
    lines: tuple[tuple[date, str], ...]


class OfferState(StrEnum):
    """Whether a state takes people under an offer now."""

    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


class OfferEvent(StrEnum):
    """What can happen to an offer."""

    CONFIRM = "confirm"
    PAUSE = "pause"
    CLOSE = "close"


@dataclass(frozen=True)
class Offer:
    """What a state says it may do; `state` is ISO 3166-1 alpha-2. Never a promise."""

    state: str
    instrument: str
    state_of_offer: OfferState
    confirmed_on: date
    sentence: str = field(default="The state decides. We promise nothing.", init=False)


class Kind(StrEnum):
    """What status writes on the record."""

    CLOSING_DROPPED = "status.closing.dropped"
    CLOSING_PROPOSED = "status.closing.proposed"
    DEADLINE_ADDED = "status.deadline.added"
    DEADLINE_MET = "status.deadline.met"
    DEADLINE_MISSED = "status.deadline.missed"
    OFFER_CHANGED = "status.offer.changed"
    OFFER_REGISTERED = "status.offer.registered"
    OFFER_SHOWN = "status.offer.shown"
    PLACE_DECIDED = "status.place.decided"
    PLACE_DROPPED = "status.place.dropped"
    PLACE_PROPOSED = "status.place.proposed"
    READING_CLOSED = "status.reading.closed"
    READING_OPENED = "status.reading.opened"
    WISH_WRITTEN = "status.wish.written"


class ReadingState(StrEnum):
    """A reading protects fully while its closing waits for a second person."""

    CLOSED = "closed"
    CLOSING = "closing"
    OPEN = "open"


class DeadlineState(StrEnum):
    """A missed deadline is never deleted and never becomes met."""

    MET = "met"
    MISSED = "missed"
    OPEN = "open"


class PlaceState(StrEnum):
    """A proposal to ask a state for one person; deciding it promises nothing."""

    DECIDED = "decided"
    DROPPED = "dropped"
    PROPOSED = "proposed"


@dataclass(frozen=True)
class PlacementFacts:
    """Everything the placing of a person may look at; a wish comes before any list."""

    offer: Offer
    free_places: int
    wish_on: date | None
    list_opened_on: date | None
    proposer: UUID
    decider: UUID
    impartial: bool
    on: date


@dataclass(frozen=True)
class CardHold:
    """A hold of the capture card by the detaining power (Geneva Convention III, 122-123)."""

    since: date
    until: date
    reason: str
    officer: UUID | None
    second_officer: UUID | None
