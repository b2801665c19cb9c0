"""Signing in with password and code, signing out, locking an account down."""

import json
from pathlib import Path

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from safeconduct.accounts.signin import lock_down, sign_in, sign_out
from safeconduct.vault.stretch import totp_code
from safeconduct.web.forms import PlainForm, attempt, form_page
from safeconduct.web.middleware import LANGUAGE_COOKIE, give_cookie

DEMO_ACCOUNTS = "demo-accounts.json"


class SignInForm(PlainForm):
    """Alias, password, code."""

    alias = forms.CharField(
        label=_("Alias"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = forms.CharField(
        label=_("Code"),
        help_text=_("Six digits from your authenticator."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        max_length=10,
    )


class LockdownForm(PlainForm):
    """Only the alias: a person whose account was taken has nothing else."""

    alias = forms.CharField(label=_("Alias"), max_length=40)


def demo_accounts() -> list[dict[str, str]]:
    """Accounts of a demonstration with their codes of this moment; empty in a real instance."""
    path = Path(settings.KEY_FOLDER) / DEMO_ACCOUNTS
    if not settings.DEMO or not path.exists():
        return []
    now = timezone.now()
    return [
        {**row, "code": totp_code(bytes.fromhex(row["totp"]), now)}
        for row in json.loads(path.read_text())
    ]


def sign_in_page(request: HttpRequest) -> HttpResponse:
    """Start page of the office."""
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked, cookies = form.cleaned_data, []
        code = asked["code"].replace(" ", "")
        if attempt(
            form,
            lambda: cookies.append(
                sign_in(asked["alias"].strip(), asked["password"], code, timezone.now())
            ),
        ):
            response = redirect("my-work")
            give_cookie(response, cookies[0])
            return response
    return form_page(request, form, "accounts/sign_in.html", {"accounts": demo_accounts()})


@require_POST
def sign_out_page(request: HttpRequest) -> HttpResponse:
    """End this session."""
    cookie = request.COOKIES.get(settings.SESSION_COOKIE)
    if cookie:
        sign_out(cookie, timezone.now())
    response = redirect("accounts:sign-in")
    response.delete_cookie(settings.SESSION_COOKIE, samesite="Strict")
    return response


def lockdown(request: HttpRequest) -> HttpResponse:
    """End every session of an alias; works without signing in and says the same to all."""
    form = LockdownForm(request.POST or None)
    done = ""
    if request.method == "POST" and form.is_valid():
        lock_down(form.cleaned_data["alias"].strip(), timezone.now())
        done = gettext("If this account exists, all its sessions are ended now.")
    return form_page(request, form, "accounts/lockdown.html", {"done": done})


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language of the office pages."""
    wanted = request.POST.get("language", "en")
    response = redirect("my-work")
    if wanted in dict(settings.LANGUAGES):
        response.set_cookie(LANGUAGE_COOKIE, wanted, samesite="Strict", httponly=True)
    return response


# Pages that everybody may reach without being signed in: the guardrail knows them by this mark.
for _view in (sign_in_page, sign_out_page, lockdown, language):
    _view.open_to_all = True  # type: ignore[attr-defined]
