"""Words of the vetting room: indicators, findings, steps of the ladder, results, reasons."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from safeconduct.casework.core.terms import Vetting
from safeconduct.common.refusal import Reason


class WhyNot(Reason):
    """Why a vetting act cannot happen now."""

    SAME_PERSON = "Two different officers are needed: one proposes, the other decides."
    NOT_AN_ANALYST = "The officer who proposes is not a vetting analyst."
    NOT_A_LEAD = "The officer who decides is not a vetting lead."
    NO_REASONS = "The reasons are not written down in words."
    FOR_NOT_WRITTEN = "What speaks for the person is not written down."
    AGAINST_NOT_WRITTEN = (
        "What asks for a closer look is not written down. If nothing was found, write that."
    )
    NOTHING_FOR = "No finding that can be weighed speaks for the person yet."
    NOTHING_AGAINST = "No finding that can be weighed asks for a closer look."
    ONE_FACT_ALONE = "One fact alone never makes an adverse result."
    NOT_PUT_TO_PERSON = "A point that asks for a closer look was not put to the person."
    NOT_ANSWERABLE_YET = (
        "The person could not answer a point yet, so the result can be limited at most."
    )
    DISTORTIONS_NOT_CONSIDERED = (
        "Not every cause that can distort an account was considered: memory, trauma, fear, "
        "age, interpreter, culture, and the interviewer's own bias."
    )
    NO_RESULT_TO_REOPEN = "There is no result that could be reopened."
    MAY_NOT_REOPEN = "Only a vetting lead or a protection lead may reopen a result."
    NO_REASON_TO_REOPEN = "The reason for reopening is not written down."
    NOT_SOMEONE_NEW = "An appeal goes to somebody who took no part in the result."
    NOT_POSSIBLE_NOW = "The vetting track does not allow this step now."
    NO_SUCH_INDICATOR = "This indicator is not in the catalogue."
    NO_NOTE = "What was observed is not written down."
    NO_ANSWER_WRITTEN = "What the person answered is not written down."
    IN_THE_FUTURE = "The day of the observation lies in the future."
    NO_SUCH_ORIGIN = "This origin belongs to no finding of this case."
    ALREADY_PROPOSED = "Another proposal waits for a vetting lead; it must be decided first."
    PROPOSAL_ENDED = "This proposal was decided or taken back already."


class Kind(StrEnum):
    """What vetting writes on the record: no result, no direction, no indicator."""

    CONCLUSION_DROPPED = "vetting.conclusion.dropped"
    CONCLUSION_PROPOSED = "vetting.conclusion.proposed"
    FINDING_ADDED = "vetting.finding.added"
    FINDING_ANSWERED = "vetting.finding.answered"
    TRACK_OPENED = "vetting.track.opened"
    TRACK_READ = "vetting.track.read"
    TRACK_REOPENED = "vetting.track.reopened"


class ProposalState(StrEnum):
    """Where a proposed conclusion stands."""

    PENDING = "pending"
    DECIDED = "decided"
    DROPPED = "dropped"


class Result(StrEnum):
    """What two officers may conclude."""

    CLEAR = "clear"
    LIMITED = "limited"
    ADVERSE = "adverse"


class Again(StrEnum):
    """Why the protection lead wants a fresh look: a code, for no vetting key is held there."""

    COMPLAINT = "A complaint was upheld."
    DANGER = "The danger to the person changed."
    FACTS = "New facts came in."


class Event(StrEnum):
    """What can happen to the vetting track."""

    START = "start"
    CONCLUDE_CLEAR = "conclude_clear"
    CONCLUDE_LIMITED = "conclude_limited"
    CONCLUDE_ADVERSE = "conclude_adverse"
    REOPEN = "reopen"


class Direction(StrEnum):
    """Which way one finding points; "asks" means: asks for a closer look, no more."""

    SUPPORTS = "supports"
    NEUTRAL = "neutral"
    ASKS = "asks"


class Source(StrEnum):
    """Reliability of a source, Admiralty scale; the words are in data/admiralty.toml."""

    A = "a"
    B = "b"
    C = "c"
    D = "d"
    E = "e"
    F = "f"


class Grade(StrEnum):
    """Credibility of the item, Admiralty scale; the words are in data/admiralty.toml."""

    G1 = "1"
    G2 = "2"
    G3 = "3"
    G4 = "4"
    G5 = "5"
    G6 = "6"


class Answer(StrEnum):
    """What became of a point after it was found."""

    NOT_NEEDED = "not_needed"
    NOT_PUT = "not_put"
    PUT_UNANSWERABLE = "put_unanswerable"
    ANSWERED = "answered"


class Distortion(StrEnum):
    """What can make an honest account look wrong, on both sides (EUAA guide, 2024)."""

    AGE = "age"
    CULTURE = "culture"
    FEAR = "fear"
    INTERPRETER = "interpreter"
    INTERVIEWER_BIAS = "interviewer_bias"
    MEMORY = "memory"
    TRAUMA = "trauma"


class Standing(StrEnum):
    """How well sourced a step is, best first, in words only."""

    FIRM = "firm"
    FAIR = "fair"
    WEAK = "weak"
    UNJUDGED = "unjudged"


class Lean(StrEnum):
    """Which way one step of the ladder points."""

    SUPPORTS = "supports"
    ASKS = "asks"
    BOTH = "both"
    NOTHING = "nothing"


class Tag(StrEnum):
    """What an indicator may look at: a closed list, so nothing else can slip in."""

    ACCOUNT = "account"
    CONDUCT = "conduct"
    CONTACT = "contact"
    COST = "cost"
    EQUIPMENT = "equipment"
    INFORMATION = "information"
    MONEY = "money"
    PEOPLE = "people"
    SAFETY_OF_OTHERS = "safety_of_others"
    SERVICE_TRACE = "service_trace"


class NumbersFrom(StrEnum):
    """Where the likelihood ratios of an indicator come from."""

    ASSUMED = "assumed"
    EXPERT = "expert"


@dataclass(frozen=True)
class Ratio:
    """Likelihood ratio, genuine over directed: above 1 speaks for genuine. No unit."""

    low: float
    mode: float
    high: float


@dataclass(frozen=True)
class Indicator:
    """One row of data/indicators.toml; every text is a message id for a page."""

    id: str
    question: str
    speaks_for: str
    asks_closer_look: str
    against_misuse: str
    group: str
    tags: frozenset[Tag]
    if_supports: Ratio
    if_asks: Ratio
    numbers: NumbersFrom
    source: str
    read_on: date


@dataclass(frozen=True)
class Finding:
    """One observation under one indicator; `origin` is who or what first perceived it."""

    indicator: str
    direction: Direction
    source: Source
    grade: Grade
    origin: UUID
    day: date
    answer: Answer


@dataclass(frozen=True)
class Step:
    """One step of the ladder: everything in one dependence group or from one origin."""

    lean: Lean
    standing: Standing
    sentence: str
    questions: tuple[str, ...]
    several_origins: bool
    still_to_put: bool


@dataclass(frozen=True)
class ConclusionFacts:
    """Everything the conclusion of a vetting may look at."""

    result: Result
    proposer: UUID
    proposer_is_analyst: bool
    decider: UUID
    decider_is_lead: bool
    reasons: str
    speaks_for: str
    speaks_against: str
    findings: tuple[Finding, ...]
    distortions_considered: frozenset[Distortion]
    indicators: Mapping[str, Indicator]


@dataclass(frozen=True)
class ReopenFacts:
    """Everything the reopening of a result may look at."""

    state: Vetting
    by_vetting_lead: bool
    reason: str
