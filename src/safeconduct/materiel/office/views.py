"""Claims: the desk, registering with the value shown first, one claim, and its alerts."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.queries import is_member
from safeconduct.accounts.signed import Signed
from safeconduct.casework.queries import NEWEST, alias_of, aliases_of, case_for
from safeconduct.catalogues.queries import in_force
from safeconduct.materiel import services
from safeconduct.materiel.core.rules import value
from safeconduct.materiel.core.tariff import TARIFF
from safeconduct.materiel.core.terms import AlertEnd, Companions
from safeconduct.materiel.desk import claims_page
from safeconduct.materiel.office.forms import (
    ClaimForm,
    EndForm,
    FateAgainForm,
    MarksAgainForm,
)
from safeconduct.materiel.office.pages import alert_rows, claim_page, desk_row
from safeconduct.materiel.office.words import explained, type_name, worth
from safeconduct.materiel.queries import (
    AlertView,
    ClaimView,
    alert_for,
    claim,
    claim_for,
    fate_text,
    marks_of,
    marks_text,
    reason_of,
)
from safeconduct.vault.queries import open_file
from safeconduct.web.forms import PlainForm, attempt, form_page
from safeconduct.web.stale import SeenForm, written_first
from safeconduct.web.ways import place_in, ways


@needs(Permission.CLAIM_READ)
def claims(request: HttpRequest, me: Signed) -> HttpResponse:
    """Every claim of the officer's cases: state, what the tariff says, and alerts."""
    page = claims_page(me.actor, me.at, place_in(request, NEWEST))
    names = aliases_of([row.file_id for row in page.rows])
    shown = [desk_row(row, names[row.file_id]) for row in page.rows]
    context = {"claims": shown, **ways(reverse("materiel:claims"), {}, page)}
    return render(request, "materiel/claims.html", context)


@needs(Permission.CLAIM_REGISTER)
def register(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Register a claim; the value and its source are shown before anything is written."""
    case = case_for(me.actor, file_id, me.at)
    form = ClaimForm(me.at.date(), request.POST or None)
    context: dict[str, Any] = {"case": case, "file_id": file_id}
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        valuation = value(in_force(TARIFF), asked["type_code"], asked["on"] or me.at.date())
        fingerprint = f"{asked['type_code']}|{valuation.on}"
        if "register" in request.POST and asked["seen"] == fingerprint:
            made: list[UUID] = []
            if attempt(form, lambda: made.append(_register(me, file_id, form))):
                return redirect("materiel:claim", made[0])
        else:
            data = request.POST.copy()
            data["seen"] = fingerprint
            form = ClaimForm(me.at.date(), data)
        context |= {"worth": worth(valuation), "explained": explained(valuation)}
    return form_page(request, form, "materiel/register.html", context)


def _register(me: Signed, file_id: UUID, form: ClaimForm) -> UUID:
    asked = form.cleaned_data
    return services.register_claim(
        me,
        file_id,
        asked["type_code"],
        form.marks(asked["type_code"]),
        companions=Companions(asked["companions"]),
        seized=asked["seized"],
    )


@needs(Permission.CLAIM_READ)
def show(request: HttpRequest, me: Signed, claim_id: UUID) -> HttpResponse:
    """One claim: value explained, marks for key holders, custody, alerts, what next."""
    found = claim_for(me.actor, claim_id, me.at)
    keys = open_file(me.keys, found.file_id)
    marks = marks_of(keys, claim_id)
    if marks is not None:
        services.note_read(me, found.file_id, claim_id)
    return render(request, "materiel/claim.html", claim_page(me, found, marks))


def _form_of(found: ClaimView, title: str, button: str, lead: str = "") -> dict[str, Any]:
    return {
        "title": title,
        "button": button,
        "lead": lead,
        "back": reverse("materiel:claim", args=[found.id]),
        "back_label": f"{type_name(found.valuation.equipment)}, {alias_of(found.file_id)}",
    }


def _run(
    request: HttpRequest, form: PlainForm, context: dict[str, Any], claim_id: UUID, deed: Any
) -> HttpResponse:
    """POST: do the deed and go back to the claim; otherwise show the form."""
    if request.method == "POST" and form.is_valid() and attempt(form, deed):
        return redirect("materiel:claim", claim_id)
    return form_page(request, form, "office/form.html", context)


@needs(Permission.CLAIM_REGISTER)
def marks(request: HttpRequest, me: Signed, claim_id: UUID) -> HttpResponse:
    """Complete or correct the marks; the claim is compared anew."""
    found = claim_for(me.actor, claim_id, me.at)
    known = marks_of(open_file(me.keys, found.file_id), claim_id)
    initial = {**vars(known), "seen": marks_text(known)} if known else {}
    form = MarksAgainForm(request.POST or None, initial=initial)
    lead = gettext("Marks are compared with every other claim each time they are written.")
    context = _form_of(found, gettext("Identity marks"), gettext("Write down"), lead)

    def deed() -> None:
        services.write_marks(me, claim_id, form.marks(found.type_code), form.shown())

    def now() -> str:
        fresh = marks_of(open_file(me.keys, found.file_id), claim_id)
        return marks_text(fresh) if fresh else ""

    return _run_anew(request, form, context, claim_id, deed, now)


def _run_anew(
    request: HttpRequest,
    form: SeenForm,
    context: dict[str, Any],
    claim_id: UUID,
    deed: Callable[[], None],
    now: Callable[[], str],
) -> HttpResponse:
    """As `_run`, over what stands already: both values when a colleague wrote first."""
    response = _run(request, form, context, claim_id, deed)
    return written_first(request, form, now(), context) if form.changed else response


@needs(Permission.CLAIM_REGISTER)
def fate(request: HttpRequest, me: Signed, claim_id: UUID) -> HttpResponse:
    """Write down what became of the others on board."""
    found = claim_for(me.actor, claim_id, me.at)
    known: dict[str, Any] = {"companions": found.companions.value, "seized": found.seized}
    known["seen"] = fate_text(found.companions, found.seized)
    form = FateAgainForm(request.POST or None, initial=known)
    lead = gettext("No award follows from harm, nor for what the programme took itself.")
    context = _form_of(found, gettext("The others on board"), gettext("Write down"), lead)

    def deed() -> None:
        asked = form.cleaned_data
        said = Companions(asked["companions"])
        services.write_fate(me, claim_id, said, asked["seized"], form.shown())

    def now() -> str:
        fresh = claim(claim_id)
        return fate_text(fresh.companions, fresh.seized)

    return _run_anew(request, form, context, claim_id, deed, now)


@needs(Permission.CLAIM_REGISTER)
def withdraw(request: HttpRequest, me: Signed, claim_id: UUID) -> HttpResponse:
    """The person takes the claim back; no reason is asked."""
    found = claim_for(me.actor, claim_id, me.at)
    lead = gettext(
        "The person asked for it; no reason is needed. Nothing else changes for them."
    )
    context = _form_of(found, gettext("Withdraw the claim"), gettext("Withdraw"), lead)
    form = PlainForm(request.POST or None)
    return _run(request, form, context, claim_id, lambda: services.withdraw_claim(me, claim_id))


@needs(Permission.CLAIM_READ)
def alert(request: HttpRequest, me: Signed, alert_id: UUID) -> HttpResponse:
    """Two claims side by side; two different people say how the alert ends, with a reason."""
    seen = alert_for(me.actor, alert_id, me.at)
    mine, other = claim(seen.mine), claim(seen.other)
    both = is_member(me.actor, other.file_id, me.at)
    form: PlainForm = PlainForm(request.POST or None)
    if seen.proposed_by is None:
        form = EndForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, lambda: _end(me, seen, form))
    ):
        return redirect("materiel:alert", alert_id)
    known = [
        marks_of(open_file(me.keys, side.file_id), side.id)
        for side in (mine, other)[: 1 + both]
    ]
    for side, opened in zip((mine, other), known, strict=False):
        if opened is not None and request.method == "GET":
            services.note_read(me, side.file_id, side.id)
    context = {
        "alert": seen,
        "mine": desk_row(mine, alias_of(mine.file_id)),
        "other": desk_row(other, alias_of(other.file_id)) if both else None,
        "rows": alert_rows(seen, *known),
        "reason": reason_of(open_file(me.keys, mine.file_id), alert_id),
        "may_decide": both and may(me.actor, Permission.CLAIM_REGISTER) and seen.is_open,
        "kept_mine": seen.kept == seen.mine,
        "own": seen.proposed_by == me.actor.officer_id,
    }
    return form_page(request, form, "materiel/alert.html", context)


def _end(me: Signed, seen: AlertView, form: PlainForm) -> None:
    """Propose an end, or answer the one that was proposed."""
    if not isinstance(form, EndForm):
        services.resolve_alert(me, seen.id, agree="drop" not in form.data)
        return
    asked = form.cleaned_data
    kept = {"mine": seen.mine, "other": seen.other}.get(asked["end"])
    end = AlertEnd.SAME if kept else AlertEnd.DIFFERENT
    services.propose_end(me, seen.id, end, kept, asked["reason"])
