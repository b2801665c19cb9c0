"""Several tasks at once: tick them, look at what would come of each, then do it."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.tasks import PutOff, Together
from safeconduct.casework.office.task_forms import WaitForm
from safeconduct.casework.services.tasks_together import (
    MOST,
    check,
    end_together,
    put_off_together,
)
from safeconduct.common.refusal import Unknown
from safeconduct.web.forms import PlainForm, form_page
from safeconduct.web.say import say

SAYS = [(one.name, one) for one in Together]


@needs(Permission.CASE_ACT)
def together(request: HttpRequest, me: Signed) -> HttpResponse:
    """The tasks that the address names, each with what would come of it; POST does it."""
    asked = request.POST if request.method == "POST" else request.GET
    try:
        wanted = Together[asked.get("act", Together.END.name)]
    except KeyError as error:
        raise Unknown from error
    form = _form(wanted, asked)
    known = not form.fields or form.is_bound and form.is_valid()
    if request.method == "POST" and known:
        seen = _seen(asked.getlist("task"))
        left = _do(me, form, seen)
        said = {"act": wanted.name, "task": left, "did": len(seen) - len(left)}
        return redirect(f"{reverse('casework:tasks-together')}?{urlencode(said, doseq=True)}")
    until = form.moment() if isinstance(form, WaitForm) and known else None
    rows = check(me, wanted, _ids(asked.getlist("task")), until)
    did = asked.get("did", "")
    context: dict[str, Any] = {
        "title": say(wanted),
        "wanted": wanted.name,
        "rows": rows,
        "known": known,
        "ready": [row for row in rows if not row.reasons] if known else [],
        "did": int(did) if did.isascii() and did.isdigit() and len(did) < 4 else None,
        "said": {name: asked.get(name, "") for name in form.fields} if known else {},
        "most": MOST,
    }
    return form_page(request, form, "casework/tasks_together.html", context)


def _form(wanted: Together, asked: Any) -> PlainForm:
    """Until when and why; nothing is asked of tasks that end."""
    if wanted is Together.END:
        return PlainForm()
    return WaitForm(asked if "until" in asked else None)


def _do(me: Signed, form: PlainForm, seen: dict[UUID, int]) -> list[UUID]:
    if not isinstance(form, WaitForm):
        return end_together(me, seen)
    return put_off_together(me, seen, form.moment(), PutOff[form.cleaned_data["why"]])


def _ids(texts: Iterable[str]) -> list[UUID]:
    """The ids among these; what is none is left out."""
    found = []
    for text in texts:
        try:
            found.append(UUID(text.partition(".")[0]))
        except ValueError:
            continue
    return found


def _seen(texts: Iterable[str]) -> dict[UUID, int]:
    """Ids with the version that the page showed: `id.version`; what is none is left out."""
    found: dict[UUID, int] = {}
    for text in list(texts)[:MOST]:
        task_id, _, version = text.partition(".")
        if version.isascii() and version.isdigit():
            found |= dict.fromkeys(_ids([task_id]), int(version[:9]))
    return found
