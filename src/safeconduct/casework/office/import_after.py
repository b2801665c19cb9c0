"""After a list was taken in: its cases that nobody leads yet; undoing what was a mistake."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.queries import names_of
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.batch import MOST, BatchAct
from safeconduct.casework.core.card import Waiting
from safeconduct.casework.core.import_undo import reasons_not_to_propose, reasons_not_to_undo
from safeconduct.casework.core.terms import ERASURE_WAIT
from safeconduct.casework.queries.import_undo import ask_waiting_undos, undo_for
from safeconduct.casework.queries.importing import ask_unled, import_for, unled_of
from safeconduct.casework.services.import_undo import propose_undo, undo_import
from safeconduct.web.forms import PlainForm, attempt, form_page
from safeconduct.web.together import Reads


@needs(Permission.CASE_OPEN)
def unled(request: HttpRequest, me: Signed, import_id: UUID) -> HttpResponse:
    """The cases of a list without a case officer, all ticked, to put a colleague on them."""
    row = import_for(me, import_id)
    rows, count = unled_of(me, row.id, MOST)
    context = {
        "rows": rows,
        "count": count,
        "act": BatchAct.PUT_ON.name,
        "may_put_on": may(me.actor, Permission.MEMBER_ASSIGN),
        "import_id": row.id,
    }
    return render(request, "casework/import_unled.html", context)


@needs(Permission.WORK_READ)
def undo(request: HttpRequest, me: Signed, import_id: UUID) -> HttpResponse:
    """What undoing a list would come to; propose it, or agree to it as an auditor."""
    view, facts = undo_for(me, import_id)
    form = PlainForm(request.POST or None)
    deed: Callable[[Signed, UUID], None] = undo_import
    why = reasons_not_to_undo(facts)
    if not facts.is_witness:
        deed, why = propose_undo, reasons_not_to_propose(facts)
    sent = request.method == "POST" and form.is_valid()
    if sent and attempt(form, lambda: deed(me, import_id)):
        return redirect("casework:import-undo", import_id)
    context = {
        "view": view,
        "worked_on": view.cases - view.undone - view.untouched,
        "why": why,
        "witness": facts.is_witness,
        "proposed_by": names_of([view.proposed_by]).get(view.proposed_by, "")
        if view.proposed_by
        else "",
        "days": ERASURE_WAIT.days,
    }
    return form_page(request, form, "casework/import_undo.html", context)


def ask_waiting(me: Signed) -> Reads[list[Waiting]]:
    """Rows of My work: lists of which cases wait for somebody to lead them, or to be undone."""
    title = gettext("An earlier list")
    if not may(me.actor, Permission.CASE_OPEN):
        what, look = gettext("somebody proposes to undo it"), gettext("Look")
        return [
            Waiting(None, title, what, look, reverse("casework:import-undo", args=[one]))
            for one in (yield from ask_waiting_undos(me))
        ]
    return [
        Waiting(
            None,
            title,
            gettext("cases that nobody leads yet"),
            gettext("See them"),
            reverse("casework:import-unled", args=[one]),
        )
        for one in (yield from ask_unled(me))
    ]
