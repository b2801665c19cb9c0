"""Pages of the notice: propose, revise, approve, pass on, read back, cancel."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.common.refusal import Unknown
from safeconduct.passage import services
from safeconduct.passage.core.terms import Answer, Mode
from safeconduct.passage.office.forms import ApproveForm, PlanForm, ReadBackForm
from safeconduct.passage.office.views import notice_rows, on_case, run
from safeconduct.passage.queries import (
    notice_of,
    notice_row,
    reads_of,
    require_crossing,
)
from safeconduct.vault.queries import open_file
from safeconduct.web.forms import PlainForm

P = Permission


@needs(P.NOTICE_PROPOSE)
def propose(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Propose a notice; another person must approve exactly this."""
    lead = gettext("Another person must approve exactly what you write here.")
    context = on_case(
        me, file_id, gettext("Propose a crossing notice"), gettext("Propose"), lead
    )
    form = PlanForm(Mode(require_crossing(file_id).mode), request.POST or None)
    deed = lambda: services.propose_notice(me, file_id, form.plan())  # noqa: E731
    return run(request, form, context, file_id, deed)


@needs(P.NOTICE_PROPOSE)
def revise(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Propose the next revision; the one in life ends, with all its read-backs."""
    lead = gettext("The revision in force ends now. Every desk must read the new one back.")
    context = on_case(me, file_id, gettext("New revision"), gettext("Propose"), lead)
    form = PlanForm(Mode(require_crossing(file_id).mode), request.POST or None)
    deed = lambda: services.revise_notice(me, file_id, form.plan())  # noqa: E731
    return run(request, form, context, file_id, deed)


@needs(P.NOTICE_APPROVE)
def approve(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Agree to exactly the content that is shown."""
    lead = gettext("You agree to exactly this. Any change later is a new revision.")
    title = gettext("Approve the crossing notice")
    context = on_case(me, file_id, title, gettext("Approve exactly this"), lead)
    row = notice_row(file_id)
    if row is None:
        raise Unknown
    keys = open_file(me.keys, file_id)
    context["rows"] = notice_rows(notice_of(keys, row))
    context["desks"] = [(desk.code, desk.name) for desk in reads_of(keys, row, me.at)]
    form = ApproveForm(request.POST or None, initial={"digest": row.digest})
    deed = lambda: services.approve_notice(me, file_id, form.cleaned_data["digest"])  # noqa: E731
    return run(request, form, context, file_id, deed, "passage/approve.html")


@needs(P.NOTICE_PROPOSE)
def send(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Record that every addressee has been given the notice."""
    lead = gettext("Give it to every addressee yourself, by voice or on paper. Then say so.")
    title = gettext("Passed to every addressee")
    context = on_case(me, file_id, title, gettext("It was passed on"), lead)
    form = PlainForm(request.POST or None)
    return run(request, form, context, file_id, lambda: services.send_notice(me, file_id))


@needs(P.NOTICE_APPROVE)
def cancel(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Cancel the notice in life."""
    lead = gettext("HOLD from this moment. Tell every addressee, and the person.")
    context = on_case(me, file_id, gettext("Cancel the notice"), gettext("Cancel it"), lead)
    form = PlainForm(request.POST or None)
    return run(request, form, context, file_id, lambda: services.cancel_notice(me, file_id))


@needs(P.NOTICE_APPROVE)
def corridor(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """The authority withdrew its corridor."""
    lead = gettext("HOLD from this moment, until a new revision brings another corridor.")
    title = gettext("The authority withdrew the corridor")
    context = on_case(me, file_id, title, gettext("Record it"), lead)
    form = PlainForm(request.POST or None)
    deed = lambda: services.withdraw_corridor(me, file_id)  # noqa: E731
    return run(request, form, context, file_id, deed)


@needs(P.NOTICE_ACKNOWLEDGE)
def read_back(
    request: HttpRequest, me: Signed, file_id: UUID, addressee_id: UUID
) -> HttpResponse:
    """Enter what a named duty officer reads back on the line."""
    context = on_case(me, file_id, gettext("Read-back"), gettext("Enter the read-back"))
    row = notice_row(file_id)
    if row is None:
        raise Unknown
    keys = open_file(me.keys, file_id)
    desks = [desk for desk in reads_of(keys, row, me.at) if desk.id == addressee_id]
    if not desks:
        raise Unknown
    context["desk"] = desks[0]
    context["rows"] = notice_rows(notice_of(keys, row))
    form = ReadBackForm(request.POST or None)

    def deed() -> None:
        said = form.cleaned_data
        services.acknowledge(
            me, file_id, addressee_id,
            officer=said["officer"], code=said["code"], answer=Answer(said["answer"]),
        )  # fmt: skip

    return run(request, form, context, file_id, deed, "passage/read_back.html")
