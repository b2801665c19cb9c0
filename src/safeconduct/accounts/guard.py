"""The guard in front of every office page: who are you, and may your role see this at all."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.signed import Signed
from safeconduct.accounts.signin import resume
from safeconduct.common.refusal import Unknown

P = ParamSpec("P")
Guarded = Callable[Concatenate[HttpRequest, Signed, P], HttpResponse]
View = Callable[..., HttpResponse]  # Django passes the request by position, always


def signed_in(request: HttpRequest) -> Signed | None:
    """The officer behind the door's cookie, or None."""
    cookie = request.COOKIES.get(settings.SESSION_COOKIE)
    return resume(cookie, timezone.now()) if cookie else None


def needs(permission: Permission) -> Callable[[Guarded[P]], View]:
    """Guard a view: passes `me` in; sends strangers to sign-in; 404 without the permission."""

    def decorate(view: Guarded[P]) -> View:
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            me = signed_in(request)
            if me is None:
                return redirect("accounts:sign-in")
            if not may(me.actor, permission):
                raise Unknown
            # Read by the page context only (doors/context.py).
            setattr(request, "me", me)  # noqa: B010
            return view(request, me, *args, **kwargs)

        update_wrapper(guarded, view)
        # Read by the guardrail that walks the address table.
        setattr(guarded, "permission", permission)  # noqa: B010
        return guarded

    return decorate
