"""The page that says where the danger stands now; it orders the lists and nothing else."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from safeconduct.accounts.core.rules import WHO
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.rules import reasons_not_to_reassess
from safeconduct.casework.core.terms import WhyNot
from safeconduct.casework.office.forms import DangerForm
from safeconduct.casework.office.look import Look, Part
from safeconduct.casework.queries import case_for
from safeconduct.casework.services import reassess_danger
from safeconduct.contact.core.terms import Danger
from safeconduct.web.forms import attempt, form_page
from safeconduct.web.say import say
from safeconduct.web.stale import Clash, conflict_page


@needs(Permission.DANGER_WRITE)
def danger(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Write down the danger as it is told today."""
    case = case_for(me.actor, file_id, me.at)
    now = case.danger.value
    form = DangerForm(request.POST or None, initial={"danger": now, "seen": now})
    context = {
        "title": gettext("Danger now"),
        "lead": gettext("What the person says today. It puts the lists in order, and no more."),
        "button": gettext("Write down"),
        "back": reverse("case-page", args=[file_id]),
        "back_label": case.alias,
    }
    if request.method == "POST" and form.is_valid():
        said, shown = Danger(form.cleaned_data["danger"]), form.cleaned_data["seen"]
        seen = Danger(shown) if shown else None
        if attempt(form, lambda: reassess_danger(me, file_id, said, seen)):
            return redirect("case-page", file_id)
        if form.changed:
            fresh = case_for(me.actor, file_id, me.at).danger
            clash = Clash(gettext("Danger"), say(shown), say(fresh), say(said))
            return conflict_page(request, form, [clash], context, {"seen": fresh.value})
    return form_page(request, form, "office/form.html", context)


def part(look: Look) -> Part:
    """Writing down the danger: allowed, or refused with every reason and who can."""
    label = gettext("Danger now")
    role = [] if look.may(Permission.DANGER_WRITE) else [WhyNot.ROLE]
    if reasons := [*role, *reasons_not_to_reassess(look.case.state.stage)]:
        who = ", ".join(say(one) for one in sorted(WHO[Permission.DANGER_WRITE]))
        said = [say(why) for why in reasons]
        return Part(refused=[{"label": label, "who": who, "reasons": said}])
    url = reverse("casework:danger", args=[look.file_id])
    return Part(acts=[{"label": label, "url": url}])
