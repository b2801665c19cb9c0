"""Headers, language, the door's one cookie, and answers to anticipated noes; both doors."""

import hashlib
import logging
import secrets
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.urls import ResolverMatch
from django.utils import translation

from safeconduct.common.refusal import Conflict, Refused, Repeated, Unknown
from safeconduct.web.say import say

Handler = Callable[[HttpRequest], HttpResponse]
# No script, no frame, no picture, no foreign address. The one exception: docs/decisions/0015.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
POLICY_WITH_SCRIPT = POLICY + "; script-src 'self'"
GO_ON_IN = "ru"  # most who were sent to this war read it
READ_IN_MORE = {"home", "all", "guidance"}  # pages that are there in more languages than forms
LANGUAGE_COOKIE = "sc-language"
CSRF_SECRET_CHARS = 32  # django.middleware.csrf.CSRF_SECRET_LENGTH
COOKIE_BYTES = 32
RETRY_SECONDS = 60  # a database that was restarted is back long before
logger = logging.getLogger("safeconduct.web")


def headers(get_response: Handler) -> Handler:
    """Strict headers on every answer; a page is kept by no browser and no proxy."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        if settings.ONION_ADDRESS:
            response.headers["Onion-Location"] = settings.ONION_ADDRESS + request.path
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return answer


def with_script(response: HttpResponse) -> HttpResponse:
    """Let this page run our one static script; for the pages that ask a security key."""
    response.headers["Content-Security-Policy"] = POLICY_WITH_SCRIPT
    return response


class compressed(GZipMiddleware):  # noqa: N801
    """Compresses what is the same for everybody: slow lines are paid by the byte.

    Whoever brings the door's cookie may be shown words or a letter. Those pages go as they are:
    the length of compressed text tells more about what it says (BREACH).
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Django calls this on the way out."""
        common = request.path.startswith(settings.STATIC_URL)
        if common or settings.SESSION_COOKIE not in request.COOKIES:
            return super().process_response(request, response)
        return response


def language(get_response: Handler) -> Handler:
    """Language from the path (/ru/, /uk/, /en/ and three more), or the office's own cookie."""
    known = {*dict(settings.LANGUAGES), *settings.READING_LANGUAGES}

    def answer(request: HttpRequest) -> HttpResponse:
        first = request.path.split("/", 2)[1]
        wanted = first if first in known else request.COOKIES.get(LANGUAGE_COOKIE, "en")
        with translation.override(wanted if wanted in known else "en"):
            response = get_response(request)
            response.headers["Content-Language"] = translation.get_language() or "en"
            return response

    return answer


class reading:  # noqa: N801
    """In a language that only the guidance is read in, every other page is the Russian one."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; what matters is asked once the page is known."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """Django calls this before the view."""
        here = translation.get_language()
        match = request.resolver_match
        if here not in settings.READING_LANGUAGES or reads_in_more(match):
            return None
        rest = request.get_full_path().removeprefix(f"/{here}/")
        return HttpResponseRedirect(f"/{GO_ON_IN}/{rest}")


def reads_in_more(match: ResolverMatch | None) -> bool:
    """Whether a page is guidance, which is there in more languages than forms are."""
    return match is not None and match.app_name == "outreach" and match.url_name in READ_IN_MORE


def csrf_secret(cookie: str) -> str:
    """The secret Django's CSRF check works with, derived from the door's cookie."""
    return hashlib.sha256(b"safeconduct/web/csrf/v1" + cookie.encode()).hexdigest()[
        :CSRF_SECRET_CHARS
    ]


def fresh_cookie() -> str:
    """A new cookie value: 256 random bits."""
    return secrets.token_urlsafe(COOKIE_BYTES)


def give_cookie(response: HttpResponse, value: str) -> None:
    """Set the door's cookie: this session only, same site only, not for scripts."""
    response.set_cookie(
        settings.SESSION_COOKIE,
        value,
        secure=settings.USE_SECURE_COOKIES,
        httponly=True,
        samesite="Strict",
    )


def door_cookie(request: HttpRequest) -> str:
    """The value of the door's cookie for this request: the one held, or the fresh one."""
    return str(getattr(request, "door_cookie"))  # noqa: B009  set by `door_session`


def door_session(get_response: Handler) -> Handler:
    """One cookie carries both the session and the form token; reading pages sets none."""

    def answer(request: HttpRequest) -> HttpResponse:
        held = request.COOKIES.get(settings.SESSION_COOKIE)
        cookie = held or fresh_cookie()
        setattr(request, "door_cookie", cookie)  # noqa: B010
        request.session = {"_csrftoken": csrf_secret(cookie)}  # type: ignore[assignment]
        response = get_response(request)
        set_already = settings.SESSION_COOKIE in response.cookies
        if "CSRF_COOKIE_NEEDS_UPDATE" in request.META and not held and not set_already:
            give_cookie(response, cookie)
        return response

    return answer


class uploads:  # noqa: N801
    """Gives a view its own upload handler before anything reads the body.

    Django's form-token check reads the whole body, so this stands above it. A view names its
    handler by an attribute, `takes_file`; `release` is called whatever happened.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; afterwards the handler lets go of what it holds."""
        try:
            return self.get_response(request)
        finally:
            handler = getattr(request, "file_handler", None)
            if handler is not None:
                handler.release()

    def process_view(
        self, request: HttpRequest, view: Handler, args: object, kwargs: object
    ) -> None:
        """Django calls this in the order of the middleware, before the view."""
        del args, kwargs
        handler = getattr(view, "takes_file", None)
        if handler is not None and request.method == "POST":
            made = handler(request)
            setattr(request, "file_handler", made)  # noqa: B010
            request.upload_handlers = [made]


class answers:  # noqa: N801  used like the function-based middleware above
    """Turns anticipated noes into pages: 404, reasons, "moved first", "done", "in a minute"."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; exceptions come to `process_exception`."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for an anticipated no; None lets a defect propagate."""
        door = settings.DOOR
        if isinstance(error, Unknown):
            return HttpResponseNotFound(render(request, "404.html").content)
        if isinstance(error, Refused):
            reasons = [say(reason) for reason in error.reasons]
            return render(
                request,
                f"{door}/refused.html",
                {"reasons": reasons},
                status=HTTPStatus.FORBIDDEN,
            )
        if isinstance(error, Conflict):
            return render(request, f"{door}/conflict.html", status=HTTPStatus.CONFLICT)
        if isinstance(error, OperationalError | InterfaceError):  # gone, full, or just starting
            logger.error("A database did not answer: %s", type(error).__name__)
            page = render(request, "503.html", status=HTTPStatus.SERVICE_UNAVAILABLE)
            page.headers["Retry-After"] = str(RETRY_SECONDS)
            return page
        if isinstance(error, Repeated):  # office only: 409, for this request changed nothing
            return render(request, "office/repeated.html", status=HTTPStatus.CONFLICT)
        return None
