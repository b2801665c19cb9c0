"""All open tasks of an officer's roles: late, due today, later; a page at a time."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.casework.office.tasks_together import SAYS
from safeconduct.casework.queries import Due, task_page, task_position
from safeconduct.web.say import MANY
from safeconduct.web.ways import PLACE, address, ways

LABELS = {
    Due.ALL: _("All open tasks"),
    Due.LATE: _("Overdue"),
    Due.TODAY: _("Due today"),
    Due.LATER: _("Due later"),
}


@needs(Permission.WORK_READ)
def tasks(request: HttpRequest, me: Signed) -> HttpResponse:
    """The greatest danger first, then the date; ?due= says which."""
    asked, place = request.GET.get("due", ""), request.GET.get(PLACE, "")
    due = Due(asked) if asked in list(Due) else Due.ALL
    position = task_position(place) if place else None
    page = task_page(me.actor, me.at, due, position)
    here = reverse("casework:tasks")
    said = {} if due is Due.ALL else {"due": due.value}
    tabs = [
        (label, address(here, {} if one is Due.ALL else {"due": one.value}), one is due)
        for one, label in LABELS.items()
    ]
    context = {
        "page": page,
        "title": LABELS[due],
        "tabs": tabs,
        "many": page.count > MANY,
        "together": SAYS if may(me.actor, Permission.CASE_ACT) else [],
        "lost_place": bool(place) and position is None,
        **ways(here, said, page),
    }
    return render(request, "casework/tasks.html", context)
