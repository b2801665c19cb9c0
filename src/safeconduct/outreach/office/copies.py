"""Reported copies of our site, and the scanner of names and saved pages."""

from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.common.refusal import Refused, Unknown
from safeconduct.outreach import copies
from safeconduct.outreach.core.copies import MOST_BYTES
from safeconduct.outreach.core.lookalike import address_of
from safeconduct.outreach.core.terms import CopyState
from safeconduct.web.forms import PlainForm, attempt, form_page
from safeconduct.web.say import say

MOST_NAMES = 2_000  # at once on the page; longer lists are for the command


class DecideForm(PlainForm):
    """What the site is; `seen` is what it was when the page was shown."""

    seen = forms.CharField(widget=forms.HiddenInput)
    state = forms.ChoiceField(
        label=gettext_lazy("What is it now?"),
        choices=lambda: [(one.value, say(one)) for one in CopyState],
        widget=forms.RadioSelect,
    )

    def clean_seen(self) -> CopyState:
        """A state, or a page that did not arrive whole."""
        try:
            return CopyState(self.cleaned_data["seen"])
        except ValueError as error:
            raise forms.ValidationError("") from error


class LookForm(PlainForm):
    """Names a line each, or a saved page, or both."""

    names = forms.CharField(
        label=gettext_lazy("Names or addresses, one a line"),
        help_text=gettext_lazy("Such as names of new certificates. At most 2,000 lines here."),
        required=False,
        max_length=400_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    keep = forms.BooleanField(
        label=gettext_lazy("Put those that are found on the list of reported sites"),
        required=False,
    )
    page = forms.FileField(
        label=gettext_lazy("A saved page (HTML, at most 2 MB)"),
        help_text=gettext_lazy("It is read, never opened: nothing in it runs."),
        required=False,
    )

    def clean_names(self) -> list[str]:
        """The lines that hold something."""
        lines = [one for one in self.cleaned_data["names"].splitlines() if one.strip()]
        if lines and not copies.own_names().hosts:
            raise forms.ValidationError(
                gettext("Our own names are not set on this server (SC_OUR_HOSTS).")
            )
        if len(lines) > MOST_NAMES:
            raise forms.ValidationError(
                gettext("These are %(n)s lines. Send at most 2,000, or use the command."),
                params={"n": len(lines)},
            )
        return lines

    def clean_page(self) -> str | None:
        """The page as text."""
        given: UploadedFile | None = self.cleaned_data["page"]
        if given is None:
            return None
        if (given.size or 0) > MOST_BYTES:
            raise forms.ValidationError(gettext("This page is larger than 2 MB."))
        return bytes(given.read()).decode("utf-8", "replace")

    def clean(self) -> None:
        """One of the two, at least."""
        if not self.errors and not self.cleaned_data["names"] and not self.cleaned_data["page"]:
            self.add_error("names", gettext("Write names, or choose a saved page."))


@needs(Permission.COPY_REVIEW)
def list_page(request: HttpRequest, me: Signed) -> HttpResponse:
    """The sites of one state (?state=), those that wait first."""
    del me
    wanted = request.GET.get("state", CopyState.NEW.value)
    if wanted not in map(str, CopyState):
        raise Unknown
    here, many = reverse("outreach:copies"), copies.counts()
    tabs = [
        (f"{say(one)}: {many[one]}", f"{here}?state={one.value}", one.value == wanted)
        for one in CopyState
    ]
    found = copies.reported(CopyState(wanted))
    context = {"tabs": tabs, "copies": found, "all_shown": len(found) < copies.SHOWN}
    return render(request, "outreach/copies.html", context)


@needs(Permission.COPY_REVIEW)
def copy_page(request: HttpRequest, me: Signed, copy_id: UUID) -> HttpResponse:
    """One site: what speaks for a copy; POST says what it is."""
    one = copies.one_copy(copy_id)
    first = {"seen": one.state.value, "state": one.state.value}
    form = DecideForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        seen, state = form.cleaned_data["seen"], CopyState(form.cleaned_data["state"])
        if attempt(form, lambda: copies.decide(me, copy_id, seen, state)):
            return redirect("outreach:copies")
    context = {
        "copy": one,
        "title": one.address,
        "button": gettext("Keep this"),
        "back": reverse("outreach:copies"),
        "back_label": gettext("Reported sites"),
    }
    return form_page(request, form, "outreach/copy.html", context)


@needs(Permission.COPY_REVIEW)
def look_page(request: HttpRequest, me: Signed) -> HttpResponse:
    """Names and a saved page, compared with ours; shown, and kept where that was ticked."""
    del me
    form = LookForm(request.POST or None, request.FILES or None)
    context: dict[str, object] = {"looked": False}
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        context = _looked(given["names"], given["page"], keep=given["keep"])
    return form_page(request, form, "outreach/copies_look.html", context)


def _looked(lines: list[str], saved: str | None, *, keep: bool) -> dict[str, object]:
    read = [(line, address_of(line)) for line in lines]
    near = copies.near([address for _, address in read if address])
    kept = sum(_kept(one.name) for one in near) if keep else 0
    return {
        "looked": True,
        "found": near,
        "read": sum(address is not None for _, address in read),
        "unread": [line[:80] for line, address in read if address is None][:20],
        "kept": kept,
        "page": copies.compared(saved) if saved is not None else None,
    }


def _kept(address: str) -> bool:
    try:
        copies.report(address)
    except Refused:
        return False
    return True
