"""The screening desk: lists, questions to the matcher, and hits that ask a person to look."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.queries import everybody
from safeconduct.accounts.signed import Signed
from safeconduct.casework.office.words import relation_says
from safeconduct.casework.queries import case_for
from safeconduct.common.refusal import Refused
from safeconduct.screening import services
from safeconduct.screening.core.review import OUTCOME_SAYS, Outcome
from safeconduct.screening.core.terms import ASK, SAY, Evidence, PartialDate
from safeconduct.screening.office.forms import AskForm, ListForm, ReviewForm
from safeconduct.screening.queries import (
    HitView,
    asked_of,
    current_lists,
    hit_for,
    hits_for,
    list_of,
    lists,
)
from safeconduct.vault.core.terms import Compartment, WhyNot
from safeconduct.vault.queries import open_file
from safeconduct.web.forms import PlainForm, attempt, form_page
from safeconduct.web.say import say, say_day


@needs(Permission.SCREENING_READ)
def hits(request: HttpRequest, me: Signed) -> HttpResponse:
    """Hits of my cases: those nobody looked at first."""
    context = {
        "hits": hits_for(me),
        "lists": current_lists(),
        "may_import": may(me.actor, Permission.LIST_IMPORT),
    }
    return render(request, "screening/hits.html", context)


@needs(Permission.SCREENING_READ)
def hit(request: HttpRequest, me: Signed, hit_id: UUID) -> HttpResponse:
    """One hit explained, with the form for what the officer sees."""
    found = hit_for(me, hit_id)
    form = ReviewForm(request.POST or None, initial={"seen": len(found.reviews)})
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        outcome = Outcome(asked["outcome"])
        if attempt(
            form, lambda: services.review(me, hit_id, outcome, asked["reason"], asked["seen"])
        ):
            return redirect("screening:hit", hit_id)
    if request.method != "POST":
        services.note_hit_read(me, hit_id)
    return form_page(request, form, "screening/hit.html", _hit_context(found))


def _hit_context(found: HitView) -> dict[str, Any]:
    stored = found.stored
    names = dict(everybody())
    return {
        "hit": found,
        "entry": stored.entry,
        "dates": [_date_says(found) for found in stored.entry.birth_dates],
        "evidence": [
            say(SAY[piece.kind])
            % {"left": _side(piece, piece.left), "right": _side(piece, piece.right)}
            for piece in stored.hit.evidence
        ],
        "question": say(ASK[stored.hit.question]),
        "reviews": [
            (
                say(OUTCOME_SAYS[look.outcome]),
                look.reason,
                names.get(look.officer_id, ""),
                look.at,
            )
            for look in reversed(found.reviews)
        ],
    }


def _date_says(found: PartialDate) -> str:
    """A date of birth as far as it is known."""
    if found.day and found.month:
        return say_day(date(found.year, found.month, found.day))
    if found.month:
        return date_format(date(found.year, found.month, 1), "F Y")
    return str(found.year)


def _side(piece: Evidence, text: str) -> str:
    """One side of a comparison; dates are stored as the list writes them."""
    return _date_says(PartialDate.parse(text)) if piece.kind.name.startswith("DATE") else text


@needs(Permission.LIST_IMPORT)
def lists_page(request: HttpRequest, me: Signed) -> HttpResponse:
    """Imported lists, and the form for one more."""
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        made: list[UUID] = []
        if attempt(
            form,
            lambda: made.append(services.import_list(me, asked["title"], asked["file"])),
        ):
            return redirect("screening:list", made[0])
    return form_page(request, form, "screening/lists.html", {"lists": lists()})


@require_POST
@needs(Permission.LIST_IMPORT)
def demo_list(request: HttpRequest, me: Signed) -> HttpResponse:
    """Import the invented list that comes with the product."""
    del request
    return redirect("screening:list", services.import_demo_list(me))


@needs(Permission.LIST_IMPORT)
def list_page(request: HttpRequest, me: Signed, list_id: UUID) -> HttpResponse:
    """One list version: what was taken, and every line that was not."""
    del me
    view, problems = list_of(list_id)
    told = [(line, say(why), detail) for line, why, detail in problems]
    return render(request, "screening/list.html", {"list": view, "problems": told})


@needs(Permission.SCREENING_ASK)
def ask_page(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Ask the matcher about somebody of the file; the answer goes to the vetting desk."""
    case = case_for(me.actor, file_id, me.at)
    keys = open_file(me.keys, file_id)
    if not keys.may_open(Compartment.IDENTITY):
        raise Refused([WhyNot.NO_KEY])
    form: PlainForm = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = form.cleaned_data["person"]
        if attempt(form, lambda: services.ask(me, file_id, person)):
            return redirect("screening:ask", file_id)
    context = {
        "case": case,
        "title": gettext("Ask screening"),
        "people": [(relation_says(one.relation), one) for one in asked_of(keys)],
        "lists": current_lists(),
    }
    return form_page(request, form, "screening/ask.html", context)
