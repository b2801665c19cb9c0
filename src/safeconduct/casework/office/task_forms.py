"""Forms of one task: shape only."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from safeconduct.casework.core.deadlines import Quiet, week
from safeconduct.casework.core.tasks import Outcome, PutOff
from safeconduct.casework.queries.tasks import TaskDetail
from safeconduct.web.forms import PlainForm
from safeconduct.web.say import say

HOURS = [(str(hour), f"{hour:02}:00") for hour in range(24)]
ANYBODY = "all"


def shown_of(task: TaskDetail) -> dict[str, str]:
    """What a page of the task shows, for comparing when somebody else moved it first."""
    return {
        "due": str(task.due_at),
        "owner": task.owner,
        "ended": str(int(task.ended)),
        "up": task.up_to,
    }


class TaskForm(PlainForm):
    """Every form of a task knows which state of it the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, task: TaskDetail, data: Any = None) -> None:
        shown = {"version": task.version, "seen": json.dumps(shown_of(task))}
        super().__init__(data, initial=shown)

    def shown(self) -> dict[str, str]:
        """What the page showed; empty when the field was tampered with."""
        try:
            told = json.loads(self.cleaned_data.get("seen") or "{}")
        except (ValueError, RecursionError):
            return {}
        return {str(k): str(v) for k, v in told.items()} if isinstance(told, dict) else {}


class EndForm(TaskForm):
    """How the task ended."""

    outcome = forms.ChoiceField(label=_("How did it end?"), widget=forms.RadioSelect)

    def __init__(self, task: TaskDetail, data: Any = None) -> None:
        super().__init__(task, data)
        offered = [one for one in Outcome if one is not Outcome.DECLINED]
        known = list(Outcome) if task.kind.declinable else offered
        choices = [(one.name, say(one)) for one in known]
        self.fields["outcome"].choices = choices  # type: ignore[attr-defined]


class WaitForm(PlainForm):
    """Until when, by the programme's clock, and why."""

    until = forms.DateTimeField(
        label=_("Until when?"),
        input_formats=["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput(attrs={"placeholder": "2026-11-22 18:30"}),
        help_text=_("Day and time by the clock of Kyiv, for example 2026-11-22 18:30."),
    )
    why = forms.ChoiceField(label=_("Why?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].choices = [(w.name, say(w)) for w in PutOff]  # type: ignore[attr-defined]

    def moment(self) -> datetime:
        """The instant that was written, read by the programme's clock."""
        until: datetime = self.cleaned_data["until"]
        return until.replace(tzinfo=week().zone)


class PutOffForm(TaskForm, WaitForm):
    """The same of one task, which the page showed."""


class PassOnForm(TaskForm):
    """To one colleague, or to all who hold the role on the case."""

    to = forms.ChoiceField(label=_("To whom?"), widget=forms.RadioSelect)

    def __init__(
        self, task: TaskDetail, known: list[tuple[UUID, str]], data: Any = None
    ) -> None:
        super().__init__(task, data)
        everybody = (ANYBODY, gettext("Whoever holds the role on this case"))
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            everybody,
            *((str(one), alias) for one, alias in known),
        ]

    def chosen(self) -> UUID | None:
        """The colleague; None for all of them."""
        to = self.cleaned_data["to"]
        return None if to == ANYBODY else UUID(to)


class QuietForm(PlainForm):
    """Two hours of the programme's clock; those that the page showed."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    begins = forms.ChoiceField(label=_("Quiet from"), choices=HOURS)
    ends = forms.ChoiceField(label=_("Quiet until"), choices=HOURS)

    def __init__(self, now: Quiet | None, data: Any = None) -> None:
        hours = now or week().quiet
        said = {"seen": quiet_text(now), "begins": hours.begins, "ends": hours.ends}
        super().__init__(data, initial=said)

    def clean(self) -> dict[str, Any]:
        """Two different hours."""
        asked = super().clean() or {}
        if "begins" in asked and asked["begins"] == asked.get("ends"):
            self.add_error("ends", gettext("Choose two different hours."))
        return asked

    def hours(self) -> Quiet:
        """The hours that were chosen."""
        return Quiet(int(self.cleaned_data["begins"]), int(self.cleaned_data["ends"]))

    def shown(self) -> Quiet | None:
        """The hours that the page showed; None when none were agreed."""
        begins, _, ends = (self.cleaned_data.get("seen") or "").partition("-")
        try:
            return Quiet(int(begins), int(ends))
        except ValueError:
            return None


def quiet_text(hours: Quiet | None) -> str:
    """Hours as the form keeps them; empty when none were agreed."""
    return f"{hours.begins}-{hours.ends}" if hours else ""
