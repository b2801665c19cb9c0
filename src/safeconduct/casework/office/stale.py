"""What a page says when somebody else moved the case, or wrote the choice, first."""

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from safeconduct.casework.office.forms import CONSENTS, ActForm, ConsentForm
from safeconduct.casework.queries import CaseView, consents
from safeconduct.web.say import say
from safeconduct.web.stale import Clash, conflict_page


def moved_first(
    request: HttpRequest, form: ActForm, case: CaseView, context: dict[str, Any]
) -> HttpResponse:
    """The case moved: the stage then and now; sending again is about the case as it is now."""
    now = case.state.stage
    yours = context["title"]
    clash = Clash(gettext("Stage"), say(form.cleaned_data["seen"]), say(now), yours)
    also = {"version": str(case.version), "seen": now.value}
    return conflict_page(request, form, [clash], context, also)


def chosen_first(
    request: HttpRequest, form: ConsentForm, file_id: UUID, context: dict[str, Any]
) -> HttpResponse:
    """Somebody wrote down another choice meanwhile: which one is the person's newest?"""
    purpose, fresh = form.cleaned_data["purpose"], consents(file_id)
    clash = Clash(
        str(dict(CONSENTS)[purpose]),
        _said(form.shown().get(purpose)),
        _said(fresh.get(purpose)),
        _said(form.cleaned_data["given"] == "yes"),
    )
    return conflict_page(request, form, [clash], context, {"seen": json.dumps(fresh)})


def _said(given: bool | None) -> str:
    if given is None:
        return gettext("not asked yet")
    return gettext("yes") if given else gettext("no")
