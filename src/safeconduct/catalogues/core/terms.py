"""Words of catalogues: what one is made of, the life of a version, faults and reasons."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from typing import Any, Generic, TypeVar
from uuid import UUID

from safeconduct.accounts.core.terms import Role
from safeconduct.common.refusal import Reason

T = TypeVar("T")
Document = dict[str, Any]  # a catalogue as TOML reads it
Key = tuple[str, ...]
HEAD = "head"  # the table that stands for what is said once, above all entries


class Kind(StrEnum):
    """What catalogues write on the record."""

    APPROVED = "catalogues.version.approved"
    BEGUN = "catalogues.version.begun"
    CHANGED = "catalogues.version.changed"
    RETURNED = "catalogues.version.returned"
    SENT = "catalogues.version.sent"
    WITHDRAWN = "catalogues.version.withdrawn"


class State(StrEnum):
    """Where a version stands; the last two are for good."""

    DRAFT = "draft"
    SENT = "sent for approval"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


OPEN = (State.DRAFT, State.SENT)


class Because(StrEnum):
    """Why a version goes back to whoever wrote it; closed, so that no free text is in clear."""

    CLEARER = "a text is not clear enough"
    NOT_NEEDED = "the change is not needed"
    NUMBER = "a number does not agree with its source"
    SOURCE = "a source is missing or weak"
    TRANSLATION = "a translation does not say the same"


class FieldKind(Enum):
    """What a field holds."""

    AMOUNT = auto()  # a whole number above nought, in whole units of a currency
    BOOL = auto()
    CHOICE = auto()
    CODE = auto()
    DAY = auto()  # a TOML date
    DAY_TEXT = auto()  # a date as text, empty for none
    LINE = auto()
    LONG = auto()
    RATIO = auto()  # {low, mode, high}
    SEVERAL = auto()  # several of the choices


@dataclass(frozen=True)
class Field:
    """One field of an entry; what is not `required` may be missing or empty."""

    name: str
    kind: FieldKind = FieldKind.LINE
    required: bool = True
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One sort of entry, told apart by its key fields; of a `parent`, each has its own list.

    The key of an entry in a list of a parent begins with the key of that parent.
    """

    name: str
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    parent: str = ""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: in which entry, in which field, and why.

    `table` and `key` find the entry; no field means the entry itself, no table the catalogue.
    """

    table: str
    key: Key
    field: str
    why: Reason


@dataclass(frozen=True)
class Entry:
    """One entry of a document, without the lists that stand below it."""

    table: str
    key: Key
    values: Document


class Sort(StrEnum):
    """What became of an entry."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    REORDERED = "in another order"


@dataclass(frozen=True)
class Change:
    """What became of one entry: its fields with the value before and after, None for none."""

    sort: Sort
    table: str
    key: Key
    fields: tuple[tuple[str, object, object], ...]


@dataclass(frozen=True)
class Shape(Generic[T]):
    """One catalogue: how it is built, read and checked, and who may change it.

    `read` is the parser of the room that goes by it; `faults` are the rules that this parser
    holds to, `follows` what a version may not do to the one before (old, new).
    """

    name: str
    title: str
    head: tuple[Field, ...]
    tables: tuple[Table, ...]
    shipped: Callable[[], str]
    read: Callable[[Document], T]
    faults: Callable[[Document], list[Fault]]
    follows: Callable[[Document, Document], list[Fault]]
    drafters: frozenset[Role]
    approvers: frozenset[Role]

    def table(self, name: str) -> Table | None:
        """The table of a name; the head has none."""
        return next((one for one in self.tables if one.name == name), None)

    def fields_of(self, name: str) -> tuple[Field, ...]:
        """The fields of a table or of the head; none for an unknown name."""
        found = self.table(name)
        return self.head if name == HEAD else found.fields if found else ()


AnyShape = Shape[Any]


@dataclass(frozen=True)
class Standing:
    """A version as the rules see it; `edits` counts what was written to it."""

    state: State
    written_by: frozenset[UUID]
    edits: int


class Flaw(Reason):
    """What can be wrong in any catalogue."""

    AMOUNT = "This must be a whole number above nought."
    CHOICE = "This is none of the values that are known here."
    CODE = "A code has Latin letters, digits, hyphens and underscores, at most 40."
    DAY = "This must be a day, for example 2026-11-22."
    EMPTY = "This must be filled in."
    LONG = "This is too long: 1,000 characters at most."
    NO_PERSON = "An address of a person or a telephone number does not belong in a catalogue."
    NONE_LEFT = "The catalogue would be empty."
    RATIO = "A range needs three numbers: low, middle, high."
    REVIEW_OF_OTHER_WORDS = (
        "The words changed, so their review no longer holds: clear it, or have them read again."
    )
    TEXT = "This must be text."
    TWICE = "This entry is there twice."
    UNKNOWN_FIELD = "The programme does not know this field."
    YES_OR_NO = "This must be yes or no."


class WhyNot(Reason):
    """Why nothing is done with a version."""

    DAY_PAST = "The day from which it counts is over. Choose today or a later day."
    DAY_BEFORE_ANOTHER = (
        "An approved version counts from a later day; this one cannot be earlier."
    )
    DRAFT_WAITS = "A draft of this catalogue is open already. Go on with it, or withdraw it."
    ENDED = "This version was decided already."
    FAULTS = "Something in it is not right yet; each fault is listed on the page of the draft."
    NO_ENTRY = "There is no such entry in this draft any more."
    NOT_A_DRAFT = "It was sent for approval: take it back before you change it."
    NOT_SENT = "It was not sent for approval, or was taken back."
    NOT_THIS_CATALOGUE = "This file is not built like this catalogue."
    NOT_TOML = "This file cannot be read as TOML."
    SAME = "It says the same as the version in force: there is nothing to approve."
    THERE_ALREADY = "An entry of this name is there already."
    TOO_LARGE = "This file is too large for a catalogue."
    WROTE_IT = "You wrote in this version; another person must approve it."
    YOUR_ROLE = "Your role does not change this catalogue."
