"""What every room is handed to draw its part of a case page, and what it gives back."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.card import Card
from safeconduct.casework.queries import CaseView
from safeconduct.vault.opening import FileKeys

Acts = list[dict[str, Any]]


@dataclass(frozen=True)
class Look:
    """An officer looks at a case: what the page has read once, for every room.

    `keys` are what the officer may open of it.
    """

    me: Signed
    case: CaseView
    keys: FileKeys

    @property
    def file_id(self) -> UUID:
        """The case."""
        return self.case.file_id

    def may(self, permission: Permission) -> bool:
        """Whether a role of the officer carries the permission."""
        return may(self.me.actor, permission)


@dataclass(frozen=True)
class Part:
    """A room's part: a card, acts that may be done now, acts refused with reasons and who can.

    `acts` are {label, url, hint?, kind?}, `refused` {label, who, reasons}; all translated.
    """

    card: Card | None = None
    acts: Acts = field(default_factory=list)
    refused: Acts = field(default_factory=list)


NO_PART = Part()
