"""Vocabulary of contact: what a letter holds, what comes back, reasons to refuse."""

import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum

from safeconduct.common.refusal import Reason

MAX_LETTER = 20_000  # characters; about ten typed pages, one padding step of 64 KiB in Cyrillic


class LetterKind(StrEnum):
    """What a letter is; hidden inside the seal."""

    CHECK_IN = "check_in"
    EQUIPMENT = "equipment"
    MESSAGE = "message"
    STATEMENT = "statement"


class Danger(StrEnum):
    """What the person said of the danger now; orders the desk, nothing else does."""

    FRONT = "at the front now"
    HUNTED = "being looked for"
    ABROAD = "abroad"
    WAITING = "not in danger now"


DANGER_ORDER = (Danger.FRONT, Danger.HUNTED, Danger.ABROAD, Danger.WAITING)


class LetterState(StrEnum):
    """What the office did with a letter; in clear."""

    NEW = "new"
    OPENED = "opened"


class ItemKind(StrEnum):
    """What the programme put into a mailbox."""

    ANSWER = "answer"
    PLAN = "plan"
    QUESTION = "question"
    RIGHTS = "rights"


class Kind(StrEnum):
    """What contact writes on the record."""

    ITEM_POSTED = "contact.item.posted"
    LETTER_OPENED = "contact.letter.opened"
    LETTERS_RECEIVED = "contact.letters.received"


class WhyNot(Reason):
    """Why a letter or a return code is not taken."""

    BAD_CODE = "These words do not open a mailbox. Check each word and try again."
    BUSY = "Very many people write just now. Your message is safe; use the longer code."
    EMPTY = "Please write something first."
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


@dataclass(frozen=True)
class ItemBody:
    """The sealed inside of a mailbox item."""

    kind: ItemKind
    text: str

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
    return ItemBody(ItemKind(raw["kind"]), raw["text"])
