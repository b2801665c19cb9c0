"""My work: what every room holds ready for this officer, then tasks, letters and cases."""

from collections.abc import Callable, Collection
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.card import Waiting
from safeconduct.casework.office import work as casework
from safeconduct.casework.queries import ask_cases_among, ask_places_on_desk
from safeconduct.contact.office.duty import ask_on_duty_says
from safeconduct.doors.office import versions
from safeconduct.materiel.office import work as materiel
from safeconduct.passage.office import work as passage
from safeconduct.protection.office import work as protection
from safeconduct.screening.office import work as screening
from safeconduct.status.office import work as status
from safeconduct.support.office import work as support
from safeconduct.testimony.office import work as testimony
from safeconduct.vetting.office import work as vetting
from safeconduct.web.together import Reads, both, each, read

WAITING = 12  # rows at first, as of each list of tasks
# Within one danger, people come first and money last.
WAITS: tuple[Callable[[Signed], Reads[list[Waiting]]], ...] = (
    protection.ask_waiting,
    passage.ask_waiting,
    casework.ask_waiting,
    status.ask_waiting,
    screening.ask_waiting,
    vetting.ask_waiting,
    materiel.ask_waiting,
    testimony.ask_waiting,
    support.ask_waiting,
    versions.ask_waiting,
)


@needs(Permission.WORK_READ)
def show(request: HttpRequest, me: Signed) -> HttpResponse:
    """One next act per row; in every table the greatest danger comes first.

    The first WAITING letters and rows that wait for a word; with ?waits=all every one.
    However many rooms, they are read side by side: one statement for each step.
    """
    shown = None if request.GET.get("waits") == "all" else WAITING
    parts, context, on_duty = read(
        each([ask_rows(me), casework.ask_context(me, shown), ask_on_duty_says(me)])
    )
    rows, mine = parts
    first = rows[:shown]
    said = {"rows": first, "more": len(rows) - len(first), "mine": mine, "now": on_duty}
    return render(request, "casework/work.html", context | said)


def ask_rows(me: Signed) -> Reads[tuple[list[Waiting], Collection[UUID]]]:
    """What waits, by danger; and which of its cases are the officer's own."""
    parts = yield from each(ask_waiting(me) for ask_waiting in WAITS)
    rows = [row for part in parts for row in part]
    files = {row.file_id for row in rows if row.file_id}
    if not files:
        return rows, files
    places, mine = yield from both(
        ask_places_on_desk(list(files)), ask_cases_among(me.actor, me.at, files)
    )
    rows.sort(key=lambda row: places[row.file_id] if row.file_id else -1)
    return rows, mine
