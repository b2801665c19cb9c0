"""Pages about how long cases are kept: what is due, what keeps it, legal holds."""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from safeconduct.accounts.core.rules import WHO
from safeconduct.accounts.core.terms import Permission, Role
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.retention import Longer, NotLonger
from safeconduct.casework.core.terms import CLOSED, Erasing, WhyNot
from safeconduct.casework.office.look import NO_PART, Look, Part
from safeconduct.casework.queries import case_for
from safeconduct.casework.queries.retention import (
    due_page,
    due_position,
    holds_page,
    holds_position,
)
from safeconduct.casework.services.retention import keep_hold, keep_longer
from safeconduct.common.refusal import Reason
from safeconduct.web.forms import PlainForm, attempt, form_page
from safeconduct.web.say import say
from safeconduct.web.ways import PLACE, ways


class LongerForm(PlainForm):
    """Why, from a closed list, and until which day."""

    reason = forms.ChoiceField(label=_("Why?"), widget=forms.RadioSelect)
    until = forms.DateField(
        label=_("Until which day?"), help_text=_("A year at most. For example 2027-03-31.")
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [(one.name, say(one)) for one in Longer]  # type: ignore[attr-defined]


@needs(Permission.RETENTION_READ)
def retention(request: HttpRequest, me: Signed) -> HttpResponse:
    """Closed cases whose term is over or nearly, and what keeps them."""
    place = request.GET.get(PLACE, "")
    position = due_position(place) if place else None
    page = due_page(me.actor, me.at, position)
    context = {
        "page": page,
        "may_erase": Role.SUPERVISOR in me.actor.roles,
        "lost_place": bool(place) and position is None,
        **ways(reverse("casework:retention"), {}, page),
    }
    return render(request, "casework/retention.html", context)


@needs(Permission.RETENTION_READ)
def longer(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Keep a closed case beyond its term."""
    case = case_for(me.actor, file_id, me.at)
    form = LongerForm(request.POST or None)

    def deed() -> None:
        asked = form.cleaned_data
        keep_longer(me, file_id, Longer[asked["reason"]], asked["until"])

    beside: dict[Reason, str] = dict.fromkeys(NotLonger, "until")
    if request.method == "POST" and form.is_valid() and attempt(form, deed, beside):
        return redirect("casework:retention")
    context = {
        "title": gettext("Keep longer: %(alias)s") % {"alias": case.alias},
        "lead": gettext("The case is not proposed for erasing before that day."),
        "button": gettext("Keep"),
        "back": reverse("casework:retention"),
        "back_label": gettext("Retention"),
    }
    return form_page(request, form, "office/form.html", context)


@needs(Permission.RETENTION_READ)
def holds(request: HttpRequest, me: Signed) -> HttpResponse:
    """Legal holds on the officer's cases, whichever is to be looked at first."""
    place = request.GET.get(PLACE, "")
    position = holds_position(place) if place else None
    page = holds_page(me.actor, me.at, position)
    context = {
        "page": page,
        "may_lift": Role.LEGAL_ADVISER in me.actor.roles,
        "lost_place": bool(place) and position is None,
        **ways(reverse("casework:holds"), {}, page),
    }
    return render(request, "casework/holds.html", context)


@needs(Permission.RETENTION_READ)
def hold(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Somebody looked at a hold: it is still needed."""
    case = case_for(me.actor, file_id, me.at)
    form = PlainForm(request.POST or None)
    sent = request.method == "POST"
    if sent and attempt(form, lambda: keep_hold(me, file_id)):
        return redirect("casework:holds")
    context = {
        "title": gettext("The hold is still needed: %(alias)s") % {"alias": case.alias},
        "lead": gettext("It stays, and is looked at again in half a year."),
        "button": gettext("Keep the hold"),
        "back": reverse("casework:holds"),
        "back_label": gettext("Legal holds"),
    }
    return form_page(request, form, "office/form.html", context)


def part(look: Look) -> Part:
    """Keeping a closed case longer: allowed, or refused with every reason and who can."""
    state = look.case.state
    if state.stage not in CLOSED or state.erasing is Erasing.DONE:
        return NO_PART
    label = gettext("Keep longer")
    why = [] if look.may(Permission.RETENTION_READ) else [WhyNot.ROLE]
    why += [WhyNot.ERASURE_WAITS] if state.erasing is Erasing.WAITING else []
    if why:
        who = ", ".join(say(one) for one in sorted(WHO[Permission.RETENTION_READ]))
        said = [say(one) for one in why]
        return Part(refused=[{"label": label, "who": who, "reasons": said}])
    url = reverse("casework:keep-longer", args=[look.file_id])
    return Part(acts=[{"label": label, "url": url}])
