"""Finds mailboxes and complaints whose time is over; reads no content."""

from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Subquery

from safeconduct.accounts.queries import files_with_a_team
from safeconduct.contact.core.keeping import Complained, Keeping, term
from safeconduct.contact.core.terms import LetterState
from safeconduct.contact.models import Complaint, Item, Letter, Mailbox


def long_unvisited(today: date, limit: int = 500) -> list[tuple[UUID, Keeping]]:
    """Mailboxes that may have to end, with the facts that decide it."""
    teams = files_with_a_team().filter(file_id=OuterRef("file_id"))
    unread = Letter.objects.filter(file_id=OuterRef("file_id"), state=LetterState.NEW.value)
    rows = Mailbox.objects.filter(visited_in__lt=today - timedelta(days=term().days))
    rows = rows.annotate(has_case=Exists(teams), has_unread=Exists(unread))
    found = rows.filter(has_case=False, has_unread=False).order_by("visited_in", "file_id")
    columns = ("file_id", "visited_in", "has_case", "has_unread")
    return [
        (file_id, Keeping(visited_in, today, has_case, has_unread))
        for file_id, visited_in, has_case, has_unread in found.values_list(*columns)[:limit]
    ]


def long_answered(today: date, limit: int = 500) -> list[tuple[UUID, Complained]]:
    """Complaints that may have to end, with the facts that decide it."""
    days = term("complaint").days
    rows = Complaint.objects.filter(
        state=LetterState.OPENED.value, day__lt=today - timedelta(days=days)
    )
    last = Item.objects.filter(file_id=OuterRef("id")).values("file_id")
    rows = rows.annotate(last=Subquery(last.annotate(last=Max("at")).values("last")))
    found = rows.order_by("day", "id").values_list("id", "day", "last")
    return [
        (one, Complained(day, last.date() if last else None, today, was_read=True))
        for one, day, last in found[:limit]
    ]
