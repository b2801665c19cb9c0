"""Forms of vetting: shape only."""

from datetime import date
from uuid import UUID

from django import forms
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from safeconduct.vetting.core.catalogue import admiralty
from safeconduct.vetting.core.terms import (
    Again,
    Answer,
    Direction,
    Distortion,
    Grade,
    Indicator,
    Result,
    Source,
)
from safeconduct.vetting.services import NewFinding
from safeconduct.web.forms import PlainForm, ticks
from safeconduct.web.say import say, say_day

NEW_ORIGIN = "new"
DISTORTIONS: dict[Distortion, str] = {
    Distortion.MEMORY: gettext_noop("Memory: what is forgotten, mixed up or filled in later"),
    Distortion.TRAUMA: gettext_noop(
        "Trauma: fragments, gaps and calm where one expects feeling"
    ),
    Distortion.FEAR: gettext_noop("Fear: of us, of the other side, for the family"),
    Distortion.AGE: gettext_noop("Age"),
    Distortion.INTERPRETER: gettext_noop("The interpreter: words, dialect, presence"),
    Distortion.CULTURE: gettext_noop("Culture: how one speaks of oneself, of others, of time"),
    Distortion.INTERVIEWER_BIAS: gettext_noop("The interviewer's own bias"),
}
RESULTS: dict[Result, str] = {
    Result.CLEAR: gettext_noop("Clear: what was found speaks for the person"),
    Result.LIMITED: gettext_noop(
        "Limited: a point stays open, perhaps one the person cannot answer yet"
    ),
    Result.ADVERSE: gettext_noop(
        "Adverse: several independent points speak against the account"
    ),
}


class FindingForm(PlainForm):
    """One observation under one indicator."""

    core_asks = frozenset({"note"})

    direction = forms.ChoiceField(label=_("What does it say?"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("What was observed"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        required=False,
        help_text=_("What was seen, said or checked. The question, not the impression."),
    )
    source = forms.ChoiceField(label=_("How reliable is the source?"))
    grade = forms.ChoiceField(label=_("How credible is the item?"))
    origin = forms.ChoiceField(
        label=_("Who or what first perceived it?"),
        help_text=_("Three reports from one mouth are one report."),
    )
    day = forms.DateField(
        label=_("Day of the observation"), help_text=_("For example 2026-11-20.")
    )

    def __init__(
        self,
        indicator: Indicator,
        origins: list[tuple[UUID, Indicator, date]],
        *args: object,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.indicator = indicator
        words = {str(word.code): say(word.words) for word in admiralty()}
        choices = {
            "direction": _directions(indicator),
            "source": [
                ("", "—"),
                *((s.value, f"{s.value.upper()} · {words[s.value]}") for s in Source),
            ],
            "grade": [("", "—"), *((g.value, f"{g.value} · {words[g.value]}") for g in Grade)],
            "origin": [(NEW_ORIGIN, gettext("A new origin")), *_origins(origins)],
        }
        for name, values in choices.items():
            self.fields[name].choices = values  # type: ignore[attr-defined]

    def finding(self) -> NewFinding:
        """What was typed."""
        asked = self.cleaned_data
        origin = asked["origin"]
        return NewFinding(
            indicator=self.indicator.id,
            direction=Direction(asked["direction"]),
            source=Source(asked["source"]),
            grade=Grade(asked["grade"]),
            day=asked["day"],
            note=asked["note"],
            origin=None if origin == NEW_ORIGIN else UUID(origin),
        )


def _directions(indicator: Indicator) -> list[tuple[str, str]]:
    return [
        (Direction.SUPPORTS.value, say(indicator.speaks_for)),
        (Direction.NEUTRAL.value, gettext("Neither: it is on the file and moves nothing.")),
        (Direction.ASKS.value, say(indicator.asks_closer_look)),
    ]


def _origins(origins: list[tuple[UUID, Indicator, date]]) -> list[tuple[str, str]]:
    return [
        (str(origin), f"{say_day(day)} · {say(one.question)}") for origin, one, day in origins
    ]


class AnswerForm(PlainForm):
    """What became of putting a point to the person."""

    answer = forms.ChoiceField(
        label=_("What happened?"),
        widget=forms.RadioSelect,
        choices=(
            (Answer.ANSWERED.value, _("The point was put and the person answered")),
            (Answer.PUT_UNANSWERABLE.value, _("The point was put; no answer is possible yet")),
        ),
    )
    said = forms.CharField(
        label=_("What the person said"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=8000,
        required=False,
        help_text=_("In their own words. Leave it empty when no answer is possible yet."),
    )


class ProposeForm(PlainForm):
    """A result with its reasons, both sides, and every cause that can distort."""

    core_asks = frozenset({"speaks_for", "speaks_against", "reasons"})

    result = forms.ChoiceField(label=_("Result"), widget=forms.RadioSelect)
    speaks_for = forms.CharField(
        label=_("What speaks for the person"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        required=False,
    )
    speaks_against = forms.CharField(
        label=_("What asks for a closer look"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        required=False,
        help_text=_("If nothing was found, write that."),
    )
    reasons = forms.CharField(
        label=_("Reasons"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=8000,
        required=False,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["result"].choices = [  # type: ignore[attr-defined]
            (one.value, say(RESULTS[one])) for one in Result
        ]
        self.fields |= ticks({one.value: text for one, text in DISTORTIONS.items()})

    def considered(self) -> frozenset[Distortion]:
        """The causes that were ticked."""
        return frozenset(one for one in Distortion if self.cleaned_data.get(one.value))


class ReopenForm(PlainForm):
    """Why a result is taken back."""

    core_asks = frozenset({"reason"})

    reason = forms.CharField(
        label=_("Why"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        required=False,
    )


class AgainForm(PlainForm):
    """Why a fresh look is wanted: one of the listed reasons."""

    why = forms.ChoiceField(label=_("Why"), widget=forms.RadioSelect)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].choices = [(one.name, say(one)) for one in Again]  # type: ignore[attr-defined]
