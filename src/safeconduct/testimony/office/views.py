"""A case's testimony: statements, parts, sheets, exhibits and their custody."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.casework.queries import alias_of, case_for
from safeconduct.testimony import queries, services
from safeconduct.testimony.core.terms import Part
from safeconduct.testimony.office.check import verification
from safeconduct.testimony.office.forms import ExhibitForm, HandOverForm, PartForm, TakeForm
from safeconduct.testimony.office.sheet import SheetForm, answers, fixed_text, missing, shown
from safeconduct.web.forms import attempt, form_page
from safeconduct.web.say import say_moment


def back_to(file_id: UUID) -> dict[str, Any]:
    """The way back to a case's testimony, for form pages."""
    return {
        "back": reverse("testimony:file", args=[file_id]),
        "back_label": gettext("Testimony"),
    }


@needs(Permission.TESTIMONY_READ)
def file(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Everything testimony holds of this case, without a word of it."""
    keys = queries.enter(me, file_id, Permission.TESTIMONY_READ)
    context = {
        "file_id": file_id,
        "alias": alias_of(file_id),
        "writes": may(me.actor, Permission.TESTIMONY_WRITE),
        "statements": queries.statements(keys),
        "exhibits": queries.exhibits(file_id),
        "packages": queries.packages(keys),
        **verification(),
    }
    return render(request, "testimony/file.html", context)


@needs(Permission.TESTIMONY_WRITE)
def take(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Begin a statement: asked for after arrival only, received at any time."""
    queries.enter(me, file_id, Permission.TESTIMONY_WRITE)
    language = case_for(me.actor, file_id, me.at).language
    form = TakeForm(request.POST or None, initial={"language": language})
    made: list[UUID] = []
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        if attempt(
            form,
            lambda: made.append(
                services.open_statement(me, file_id, asked["language"], form.taking())
            ),
        ):
            return redirect("testimony:statement", file_id, made[0])
    context = {
        "title": gettext("Begin a statement"),
        "lead": gettext("Help, shelter, protection and money due never depend on a statement."),
        "button": gettext("Begin"),
        "lines": fixed_text(language)[2],
        "language": language,
        **back_to(file_id),
    }
    return form_page(request, form, "testimony/lines_form.html", context)


@needs(Permission.TESTIMONY_READ)
def statement(
    request: HttpRequest, me: Signed, file_id: UUID, statement_id: UUID
) -> HttpResponse:
    """The words of a statement; reading them is on the record."""
    keys = queries.enter(me, file_id, Permission.TESTIMONY_READ)
    view = queries.statement(keys, statement_id)
    parts = services.read_statement(me, file_id, statement_id)
    context = {
        "file_id": file_id,
        "alias": alias_of(file_id),
        "writes": may(me.actor, Permission.TESTIMONY_WRITE),
        "statement": view,
        "parts": [(part, _later(part, parts)) for part in parts],
        "missing": missing(view.gaps),
        "rows": answers(queries.sheet_of(keys, statement_id)),
    }
    return render(request, "testimony/statement.html", context)


def _later(part: Part, parts: tuple[Part, ...]) -> int | None:
    """The number of the latest part that corrects this one."""
    found = [other.number for other in parts if other.corrects == part.number]
    return found[-1] if found else None


@needs(Permission.TESTIMONY_WRITE)
def part(request: HttpRequest, me: Signed, file_id: UUID, statement_id: UUID) -> HttpResponse:
    """Write down the next part, or a correction."""
    keys = queries.enter(me, file_id, Permission.TESTIMONY_WRITE)
    view = queries.statement(keys, statement_id)
    form = PartForm(view.parts, request.POST or None)

    def deed() -> None:
        asked = form.cleaned_data
        services.add_part(me, file_id, statement_id, asked["text"], asked["corrects"])

    if request.method == "POST" and form.is_valid() and attempt(form, deed):
        return redirect("testimony:statement", file_id, statement_id)
    context = {
        "title": gettext("%(ref)s: write down part %(number)s")
        % {"ref": view.ref, "number": view.parts + 1},
        "button": gettext("Write down"),
        "back": reverse("testimony:statement", args=[file_id, statement_id]),
        "back_label": view.ref,
    }
    return form_page(request, form, "office/form.html", context)


@needs(Permission.TESTIMONY_WRITE)
def sheet(request: HttpRequest, me: Signed, file_id: UUID, statement_id: UUID) -> HttpResponse:
    """Fill in the voluntariness sheet; what is empty is shown as missing."""
    keys = queries.enter(me, file_id, Permission.TESTIMONY_WRITE)
    view = queries.statement(keys, statement_id)
    code, digest, lines = fixed_text(view.language)
    known = shown(queries.sheet_of(keys, statement_id))
    fresh = {
        "rights_text": code,
        "rights_text_sha256": digest,
        "language": view.language,
        "started_at": view.started_at.strftime("%Y-%m-%d %H:%M"),
    }
    initial = {name: value or fresh.get(name, value) for name, value in known.items()}
    form = SheetForm(request.POST or None, initial=initial)
    deed = lambda: services.fill_sheet(me, file_id, statement_id, form.sheet())  # noqa: E731
    if request.method == "POST" and form.is_valid() and attempt(form, deed):
        return redirect("testimony:statement", file_id, statement_id)
    context = {
        "title": gettext("Voluntariness sheet of %(ref)s") % {"ref": view.ref},
        "lead": gettext(
            "What is not known yet stays empty. People appear by alias, never by name."
        ),
        "button": gettext("Write down"),
        "lines": lines,
        "language": view.language,
        "back": reverse("testimony:statement", args=[file_id, statement_id]),
        "back_label": view.ref,
    }
    return form_page(request, form, "testimony/lines_form.html", context)


@needs(Permission.TESTIMONY_WRITE)
def receive(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Take an exhibit in; the next page is its receipt."""
    keys = queries.enter(me, file_id, Permission.TESTIMONY_WRITE)
    form = ExhibitForm(queries.statements(keys), request.POST or None, request.FILES or None)
    made: list[services.Receipt] = []

    def deed() -> None:
        asked = form.cleaned_data
        content = asked["content"].read()
        made.append(services.receive_exhibit(me, file_id, content, asked["statement"]))

    if request.method == "POST" and form.is_valid() and attempt(form, deed):
        return redirect("testimony:exhibit", file_id, made[0].exhibit_id)
    context = {
        "title": gettext("Receive an exhibit"),
        "lead": gettext("The giver gets a receipt with the hash of the file."),
        "button": gettext("Receive"),
        **back_to(file_id),
    }
    return form_page(request, form, "office/form.html", context)


@needs(Permission.TESTIMONY_READ)
def exhibit(request: HttpRequest, me: Signed, file_id: UUID, exhibit_id: UUID) -> HttpResponse:
    """An exhibit: its receipt to print, and who has held it."""
    keys = queries.enter(me, file_id, Permission.TESTIMONY_READ)
    view = queries.exhibit(file_id, exhibit_id)
    _, sha256 = queries.digests(keys, queries.exhibit_row(file_id, exhibit_id))
    receipt = [
        {"label": gettext("Exhibit"), "value": f"{view.ref} ({view.media_type})"},
        {"label": gettext("Received"), "value": say_moment(view.at)},
        {"label": gettext("SHA-256 of the file"), "value": sha256},
        {"label": gettext("On the record"), "value": view.commitment},
    ]
    context = {
        "file_id": file_id,
        "alias": alias_of(file_id),
        "writes": may(me.actor, Permission.TESTIMONY_WRITE),
        "exhibit": view,
        "receipt": receipt,
        "custody": queries.custody_named(exhibit_id),
        "mine_to_accept": view.offered_to_key == me.actor.key_id,
    }
    return render(request, "testimony/exhibit.html", context)


@needs(Permission.TESTIMONY_WRITE)
def hand_over(
    request: HttpRequest, me: Signed, file_id: UUID, exhibit_id: UUID
) -> HttpResponse:
    """Offer an exhibit to another custodian of the case."""
    queries.enter(me, file_id, Permission.TESTIMONY_WRITE)
    view = queries.exhibit(file_id, exhibit_id)
    form = HandOverForm(queries.receivers(me, file_id), request.POST or None)

    def deed() -> None:
        services.offer_exhibit(me, file_id, exhibit_id, form.cleaned_data["to"])

    if request.method == "POST" and form.is_valid() and attempt(form, deed):
        return redirect("testimony:exhibit", file_id, exhibit_id)
    context = {
        "title": gettext("Hand over %(ref)s") % {"ref": view.ref},
        "lead": gettext("It stays with you until the receiver has accepted it."),
        "button": gettext("Offer it"),
        "back": reverse("testimony:exhibit", args=[file_id, exhibit_id]),
        "back_label": view.ref,
    }
    return form_page(request, form, "office/form.html", context)


@require_POST
@needs(Permission.TESTIMONY_WRITE)
def accept(request: HttpRequest, me: Signed, file_id: UUID, exhibit_id: UUID) -> HttpResponse:
    """Accept an exhibit that was offered to you."""
    del request
    services.accept_exhibit(me, file_id, exhibit_id)
    return redirect("testimony:exhibit", file_id, exhibit_id)
