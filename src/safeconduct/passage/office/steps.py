"""Pages of the checks, of GO, and of help in kind."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.common.refusal import Unknown
from safeconduct.passage import services
from safeconduct.passage.core.terms import CheckKind
from safeconduct.passage.office.forms import CHECK_FORMS, CHECKS, CostForm
from safeconduct.passage.office.views import on_case, run

P = Permission


@needs(P.NOTICE_PROPOSE)
def check(request: HttpRequest, me: Signed, file_id: UUID, name: str) -> HttpResponse:
    """Record one look at light, cold, water or reception."""
    if name not in list(CheckKind):
        raise Unknown
    kind = CheckKind(name)
    lead = gettext("You enter what you see; whether it passes is computed.")
    title = gettext("Check: %(kind)s") % {"kind": CHECKS[kind]}
    context = on_case(me, file_id, title, gettext("Record the check"), lead)
    shape, seen = CHECK_FORMS[kind]
    form = shape(request.POST or None)
    deed = lambda: services.record_check(me, file_id, seen(**form.cleaned_data))  # noqa: E731
    return run(request, form, context, file_id, deed)


@require_POST
@needs(P.CROSSING_READ)
def compute(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Compute GO now and store the answer for the lists."""
    del request
    services.compute_go(me, file_id)
    return redirect("passage:crossing", file_id)


@needs(P.NOTICE_PROPOSE)
def ask_help(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Ask for help in kind before arrival."""
    lead = gettext("Before arrival help is in kind. Another person must agree.")
    context = on_case(me, file_id, gettext("Help in kind"), gettext("Ask"), lead)
    form = CostForm(request.POST or None)

    def deed() -> None:
        kind, amount, vendor, cash = form.asked()
        services.ask_in_kind(me, file_id, kind, amount, vendor, cash_to_person=cash)

    return run(request, form, context, file_id, deed)


@require_POST
@needs(P.NOTICE_APPROVE)
def agree(request: HttpRequest, me: Signed, file_id: UUID, cost_id: UUID) -> HttpResponse:
    """Agree to help in kind that somebody else asked for."""
    del request
    services.agree_in_kind(me, file_id, cost_id)
    return redirect("passage:crossing", file_id)
