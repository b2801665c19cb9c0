"""The guard in front of every office page: who are you, and may your role see this at all."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.signed import Signed
from safeconduct.accounts.signin import resume

P = ParamSpec("P")
Guarded = Callable[Concatenate[HttpRequest, Signed, P], HttpResponse]
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def signed_in(request: HttpRequest) -> Signed | None:
    """The officer behind the door's cookie, or None."""
    cookie = request.COOKIES.get(settings.SESSION_COOKIE)
    return resume(cookie, timezone.now()) if cookie else None


def needs(permission: Permission) -> Callable[[Guarded[P]], View[P]]:
    """Guard a view: passes `me` in; sends strangers to sign-in; 404 without the permission."""

    def decorate(view: Guarded[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            me = signed_in(request)
            if me is None:
                return redirect("accounts:sign-in")
            if not may(me.actor, permission):
                raise Http404
            request.me = me  # type: ignore[attr-defined]  read by the page context only
            return view(request, me, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]  read by the guardrail
        return guarded

    return decorate
