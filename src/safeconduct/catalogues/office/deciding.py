"""Deciding on a version: send, take back, withdraw; as a second person approve or return."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.catalogues import services
from safeconduct.catalogues.core.rules import may_approve, may_draft
from safeconduct.catalogues.core.terms import AnyShape, Because, State, WhyNot
from safeconduct.catalogues.office.forms import ReturnForm, SeenDraft, SendForm
from safeconduct.catalogues.office.pages import (
    change_rows,
    open_or_404,
    sections,
    shape_or_404,
)
from safeconduct.catalogues.office.words import title_of
from safeconduct.catalogues.office.writing import context_of, run, writable
from safeconduct.catalogues.queries import VersionView, changes_of
from safeconduct.common.refusal import Reason, Unknown
from safeconduct.web.forms import PlainForm, attempt, form_page

PLACES: dict[Reason, str] = {
    WhyNot.DAY_PAST: "wanted_from",
    WhyNot.DAY_BEFORE_ANOTHER: "wanted_from",
}


@needs(Permission.CATALOGUE_DRAFT)
def send(request: HttpRequest, me: Signed, name: str) -> HttpResponse:
    """Send a draft for approval, with the day from which it shall count."""
    shape, draft = writable(me, name)
    version_id = _id(draft)
    form = SendForm(request.POST or None, initial={"seen": draft.edits})
    lead = gettext("Somebody who wrote nothing in it looks at it and decides.")
    context = context_of(
        shape, gettext("Send for approval"), gettext("Send for approval"), lead
    )

    def deed() -> None:
        services.send(me, version_id, form.cleaned_data["seen"], form.day())

    if request.method == "POST" and form.is_valid() and attempt(form, deed, PLACES):
        return redirect("catalogues:draft", name)
    return form_page(request, form, "office/form.html", context)


def _id(version: VersionView) -> UUID:
    if version.id is None:
        raise Unknown
    return version.id


def _owned(me: Signed, name: str) -> tuple[AnyShape, VersionView]:
    shape = shape_or_404(name)
    if not may_draft(shape, me.actor):
        raise Unknown
    return shape, open_or_404(shape)


@needs(Permission.CATALOGUE_DRAFT)
def take_back(request: HttpRequest, me: Signed, name: str) -> HttpResponse:
    """Take back what was sent, to write in it again."""
    shape, found = _owned(me, name)
    context = context_of(
        shape,
        gettext("Take it back?"),
        gettext("Take it back"),
        gettext("It is a draft again, and must be sent anew."),
    )
    form = PlainForm(request.POST or None)
    return run(request, form, name, lambda: services.take_back(me, _id(found)), context)


@needs(Permission.CATALOGUE_DRAFT)
def withdraw(request: HttpRequest, me: Signed, name: str) -> HttpResponse:
    """Give a draft up."""
    shape, found = _owned(me, name)
    context = context_of(
        shape,
        gettext("Withdraw this draft?"),
        gettext("Withdraw"),
        gettext("It stays in the history. What is in force does not change."),
    )
    form = PlainForm(request.POST or None)
    return run(request, form, name, lambda: services.withdraw(me, _id(found)), context)


def _sent(me: Signed, name: str) -> tuple[AnyShape, VersionView]:
    """What waits for a second person, for those who may be that person by role."""
    shape = shape_or_404(name)
    found = open_or_404(shape)
    if not may_approve(shape, me.actor) or found.state is not State.SENT:
        raise Unknown
    return shape, found


def _decide(
    request: HttpRequest,
    form: PlainForm,
    places: tuple[AnyShape, VersionView],
    deed: Callable[[], object],
    title: str,
) -> HttpResponse:
    shape, found = places
    if request.method == "POST" and form.is_valid() and attempt(form, deed):
        return redirect("catalogues:one", shape.name)
    context = context_of(shape, f"{title}: {title_of(shape)}", title) | {
        "name": shape.name,
        "version": found,
        "changes": change_rows(changes_of(shape, found)),
        "unreviewed": any(
            one["unreviewed"]
            for part in sections(shape, found.document)
            for one in part["entries"]
        ),
    }
    return form_page(request, form, "catalogues/decide.html", context)


@needs(Permission.CATALOGUE_APPROVE)
def approve(request: HttpRequest, me: Signed, name: str) -> HttpResponse:
    """Look at every change as a second person, and approve exactly this."""
    shape, found = _sent(me, name)
    form = SeenDraft(request.POST or None, initial={"seen": found.edits})

    def deed() -> None:
        services.approve(me, _id(found), form.cleaned_data["seen"])

    return _decide(request, form, (shape, found), deed, gettext("Approve"))


@needs(Permission.CATALOGUE_APPROVE)
def give_back(request: HttpRequest, me: Signed, name: str) -> HttpResponse:
    """Return it to whoever wrote it, with a listed reason."""
    shape, found = _sent(me, name)
    form = ReturnForm(request.POST or None)

    def deed() -> None:
        services.give_back(me, _id(found), Because[form.cleaned_data["why"]])

    return _decide(request, form, (shape, found), deed, gettext("Send it back"))
