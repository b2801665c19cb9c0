"""Officers who leave the programme: one proposes, another confirms; places left to fill."""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from safeconduct.accounts import departure as leaving
from safeconduct.accounts.core.terms import Parting, Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.queries import everybody, names_of
from safeconduct.accounts.signed import Signed
from safeconduct.casework.office.access import Choices, OfficerForm
from safeconduct.casework.queries import places_without_officer
from safeconduct.casework.services.access import confirm_departure
from safeconduct.web.forms import PlainForm, attempt, form_page
from safeconduct.web.say import say


class DepartureForm(OfficerForm):
    """Who leaves, and why: a closed list."""

    reason = forms.ChoiceField(label=_("Why?"), widget=forms.RadioSelect)

    def __init__(self, officers: Choices, *args: object, **kwargs: object) -> None:
        super().__init__(officers, *args, **kwargs)
        self.fields["reason"].choices = [(one.name, say(one)) for one in Parting]  # type: ignore[attr-defined]


@needs(Permission.OFFICER_DEPART)
def departures(request: HttpRequest, me: Signed) -> HttpResponse:
    """Propose a departure; what waits for a second person; places that nobody fills."""
    officers = [(str(officer), alias) for officer, alias in everybody()]
    form = DepartureForm(officers, request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = Parting[form.cleaned_data["reason"]]
        if attempt(form, lambda: leaving.propose_departure(me, form.chosen(), reason)):
            return redirect("casework:departures")
    waiting = leaving.departures(me.at)
    context = {
        "title": gettext("Departures"),
        "lead": gettext(
            "A second person confirms it. Then every session, place and key of the officer "
            "ends at once."
        ),
        "button": gettext("Propose"),
        "back": reverse("my-work"),
        "back_label": gettext("My work"),
        "waiting": waiting,
        "places": places_without_officer(),
    }
    return form_page(request, form, "casework/departures.html", context)


@needs(Permission.OFFICER_DEPART)
def decide(request: HttpRequest, me: Signed, departure_id: UUID) -> HttpResponse:
    """Look at a departure that waits, and confirm it or turn it down."""
    row = leaving.departure(departure_id, me.at)
    form = PlainForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if "drop" in request.POST:
            done = attempt(form, lambda: leaving.drop_departure(me, departure_id))
        else:
            done = attempt(form, lambda: confirm_departure(me, departure_id, row.officer_id))
        if done:
            return redirect("casework:departures")
    context = {
        "title": gettext("%(officer)s leaves the programme") % {"officer": row.alias},
        "back": reverse("casework:departures"),
        "back_label": gettext("Departures"),
        "row": row,
        "by": names_of([row.proposed_by]).get(row.proposed_by, ""),
    }
    return form_page(request, form, "casework/departure.html", context)
