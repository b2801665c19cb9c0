"""The impact report: what the programme did, and what one asset costs on either path."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.common.refusal import Unknown
from safeconduct.impact.core.catalogue import MODELLED, inputs_for
from safeconduct.impact.core.chart import COLUMNS
from safeconduct.impact.core.terms import AssetClass, Note
from safeconduct.impact.office import drawing
from safeconduct.impact.queries import paths_of, report_on
from safeconduct.web.say import say

LIMITS = (
    _("It says nothing about any one person, and no decision about a person may use it."),
    _("It does not foretell how many people will come."),
    _("It counts deaths of soldiers only: neither the wounded nor civilians are in it."),
    _("It does not put a price on a life and does not compare money with lives."),
    _("What still awaits a crew that survives combat is left out; this favours combat."),
    _("Most inputs are assumptions; better ones will move every number."),
)


@needs(Permission.IMPACT_READ)
def report(request: HttpRequest, me: Signed) -> HttpResponse:
    """Totals of the programme, then the chart of one class of equipment (?asset=tank)."""
    asked = request.GET.get("asset", AssetClass.TANK.value)
    if asked not in MODELLED:
        raise Unknown
    owner = AssetClass(asked)
    result, totals = paths_of(owner), report_on(me.at.date())
    columns = [say(column) for column in COLUMNS]
    context = {
        "day": totals.as_of,
        "counted": drawing.counted(totals),
        "nothing": Note.NOTHING_YET in totals.notes,
        "estimates": drawing.estimates(totals),
        "notes": [say(note) for note in dict.fromkeys(totals.notes + result.notes)],
        "tabs": _tabs(owner),
        "drawings": drawing.drawings(result),
        "columns": columns,
        "estimate_columns": [gettext("Deaths"), *columns[1:]],
        "rows": drawing.table_of(result),
        "draws": drawing.number(result.draws),
        "captured": drawing.captured_line(result),
        "captured_source": result.captured.source,
        "captured_note": say(Note.CAPTURED),
        "register": drawing.register(inputs_for(owner)),
        "limits": LIMITS,
    }
    return render(request, "impact/report.html", context)


def _tabs(now: AssetClass) -> list[tuple[str, str, bool]]:
    """One link per class the model knows."""
    here = reverse("impact:report")
    return [
        (str(drawing.NAMES[owner]), f"{here}?asset={owner.value}", owner is now)
        for owner in MODELLED
    ]
