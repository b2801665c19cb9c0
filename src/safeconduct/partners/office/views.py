"""Partner organisations, their tokens and addresses: one proposes, another confirms."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.queries import names_of
from safeconduct.accounts.signed import Signed
from safeconduct.common.refusal import Reason, Unknown
from safeconduct.partners import queries, services
from safeconduct.partners.core import webhook
from safeconduct.partners.core.terms import (
    NAME_LENGTH,
    TOKEN_DAYS,
    URL_LENGTH,
    Matter,
    PartnerClass,
    Scope,
    WhyNot,
)
from safeconduct.partners.office.words import EVENTS, SCOPES, STATES
from safeconduct.vault.signer import public_as
from safeconduct.web.forms import PlainForm, attempt, form_page
from safeconduct.web.say import say, say_day

Places = dict[Reason, str]
T = TypeVar("T", queries.TokenView, queries.EndpointView)


class PartnerForm(PlainForm):
    """Which organisation, of which closed class."""

    name = forms.CharField(label=_("Name of the organisation"), max_length=NAME_LENGTH)
    category = forms.ChoiceField(label=_("What it is"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [(one.value, say(one)) for one in PartnerClass]  # type: ignore[attr-defined]


class TokenForm(PlainForm):
    """What a token may, and for how long."""

    scopes = forms.MultipleChoiceField(
        label=_("What it may be used for"), widget=forms.CheckboxSelectMultiple
    )
    days = forms.IntegerField(
        label=_("Days it lives"), min_value=1, max_value=TOKEN_DAYS, initial=90
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [(one.value, say(SCOPES[one])) for one in Scope]  # type: ignore[attr-defined]


class EndpointForm(PlainForm):
    """Where the partner is told of events."""

    url = forms.CharField(
        label=_("Address"),
        max_length=URL_LENGTH,
        help_text=_("Begins with https:// and names a host of the partner."),
    )


def mark(state: str) -> dict[str, str]:
    """Text and kind of a state, for parts/tag.html."""
    text, kind = STATES[state]
    return {"text": say(text), "kind": kind}


@needs(Permission.PARTNER_MANAGE)
def partners(request: HttpRequest, me: Signed) -> HttpResponse:
    """All organisations; name another."""
    form = PartnerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name, category = form.cleaned_data["name"], PartnerClass(form.cleaned_data["category"])
        places: Places = {WhyNot.NAME: "name", WhyNot.NAME_TAKEN: "name"}
        if attempt(form, lambda: services.propose_partner(me, name, category), places):
            return redirect("partners:partners")
    rows = [
        {"name": one.name, "category": one.category, "id": one.stand.id} | mark(one.stand.state)
        for one in queries.partners(me.at)
    ]
    context = {
        "title": gettext("Partners"),
        "lead": gettext(
            "Organisations whose programmes may ask where shared cases stand. They never see "
            "what is sealed."
        ),
        "button": gettext("Propose"),
        "back": reverse("my-work"),
        "back_label": gettext("My work"),
        "rows": rows,
    }
    return form_page(request, form, "partners/partners.html", context)


def _partner(partner_id: UUID, me: Signed) -> queries.PartnerView:
    found = queries.partner(partner_id, me.at)
    if found is None:
        raise Unknown
    return found


@needs(Permission.PARTNER_MANAGE)
def show(request: HttpRequest, me: Signed, partner_id: UUID) -> HttpResponse:
    """One organisation: its tokens, addresses and deliveries."""
    row = _partner(partner_id, me)
    tokens = [
        {
            "id": one.stand.id,
            "scopes": ", ".join(say(SCOPES[scope]) for scope in one.scopes),
            "until": say_day(one.expires_at.date()),
            "open": one.stand.state != "ended",
        }
        | mark("ended" if one.expired else one.stand.state)
        for one in queries.tokens(partner_id, me.at)
    ]
    endpoints = [
        {"id": one.stand.id, "url": one.url, "open": one.stand.state != "ended"}
        | mark(one.stand.state)
        for one in queries.endpoints(partner_id, me.at)
    ]
    deliveries = [
        {
            "id": one.id,
            "what": say(EVENTS[one.kind]),
            "at": one.at,
            "tries": one.tries,
            "status": one.status,
            "lost": one.state == "given up",
        }
        | mark(one.state)
        for one in queries.deliveries(partner_id)
    ]
    context = {
        "row": row,
        "state": mark(row.stand.state),
        "open": row.stand.state != "ended",
        "counts": row.stand.state == "counts",
        "tokens": tokens,
        "endpoints": endpoints,
        "deliveries": deliveries,
        "shares": queries.shares_count(partner_id),
        "public_key": webhook.public_key(public_as(webhook.SIGNS)),
    }
    return render(request, "partners/partner.html", context)


@needs(Permission.PARTNER_MANAGE)
def token(request: HttpRequest, me: Signed, partner_id: UUID) -> HttpResponse:
    """Make a token; it is shown once, on the page that answers."""
    row = _partner(partner_id, me)
    form = TokenForm(request.POST or None)
    back = reverse("partners:partner", args=[partner_id])
    if request.method == "POST" and form.is_valid():
        made: list[str] = []
        scopes = [Scope(one) for one in form.cleaned_data["scopes"]]
        days = form.cleaned_data["days"]
        if attempt(
            form,
            lambda: made.append(services.issue_token(me, partner_id, scopes, days)[1]),
        ):
            context = {"token": made[0], "back": back, "row": row}
            return render(request, "partners/token.html", context)
    context = {
        "title": gettext("A token for %(partner)s") % {"partner": row.name},
        "lead": gettext(
            "You see it once, on the next page. It works when a second person has confirmed it."
        ),
        "button": gettext("Make the token"),
        "back": back,
        "back_label": row.name,
    }
    return form_page(request, form, "office/form.html", context)


@needs(Permission.PARTNER_MANAGE)
def endpoint(request: HttpRequest, me: Signed, partner_id: UUID) -> HttpResponse:
    """Name an address that is told of events."""
    row = _partner(partner_id, me)
    form = EndpointForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        url = form.cleaned_data["url"]
        places: Places = {WhyNot.ADDRESS: "url"}
        if attempt(form, lambda: services.propose_endpoint(me, partner_id, url), places):
            return redirect("partners:partner", partner_id)
    context = {
        "title": gettext("An address of %(partner)s") % {"partner": row.name},
        "lead": gettext(
            "The worker tells it what happened to which shared case: a code, no alias, no "
            "words."
        ),
        "button": gettext("Propose"),
        "back": reverse("partners:partner", args=[partner_id]),
        "back_label": row.name,
    }
    return form_page(request, form, "office/form.html", context)


@needs(Permission.PARTNER_MANAGE)
def decide_partner(request: HttpRequest, me: Signed, partner_id: UUID) -> HttpResponse:
    """Confirm an organisation, or end it with everything that belongs to it."""
    row = _partner(partner_id, me)
    facts = [(gettext("What it is"), say(row.category))]
    return _decide(request, me, row, row.stand, facts)


@needs(Permission.PARTNER_MANAGE)
def decide_token(
    request: HttpRequest, me: Signed, partner_id: UUID, row_id: UUID
) -> HttpResponse:
    """Confirm a token, or end it."""
    row = _partner(partner_id, me)
    one = _among(queries.tokens(partner_id, me.at), row_id)
    facts = [
        (
            gettext("What it may be used for"),
            ", ".join(say(SCOPES[scope]) for scope in one.scopes),
        ),
        (gettext("Until"), say_day(one.expires_at.date())),
    ]
    return _decide(request, me, row, one.stand, facts)


@needs(Permission.PARTNER_MANAGE)
def decide_endpoint(
    request: HttpRequest, me: Signed, partner_id: UUID, row_id: UUID
) -> HttpResponse:
    """Confirm an address, or end it."""
    row = _partner(partner_id, me)
    one = _among(queries.endpoints(partner_id, me.at), row_id)
    return _decide(request, me, row, one.stand, [(gettext("Address"), one.url)])


def _among(rows: list[T], row_id: UUID) -> T:
    found = [one for one in rows if one.stand.id == row_id]
    if not found:
        raise Unknown
    return found[0]


TITLES: dict[Matter, Callable[[], str]] = {
    Matter.PARTNER: lambda: gettext("The partner %(partner)s"),
    Matter.TOKEN: lambda: gettext("A token for %(partner)s"),
    Matter.ENDPOINT: lambda: gettext("An address of %(partner)s"),
}


def _decide(
    request: HttpRequest,
    me: Signed,
    row: queries.PartnerView,
    stand: queries.Stand,
    facts: list[tuple[str, str]],
) -> HttpResponse:
    form = PlainForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        deed = services.end if "end" in request.POST else services.confirm
        if attempt(form, lambda: deed(me, stand.sort, stand.id)):
            return redirect("partners:partner", row.stand.id)
    context = {
        "title": TITLES[stand.sort]() % {"partner": row.name},
        "back": reverse("partners:partner", args=[row.stand.id]),
        "back_label": row.name,
        "facts": facts,
        "by": names_of([stand.made_by]).get(stand.made_by, ""),
        "state": mark(stand.state),
        "stand": stand,
    }
    return form_page(request, form, "partners/decide.html", context)


@needs(Permission.PARTNER_MANAGE)
@require_POST
def again(request: HttpRequest, me: Signed, delivery_id: UUID) -> HttpResponse:
    """Send what was given up once more."""
    del request
    return redirect("partners:partner", services.send_again(me, delivery_id))
