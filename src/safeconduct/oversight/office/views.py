"""The oversight desk: how much, how late, who looked; never what."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.contact.office.words import figure_says
from safeconduct.contact.queries import first_answers
from safeconduct.oversight.office.charts import chart
from safeconduct.oversight.queries import ACCESS_DAYS, desk
from safeconduct.web.say import say


@needs(Permission.OVERSIGHT_READ)
def desk_page(request: HttpRequest, me: Signed) -> HttpResponse:
    """Counts of cases, waiting letters and late tasks; cases opened per officer."""
    found = desk(me.at)
    stages = [(say(stage), count) for stage, count in found.stages]
    context = {
        "desk": found,
        "cases": sum(count for _, count in stages),
        "stages": chart("stages", gettext("Cases at each stage"), stages),
        "reads": chart("reads", gettext("Cases opened by each officer"), found.reads),
        "days": ACCESS_DAYS,
        "figure": figure_says(first_answers(me.at)),
    }
    return render(request, "oversight/desk.html", context)
