"""Takes letters in and posts items out; everything is sealed before it is written."""

from safeconduct.contact.services.alarm import make_alarm_words
from safeconduct.contact.services.boxes import NewBox, new_box, renew_inbox, rows_of
from safeconduct.contact.services.complaints import (
    answer_complaint,
    read_complaint,
    receive_complaint,
)
from safeconduct.contact.services.desk import claim, forget_claim, let_go, take_over
from safeconduct.contact.services.keeping import end_complaint, end_mailbox
from safeconduct.contact.services.letters import (
    insert_letter,
    mark_opened,
    post,
    post_to_person,
    receive_letter,
    receive_more,
    sweep,
)
from safeconduct.contact.services.taking_down import TakenDown, take_down
from safeconduct.contact.services.visits import come_back
from safeconduct.contact.services.words import change_words, opens, prepare_words

__all__ = [
    "NewBox",
    "TakenDown",
    "answer_complaint",
    "change_words",
    "claim",
    "come_back",
    "end_complaint",
    "end_mailbox",
    "forget_claim",
    "insert_letter",
    "let_go",
    "make_alarm_words",
    "read_complaint",
    "mark_opened",
    "new_box",
    "opens",
    "post",
    "post_to_person",
    "prepare_words",
    "receive_complaint",
    "receive_letter",
    "receive_more",
    "renew_inbox",
    "rows_of",
    "sweep",
    "take_down",
    "take_over",
]
