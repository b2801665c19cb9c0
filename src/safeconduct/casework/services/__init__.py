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
from safeconduct.casework.services.links import (
    confirm_link,
    drop_link,
    propose_end,
    propose_link,
)
from safeconduct.casework.services.merging import bring_team
from safeconduct.casework.services.moves import apply, confirm, drop_proposal, may_decide
from safeconduct.casework.services.people import (
    add_person,
    assign,
    correct_person,
    fulfil_condition,
    set_condition,
    write_consent,
)
from safeconduct.casework.services.search import put_on_card, search
from safeconduct.casework.services.splitting import Parted
from safeconduct.casework.services.state import finish, lock_case, tell_of
from safeconduct.casework.services.tasks import (
    agree_quiet_hours,
    bring_up,
    finish_task,
    pass_task_on,
    put_off,
)
from safeconduct.casework.services.telling import give_sheet, tell

__all__ = [
    "Parted",
    "add_person",
    "agree_quiet_hours",
    "apply",
    "ask",
    "assign",
    "attest_arrival",
    "bring_team",
    "bring_up",
    "confirm",
    "confirm_link",
    "correct_person",
    "drop_link",
    "drop_proposal",
    "finish",
    "finish_task",
    "fulfil_condition",
    "give_sheet",
    "inform",
    "keys_for",
    "lock_case",
    "may_decide",
    "note_read",
    "open_case",
    "pass_task_on",
    "propose_end",
    "propose_link",
    "put_off",
    "put_on_card",
    "read_letter",
    "reassess_danger",
    "search",
    "set_condition",
    "tell",
    "tell_of",
    "write_consent",
]
