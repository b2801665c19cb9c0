"""An officer takes down what a person says on the telephone or in the room."""

from dataclasses import dataclass, field
from uuid import UUID

from safeconduct.accounts.signed import Signed
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import refuse_if
from safeconduct.contact.core.callback import CallBack
from safeconduct.contact.core.code import Language, spell
from safeconduct.contact.core.rules import reasons_not_to_take
from safeconduct.contact.core.terms import (
    TAKEN_DOWN,
    WRITER,
    Danger,
    Kind,
    LetterBody,
    LetterKind,
    Spoken,
    Writer,
)
from safeconduct.contact.services.boxes import new_box
from safeconduct.contact.services.letters import write_first
from safeconduct.record.services import act


@dataclass(frozen=True)
class TakenDown:
    """A letter taken down, and the words to read out; they are kept nowhere."""

    letter_id: UUID
    words: tuple[str, ...] = field(repr=False)
    callback: CallBack = field(repr=False)


def take_down(
    me: Signed,
    *,
    text: str,
    spoken: Spoken,
    writer: Writer | None,
    danger: Danger,
    language: Language,
    long_code: bool = False,
) -> TakenDown:
    """Make a letter of what was said: a new file, a new mailbox, words for the person.

    It waits on the desk like any other. On the record stands that it was taken down, and by
    whom; nothing of what was said. The words are shown once: whoever lost them has none.
    """
    fields = {TAKEN_DOWN: spoken.value} | ({WRITER: writer.value} if writer else {})
    body = LetterBody(LetterKind.MESSAGE, text, fields)
    refuse_if(reasons_not_to_take(body))
    box, letter_id = new_box(language, long_code), new_id()
    with act(me.actor, me.at) as a:
        write_first(box, letter_id, body, danger.value, me.at)
        a.note(Kind.LETTER_TAKEN_DOWN, file=box.file_id, about=letter_id)
    return TakenDown(letter_id, spell(box.code), box.callback)
