"""Words of the materiel room: equipment types, tariffs, valuations, marks and item states."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from safeconduct.common.money import Money
from safeconduct.common.refusal import Reason


class WhyNot(Reason):
    """Every anticipated no of this room, and why an amount is left to a decision."""

    ALERT_ENDED = "This alert was decided already."
    ALREADY_AWARDED = "This item has been awarded once already; there is one award per item."
    BOTH_CASES = "Deciding this needs somebody who works on both cases."
    CANNOT_MOVE_SO = "The item cannot take this step from where it is now."
    COMPANIONS_HARMED = "Someone on board was harmed, and no award may follow from harm."
    COMPANIONS_NOT_KNOWN = "What became of the others on board is not on record yet."
    DAY_AHEAD = "The day lies ahead. Leave it empty until the item has been handed over."
    MARKS_FIXED = "The item was verified with these marks, so they no longer change."
    MOVE_ENDED = "This step was confirmed or turned down already."
    MOVE_WAITS = "Another step waits for its second person; it must be decided first."
    NEEDS_A_NAME = "This step must say who takes it."
    NEEDS_A_REASON = "Write down the reason; both cases may read it."
    NEEDS_TWO_PEOPLE = "This step needs two different people, both named on the record."
    NEEDS_TWO_VERIFIERS = "Two different people must each have verified the item."
    NOT_COMPARED = "This claim has not been compared with the other claims yet."
    NOT_IN_PUBLISHED_LIST = (
        "The published list does not name this kind of equipment, so two people decide."
    )
    NOT_VERIFIED = "The item has not been verified yet."
    NO_TARIFF_IN_FORCE = (
        "No published tariff was in force on the day of handover, so two people decide."
    )
    SAME_ITEM_ALERT_OPEN = (
        "Another claim may be for this same item; two people must compare them."
    )
    RECORDED_BY_YOU = "You recorded this; the second person must be somebody else."
    SEIZED_BY_PROGRAMME = "The programme took this item itself; nobody handed it over."
    UNKNOWN_TYPE = "This equipment type is not in the catalogue."


class Kind(StrEnum):
    """What this room writes on the record."""

    ALERT_DECIDED = "materiel.alert.decided"
    ALERT_PROPOSED = "materiel.alert.proposed"
    ALERT_RAISED = "materiel.alert.raised"
    ALERT_SET_ASIDE = "materiel.alert.set_aside"
    CLAIM_READ = "materiel.claim.read"
    CLAIM_REGISTERED = "materiel.claim.registered"
    CLAIM_WITHDRAWN = "materiel.claim.withdrawn"
    FATE_WRITTEN = "materiel.fate.written"
    ITEM_MOVED = "materiel.item.moved"
    MARKS_WRITTEN = "materiel.marks.written"
    MOVE_RECORDED = "materiel.move.recorded"
    MOVE_TURNED_DOWN = "materiel.move.turned_down"


class Grade(StrEnum):
    """How well a catalogue row is supported."""

    GENERAL_KNOWLEDGE = "general knowledge"
    INFERRED = "inferred"
    PUBLISHED = "published"


class MarksCode(StrEnum):
    """Family of equipment by the identity marks it carries."""

    AIRCRAFT = "aircraft"
    ARMOUR = "armour"
    DRONE = "drone"
    SHIP = "ship"
    TOWED_GUN = "towed_gun"
    VEHICLE = "vehicle"


@dataclass(frozen=True)
class MarksClass:
    """Which identity marks an officer looks for once an item stands in our custody."""

    code: MarksCode
    label: str
    asks: tuple[str, ...]
    grade: Grade
    source: str
    source_date: date


@dataclass(frozen=True)
class EquipmentType:
    """One type of equipment; crew and seats are approximate head counts.

    `crew_max` is None when only a lower bound is known; `crew_min` 0 means uncrewed.
    `grade`, `source` and `source_date` speak of names and crew; `class_grade` and
    `class_source` speak of the tariff class. `caution` is what an expert should still check.
    """

    code: str
    ru: str
    en: str
    crew_min: int
    crew_max: int | None
    seats: int
    tariff_class: str
    ship_rank: int | None
    marks: MarksClass
    grade: Grade
    source: str
    source_date: date
    class_grade: Grade
    class_source: str
    caution: str


class ConditionPolicy(StrEnum):
    """In what condition an item must be for the published amount."""

    ANY_STATE_OUT_OF_COMBAT = "any_state_out_of_combat"
    SERVICEABLE = "serviceable"


class SharePolicy(StrEnum):
    """How one award is shared among several people."""

    EQUAL_AMONG_CONSENTING = "equal_among_consenting"


class SafetyBasis(StrEnum):
    """Which two-person act must stand before money to a payee may leave."""

    ARRIVAL = "arrival"
    HANDOVER = "handover"


@dataclass(frozen=True)
class PayeeClass:
    """People who may lawfully be paid under a tariff, and their safety basis."""

    code: str
    label: str
    safety_basis: SafetyBasis


@dataclass(frozen=True)
class TariffRow:
    """One published class; `low` and `high` are None together: a decision is needed."""

    code: str
    label: str
    low: Money | None
    high: Money | None

    def __post_init__(self) -> None:
        low, high = self.low, self.high
        if (low is None) != (high is None):
            msg = f"tariff row {self.code}: give both amounts or neither"
            raise ValueError(msg)
        if low and high and not (low.currency == high.currency and 0 < low.minor <= high.minor):
            msg = f"tariff row {self.code}: positive amounts, low to high, in one currency"
            raise ValueError(msg)


@dataclass(frozen=True)
class Tariff:
    """One version of a published tariff, in force from `valid_from` to `valid_to`, inclusive.

    `valid_to` is None while no end is known. Amounts live in `rows`, in `currency`.
    """

    version: str
    title: str
    source: str
    source_date: date
    licence: str
    valid_from: date
    valid_to: date | None
    validity_note: str
    currency: str
    condition_policy: ConditionPolicy
    share_policy: SharePolicy
    share_policy_note: str
    rows: tuple[TariffRow, ...]
    payee_classes: tuple[PayeeClass, ...]

    def in_force(self, on: date) -> bool:
        """Whether this version governs a handover on that day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def row(self, code: str) -> TariffRow | None:
        """The row of a class, or None when this version does not name it."""
        return next((row for row in self.rows if row.code == code), None)


class ValuationKind(StrEnum):
    """The three answers a tariff can give."""

    DECISION = "decision"
    FIXED = "fixed"
    RANGE = "range"


@dataclass(frozen=True)
class Valuation:
    """What the tariff in force on the handover day says of one type; a value, not a promise.

    fixed: `low` equals `high`. range: `low` is below `high`. decision: both None and
    `reason` says why. `tariff` is None when none was in force; with it the page can cite
    version, source and source date, and `class_label` says under which words.
    """

    kind: ValuationKind
    equipment: EquipmentType
    on: date
    low: Money | None
    high: Money | None
    reason: WhyNot | None
    tariff: Tariff | None
    class_label: str

    def __post_init__(self) -> None:
        if self.kind is not _kind_of(self.low, self.high):
            msg = f"a valuation of kind {self.kind} has other amounts: {self.low}, {self.high}"
            raise ValueError(msg)
        if (self.kind is ValuationKind.DECISION) != (self.reason is not None):
            msg = "a reason belongs to a valuation that needs a decision, and only there"
            raise ValueError(msg)

    @property
    def amount(self) -> Money | None:
        """The single amount of a fixed valuation, else None."""
        return self.low if self.kind is ValuationKind.FIXED else None


def _kind_of(low: Money | None, high: Money | None) -> ValuationKind:
    if low is None or high is None:
        return ValuationKind.DECISION
    return ValuationKind.FIXED if low == high else ValuationKind.RANGE


@dataclass(frozen=True)
class Point:
    """A place on the ground in decimal degrees (WGS 84)."""

    lat: float
    lon: float

    def __post_init__(self) -> None:
        if not (-90 <= self.lat <= 90 and -180 <= self.lon <= 180):
            msg = "a point needs a latitude in -90..90 and a longitude in -180..180"
            raise ValueError(msg)


@dataclass(frozen=True)
class Marks:
    """Identity marks of one claimed item as recorded; empty or None means not known.

    `serial`: chassis, airframe or yard number. `plate`: military plate, aircraft registration
    or ship's name. `tactical`: the painted tactical, board or hull number. Place and date are
    those of the handover or the find on our side, never of anything still in the field.
    """

    type_code: str = ""
    serial: str = ""
    plate: str = ""
    tactical: str = ""
    place: str = ""
    point: Point | None = None
    on: date | None = None


class Mark(StrEnum):
    """What is compared between two claims."""

    DATE = "date"
    PLACE = "place"
    PLATE = "plate"
    SERIAL = "serial"
    TACTICAL = "tactical"
    TYPE = "type"


class Outcome(StrEnum):
    """How one mark compares."""

    AGREE = "agree"
    DIFFER = "differ"
    MISSING = "missing"


@dataclass(frozen=True)
class Agreement:
    """One compared mark. It holds no values: each case page may show only its own claim's."""

    mark: Mark
    outcome: Outcome


class Sameness(StrEnum):
    """What a comparison asks of people."""

    ALERT = "alert"
    NONE = "none"
    SAME = "same"


class AlertEnd(StrEnum):
    """What two people found when they laid two claims side by side."""

    DIFFERENT = "different"
    SAME = "same"


class Waiting(StrEnum):
    """Where an act of two people stands."""

    CONFIRMED = "confirmed"
    PENDING = "pending"
    TURNED_DOWN = "turned_down"


class ItemState(StrEnum):
    """Where one item is in its life."""

    CERTIFIED = "certified"
    CLAIMED = "claimed"
    DEACTIVATED = "deactivated"
    DESTROYED = "destroyed"
    DISPOSITION_DECIDED = "disposition_decided"
    HELD_AS_EVIDENCE = "held_as_evidence"
    IDENTIFIED = "identified"
    MADE_SAFE = "made_safe"
    RECEIVED = "received"
    REJECTED = "rejected"
    VERIFIED = "verified"
    WITHDRAWN = "withdrawn"


class ItemEvent(StrEnum):
    """What can happen to one item."""

    CERTIFY = "certify"
    DEACTIVATE = "deactivate"
    DECIDE_DISPOSITION = "decide_disposition"
    DESTROY = "destroy"
    HOLD_AS_EVIDENCE = "hold_as_evidence"
    IDENTIFY = "identify"
    MAKE_SAFE = "make_safe"
    RECEIVE = "receive"
    REJECT = "reject"
    RELEASE_FROM_EVIDENCE = "release_from_evidence"
    REOPEN = "reopen"
    VERIFY = "verify"
    WITHDRAW = "withdraw"


class EquipmentTrack(StrEnum):
    """The coarse equipment track that a case shows."""

    DISPOSED = "disposed"
    NONE = "none"
    PROMISED = "promised"
    RECEIVED = "received"
    VERIFIED = "verified"


@dataclass(frozen=True)
class Move:
    """Where an event leads and how many different people must stand behind it."""

    to: ItemState
    people: int


class Companions(StrEnum):
    """What became of those on board who did not take part in the decision to come over."""

    HARMED = "harmed"
    NOBODY_ELSE = "nobody_else"
    NOT_KNOWN = "not_known"
    UNHARMED = "unharmed"


@dataclass(frozen=True)
class AwardFacts:
    """Everything the award rule may look at.

    There is no field for speed, for a second trip, for testimony or for the day of asking:
    what is not a field cannot matter. `verified_by` holds opaque ids of officers.
    """

    state: ItemState
    verified_by: frozenset[str]
    compared: bool
    duplicate_of_awarded: bool
    companions: Companions
    seized_by_programme: bool
    same_item_alert_open: bool
