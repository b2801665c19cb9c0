"""Exercises: which there are, how a run goes, and what it showed at its end."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.queries import is_member, names_of
from safeconduct.accounts.signed import Signed
from safeconduct.casework.queries import aliases_of
from safeconduct.common.refusal import Unknown
from safeconduct.training import services
from safeconduct.training.core.exercise import Exercise, exercises
from safeconduct.training.queries import Run, fresh_copies, latest_runs, run_of
from safeconduct.web.forms import PlainForm, attempt, form_page


def _only_in_training() -> None:
    if not settings.TRAINING:
        raise Unknown


@needs(Permission.EXERCISE_RUN)
def exercises_page(request: HttpRequest, me: Signed) -> HttpResponse:
    """Every exercise with how many fresh copies there are, and the latest runs."""
    del me
    _only_in_training()
    copies, runs = fresh_copies(), latest_runs()
    names = names_of([one.started_by for one in runs])
    context = {
        "exercises": [
            (one, _copies_left(one, copies[one.code])) for one in exercises().values()
        ],
        "runs": [(one, names.get(one.started_by, "")) for one in runs],
    }
    return render(request, "training/exercises.html", context)


def _copies_left(exercise: Exercise, fresh: int) -> int | None:
    """How many can be started; None when a start makes its own."""
    return None if exercise.letters else fresh


@needs(Permission.EXERCISE_RUN)
def start_page(request: HttpRequest, me: Signed, code: str) -> HttpResponse:
    """What the exercise is; the button starts it."""
    _only_in_training()
    exercise = exercises().get(code)
    if exercise is None:
        raise Unknown
    form, runs = PlainForm(request.POST or None), list[UUID]()
    asked = request.method == "POST" and form.is_valid()
    if asked and attempt(form, lambda: runs.append(services.start(me, code))):
        return redirect("training:run", runs[0])
    context = {
        "title": gettext(exercise.title),
        "back": reverse("training:exercises"),
        "back_label": gettext("Exercises"),
        "exercise": exercise,
    }
    return form_page(request, form, "training/start.html", context)


@needs(Permission.EXERCISE_RUN)
def run_page(request: HttpRequest, me: Signed, copy_id: UUID) -> HttpResponse:
    """The run: steps done and open, a hint for the next, what should not have happened."""
    _only_in_training()
    run = run_of(copy_id)
    return render(request, "training/run.html", _shown(run) | {"cases": _cases(run, me)})


def _cases(run: Run, me: Signed) -> list[tuple[str, str]]:
    """(alias, address or "" for whoever does not work on it) of the run's cases."""
    aliases = aliases_of(list(run.files))
    return [
        (
            aliases[one],
            reverse("case-page", args=[one]) if is_member(me.actor, one, me.at) else "",
        )
        for one in run.files
        if one in aliases
    ]


def _shown(run: Run) -> dict[str, Any]:
    steps = [
        (
            one,
            "" if one.at is None else _minutes(int((one.at - run.started_at).total_seconds())),
        )
        for one in run.review.outcomes
    ]
    by = names_of([run.started_by]).get(run.started_by, "")
    return {"run": run, "exercise": run.exercise, "steps": steps, "by": by}


def _minutes(seconds: int) -> str:
    return gettext("after %(minutes)s min") % {"minutes": seconds // 60}


@require_POST
@needs(Permission.EXERCISE_RUN)
def end_run(request: HttpRequest, me: Signed, copy_id: UUID) -> HttpResponse:
    """End a run; its page is the review from then on."""
    _only_in_training()
    del request
    services.end(me, copy_id)
    return redirect("training:run", copy_id)
