"""Takes letters in and posts items out; everything is sealed before it is written."""

from safeconduct.contact.services.alarm import make_alarm_words
from safeconduct.contact.services.complaints import (
    answer_complaint,
    read_complaint,
    receive_complaint,
)
from safeconduct.contact.services.keeping import end_mailbox
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

__all__ = [
    "TakenDown",
    "answer_complaint",
    "come_back",
    "end_mailbox",
    "insert_letter",
    "make_alarm_words",
    "read_complaint",
    "mark_opened",
    "post",
    "post_to_person",
    "receive_complaint",
    "receive_letter",
    "receive_more",
    "sweep",
    "take_down",
]
