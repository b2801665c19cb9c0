"""Words of testimony: statement, part, voluntariness sheet, exhibit, disclosure, package."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from safeconduct.common.refusal import Reason


class WhyNot(Reason):
    """Why a statement is not taken, a part not added, or a package not made."""

    NOT_ARRIVED = (
        "Two people have not yet attested arrival: nothing may be asked, only received."
    )
    NOT_WILLING = "The person has not said that they wish to speak."
    RIGHTS_NOT_READ = "Rights and purpose have not been read in the person's language."
    NO_HELP_DEPENDS_NOT_READ = (
        "The line that no help depends on this has not been read to the person."
    )
    NO_COMMON_LANGUAGE = "There is neither a common language nor an interpreter."
    NOT_FIT = "The person is not rested, fed or well enough to speak now."
    NO_WARNING = "The person has not been warned that their words may be used against them."
    COUNSEL_NOT_OFFERED = "A lawyer has not been offered, though the account touches own acts."
    SAME_DAY_AS_INTAKE = "Care intake was today; the statement waits for another day."
    SAME_OFFICER_AS_INTAKE = "The officer who did the care intake does not take the statement."

    PART_EMPTY = "A part needs the person's own words."
    STATEMENT_SIGNED = "The statement is signed; open a new one for further words."
    NOTHING_TO_CORRECT = "A correction names an earlier part of the same statement."

    TWO_APPROVERS = "Two different people must approve a disclosure."
    RECIPIENT_NOT_NAMED = "The recipient is not named."
    RECIPIENT_CLASS_CLOSED = (
        "Only a national prosecutor, a court, an international mechanism, defence counsel "
        "or the person may receive evidence."
    )
    NO_PURPOSE = "The purpose of the disclosure is not stated."
    NO_CONSENT = "The person has not agreed to give this to recipients of this class."
    CONSENT_WITHDRAWN = "The person has withdrawn the agreement for recipients of this class."
    VOLUNTARINESS_INCOMPLETE = "A voluntariness sheet is missing or not complete."
    PRESSURE_NOT_REVIEWED = "Pressure or a promise was reported and nobody has looked into it."
    NOTHING_TO_DISCLOSE = "The package holds neither a part of a statement nor an exhibit."
    QUARANTINED = "Something chosen is in quarantine and never leaves it."
    CHANGED_SINCE = "Something was added since this was proposed; propose it again."

    FILE_EMPTY = "The file is empty."
    FILE_KIND = "Only JPEG, PNG, PDF, MP4, Ogg and WAV files are taken."
    FILE_TOO_LARGE = "A file may have at most 8 MB."
    NOT_HOLDER = "Only the officer who holds the exhibit can hand it over."
    NOT_FOR_YOU = "Only the officer it was offered to can accept it."
    OFFER_ENDED = "This offer no longer stands: it was accepted, or a later one replaced it."
    RECEIVER_WITHOUT_KEY = "The receiver is not on this case or has no key to its testimony."
    SHEET_NOT_CODES = (
        "Languages, aliases and text versions are written as codes: letters, digits, hyphens."
    )


class Kind(StrEnum):
    """What testimony writes on the record."""

    CUSTODY_ACCEPTED = "testimony.custody.accepted"
    CUSTODY_OFFERED = "testimony.custody.offered"
    EXHIBIT_RECEIVED = "testimony.exhibit.received"
    PACKAGE_APPROVED = "testimony.package.approved"
    PACKAGE_MADE = "testimony.package.made"
    PACKAGE_PROPOSED = "testimony.package.proposed"
    PACKAGE_READ = "testimony.package.read"
    PART_RECORDED = "testimony.part.recorded"
    SHEET_FILLED = "testimony.sheet.filled"
    STATEMENT_OPENED = "testimony.statement.opened"
    STATEMENT_READ = "testimony.statement.read"


class RecipientClass(StrEnum):
    """Who may receive evidence: closed; no intelligence service, no armed formation."""

    COURT = "court"
    DEFENCE_COUNSEL = "defence_counsel"
    INTERNATIONAL_MECHANISM = "international_mechanism"
    NATIONAL_PROSECUTOR = "national_prosecutor"
    THE_PERSON = "the_person"


class Purpose(StrEnum):
    """What a disclosure is for."""

    DEFENCE = "defence"
    INVESTIGATION = "investigation"
    OWN_COPY = "own_copy"
    PROSECUTION = "prosecution"
    TRIAL = "trial"


class PackageState(StrEnum):
    """How far a disclosure package has come."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    MADE = "made"


class PackageEvent(StrEnum):
    """What moves a package on."""

    APPROVE = "approve"
    MAKE = "make"
    READ = "read"


class WithheldReason(StrEnum):
    """Why a part or an exhibit stays behind; the only thing said about it in a package."""

    NO_CONSENT = "no_consent"
    NOT_RELEVANT = "not_relevant"
    PRIVILEGED = "privileged"
    SAFETY_OF_FAMILY = "safety_of_family"
    SAFETY_OF_OTHERS = "safety_of_others"
    SAFETY_OF_PERSON = "safety_of_person"


class CustodyEvent(StrEnum):
    """What happened to an exhibit; a transfer is complete only with `accepted`."""

    ACCEPTED = "accepted"
    DESTROYED = "destroyed"
    EXAMINED = "examined"
    OFFERED = "offered"
    RECEIVED = "received"
    REFUSED = "refused"
    REHASHED = "rehashed"
    RETURNED = "returned"


class PersonStatus(StrEnum):
    """In which position the person speaks; consent in captivity is weak and marked so."""

    ASYLUM_APPLICANT = "asylum_applicant"
    GUEST = "guest"
    PRISONER_OF_WAR = "prisoner_of_war"


class PresentRole(StrEnum):
    """Why somebody was in the room."""

    COUNSEL = "counsel"
    GUARD = "guard"
    INTERPRETER = "interpreter"
    INTERVIEWER = "interviewer"
    MEDICAL = "medical"
    RECORDER = "recorder"
    SUPPORT_PERSON = "support_person"


class Fitness(StrEnum):
    """Food, rest and health when the statement began."""

    FIT = "fit"
    FIT_WITH_BREAKS = "fit_with_breaks"
    NOT_FIT = "not_fit"


class CounselAnswer(StrEnum):
    """What the person answered to the offer of a lawyer."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    NOT_OFFERED = "not_offered"


class Pressure(StrEnum):
    """Answer to: did anybody press you, or promise you something for these words?"""

    NONE_REPORTED = "none_reported"
    REPORTED = "reported"
    REPORTED_AND_REVIEWED = "reported_and_reviewed"


@dataclass(frozen=True)
class Part:
    """One numbered part in the person's own words; never edited, only corrected by a later one.

    `salt` is 16 random bytes; `digest` the hex commitment to salt and UTF-8 text.
    """

    number: int
    text: str
    salt: bytes
    digest: str
    corrects: int | None = None


@dataclass(frozen=True)
class Statement:
    """The parts in the order they were spoken; `ref` reads ST-1, `language` is ISO 639-1."""

    ref: str
    language: str
    parts: tuple[Part, ...] = ()
    signed: bool = False


@dataclass(frozen=True)
class Present:
    """Somebody in the room: role and pseudonym, never a name."""

    role: PresentRole
    alias: str


@dataclass(frozen=True)
class Break:
    """A pause: when it began, and how long it was in whole minutes."""

    at: datetime
    minutes: int


@dataclass(frozen=True)
class VoluntarinessSheet:
    """How freely a statement was made; `None` means "not written down yet".

    Field ids, labels and sources: data/voluntariness.toml. `breaks` may be an empty tuple (none
    taken), which is not the same as not written down. `interpreter` is an alias, or "none" when
    interviewer and person share a language.
    """

    person_status: PersonStatus | None = None
    language: str | None = None
    interpreter: str | None = None
    present: tuple[Present, ...] | None = None
    rights_text: str | None = None
    rights_text_sha256: str | None = None
    no_help_line_read: bool | None = None
    wishes_to_speak: bool | None = None
    started_at: datetime | None = None
    breaks: tuple[Break, ...] | None = None
    food_offered: bool | None = None
    rest_hours: int | None = None
    fitness: Fitness | None = None
    warning_read: bool | None = None
    counsel: CounselAnswer | None = None
    pressure: Pressure | None = None
    read_back_at: datetime | None = None


@dataclass(frozen=True)
class TakingFacts:
    """All that may be looked at before a statement is taken.

    `asked` is false when the person brings words unasked. `arrival_attested_by` and officers
    are key ids. `self_incriminating`: the account is likely to touch the person's own acts.
    """

    asked: bool
    arrival_attested_by: frozenset[str]
    wishes_to_speak: bool
    rights_read: bool
    no_help_line_read: bool
    understood: bool
    fitness: Fitness
    self_incriminating: bool
    warning_read: bool
    counsel_offered: bool
    officer: str
    intake_officer: str
    intake_today: bool


@dataclass(frozen=True)
class DisclosureConsent:
    """Agreement to give evidence to one class of recipients, and its withdrawal if any."""

    recipient_class: RecipientClass
    given_at: datetime
    withdrawn_at: datetime | None = None


@dataclass(frozen=True)
class Item:
    """A part or an exhibit chosen for a package, by reference."""

    ref: str
    quarantined: bool = False


@dataclass(frozen=True)
class DisclosureFacts:
    """All that may be looked at before a package is made; what is not a field cannot matter.

    `approvers` are key ids. `recipient_class` and `purpose` come as typed and are checked
    against the closed lists. `sheets`: the sheet of every statement or exhibit chosen.
    """

    approvers: tuple[str, ...]
    recipient_name: str
    recipient_class: str
    purpose: str
    consents: tuple[DisclosureConsent, ...]
    sheets: tuple[VoluntarinessSheet, ...]
    self_incriminating: bool
    items: tuple[Item, ...]


@dataclass(frozen=True)
class CustodyLine:
    """One custody event; `by` and `to` are key ids or aliases, `sha256` the hash seen then."""

    at: datetime
    event: CustodyEvent
    by: str
    to: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class Exhibit:
    """An exhibit to hand over; `name` is generated (EX-1.jpg), never the name it came with."""

    ref: str
    name: str
    content: bytes
    salt: bytes
    custody: tuple[CustodyLine, ...]
    media_type: str = "application/octet-stream"


@dataclass(frozen=True)
class Withheld:
    """What stays behind: its commitment and a reason code. Text and salt are not fields."""

    ref: str
    digest: str
    reason: WithheldReason


@dataclass(frozen=True)
class StatementExtract:
    """The parts of one statement that go out, and the digests of those that do not."""

    ref: str
    language: str
    parts: tuple[Part, ...]
    withheld: tuple[Withheld, ...]
    sheet: VoluntarinessSheet


@dataclass(frozen=True)
class Entry:
    """A record line for the package: file stem, leaf bytes, and its tlog-proof text."""

    name: str
    leaf: bytes
    proof: str


@dataclass(frozen=True)
class PackageSpec:
    """Everything a package is made from. `public_key` is the log's Ed25519 key, 32 bytes.

    `ref` reads DP-0001. `checkpoint` is the signed note all proofs end in. `log_name` is the
    key name and origin of the log.
    """

    ref: str
    made_at: datetime
    recipient_class: RecipientClass
    recipient_name: str
    purpose: Purpose
    approvers: tuple[str, ...]
    statements: tuple[StatementExtract, ...]
    exhibits: tuple[Exhibit, ...]
    entries: tuple[Entry, ...]
    checkpoint: str
    log_name: str
    public_key: bytes
    withheld_exhibits: tuple[Withheld, ...] = ()
