"""Moves cases: every act is one transaction with its line on the record."""

from safeconduct.casework.services.arrivals import attest_arrival
from safeconduct.casework.services.danger import reassess_danger
from safeconduct.casework.services.letters import (
    ask,
    inform,
    keys_for,
    note_read,
    open_case,
    read_letter,
)
from safeconduct.casework.services.moves import apply, confirm, drop_proposal, may_decide
from safeconduct.casework.services.people import (
    add_person,
    assign,
    finish_task,
    fulfil_condition,
    set_condition,
    write_consent,
)
from safeconduct.casework.services.search import put_on_card, search
from safeconduct.casework.services.state import finish, lock_case

__all__ = [
    "add_person",
    "apply",
    "ask",
    "assign",
    "attest_arrival",
    "confirm",
    "drop_proposal",
    "finish",
    "finish_task",
    "fulfil_condition",
    "inform",
    "keys_for",
    "lock_case",
    "may_decide",
    "note_read",
    "open_case",
    "put_on_card",
    "read_letter",
    "reassess_danger",
    "search",
    "set_condition",
    "write_consent",
]
