"""Finds mailboxes whose time is over; reads no content."""

from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef

from safeconduct.accounts.queries import files_with_a_team
from safeconduct.contact.core.keeping import Keeping, term
from safeconduct.contact.core.terms import LetterState
from safeconduct.contact.models import Letter, Mailbox


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
