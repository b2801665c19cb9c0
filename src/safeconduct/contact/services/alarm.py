"""Makes alarm words: a second code for the same mailbox, to be said under force.

Off unless the programme turns it on; docs/decisions/0011-alarm-words.md says why.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from safeconduct.common.ids import new_id
from safeconduct.common.refusal import refuse_if
from safeconduct.contact.core.callback import CallBack, new_callback
from safeconduct.contact.core.code import Language, spell
from safeconduct.contact.core.terms import (
    ALARM,
    Alarm,
    Danger,
    ItemBody,
    ItemKind,
    LetterBody,
    LetterKind,
    WhyNot,
)
from safeconduct.contact.mailbox import Visitor, make_alarm_box
from safeconduct.contact.services.boxes import code_and_key, seal_callback
from safeconduct.contact.services.letters import receive_more, seal_item
from safeconduct.vault.queries import shred_key


def make_alarm_words(
    *, visitor: Visitor, texts: tuple[str, ...], at: datetime, letter_id: UUID | None = None
) -> tuple[str, ...]:
    """The words that open a mailbox with these answers and nothing else; earlier ones stay.

    Refused when a form with this `letter_id` made some before: they are never shown again.

    The officers are told by a sealed letter that there are alarm words, and which call-back
    words go with them. Made from a mailbox that alarm words opened, they are alarm words too.
    """
    code, opened = code_and_key(Language(visitor.language), long_code=False)
    box, person = new_id(), opened.private.public()
    shred = shred_key(visitor.key.file_id)
    callback = new_callback(code.language, spell(code))
    bodies = {new_id(): ItemBody(ItemKind.ANSWER, text) for text in texts}
    items = {one: seal_item(person, box, one, shred, body) for one, body in bodies.items()}
    words = seal_callback(person, box, shred, callback.to_json())
    with transaction.atomic():
        make_alarm_box(visitor, box, opened, words, items, at)
        fresh = receive_more(
            visitor=visitor, letter_id=letter_id or new_id(), body=_told(callback),
            danger=Danger.UNSAID.value, at=at,
        )  # fmt: skip
        refuse_if([] if fresh else [WhyNot.ALARM_MADE])
    return spell(code)


def _told(callback: CallBack) -> LetterBody:
    fields = {ALARM: Alarm.MADE.value, "ours": callback.ours, "theirs": callback.theirs}
    return LetterBody(LetterKind.ALARM, "", fields)
