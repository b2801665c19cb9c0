"""Reads texts given to interpreters: the queue without content, one text, those of a case."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.translation import Asked, How, Step, step
from safeconduct.casework.models import Translation, TranslationKey
from safeconduct.common.refusal import Unknown
from safeconduct.vault.core.terms import Compartment, Place
from safeconduct.vault.opening import FileKeys, unseal
from safeconduct.web.together import Reads, counted, prepared, read, rows_of

KEY = "casework.translation.key"
TEXT = "casework.translation.text"
ANSWER = "casework.translation.answer"
SHOWN = 20  # of one case: the newest


def translation_purpose(translation_id: UUID) -> bytes:
    """HPKE info of a text's key."""
    return b"safeconduct/vault/translation/v1|" + translation_id.hex.encode()


def place(column: str, translation_id: UUID) -> Place:
    """Where a sealed text stands; the text or its translation."""
    return Place(column, translation_id, translation_id)


def as_asked(row: Translation) -> Asked:
    """A row as the rules see it."""
    return Asked(row.until, row.taken_by, row.done_at)


@dataclass(frozen=True)
class Request:
    """A text of the queue, without a word of it and without its case."""

    id: UUID
    source: str
    target: str
    asked_at: datetime
    until: datetime
    taken_by: UUID | None


@dataclass(frozen=True)
class Text:
    """A text of a case, opened, with its translation when there is one."""

    id: UUID
    source: str
    target: str
    asked_by: UUID
    asked_at: datetime
    until: datetime
    taken_by: UUID | None
    step: Step
    text: str
    answer: str
    how: How | None


def _request(row: Translation) -> Request:
    return Request(row.id, row.source, row.target, row.asked_at, row.until, row.taken_by)


def _open(at: datetime) -> QuerySet[Translation]:
    rows = Translation.objects.filter(done_at=None, until__gt=at)
    return rows.only("id", "source", "target", "asked_at", "until", "taken_by")


def texts_for(me: Signed) -> list[Request]:
    """What this officer may open as an interpreter now, the longest waiting first."""
    return read(ask_texts(me))


def ask_texts(me: Signed) -> Reads[list[Request]]:
    """As `texts_for`, together with other reads."""
    rows = yield from rows_of(_texts(me.keys.key_id, me.at))
    return [_request(row) for row in rows]


@prepared
def _texts(key_id: str, at: datetime) -> QuerySet[Translation]:
    mine = TranslationKey.objects.filter(key_id=key_id, until__gt=at)
    rows = _open(at).filter(id__in=mine.values("translation_id"))
    return rows.order_by("asked_at", "id")


def texts_waiting(at: datetime) -> list[Request]:
    """Texts of the whole office that nobody has opened yet, the longest waiting first."""
    rows = _open(at).filter(taken_by=None)
    return [_request(row) for row in rows.order_by("asked_at", "id")]


def ask_texts_count(at: datetime) -> Reads[int]:
    """How many texts nobody has opened yet, together with other reads."""
    (count,) = yield from rows_of(_count_waiting(at))
    return count


@prepared
def _count_waiting(at: datetime) -> QuerySet[Translation, int]:
    rows = Translation.objects.filter(done_at=None, until__gt=at, taken_by=None)
    return counted(rows, "id")


def request_for(me: Signed, translation_id: UUID) -> Request:
    """One text of the queue; Unknown for whom it is not."""
    for one in texts_for(me):
        if one.id == translation_id:
            return one
    raise Unknown


def key_for(me: Signed, translation_id: UUID) -> bytes:
    """The key of a text for one of its interpreters; Unknown for everybody else."""
    row = key_row(me, translation_id)
    return me.keys.private.unwrap(translation_purpose(translation_id), bytes(row.sealed))


def key_row(me: Signed, translation_id: UUID) -> TranslationKey:
    """This officer's key to a text while their hours run; Unknown otherwise."""
    keys = TranslationKey.objects.filter(translation_id=translation_id, until__gt=me.at)
    row = keys.filter(key_id=me.keys.key_id).first()
    if row is None:
        raise Unknown
    return row


def text_for(me: Signed, translation_id: UUID) -> str:
    """The text, for whoever has taken it and whose hours run; Unknown for everybody else."""
    rows = Translation.objects.filter(id=translation_id, taken_by=me.actor.officer_id)
    row = rows.filter(done_at=None, until__gt=me.at).first()
    if row is None:
        raise Unknown
    fresh = key_for(me, translation_id)
    return unseal(fresh, place(TEXT, row.id), bytes(row.sealed_text)).decode()


def texts_of(keys: FileKeys, at: datetime) -> list[Text]:
    """The texts of a case, newest first; Refused (NO_KEY) for who opens no letters of it."""
    rows = Translation.objects.filter(case_id=keys.file_id).order_by("-asked_at", "id")
    return [_text(keys, row, at) for row in rows[:SHOWN]]


def ask_counts(file_id: UUID, at: datetime) -> Reads[tuple[int, int]]:
    """(translated, still open) of a case, together with other reads."""
    every = Translation.objects.filter(case_id=file_id)
    rows = every.values_list("until", "taken_by", "done_at")
    yield [rows]
    steps = [step(Asked(*row), at) for row in rows]
    open_ones = sum(one in {Step.WAITS, Step.TAKEN} for one in steps)
    return steps.count(Step.DONE), open_ones


def _text(keys: FileKeys, row: Translation, at: datetime) -> Text:
    opened = keys.open(Compartment.CONTACT, KEY, row.id, bytes(row.sealed_key))
    fresh = bytes.fromhex(opened)
    answer = row.sealed_answer
    return Text(
        row.id,
        row.source,
        row.target,
        row.asked_by,
        row.asked_at,
        row.until,
        row.taken_by,
        step(as_asked(row), at),
        unseal(fresh, place(TEXT, row.id), bytes(row.sealed_text)).decode(),
        unseal(fresh, place(ANSWER, row.id), bytes(answer)).decode() if answer else "",
        How[row.how] if row.how else None,
    )
