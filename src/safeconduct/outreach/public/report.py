"""One field for the address of a false site; nothing about whoever reports it is kept."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from safeconduct.outreach.copies import report
from safeconduct.outreach.core.lookalike import MOST_LETTERS, address_of
from safeconduct.outreach.core.terms import WhyNot
from safeconduct.web.forms import PlainForm, attempt, form_page


class ReportForm(PlainForm):
    """The address as it was seen; what else it holds (a port, a query) is left out."""

    address = forms.CharField(
        label=_("Address of the false site"),
        help_text=_("As it stands in the line at the top of the browser, or on the leaflet."),
        max_length=2_000,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )

    def clean_address(self) -> str:
        """Host name and path, or a calm sentence."""
        found = address_of(self.cleaned_data["address"])
        if found is None:
            raise forms.ValidationError(
                _(
                    "This is no address. It looks like name.org or name.org/page, and has at"
                    " most %(most)s signs."
                ),
                params={"most": MOST_LETTERS},
            )
        return found


def report_copy(request: HttpRequest) -> HttpResponse:
    """Take an address; the same one twice is counted, so a repeated sending does no harm."""
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["address"]
        if attempt(form, lambda: report(address), dict.fromkeys(WhyNot, "address")):
            return redirect(reverse("outreach:report-copy") + "?sent")
    context = {"sent": "sent" in request.GET and not form.is_bound}
    return form_page(request, form, "outreach/report_copy.html", context)
