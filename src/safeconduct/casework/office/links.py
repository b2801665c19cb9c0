"""Pages of links between cases; whoever is not on both sees no trace of one."""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.casework import services
from safeconduct.casework.core.card import Card
from safeconduct.casework.core.links import CHOSEN, LinkKind
from safeconduct.casework.office.look import Look, Part
from safeconduct.casework.queries import case_for, find_by_alias
from safeconduct.casework.queries.links import LinkView, ask_links, links_of
from safeconduct.common.refusal import Unknown
from safeconduct.web.forms import PlainForm, attempt, form_page
from safeconduct.web.say import say
from safeconduct.web.together import Reads

DEEDS = {
    "confirm": services.confirm_link,
    "drop": services.drop_link,
    "end": services.propose_end,
}


class LinkForm(PlainForm):
    """The other case, and why the two belong together."""

    alias = forms.CharField(
        label=_("Alias of the other case"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label=_("Why do they belong together?"),
        choices=lambda: [(one.name, say(one)) for one in CHOSEN],
        widget=forms.RadioSelect,
    )


@needs(Permission.CASE_READ)
def links(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Links of the case to others of the officer's own, and a form for one more."""
    case = case_for(me.actor, file_id, me.at)
    may_act = may(me.actor, Permission.CASE_ACT)
    form = LinkForm(request.POST or None)

    def deed() -> None:
        asked = form.cleaned_data
        kind, other = LinkKind[asked["kind"]], find_by_alias(asked["alias"])
        services.propose_link(me, file_id, other, kind)

    if request.method == "POST" and not may_act:
        raise Unknown
    if request.method == "POST" and form.is_valid() and attempt(form, deed):
        return redirect("casework:links", file_id)
    mine = me.actor.officer_id
    rows = [
        (one, say(one.kind), _state(one), one.proposed_by == mine)
        for one in links_of(me.actor, file_id, me.at)
    ]
    context = {"case": case, "rows": rows, "may_act": may_act}
    return form_page(request, form, "casework/links.html", context)


def _state(one: LinkView) -> str:
    if not one.made:
        return gettext("proposed")
    return gettext("about to end") if one.ending else gettext("linked")


@require_POST
@needs(Permission.CASE_ACT)
def link(request: HttpRequest, me: Signed, file_id: UUID, link_id: UUID) -> HttpResponse:
    """Confirm a link, turn one down, or propose its end."""
    case = case_for(me.actor, file_id, me.at)
    deed = DEEDS.get(request.POST.get("do", ""))
    if deed is None or link_id not in {one.id for one in links_of(me.actor, file_id, me.at)}:
        raise Unknown
    form = PlainForm(request.POST)
    if form.is_valid() and attempt(form, lambda: deed(me, link_id)):
        return redirect("casework:links", file_id)
    context = {
        "title": gettext("Linked cases"),
        "button": gettext("Try again"),
        "back": reverse("casework:links", args=[file_id]),
        "back_label": case.alias,
    }
    return form_page(request, form, "office/form.html", context)


def part(look: Look) -> Reads[Part]:
    """Linked cases that this officer works on too; linking, for whoever may act on this one."""
    url = reverse("casework:links", args=[look.file_id])
    acts = [{"label": gettext("Link another case"), "url": url}]
    acts = acts if look.may(Permission.CASE_ACT) else []
    actor = look.me.actor
    found = yield from ask_links(actor, look.file_id, look.me.at)
    if not found:
        return Part(acts=acts)
    waits = any(one.waits and one.proposed_by != actor.officer_id for one in found)
    tag, tone = (gettext("waits for you"), "wait") if waits else (str(len(found)), "")
    rows = tuple((say(one.kind), f"{one.alias} · {_state(one)}") for one in found)
    link = (gettext("Linked cases"), url)
    return Part(Card(gettext("Linked cases"), tag, tone, rows, (link,)), acts)
