"""One act for several cases: tick them, look at what would come of it, then do it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from safeconduct.accounts.core.terms import Leaving, Permission, Role
from safeconduct.accounts.guard import needs
from safeconduct.accounts.queries import names_of, roles_by_officer
from safeconduct.accounts.services import NEEDS
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.batch import BatchAct, RowState
from safeconduct.casework.models import Batch, BatchRow, CaseLine
from safeconduct.casework.office.access import Choices, OfficerForm, TakeOffForm
from safeconduct.casework.office.cases import listed
from safeconduct.casework.office.forms import SearchForm, TeamForm
from safeconduct.casework.services import batch as services
from safeconduct.common.refusal import Unknown
from safeconduct.web.forms import PlainForm, attempt, form_page
from safeconduct.web.say import say

Colleague = tuple[UUID, Role | None, Leaving | None]


@require_POST
@needs(Permission.CASE_READ)
def gather(request: HttpRequest, me: Signed) -> HttpResponse:
    """Take the ticked cases of the list together; what would come of it is shown next."""
    form, made = PlainForm(request.POST), []
    wanted, files = request.POST.get("act", ""), _ids(request.POST.getlist("case"))
    if attempt(form, lambda: made.append(services.gather(me, wanted, files))):
        return redirect("casework:together", made[0])
    context = {"form": SearchForm(), "errors": form.summary(), **listed(request, me)}
    return render(request, "casework/cases.html", context)


def _ids(texts: list[str]) -> list[UUID]:
    """The ids among these; what is none is left out."""
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


@needs(Permission.CASE_READ)
def together(request: HttpRequest, me: Signed, batch_id: UUID) -> HttpResponse:
    """Choose the colleague; then each case with what would come of it, or what came."""
    batch = services.own_batch(me, batch_id)
    form = _form(me, batch, request.POST or None)
    if request.method == "POST" and form.is_valid():
        to, role, reason = _chosen(form)
        if attempt(form, lambda: services.name_colleague(me, batch_id, to, role, reason)):
            return redirect("casework:together", batch_id)
    return form_page(request, form, "casework/together.html", _shown(me, batch))


@require_POST
@needs(Permission.CASE_READ)
def begin(request: HttpRequest, me: Signed, batch_id: UUID) -> HttpResponse:
    """Do it, case by case; the page shows what came of each."""
    batch, form = services.own_batch(me, batch_id), PlainForm(request.POST)
    if attempt(form, lambda: services.begin(me, batch_id)):
        return redirect("casework:together", batch_id)
    batch.refresh_from_db()
    shown = {**_shown(me, batch), "form": _form(me, batch, None), "errors": form.summary()}
    return render(request, "casework/together.html", shown)


def _shown(me: Signed, batch: Batch) -> dict[str, Any]:
    rows = services.check(me, batch)
    named = batch.to is not None
    done = sum(row.state is RowState.DONE for row in rows)
    refused = sum(row.state is RowState.REFUSED for row in rows)
    return {
        "batch": batch,
        "title": say(BatchAct[batch.act]),
        "rows": rows,
        "named": named,
        "whom": _whom(batch) if named else "",
        "left": len(rows) - done - refused,
        "done_count": done,
        "refused_count": refused,
        "back": reverse("casework:cases"),
    }


def _whom(batch: Batch) -> str:
    """The colleague with the role or the reason, in words."""
    alias = names_of([batch.to] if batch.to else []).get(batch.to, "")
    said = batch.role or (Leaving[batch.reason] if batch.reason else "")
    return f"{alias} · {say(said)}" if said else alias


def _form(me: Signed, batch: Batch, data: Any) -> PlainForm:
    """Whom the act is about: asked as on the page of one case."""
    files = list(BatchRow.objects.filter(batch=batch).values_list("file_id", flat=True))
    if batch.act == BatchAct.PUT_ON.name:
        return TeamForm(_places(), data)
    if batch.act == BatchAct.TAKE_OFF.name:
        return TakeOffForm(_on_cases(me, files), data)
    return OfficerForm(_holding(me, files), data)


def _chosen(form: PlainForm) -> Colleague:
    if isinstance(form, TeamForm):
        officer, role = form.chosen()
        return officer, role, None
    if isinstance(form, TakeOffForm):
        return form.chosen(), None, Leaving[form.cleaned_data["reason"]]
    if isinstance(form, OfficerForm):
        return form.chosen(), None, None
    raise Unknown


def _places() -> list[tuple[str, Choices]]:
    """(role, its officers) for every role that works on cases."""
    officers = roles_by_officer()
    found = []
    for role in sorted(NEEDS):
        rows = [
            (f"{officer} {role.value}", f"{alias} · {say(role)}")
            for officer, alias, held in officers
            if role in held
        ]
        found += [(say(role), rows)] if rows else []
    return found


def _on_cases(me: Signed, files: list[UUID]) -> Choices:
    """Everybody on any of these cases but oneself."""
    lines = CaseLine.objects.filter(file_id__in=files)
    here = set(lines.values_list("officer_id", flat=True)) - {me.actor.officer_id}
    return [(str(one), alias) for one, alias, _held in roles_by_officer() if one in here]


def _holding(me: Signed, files: list[UUID]) -> Choices:
    """Colleagues who hold a role that one has on any of these cases."""
    mine = CaseLine.objects.filter(file_id__in=files, officer_id=me.actor.officer_id)
    roles = {Role(role) for role in mine.values_list("role", flat=True)}
    return [
        (str(one), alias)
        for one, alias, held in roles_by_officer()
        if held & roles and one != me.actor.officer_id
    ]
