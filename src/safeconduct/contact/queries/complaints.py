"""Reads complaints with the ombudsman's key; no officer of a case holds it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from safeconduct.common.refusal import Unknown
from safeconduct.contact.core.keeping import complaint_kept_until
from safeconduct.contact.core.terms import ComplaintBody, LetterState, complaint_body, item_body
from safeconduct.contact.models import Complaint, Item
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.opening import FileKeys
from safeconduct.web.together import Reads, counted, prepared, rows_of

COMPLAINT_BODY = "contact.complaint.body"


@dataclass(frozen=True)
class ComplaintRow:
    """A complaint as it stands in the list, unopened; `kept_until` of one that was read."""

    id: UUID
    thread: UUID
    day: date
    is_new: bool
    answers: int
    kept_until: date | None
    age: int  # whole days


def complaints(today: date, limit: int = 200) -> list[ComplaintRow]:
    """The newest complaints: first those nobody has opened, then by day."""
    rows = Complaint.objects.order_by("state", "-day", "id")[:limit]
    answers: dict[UUID, list[date]] = {row.id: [] for row in rows}
    for file_id, at in Item.objects.filter(file_id__in=answers).values_list("file_id", "at"):
        answers[file_id].append(at.date())
    return [_row(row, answers[row.id], today) for row in rows]


def _row(row: Complaint, answered: list[date], today: date) -> ComplaintRow:
    is_new = row.state == LetterState.NEW.value
    until = complaint_kept_until(row.day, max(answered, default=None))
    return ComplaintRow(
        id=row.id,
        thread=row.thread,
        day=row.day,
        is_new=is_new,
        answers=len(answered),
        kept_until=None if is_new else until,
        age=(today - row.day).days,
    )


def ask_waiting_complaints() -> Reads[int]:
    """How many complaints nobody has opened, together with other reads."""
    (count,) = yield from rows_of(_count_new())
    return count


@prepared
def _count_new() -> QuerySet[Complaint, int]:
    return counted(Complaint.objects.filter(state=LetterState.NEW.value), "id")


@dataclass(frozen=True)
class OpenedComplaint:
    """A complaint opened: what the person wrote, on which day, and (text, day) answered."""

    body: ComplaintBody
    day: date
    answers: tuple[tuple[str, date], ...]


def open_complaint(keys: FileKeys) -> OpenedComplaint:
    """The complaint of these keys; Refused without the ombudsman's, Unknown without one."""
    row = Complaint.objects.filter(id=keys.file_id).first()
    if row is None:
        raise Unknown
    text = keys.open(Compartment.CONTACT, COMPLAINT_BODY, row.id, bytes(row.sealed_body))
    items = Item.objects.filter(file_id=row.id).order_by("at")
    return OpenedComplaint(
        complaint_body(text), row.day, tuple(_answer(keys, item) for item in items)
    )


def _answer(keys: FileKeys, item: Item) -> tuple[str, date]:
    copy = bytes(item.office_copy or b"")
    text = keys.open(Compartment.CONTACT, "contact.item.copy", item.id, copy)
    return item_body(text).text, item.at.date()
