"""Kept filters: keep one from the list, delete one, take a deletion back."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.saved import LONGEST
from safeconduct.casework.office.filters import FilterForm
from safeconduct.casework.services import saved
from safeconduct.web.forms import PlainForm, attempt, form_page
from safeconduct.web.ways import address


class KeepForm(PlainForm):
    """A name for the filter whose address is carried along."""

    name = forms.CharField(label=_("Name of this filter"), max_length=LONGEST)
    asked = forms.CharField(widget=forms.HiddenInput(), required=False)

    def address(self) -> dict[str, str]:
        """What the list's address says; what no list knows is left out."""
        return FilterForm(QueryDict(self.cleaned_data["asked"])).wanted().address()


def shelf_says(me: Signed) -> list[tuple[str, str]]:
    """(name, address) of each kept filter, for the list."""
    here = reverse("casework:cases")
    return [(one.name, address(here, one.address)) for one in saved.shelf(me).kept]


@require_POST
@needs(Permission.CASE_READ)
def keep(request: HttpRequest, me: Signed) -> HttpResponse:
    """Keep the filter of the list; the list with it comes back."""
    form = KeepForm(request.POST)
    here = reverse("casework:cases")

    def deed() -> None:
        saved.keep(me, form.cleaned_data["name"], form.address())

    if form.is_valid() and attempt(form, deed):
        return redirect(address(here, form.address()))
    context: dict[str, Any] = {
        "title": gettext("Keep this filter"),
        "button": gettext("Keep"),
        "back": here,
        "back_label": gettext("Cases"),
    }
    return form_page(request, form, "office/form.html", context)


@needs(Permission.CASE_READ)
def filters(request: HttpRequest, me: Signed) -> HttpResponse:
    """All kept filters, and those deleted within a day."""
    here, shelf = reverse("casework:cases"), saved.shelf(me)
    context = {
        "kept": [(one, address(here, one.address)) for one in shelf.kept],
        "dropped": shelf.dropped,
        "altered": shelf.altered,
    }
    return form_page(request, PlainForm(), "casework/filters.html", context)


@require_POST
@needs(Permission.CASE_READ)
def drop(request: HttpRequest, me: Signed, filter_id: UUID) -> HttpResponse:
    """Delete a filter; the page offers to take it back."""
    del request
    saved.drop(me, filter_id)
    return redirect("casework:filters")


@require_POST
@needs(Permission.CASE_READ)
def back(request: HttpRequest, me: Signed, filter_id: UUID) -> HttpResponse:
    """Take a deletion back."""
    form = PlainForm(request.POST)
    if attempt(form, lambda: saved.take_back(me, filter_id)):
        return redirect("casework:filters")
    context: dict[str, Any] = {
        "title": gettext("Take back"),
        "button": gettext("Try again"),
        "back": reverse("casework:filters"),
        "back_label": gettext("Your filters"),
    }
    return form_page(request, form, "office/form.html", context)
