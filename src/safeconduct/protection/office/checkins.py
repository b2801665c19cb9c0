"""Signs of life: the rhythm, planned silence, what was heard, who takes over."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.protection import services
from safeconduct.protection.office.forms import RhythmForm, SilenceForm
from safeconduct.protection.office.views import on_file, run
from safeconduct.protection.queries import file_of, file_of_alarm


@needs(Permission.PROTECTION_WRITE)
def rhythm(request: HttpRequest, me: Signed, plan_id: UUID) -> HttpResponse:
    """How often a sign of life comes."""
    file_id = file_of(plan_id)
    lead = gettext("The person chooses. The first is expected one span from now.")
    context = on_file(me, file_id, gettext("A regular sign of life"), gettext("Agree"), lead)
    form = RhythmForm(request.POST or None)
    deed = lambda: services.set_schedule(me, plan_id, form.cleaned_data["every_hours"])  # noqa: E731
    return run(request, form, context, file_id, deed)


@needs(Permission.PROTECTION_WRITE)
def silence(request: HttpRequest, me: Signed, plan_id: UUID) -> HttpResponse:
    """A silence planned with the person."""
    file_id = file_of(plan_id)
    lead = gettext("You watch over it. After its end a sign of life is expected at once.")
    context = on_file(me, file_id, gettext("Planned silence"), gettext("Plan it"), lead)
    form = SilenceForm(request.POST or None)

    def deed() -> None:
        start, until = form.span()
        agreed = form.cleaned_data["agreed"]
        services.plan_silence(me, plan_id, start, until, agreed=agreed)

    return run(request, form, context, file_id, deed)


@require_POST
@needs(Permission.PROTECTION_WRITE)
def heard(request: HttpRequest, me: Signed, plan_id: UUID) -> HttpResponse:
    """The officer heard that all is well."""
    del request
    services.note_check_in(me, plan_id)
    return redirect("protection:file", file_of(plan_id))


@require_POST
@needs(Permission.PROTECTION_WRITE)
def take_over(request: HttpRequest, me: Signed, plan_id: UUID) -> HttpResponse:
    """Stop the ladder: somebody looks after it now."""
    del request
    services.take_over(me, plan_id)
    return redirect("protection:file", file_of(plan_id))


@require_POST
@needs(Permission.PROTECTION_WRITE)
def close(request: HttpRequest, me: Signed, alarm_id: UUID) -> HttpResponse:
    """Somebody has acted on an alarm."""
    del request
    services.close_alarm(me, alarm_id)
    return redirect("protection:file", file_of_alarm(alarm_id))
