"""Writing in a draft: an entry by its form, a new one, a whole file."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.catalogues import services
from safeconduct.catalogues.core.entries import find
from safeconduct.catalogues.core.rules import may_draft
from safeconduct.catalogues.core.terms import HEAD, AnyShape, State
from safeconduct.catalogues.office.forms import EntryForm, FileForm, SeenDraft, shown_in
from safeconduct.catalogues.office.pages import open_or_404, shape_or_404
from safeconduct.catalogues.office.words import entry_name, table_name, title_of
from safeconduct.catalogues.queries import VersionView
from safeconduct.common.refusal import Unknown
from safeconduct.web.forms import PlainForm, attempt, form_page


@needs(Permission.CATALOGUE_DRAFT)
@require_POST
def begin(request: HttpRequest, me: Signed, name: str) -> HttpResponse:
    """Begin a draft of what the newest version says."""
    del request
    services.begin(me, shape_or_404(name))
    return redirect("catalogues:draft", name)


def writable(me: Signed, name: str) -> tuple[AnyShape, VersionView]:
    """The catalogue and its draft, for whoever may write in it now; Unknown for others."""
    shape = shape_or_404(name)
    found = open_or_404(shape)
    if not may_draft(shape, me.actor) or found.state is not State.DRAFT:
        raise Unknown
    return shape, found


def context_of(shape: AnyShape, title: str, button: str, lead: str = "") -> dict[str, Any]:
    """What a form page of a draft says around its form."""
    return {
        "title": title,
        "lead": lead,
        "button": button,
        "back": reverse("catalogues:draft", args=[shape.name]),
        "back_label": gettext("Draft of: %(catalogue)s") % {"catalogue": title_of(shape)},
    }


def run(
    request: HttpRequest,
    form: PlainForm,
    name: str,
    deed: Callable[[], object],
    context: dict[str, Any],
    template: str = "office/form.html",
) -> HttpResponse:
    """POST: do the deed and go back to the draft; otherwise show the form."""
    if request.method == "POST" and form.is_valid() and attempt(form, deed):
        return redirect("catalogues:draft", name)
    return form_page(request, form, template, context)


@needs(Permission.CATALOGUE_DRAFT)
def head(request: HttpRequest, me: Signed, name: str) -> HttpResponse:
    """Change what is said of the whole catalogue."""
    return _entry(request, me, name, HEAD, ())


@needs(Permission.CATALOGUE_DRAFT)
def entry(request: HttpRequest, me: Signed, name: str, table: str, key: str) -> HttpResponse:
    """Change one entry."""
    return _entry(request, me, name, table, tuple(key.split("/")))


def _entry(
    request: HttpRequest, me: Signed, name: str, table: str, key: tuple[str, ...]
) -> HttpResponse:
    shape, draft = writable(me, name)
    found = find(shape, draft.document, table, key)
    if found is None or draft.id is None:
        raise Unknown
    version_id, fields = draft.id, shape.fields_of(table)
    known = shown_in(fields, found.values) | {"seen": draft.edits}
    form = EntryForm(fields, request.POST or None, initial=known)
    context = context_of(shape, entry_name(table, key), gettext("Write it in the draft"))
    context["out"] = "" if table == HEAD else f"{request.path}take-out/"

    def deed() -> None:
        seen = form.cleaned_data["seen"]
        services.write_entry(me, version_id, seen, table, key, form.values())

    return run(request, form, name, deed, context, "catalogues/entry.html")


@needs(Permission.CATALOGUE_DRAFT)
def add(
    request: HttpRequest, me: Signed, name: str, table: str, before: str = ""
) -> HttpResponse:
    """Add an entry to a list."""
    shape, draft = writable(me, name)
    sort, above = shape.table(table), (before,) if before else ()
    if sort is None or draft.id is None or bool(sort.parent) != bool(before):
        raise Unknown
    if before and find(shape, draft.document, sort.parent, above) is None:
        raise Unknown
    version_id = draft.id
    form = EntryForm(sort.fields, request.POST or None, initial={"seen": draft.edits})
    title = gettext("Add: %(entry)s") % {"entry": table_name(table)}
    context = context_of(shape, title, gettext("Write it in the draft"), before)

    def deed() -> None:
        seen = form.cleaned_data["seen"]
        services.add_entry(me, version_id, seen, table, above, form.values())

    return run(request, form, name, deed, context)


@needs(Permission.CATALOGUE_DRAFT)
def take_out(request: HttpRequest, me: Signed, name: str, table: str, key: str) -> HttpResponse:
    """Take an entry out, after a look at which one it is."""
    shape, draft = writable(me, name)
    place = tuple(key.split("/"))
    if find(shape, draft.document, table, place) is None or draft.id is None:
        raise Unknown
    version_id = draft.id
    form = SeenDraft(request.POST or None, initial={"seen": draft.edits})
    lead = gettext("Versions that were approved keep it; what went by it stays explained.")
    title = gettext("Take out of the draft: %(entry)s") % {"entry": entry_name(table, place)}
    context = context_of(shape, title, gettext("Take it out"), lead)

    def deed() -> None:
        services.take_out_entry(me, version_id, form.cleaned_data["seen"], table, place)

    return run(request, form, name, deed, context)


@needs(Permission.CATALOGUE_DRAFT)
def file(request: HttpRequest, me: Signed, name: str) -> HttpResponse:
    """Read a TOML file in, in place of the whole draft."""
    shape, draft = writable(me, name)
    if draft.id is None:
        raise Unknown
    version_id = draft.id
    form = FileForm(request.POST or None, request.FILES or None, initial={"seen": draft.edits})
    lead = gettext(
        "The file takes the place of the whole draft. Comments in it are not kept. What is "
        "wrong in it is listed on the page of the draft."
    )
    context = context_of(shape, gettext("Read a file in"), gettext("Read it in"), lead)

    def deed() -> None:
        asked = form.cleaned_data
        services.read_in(me, version_id, asked["seen"], asked["file"].read())

    return run(request, form, name, deed, context)
