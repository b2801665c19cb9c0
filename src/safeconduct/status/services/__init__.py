"""What can be done about status: positions and deadlines of a file, offers of states."""

from safeconduct.status.services.files import (
    Decision,
    add_deadline,
    confirm_closing,
    drop_closing,
    mark_missed,
    meet_deadline,
    open_file,
    open_reading,
    propose_closing,
)
from safeconduct.status.services.offers import (
    change_offer,
    decide_place,
    drop_place,
    propose_place,
    register_offer,
    show_offer,
    write_wish,
)

__all__ = [
    "Decision",
    "add_deadline",
    "change_offer",
    "confirm_closing",
    "decide_place",
    "drop_closing",
    "drop_place",
    "mark_missed",
    "meet_deadline",
    "open_file",
    "open_reading",
    "propose_closing",
    "propose_place",
    "register_offer",
    "show_offer",
    "write_wish",
]
