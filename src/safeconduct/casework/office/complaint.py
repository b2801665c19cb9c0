"""One complaint, with the alias of the case if the person named it: nothing else of a case."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.casework.queries import aliases_of
from safeconduct.contact.office.forms import AnswerForm
from safeconduct.contact.services import answer_complaint, read_complaint
from safeconduct.web.forms import attempt, form_page


@needs(Permission.COMPLAINT_READ)
def complaint(request: HttpRequest, me: Signed, complaint_id: UUID) -> HttpResponse:
    """Open a complaint (on the record), and answer it into the person's mailbox."""
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        if attempt(form, lambda: answer_complaint(me, complaint_id, text)):
            return redirect("casework:complaint", complaint_id)
    opened = read_complaint(me, complaint_id)
    named = opened.body.file_id
    context = {
        "opened": opened,
        # Empty when the letter still waits at the desk: no case was made of it.
        "alias": aliases_of([UUID(named)]).get(UUID(named), "") if named else "",
        "title": gettext("Complaint"),
        "button": gettext("Send the answer"),
        "back": reverse("contact:complaints"),
        "back_label": gettext("Complaints"),
    }
    return form_page(request, form, "contact/complaint_office.html", context)
