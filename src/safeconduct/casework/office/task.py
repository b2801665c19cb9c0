"""One task: what may be done with it and why not; the hours a person must not be written to."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.casework import services
from safeconduct.casework.core.deadlines import Quiet, week
from safeconduct.casework.core.tasks import (
    Outcome,
    PutOff,
    TaskFacts,
    reasons_not_to_bring_up,
    reasons_not_to_end,
    reasons_not_to_pass_on,
    reasons_not_to_put_off_any_more,
)
from safeconduct.casework.office.task_forms import (
    EndForm,
    PassOnForm,
    PutOffForm,
    QuietForm,
    TaskForm,
    quiet_text,
    shown_of,
)
from safeconduct.casework.queries import case_for
from safeconduct.casework.queries.tasks import (
    TaskDetail,
    colleagues,
    facts_now,
    quiet_hours,
    task_detail,
)
from safeconduct.web.forms import attempt, form_page
from safeconduct.web.say import say, say_moment
from safeconduct.web.stale import Clash, conflict_page


@needs(Permission.CASE_ACT)
def task(request: HttpRequest, me: Signed, task_id: UUID) -> HttpResponse:
    """A task with its moments, its source, and the acts on it."""
    found = task_detail(me.actor, me.at, task_id)
    case = case_for(me.actor, found.file_id, me.at)
    allowed, refused = _acts(found, facts_now(me.actor, task_id))
    rows = [
        (gettext("Role"), say(found.kind.role)),
        (gettext("Done by"), found.owner or gettext("Whoever holds the role on this case")),
        (gettext("Due"), say_moment(found.due_at)),
        (gettext("The law's own end"), say_moment(found.legal_at) if found.legal_at else ""),
        (gettext("Put off"), _put_off_says(found)),
        (gettext("Brought up to"), say(found.up_to) if found.up_to else ""),
        (gettext("Why there is this task"), found.kind.source),
    ]
    context = {
        "task": found,
        "case": case,
        "title": gettext(found.kind.say),
        "rows": [(label, value) for label, value in rows if value],
        "acts": allowed,
        "refused": refused,
    }
    return render(request, "casework/task.html", context)


def _put_off_says(found: TaskDetail) -> str:
    if found.put_off is None:
        return ""
    return f"{found.times_put_off} ×: {say(found.put_off)}"


def _acts(found: TaskDetail, facts: TaskFacts) -> tuple[list[Any], list[Any]]:
    """Acts on the task: allowed, and refused with every reason and who can."""
    offered = [
        (gettext("End the task"), "task-end", reasons_not_to_end(facts, Outcome.DONE)),
        (gettext("Put it off"), "task-put-off", reasons_not_to_put_off_any_more(facts)),
        (gettext("Pass it on"), "task-pass-on", reasons_not_to_pass_on(facts, fits=True)),
        (gettext("Bring it up"), "task-bring-up", reasons_not_to_bring_up(facts)),
    ]
    allowed: list[Any] = []
    refused: list[Any] = []
    for label, name, reasons in offered:
        if reasons:
            whys = [say(why) for why in reasons]
            refused.append({"label": label, "who": say(facts.kind.role), "reasons": whys})
        else:
            allowed.append(
                {"label": label, "url": reverse(f"casework:{name}", args=[found.id])}
            )
    return allowed, refused


@needs(Permission.CASE_ACT)
def end(request: HttpRequest, me: Signed, task_id: UUID) -> HttpResponse:
    """Say how the task ended; a person who declines loses nothing by it."""
    found = task_detail(me.actor, me.at, task_id)
    form = EndForm(found, request.POST or None)
    declines = gettext("Whoever declines loses nothing by it.")
    lead = declines if found.kind.declinable else ""

    def deed(version: int) -> None:
        outcome = Outcome[form.cleaned_data["outcome"]]
        services.finish_task(me, task_id, outcome, version)

    return _run(request, me, found, form, (gettext("End the task"), lead), deed)


@needs(Permission.CASE_ACT)
def put_off(request: HttpRequest, me: Signed, task_id: UUID) -> HttpResponse:
    """Let the task wait, for a reason of the closed list."""
    found = task_detail(me.actor, me.at, task_id)
    form = PutOffForm(found, request.POST or None)
    lead = gettext("At most %(hours)d hours from now, and %(times)d times in all.") % {
        "hours": found.kind.put_off_hours,
        "times": found.kind.put_off_times,
    }

    def deed(version: int) -> None:
        why = PutOff[form.cleaned_data["why"]]
        services.put_off(me, task_id, form.moment(), why, version)

    return _run(request, me, found, form, (gettext("Put it off"), lead), deed)


@needs(Permission.CASE_ACT)
def pass_on(request: HttpRequest, me: Signed, task_id: UUID) -> HttpResponse:
    """Give the task to a colleague on the case, or to all who hold its role."""
    found = task_detail(me.actor, me.at, task_id)
    known = colleagues(me.actor, found.file_id, found.kind.role)
    form = PassOnForm(found, known, request.POST or None)
    lead = gettext("Only officers who work on this case in this role are shown.")

    def deed(version: int) -> None:
        services.pass_task_on(me, task_id, form.chosen(), version)

    return _run(request, me, found, form, (gettext("Pass it on"), lead), deed)


@needs(Permission.CASE_ACT)
def bring_up(request: HttpRequest, me: Signed, task_id: UUID) -> HttpResponse:
    """Show the task to whom its kind goes up to."""
    found = task_detail(me.actor, me.at, task_id)
    form = TaskForm(found, request.POST or None)
    lead = gettext("It then stands on the list of: %(role)s. It stays on yours, too.") % {
        "role": say(found.kind.escalate_to)
    }
    deed = lambda version: services.bring_up(me, task_id, version)  # noqa: E731
    return _run(request, me, found, form, (gettext("Bring it up"), lead), deed)


def _run(
    request: HttpRequest,
    me: Signed,
    found: TaskDetail,
    form: TaskForm,
    says: tuple[str, str],
    deed: Callable[[int], object],
) -> HttpResponse:
    """POST: do the deed and go back to the case; the conflict page when it moved meanwhile."""
    title, lead = says
    context = {
        "title": f"{title}: {gettext(found.kind.say)}",
        "lead": lead,
        "button": title,
        "back": reverse("casework:task", args=[found.id]),
        "back_label": gettext("Task"),
    }
    if request.method == "POST" and form.is_valid():
        if attempt(form, lambda: deed(form.cleaned_data["version"])):
            return redirect("case-page", found.file_id)
        if form.changed:
            now = task_detail(me.actor, me.at, found.id)
            clashes = _clashes(form.shown(), shown_of(now))
            also = {"version": str(now.version), "seen": json.dumps(shown_of(now))}
            return conflict_page(request, form, clashes, context, also)
    return form_page(request, form, "office/form.html", context)


def _clashes(seen: dict[str, str], now: dict[str, str]) -> list[Clash]:
    """What the page showed and what stands now, of everything that differs."""
    said: dict[str, tuple[str, Callable[[str], str]]] = {
        "due": (gettext("Due"), _moment),
        "owner": (
            gettext("Done by"),
            lambda alias: alias or gettext("Whoever holds the role on this case"),
        ),
        "ended": (gettext("Ended"), lambda v: gettext("yes") if v == "1" else gettext("no")),
        "up": (gettext("Brought up to"), lambda role: say(role) if role else gettext("nobody")),
    }
    return [
        Clash(label, words(seen[key]) if key in seen else "", words(now[key]))
        for key, (label, words) in said.items()
        if seen.get(key) != now[key]
    ]


def _moment(text: str) -> str:
    try:
        return say_moment(datetime.fromisoformat(text))
    except ValueError:
        return ""


@needs(Permission.CASE_ACT)
def quiet(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Write down between which hours the person must not be written to."""
    case = case_for(me.actor, file_id, me.at)
    now = quiet_hours(file_id)
    form = QuietForm(now, request.POST or None)
    context = {
        "title": gettext("Quiet hours of the person"),
        "lead": gettext(
            "Whole hours by the clock of Kyiv. No task that needs the person is due within "
            "them. Ask again when the clocks change. Until hours are agreed: %(hours)s."
        )
        % {"hours": _hours_say(week().quiet)},
        "button": gettext("Write down"),
        "back": reverse("case-page", args=[file_id]),
        "back_label": case.alias,
    }
    if request.method == "POST" and form.is_valid():
        wanted, shown = form.hours(), form.shown()
        if attempt(form, lambda: services.agree_quiet_hours(me, file_id, wanted, shown)):
            return redirect("case-page", file_id)
        if form.changed:
            fresh = quiet_hours(file_id)
            label = gettext("Quiet hours")
            clash = Clash(label, _hours_say(shown), _hours_say(fresh), _hours_say(wanted))
            return conflict_page(request, form, [clash], context, {"seen": quiet_text(fresh)})
    return form_page(request, form, "office/form.html", context)


def _hours_say(hours: Quiet | None) -> str:
    """Hours in figures, which every language reads alike."""
    return f"{hours.begins:02}:00–{hours.ends:02}:00" if hours else gettext("not agreed yet")


def quiet_says(file_id: UUID) -> str:
    """The hours that hold for a person now, for the page where answers are written."""
    return _hours_say(quiet_hours(file_id) or week().quiet)
