"""The two pages that run the one script: adding a security key, and signing in with one."""

from urllib.parse import urlsplit
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from safeconduct.accounts.authenticator import origin
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.office.views import SignInForm, demo_accounts
from safeconduct.accounts.securitykeys import Asked, add, ask_to_add, begin, finish, take_off
from safeconduct.accounts.signed import Signed
from safeconduct.web.forms import PlainForm, attempt, form_page
from safeconduct.web.middleware import give_cookie, with_script

LONGEST_ANSWER = 16_384  # characters; an answer with a maker's certificate has some 2,000
LONGEST_TICKET = 64


class PasswordForm(PlainForm):
    """The password, once more: whoever finds an open session cannot add a key."""

    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class AnswerForm(PlainForm):
    """What the script brings from the key."""

    ticket = forms.CharField(max_length=LONGEST_TICKET, widget=forms.HiddenInput)
    answer = forms.CharField(max_length=LONGEST_ANSWER, widget=forms.HiddenInput)


class SecondForm(PlainForm):
    """The key's answer, or a code: the code works without scripts."""

    ticket = forms.CharField(max_length=LONGEST_TICKET, widget=forms.HiddenInput)
    answer = forms.CharField(
        max_length=LONGEST_ANSWER, widget=forms.HiddenInput, required=False
    )
    code = forms.CharField(max_length=10, required=False)


def key_page(request: HttpRequest, asked: Asked, adding: bool) -> HttpResponse:
    """The page that asks the key: the only one with a script, and only at its address."""
    at = origin()
    here = request.get_host() == urlsplit(at).netloc
    context = {
        "asked": asked,
        "adding": adding,
        "here": here,
        "at": at + (reverse("accounts:my-key") if adding else reverse("accounts:sign-in")),
        "code": SignInForm()["code"],
    }
    page = render(request, "accounts/security_key.html", context)
    return with_script(page) if here else page


def sign_in_key(request: HttpRequest) -> HttpResponse:
    """Alias and password, then the page of the second factor."""
    if request.method != "POST":
        return redirect("accounts:sign-in")
    form = SignInForm(request.POST)
    form.fields["code"].required = False
    if form.is_valid():
        alias, password = form.cleaned_data["alias"].strip(), form.cleaned_data["password"]
        return key_page(request, begin(alias, password, timezone.now()), adding=False)
    return form_page(request, form, "accounts/sign_in.html", {"accounts": demo_accounts()})


def second(request: HttpRequest) -> HttpResponse:
    """The key's answer or the code; a no leads back to the first page."""
    form = SecondForm(request.POST)
    if request.method != "POST" or not form.is_valid():
        return redirect("accounts:sign-in")
    sent, cookies = form.cleaned_data, []
    shown = SignInForm(data={})
    shown.errors.clear()
    code = sent["code"].replace(" ", "")
    if attempt(
        shown,
        lambda: cookies.append(finish(sent["ticket"], sent["answer"], code, timezone.now())),
    ):
        response = redirect("my-work")
        give_cookie(response, cookies[0])
        return response
    return form_page(request, shown, "accounts/sign_in.html", {"accounts": demo_accounts()})


@needs(Permission.WORK_READ, reads=True)
def security_key(request: HttpRequest, me: Signed) -> HttpResponse:
    """Ask for the password, then ask the new key; a wrong password is on the record."""
    form = PasswordForm(request.POST or None)
    asked: list[Asked] = []
    if form.is_valid() and attempt(
        form, lambda: asked.append(ask_to_add(me, form.cleaned_data["password"]))
    ):
        return key_page(request, asked[0], adding=True)
    return form_page(
        request,
        form,
        "office/form.html",
        {
            "title": gettext("Add a security key"),
            "lead": gettext("It stands in for the code when you sign in."),
            "button": gettext("Go on"),
            "back": reverse("accounts:my-key"),
            "back_label": gettext("Your key"),
        },
    )


@require_POST
@needs(Permission.WORK_READ)
def security_key_add(request: HttpRequest, me: Signed) -> HttpResponse:
    """Keep the key that answered."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return redirect("accounts:security-key")
    add(me, form.cleaned_data["ticket"], form.cleaned_data["answer"])
    return redirect("accounts:my-key")


@require_POST
@needs(Permission.WORK_READ)
def security_key_remove(request: HttpRequest, me: Signed, key_id: UUID) -> HttpResponse:
    """Take one of the own keys off the account."""
    del request
    take_off(me, key_id)
    return redirect("accounts:my-key")


for _view in (sign_in_key, second):  # open to all, as in accounts/office/views.py
    _view.open_to_all = True  # type: ignore[attr-defined]
