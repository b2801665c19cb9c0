"""The key of the officer's desk: its age, a new one, letters that hang on an old one."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from safeconduct.accounts import desks
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.office.my_key import in_groups
from safeconduct.accounts.signed import Signed
from safeconduct.vault.core.terms import WhyNew
from safeconduct.web.forms import PlainForm, attempt, form_page
from safeconduct.web.say import say


class NewKeyForm(PlainForm):
    """Why: a closed list."""

    reason = forms.ChoiceField(label=_("Why?"), widget=forms.RadioSelect)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [(one.name, say(one)) for one in WhyNew]  # type: ignore[attr-defined]


@needs(Permission.DESK_KEY_RENEW)
def desk_key(request: HttpRequest, me: Signed) -> HttpResponse:
    """Look at the desk's key; move letters to it, or drop a new one that waits."""
    form = PlainForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if "drop" in request.POST:
            done = attempt(form, lambda: desks.drop_desk_key(me))
        else:
            done = attempt(form, lambda: desks.move_letters(me))
        if done:
            return redirect("accounts:desk-key")
    view = desks.desk_view(me)
    context = {
        "title": gettext("Desk key"),
        "view": view,
        "groups": in_groups(view.key_id),
        "spoken": in_groups(view.waits.key_id) if view.waits else "",
    }
    return form_page(request, form, "accounts/desk_key.html", context)


@needs(Permission.DESK_KEY_RENEW)
def new_desk_key(request: HttpRequest, me: Signed) -> HttpResponse:
    """Make a new key for the desk; it waits for the programme's signature."""
    form = NewKeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = WhyNew[form.cleaned_data["reason"]]
        if attempt(form, lambda: desks.renew_desk_key(me, reason)):
            return redirect("accounts:desk-key")
    context = {
        "title": gettext("New desk key"),
        "lead": gettext(
            "Everybody who holds the desk's key gets the new one. It is used as soon as the "
            "programme's offline key has signed it."
        ),
        "button": gettext("Make a new key"),
        "back": reverse("accounts:desk-key"),
        "back_label": gettext("Desk key"),
    }
    return form_page(request, form, "office/form.html", context)
