"""What a list of cases may be ordered and filtered by: codes that stand in clear, no word."""

from dataclasses import dataclass, fields
from datetime import UTC, datetime
from enum import StrEnum

from safeconduct.accounts.core.terms import Role
from safeconduct.casework.core.terms import CaseKind, Stage
from safeconduct.contact.core.terms import Danger

NEVER = datetime(9999, 1, 1, tzinfo=UTC)  # the due date of a case without an open task


class Sort(StrEnum):
    """The orders of the case list; values stand in addresses."""

    DANGER = "danger"
    MOVED = "moved"
    DUE = "due"


@dataclass(frozen=True)
class Wanted:
    """Which cases an officer asks for; what is None or False is not asked for."""

    stage: Stage | None = None
    danger: Danger | None = None
    kind: CaseKind | None = None
    language: str | None = None
    role: Role | None = None
    lost: bool = False
    dormant: bool = False
    held: bool = False
    sort: Sort = Sort.DANGER

    @property
    def filtered(self) -> bool:
        """Whether anything is asked for but an order."""
        return any(getattr(self, one.name) for one in fields(self) if one.name != "sort")

    def address(self) -> dict[str, str]:
        """What the address of this list says; the plain list has an empty one."""
        said = {one.name: getattr(self, one.name) for one in fields(self)}
        said["sort"] = None if self.sort is Sort.DANGER else self.sort
        given = {name: value for name, value in said.items() if value}
        return {name: "on" if value is True else str(value) for name, value in given.items()}
