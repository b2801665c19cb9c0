"""The ombudsman's desk: complaints from behind the return code, apart from every case."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.contact.office.forms import AnswerForm
from safeconduct.contact.queries import complaints
from safeconduct.contact.services import answer_complaint, read_complaint
from safeconduct.web.forms import attempt, form_page


@needs(Permission.COMPLAINT_READ)
def listed(request: HttpRequest, me: Signed) -> HttpResponse:
    """All complaints; first those that nobody has opened."""
    return render(request, "contact/complaints.html", {"complaints": complaints(me.at.date())})


@needs(Permission.COMPLAINT_READ)
def complaint(request: HttpRequest, me: Signed, complaint_id: UUID) -> HttpResponse:
    """Open a complaint (on the record), and answer it into the person's mailbox."""
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        if attempt(form, lambda: answer_complaint(me, complaint_id, text)):
            return redirect("contact:complaint", complaint_id)
    context = {
        "opened": read_complaint(me, complaint_id),
        "title": gettext("Complaint"),
        "button": gettext("Send the answer"),
        "back": reverse("contact:complaints"),
        "back_label": gettext("Complaints"),
    }
    return form_page(request, form, "contact/complaint_office.html", context)
