"""Vocabulary of contact: what a letter holds, what comes back, reasons to refuse."""

import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum

from safeconduct.common.refusal import Reason

ALARM = "alarm"  # the field of a letter; see `Alarm`
BEGINNING = "beginning"
CUT_OFF = "cut_off"  # the field of a letter of which only the BEGINNING came
TAKEN_DOWN = "taken_down"  # the field of a letter; see `Spoken`
WISH = "wish"  # the field of a letter about own data; see `Wish`
WRITER = "writer"  # the field of a letter; see `Writer`
# Fields that tell of a letter and are none themselves: with them alone it is empty.
TELL_OF_IT = frozenset({CUT_OFF, TAKEN_DOWN, WRITER})
MAX_LETTER = 20_000  # characters; about ten typed pages, one padding step of 64 KiB in Cyrillic


class LetterKind(StrEnum):
    """What a letter is; hidden inside the seal."""

    ALARM = "alarm"
    CHECK_IN = "check_in"
    EQUIPMENT = "equipment"
    MESSAGE = "message"
    OWN_DATA = "own_data"
    STATEMENT = "statement"


class Danger(StrEnum):
    """What the person said of the danger now; orders the desk, nothing else does.

    Whoever left the question out may be in any danger: they come before those who said that
    they are out of it.
    """

    FRONT = "at the front now"
    HUNTED = "being looked for"
    UNSAID = "not said"
    ABROAD = "abroad"
    WAITING = "not in danger now"


# The order of every desk. By the alphabet "abroad" would come first.
DANGER_ORDER = (Danger.FRONT, Danger.HUNTED, Danger.UNSAID, Danger.ABROAD, Danger.WAITING)


class LetterState(StrEnum):
    """What the office did with a letter; in clear."""

    NEW = "new"
    OPENED = "opened"


class ItemKind(StrEnum):
    """What the programme put into a mailbox."""

    ANSWER = "answer"
    OMBUDSMAN = "ombudsman"
    OWN_DATA = "data"  # what the person asked for of their own
    PLAN = "plan"
    QUESTION = "question"
    RIGHTS = "rights"


class Alarm(StrEnum):
    """What the field `alarm` of a letter says; the door writes it, no form has it."""

    MADE = "words_made"  # the person made alarm words
    UNDER = "under_words"  # written in a mailbox that alarm words opened
    USED = "words_used"  # alarm words opened a mailbox


class Writer(StrEnum):
    """Who writes, as they say themselves; sealed, and never asked for."""

    ONESELF = "for oneself"
    RELATIVE = "a relative or friend"
    GROUP = "for a group"
    ABROAD = "left the army and is abroad"


class Wish(StrEnum):
    """What a person asks about their own data (GDPR Articles 15 and 20, 16, 17)."""

    SEE = "to see what is kept"
    CORRECT = "to have something corrected"
    ERASE = "to have something erased"


class Spoken(StrEnum):
    """How a letter came that an officer took down."""

    CALL = "taken down from a call"
    VISIT = "taken down from a visit"


class Kind(StrEnum):
    """What contact writes on the record."""

    COMPLAINT_ENDED = "contact.complaint.ended"
    COMPLAINT_OPENED = "contact.complaint.opened"
    COMPLAINTS_RECEIVED = "contact.complaint.received"
    HANDOVER_TAKEN = "contact.handover.taken"
    HANDOVER_WRITTEN = "contact.handover.written"
    ITEM_POSTED = "contact.item.posted"
    LETTER_OPENED = "contact.letter.opened"
    LETTER_TAKEN_DOWN = "contact.letter.taken_down"
    LETTERS_RECEIVED = "contact.letters.received"
    MAILBOX_ENDED = "contact.mailbox.ended"
    PLACE_CHANGED = "contact.place.changed"
    SHIFT_ADDED = "contact.shift.added"
    SHIFT_REMOVED = "contact.shift.removed"


class WhyNot(Reason):
    """Why a letter, a return code or a shift is not taken."""

    ALARM_MADE = (
        "Alarm words were made with this form before, and are shown only once. If you did not "
        "note them, open this page anew and make others."
    )
    BAD_CODE = "These words do not open a mailbox. Check each word and try again."
    BUSY = "Very many people are here just now. Your mailbox is safe: try again in a minute."
    EMPTY = "Please write something first."
    NOT_THEIR_DUTY = "This officer does not hold the role for this duty."
    HANDOVER_TAKEN = "Somebody has taken this hand-over already."
    HANDOVER_YOURS = "You wrote this yourself; whoever follows takes it."
    NOBODY_FOLLOWS = "Nobody follows on this duty to whom the note could be sealed."
    NO_LANGUAGE = "Say which languages the officer interprets."
    SHIFT_BACKWARDS = "A shift ends after it begins."
    SHIFT_LONG = "A shift lasts twelve hours at most."
    SHIFT_OVER = "This shift is over already."
    SHIFT_TWICE = "This officer is on duty in a part of these hours already."
    TOO_LONG = (
        "This is too long for one message. Send it in parts of at most 20,000 characters."
    )


@dataclass(frozen=True)
class LetterBody:
    """The sealed inside of a letter; `fields` are what a room's form added."""

    kind: LetterKind
    text: str
    fields: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> str:
        """Canonical text to seal."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)


def under_force(body: LetterBody) -> bool:
    """Whether alarm words were used for this letter, or told of by it."""
    return body.fields.get(ALARM) in (Alarm.UNDER, Alarm.USED)


@dataclass(frozen=True)
class ItemBody:
    """The sealed inside of a mailbox item; one that is read `once` is destroyed afterwards."""

    kind: ItemKind
    text: str
    once: bool = False

    def to_json(self) -> str:
        """Canonical text to seal."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)


def letter_body(text: str) -> LetterBody:
    """A letter as sealed by `LetterBody.to_json`."""
    raw = json.loads(text)
    return LetterBody(LetterKind(raw["kind"]), raw["text"], dict(raw["fields"]))


def item_body(text: str) -> ItemBody:
    """An item as sealed by `ItemBody.to_json`."""
    raw = json.loads(text)
    return ItemBody(ItemKind(raw["kind"]), raw["text"], raw.get("once") is True)


@dataclass(frozen=True)
class ComplaintBody:
    """The sealed inside of a complaint: words, where the answer goes, and perhaps the case.

    `applicant` is the person's public key in hex; `file_id` is "" unless the person named it.
    """

    text: str
    language: str
    applicant: str
    file_id: str

    def to_json(self) -> str:
        """Canonical text to seal."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)


def complaint_body(text: str) -> ComplaintBody:
    """A complaint as sealed by `ComplaintBody.to_json`."""
    raw = json.loads(text)
    return ComplaintBody(raw["text"], raw["language"], raw["applicant"], raw["file_id"])
