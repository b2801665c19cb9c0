"""The guard in front of every office page: who are you, and may your role see this at all."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import update_wrapper
from http import HTTPStatus
from typing import Concatenate, ParamSpec
from uuid import UUID, uuid5

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.services import note_refused
from safeconduct.accounts.signed import Signed
from safeconduct.accounts.signin import resume
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused, Repeated, Unknown
from safeconduct.record.core.terms import Once
from safeconduct.record.queries import was_used
from safeconduct.web.forms import DONE, ONCE
from safeconduct.web.views import stale_form

P = ParamSpec("P")
Guarded = Callable[Concatenate[HttpRequest, Signed, P], HttpResponseBase]
View = Callable[..., HttpResponseBase]  # Django passes the request by position, always


def signed_in(request: HttpRequest) -> Signed | None:
    """The officer behind the door's cookie, or None."""
    cookie = request.COOKIES.get(settings.SESSION_COOKIE)
    return resume(cookie, timezone.now()) if cookie else None


def sending(request: HttpRequest, me: Signed) -> Signed | None:
    """`me` with the form that was sent; None without a token, Repeated when its act is done.

    The token is bound to the officer: nobody can use up, or ask after, the form of another.
    """
    try:
        token = uuid5(me.actor.officer_id, str(UUID(request.POST.get(ONCE, ""))))
    except ValueError:
        return None
    if was_used(token):
        # Said here, so that no rule is asked about what is done; `act` settles a race.
        raise Repeated
    return replace(me, actor=replace(me.actor, once=Once(token, new_id())))


def told_done(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Let the page that an act leads to say that it is done: its address names the act."""
    act = request.resolver_match
    if isinstance(response, HttpResponseRedirect) and act is not None:
        to = response.url
        response["Location"] = f"{to}{'&' if '?' in to else '?'}{DONE}={act.view_name}"
    return response


@contextmanager
def refusals_noted(request: HttpRequest, me: Signed) -> Iterator[None]:
    """Put on the record which rules refused the act, on a form or as a page of its own."""
    try:
        yield
    except Refused as refused:
        note_refused(me, refused.reasons)
        raise
    note_refused(me, getattr(request, "refused", ()))


def needs(permission: Permission, *, reads: bool = False) -> Callable[[Guarded[P]], View]:
    """Guard a view: passes `me` in; sends strangers to sign-in; 404 without the permission.

    What a POST does is done once. `reads`: a POST that only opens something, which goes on the
    record each time and may be repeated.
    """

    def decorate(view: Guarded[P]) -> View:
        def guarded(
            request: HttpRequest, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            me = signed_in(request)
            if me is None:
                return redirect("accounts:sign-in")
            if not may(me.actor, permission):
                raise Unknown
            # Read by the page context only (doors/context.py).
            setattr(request, "me", me)  # noqa: B010
            if request.method == "POST" and not reads:
                me = sending(request, me)
                if me is None:
                    return stale_form(request, status=HTTPStatus.BAD_REQUEST)
                with refusals_noted(request, me):
                    return told_done(request, view(request, me, *args, **kwargs))
            return view(request, me, *args, **kwargs)

        update_wrapper(guarded, view)
        # Read by the guardrails that walk the address table.
        setattr(guarded, "permission", permission)  # noqa: B010
        setattr(guarded, "reads", reads)  # noqa: B010
        return guarded

    return decorate
