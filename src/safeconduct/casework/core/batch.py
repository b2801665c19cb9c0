"""One act for several cases: which acts may be done so at all, and for how many at once.

Closed, and short on purpose: who works on a case. Money, vetting, erasure, and every act that
asks somebody to confirm something about one person are done case by case.
"""

from enum import StrEnum

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Actor, Permission
from safeconduct.common.refusal import Reason

MOST = 200  # cases at once: four pages of the list, what one person can still look through


class BatchAct(StrEnum):
    """What may be done for several cases at once; names are kept, values are message ids."""

    PASS_ON = "Pass on your place"  # noqa: S105  an act, no password
    PUT_ON = "Put a colleague on these cases"
    TAKE_OFF = "Take a colleague off these cases"


NEEDED: dict[BatchAct, Permission] = {
    BatchAct.PASS_ON: Permission.MEMBER_HAND_OVER,
    BatchAct.PUT_ON: Permission.MEMBER_ASSIGN,
    BatchAct.TAKE_OFF: Permission.MEMBER_TAKE_OFF,
}


class RowState(StrEnum):
    """How far one case of a batch is."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"


class WhyNot(Reason):
    """Why a batch is not begun."""

    BEGUN = "This was begun already; the page shows what came of it."
    NOBODY_NAMED = "Choose the colleague first."
    NONE_CHOSEN = "Tick at least one case."
    NOT_TOGETHER = "This is done case by case, never for several cases at once."
    TOO_MANY = "At most 200 cases at once."


def may_together(actor: Actor) -> list[BatchAct]:
    """What this officer may do for several cases at once."""
    return [act for act, permission in NEEDED.items() if may(actor, permission)]


def reasons_not_to_gather(actor: Actor, act: str, count: int) -> list[WhyNot]:
    """Why these cases may not be taken together for an act (its name); empty when they may."""
    known = act in {one.name for one in may_together(actor)}
    return [
        *([] if known else [WhyNot.NOT_TOGETHER]),
        *([] if count else [WhyNot.NONE_CHOSEN]),
        *([WhyNot.TOO_MANY] if count > MOST else []),
    ]


def reasons_not_to_begin(*, named: bool, begun: bool) -> list[WhyNot]:
    """Why a batch may not be begun now: nobody is named, or it was begun."""
    return [
        *([] if named else [WhyNot.NOBODY_NAMED]),
        *([WhyNot.BEGUN] if begun else []),
    ]
