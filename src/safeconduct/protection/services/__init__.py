"""What can be done about protection: plans and levels, signs of life and alarms."""

from safeconduct.protection.services.checkins import (
    FAMILY_OUT,
    close_alarm,
    family_is_out,
    note_answer,
    note_check_in,
    plan_silence,
    set_schedule,
    take_over,
)
from safeconduct.protection.services.plans import (
    WATCH,
    PlanWords,
    answer_measure,
    confirm_lowering,
    drop_lowering,
    open_plan,
    propose_lowering,
    set_facts,
    write_words,
)

__all__ = [
    "FAMILY_OUT",
    "WATCH",
    "PlanWords",
    "answer_measure",
    "close_alarm",
    "confirm_lowering",
    "drop_lowering",
    "family_is_out",
    "note_answer",
    "note_check_in",
    "open_plan",
    "plan_silence",
    "propose_lowering",
    "set_facts",
    "set_schedule",
    "take_over",
    "write_words",
]
