"""Sending a file from an open mailbox."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from safeconduct.common.refusal import Reason
from safeconduct.contact.attachments import receive_file
from safeconduct.contact.core.terms import WhyNot
from safeconduct.contact.public.forms import FileForm
from safeconduct.contact.public.uploads import ReceivedFile, SealingHandler
from safeconduct.contact.public.views import visitor_of
from safeconduct.web.forms import attempt, form_page
from safeconduct.web.say import say

ABOUT_NOTE: dict[Reason, str] = {WhyNot.TOO_LONG: "note"}


def send_file(request: HttpRequest) -> HttpResponse:
    """One file and a few words; sealed before it is stored."""
    if request.method != "POST":
        if visitor_of(request) is None:
            return redirect("contact:return")
        return form_page(request, FileForm(), "contact/send_file.html", {})
    (handler,) = request.upload_handlers
    if not isinstance(handler, SealingHandler) or handler.visitor is None:
        return redirect("contact:return")
    form = FileForm(request.POST, request.FILES)
    if handler.refused is not None:
        form.say_refused(say(handler.refused))
    elif form.is_valid() and attempt(form, lambda: _keep(form), ABOUT_NOTE):
        # A slow line may outlast the open mailbox; this page needs none.
        return redirect("contact:file-kept")
    return form_page(request, form, "contact/send_file.html", {})


# Read by web.middleware.uploads.
setattr(send_file, "takes_file", SealingHandler)  # noqa: B010


def _keep(form: FileForm) -> None:
    """The file and its words become a letter; sent twice, they are one."""
    asked = form.cleaned_data
    file: ReceivedFile = asked["file"]
    receive_file(
        file.incoming,
        letter_id=asked["once"],
        name=file.name or "",
        claimed=file.content_type or "",
        note=asked["note"],
        at=timezone.now(),
    )


def file_kept(request: HttpRequest) -> HttpResponse:
    """Said after a file was kept, also to whoever's mailbox has closed meanwhile."""
    return render(request, "contact/file_kept.html")
