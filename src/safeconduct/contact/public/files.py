"""Sending files from an open mailbox."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
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
    """Files and a few words; sealed before they are stored, and each kept or refused alone."""
    if request.method != "POST":
        if visitor_of(request) is None:
            return redirect("contact:return")
        return form_page(request, FileForm(), "contact/send_file.html", {})
    (handler,) = request.upload_handlers
    if not isinstance(handler, SealingHandler) or handler.visitor is None:
        return redirect("contact:return")
    form = FileForm(request.POST, request.FILES)
    form.is_valid()
    kept = _keep_all(form)
    refused = _refused(form, handler)
    if kept and not refused:
        # A slow line may outlast the open mailbox; this page needs none.
        return redirect(reverse("contact:file-kept") + ("?several" if kept > 1 else ""))
    if kept:  # what is sent next is another form: of this one some is there already
        form = FileForm({"once": str(uuid.uuid4())})
    if refused:
        form.say_refused(refused)
    return form_page(request, form, "contact/send_file.html", {"kept": kept})


# Read by web.middleware.uploads.
setattr(send_file, "takes_file", SealingHandler)  # noqa: B010


def _keep_all(form: FileForm) -> int:
    """Keep every file that came whole; how many. None when the words beside them are wrong."""
    files, _ = form.cleaned_data.get("file", ([], []))
    if not {"once", "note"} <= form.cleaned_data.keys():
        return 0
    for at, file in enumerate(files):
        note = form.cleaned_data["note"] if at == 0 else ""
        if not attempt(form, lambda: _keep(form, file, note), ABOUT_NOTE):  # noqa: B023  now
            return at
    return len(files)


def _keep(form: FileForm, file: ReceivedFile, note: str) -> None:
    """The file and its words become a letter; the same form sent twice makes it once."""
    receive_file(
        file.incoming,
        letter_id=uuid.uuid5(
            form.cleaned_data["once"], f"{file.place}|{file.size}|{file.name}"
        ),
        name=file.name or "",
        claimed=file.content_type or "",
        note=note,
        at=timezone.now(),
    )


def _refused(form: FileForm, handler: SealingHandler) -> list[str]:
    """Why files were not taken: one sentence each, with the name where there are several."""
    files, bad = form.cleaned_data.get("file", ([], []))
    bad += [(name, say(reason)) for name, reason in handler.turned_away]
    several = len(files) + len(bad) > 1
    found = [f"{name}: {sentence}" if several else sentence for name, sentence in bad]
    return found + ([say(handler.refused)] if handler.refused else [])


def file_kept(request: HttpRequest) -> HttpResponse:
    """Said after files were kept, also to whoever's mailbox has closed meanwhile."""
    return render(request, "contact/file_kept.html", {"several": "several" in request.GET})
