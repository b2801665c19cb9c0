"""Everything that can be done with a claim; each verb is one transaction."""

from safeconduct.materiel.services.alerts import compare_claim, propose_end, resolve_alert
from safeconduct.materiel.services.claims import (
    COMPARE_JOB,
    MATCHER,
    lock_claim,
    note_read,
    register_claim,
    write_fate,
    write_marks,
)
from safeconduct.materiel.services.moves import (
    confirm_move,
    move_item,
    turn_down_move,
    withdraw_claim,
)

__all__ = [
    "COMPARE_JOB",
    "MATCHER",
    "compare_claim",
    "confirm_move",
    "lock_claim",
    "move_item",
    "note_read",
    "propose_end",
    "register_claim",
    "resolve_alert",
    "turn_down_move",
    "withdraw_claim",
    "write_fate",
    "write_marks",
]
