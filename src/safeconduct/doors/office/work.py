"""My work: what every room holds ready for this officer, then tasks, letters and cases."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.card import Waiting
from safeconduct.casework.office import work as casework
from safeconduct.casework.queries import places_on_desk
from safeconduct.contact.office.duty import on_duty_says
from safeconduct.doors.office import versions
from safeconduct.materiel.office import work as materiel
from safeconduct.passage.office import work as passage
from safeconduct.protection.office import work as protection
from safeconduct.screening.office import work as screening
from safeconduct.status.office import work as status
from safeconduct.support.office import work as support
from safeconduct.testimony.office import work as testimony
from safeconduct.vetting.office import work as vetting

WAITING = 50  # rows of one page
# Within one danger, people come first and money last.
WAITS: tuple[Callable[[Signed], list[Waiting]], ...] = (
    protection.waiting,
    passage.waiting,
    casework.waiting,
    status.waiting,
    screening.waiting,
    vetting.waiting,
    materiel.waiting,
    testimony.waiting,
    support.waiting,
    versions.waiting,
)


@needs(Permission.WORK_READ)
def show(request: HttpRequest, me: Signed) -> HttpResponse:
    """One next act per row; in every table the greatest danger comes first.

    The first WAITING rows that wait for a word; with ?waits=all every one.
    """
    rows = [row for waiting in WAITS for row in waiting(me)]
    places = places_on_desk({row.file_id for row in rows if row.file_id})
    rows.sort(key=lambda row: places[row.file_id] if row.file_id else -1)
    first = rows if request.GET.get("waits") == "all" else rows[:WAITING]
    context: dict[str, Any] = {
        "rows": first,
        "more": len(rows) - len(first),
        "now": on_duty_says(me),
    }
    return render(request, "casework/work.html", context | casework.work_context(me, first))
