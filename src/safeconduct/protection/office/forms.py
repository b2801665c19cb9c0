"""Forms of the protection pages: shape only."""

from datetime import UTC, datetime, timedelta

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from safeconduct.protection.core.terms import Choice, Danger, DangerFacts, Level
from safeconduct.protection.services import PlanWords
from safeconduct.web.forms import PlainForm
from safeconduct.web.say import say
from safeconduct.web.stale import SeenForm

LEVELS = (
    (Level.UNASSESSED, _("Not assessed yet")),
    (Level.STANDARD, _("Standard")),
    (Level.ENHANCED, _("Enhanced")),
    (Level.CRITICAL, _("Critical")),
)
DANGERS = (
    (Danger.ACTIVELY_SOUGHT, _("Somebody is looking for the person now")),
    (Danger.BRANDED_TRAITOR, _("Called a traitor in public")),
    (Danger.CAME_IN_EQUIPMENT, _("Came in a vehicle or an aircraft")),
    (Danger.NAMED_AN_OFFICIAL, _("Named an official")),
    (Danger.PAST_CONTACT, _("In touch with people at home")),
    (Danger.PLACE_KNOWN, _("The place is known to others")),
    (Danger.PUBLICISED, _("Name, face or story is public")),
    (Danger.WAS_PAID, _("Is said to have received money")),
)
CHOICES = (
    (Choice.ACCEPTED, _("Yes")),
    (Choice.DECLINED, _("No")),
    (Choice.WITHDRAWN, _("Takes an earlier yes back")),
)
MOST_HOURS = 744  # 31 days: rarer than monthly is no watch


class FactsForm(PlainForm):
    """What raises danger; none of it is a merit or a fault."""

    present = forms.MultipleChoiceField(
        label=_("What is known"),
        choices=DANGERS,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    judged = forms.ChoiceField(label=_("Your own judgement"), choices=LEVELS)
    felt = forms.ChoiceField(
        label=_("What the person fears"),
        choices=LEVELS,
        help_text=_("Fear can raise the level. Calm never lowers it."),
    )

    def facts(self) -> DangerFacts:
        """The facts as the core takes them."""
        asked = self.cleaned_data
        present = frozenset(Danger(code) for code in asked["present"])
        return DangerFacts(present, Level(asked["judged"]), Level(asked["felt"]))


class WordsForm(PlainForm):
    """Free words of a plan, all sealed."""

    contact = forms.CharField(
        label=_("How to reach the person, and only so"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=4000,
    )
    word = forms.CharField(
        label=_("A word that means: I am being forced"),
        help_text=_("Chosen by the person. A check-in that holds it raises an alarm."),
        required=False,
        max_length=60,
    )
    place = forms.CharField(
        label=_("Where the person is"),
        help_text=_("Only if it must be written down. Sealed as a place."),
        required=False,
        max_length=400,
    )

    def words(self) -> PlanWords:
        """The words as the service takes them."""
        asked = self.cleaned_data
        return PlanWords(asked["contact"], asked["word"], asked["place"])


class FactsAgainForm(SeenForm, FactsForm):
    """Danger facts that stand already."""


class WordsAgainForm(SeenForm, WordsForm):
    """Words that stand already."""


class OpenForm(FactsForm, WordsForm):
    """A new plan: facts and words on one page; everything may stay empty."""

    field_order = ("present", "judged", "felt", "contact", "word", "place")


class MeasureForm(PlainForm):
    """The person's own word."""

    choice = forms.ChoiceField(
        label=_("The person says"), choices=CHOICES, widget=forms.RadioSelect
    )


class LowerForm(PlainForm):
    """A lower level, why, and the version of the plan that was looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    level = forms.ChoiceField(label=_("New level"), choices=LEVELS[1:3])
    reason = forms.CharField(
        label=_("Why"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000
    )


class RhythmForm(PlainForm):
    """How often."""

    every_hours = forms.IntegerField(
        label=_("A sign of life every how many hours?"), min_value=1, max_value=MOST_HOURS
    )


class SilenceForm(PlainForm):
    """From when, for how long, and the person's own yes."""

    start = forms.DateTimeField(
        label=_("From (UTC)"), help_text=_("For example 2026-11-23 08:00.")
    )
    hours = forms.IntegerField(label=_("For how many hours?"), min_value=1, max_value=1000)
    agreed = forms.BooleanField(label=_("The person agreed to it."), required=False)

    def span(self) -> tuple[datetime, datetime]:
        """Start and end, aware."""
        start = self.cleaned_data["start"].astimezone(UTC)
        return start, start + timedelta(hours=self.cleaned_data["hours"])


def level_says(level: Level) -> str:
    """A level in words."""
    return str(dict(LEVELS)[level])


def danger_says(danger: Danger) -> str:
    """A danger in words."""
    return str(dict(DANGERS)[danger])


def choice_says(state: str) -> str:
    """A person's answer in words."""
    said = {
        Choice.OFFERED.value: gettext("not answered yet"),
        Choice.ACCEPTED.value: gettext("yes"),
        Choice.DECLINED.value: gettext("no"),
        Choice.WITHDRAWN.value: gettext("took the yes back"),
    }
    return said.get(state, say(state))
