"""Offers of states, the person's wish, and proposals for a place."""

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
from safeconduct.casework.queries import case_for
from safeconduct.common.refusal import Unknown
from safeconduct.status import services
from safeconduct.status.core.rules import SENTENCES
from safeconduct.status.core.terms import OfferEvent, PlaceState
from safeconduct.status.office.forms import OfferForm, PickOfferForm, ShowForm, WishForm
from safeconduct.status.office.views import on_file, run
from safeconduct.status.office.words import OFFERS
from safeconduct.status.queries import file_of_place, offers, places_of
from safeconduct.web.forms import PlainForm, attempt, form_page


@needs(Permission.STATUS_READ)
def offers_page(request: HttpRequest, me: Signed) -> HttpResponse:
    """What states say they may do: the same list for every person, never a promise."""
    rows = [
        {"view": view, "state": OFFERS[view.state][0], "tone": OFFERS[view.state][1]}
        for view in offers(me.at.date())
    ]
    context = {"rows": rows, "may_write": may(me.actor, Permission.STATUS_WRITE)}
    return render(request, "status/offers.html", context)


@needs(Permission.STATUS_WRITE)
def register(request: HttpRequest, me: Signed) -> HttpResponse:
    """Put what a state says on the list."""
    form = OfferForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        offer = asked["state_code"], asked["instrument"], asked["places"]
        if attempt(form, lambda: services.register_offer(me, *offer)):
            return redirect("status:offers")
    context = {
        "title": gettext("Put an offer on the list"),
        "lead": gettext(
            "Confirmed as of today. After thirty days without an answer it pauses."
        ),
        "button": gettext("Put on the list"),
        "back": reverse("status:offers"),
        "back_label": gettext("Offers"),
    }
    return form_page(request, form, "office/form.html", context)


@require_POST
@needs(Permission.STATUS_WRITE)
def change(request: HttpRequest, me: Signed, offer_id: UUID, event: str) -> HttpResponse:
    """Confirm, pause or close an offer."""
    del request
    if event not in list(OfferEvent):
        raise Unknown
    services.change_offer(me, offer_id, OfferEvent(event))
    return redirect("status:offers")


@needs(Permission.STATUS_WRITE)
def wish(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """The person's own wish, before any list is shown."""
    lead = gettext("Ask before you show any offer: a list must not make the wish.")
    context = on_file(me, file_id, gettext("The person's wish"), gettext("Write down"), lead)
    form = WishForm(request.POST or None)
    deed = lambda: services.write_wish(me, file_id, form.cleaned_data["words"])  # noqa: E731
    return run(request, form, context, file_id, deed)


@needs(Permission.STATUS_WRITE)
def show(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Put an offer into the person's mailbox."""
    case = case_for(me.actor, file_id, me.at)
    end = {key: text for key, text in SENTENCES.items() if key == case.language}
    lead = gettext("It ends with: %(sentence)s") % {"sentence": " ".join(end.values())}
    title = gettext("Show an offer to the person")
    context = on_file(me, file_id, title, gettext("Put into the mailbox"), lead)
    form = ShowForm(offers(me.at.date()), request.POST or None)

    def deed() -> None:
        services.show_offer(me, file_id, form.offer_id(), form.cleaned_data["text"])

    return run(request, form, context, file_id, deed)


@needs(Permission.STATUS_WRITE)
def place(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Propose to ask a state for this person."""
    lead = gettext(
        "Another person decides. Nothing that names the person leaves the house yet."
    )
    title = gettext("Propose a place")
    context = on_file(me, file_id, title, gettext("Propose"), lead)
    form = PickOfferForm(offers(me.at.date()), request.POST or None)
    deed = lambda: services.propose_place(me, file_id, form.offer_id())  # noqa: E731
    return run(request, form, context, file_id, deed)


@needs(Permission.STATUS_READ)
def decide(request: HttpRequest, me: Signed, place_id: UUID) -> HttpResponse:
    """Decide a proposal of somebody else, or turn it down."""
    file_id = file_of_place(place_id)
    context = on_file(me, file_id, gettext("A place for the person"), gettext("Decide: ask it"))
    row = next(one for one in places_of(file_id) if one.id == place_id)
    if row.state is not PlaceState.PROPOSED:
        raise Unknown
    form = PlainForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        drop = "drop" in request.POST
        deed = services.drop_place if drop else services.decide_place
        if attempt(form, lambda: deed(me, place_id)):
            return redirect("status:file", file_id)
    return form_page(request, form, "status/place.html", context | {"place": row})
