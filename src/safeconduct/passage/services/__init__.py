"""Moves a crossing: what is known, the notice and its read-backs, checks, GO, help in kind."""

from safeconduct.passage.services.costs import agree_in_kind, ask_in_kind
from safeconduct.passage.services.go import compute_go, record_check
from safeconduct.passage.services.notice import (
    acknowledge,
    approve_notice,
    cancel_notice,
    propose_notice,
    revise_notice,
    send_notice,
    withdraw_corridor,
)
from safeconduct.passage.services.people import (
    note_read,
    open_crossing,
    reasons_not_to_open,
    send_steps,
    tell_people,
)

__all__ = [
    "acknowledge",
    "agree_in_kind",
    "approve_notice",
    "ask_in_kind",
    "cancel_notice",
    "compute_go",
    "note_read",
    "open_crossing",
    "propose_notice",
    "reasons_not_to_open",
    "record_check",
    "revise_notice",
    "send_notice",
    "send_steps",
    "tell_people",
    "withdraw_corridor",
]
