"""Forms of testimony: shape only; the core decides what may be taken and what may leave."""

import uuid
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from safeconduct.testimony.core import catalogue
from safeconduct.testimony.core.papers import RECIPIENT_CHARACTERS, Taking
from safeconduct.testimony.core.terms import (
    Fitness,
    Purpose,
    WithheldReason,
)
from safeconduct.testimony.queries import ExhibitView, PartView, StatementView
from safeconduct.testimony.services import Wanted
from safeconduct.web.forms import PlainForm

LONGEST_PART = 20_000  # characters, as for a letter (contact)
GIVE = "give"

FITNESS = (
    (Fitness.NOT_FIT.value, _("Not fit to speak now")),
    (Fitness.FIT_WITH_BREAKS.value, _("Fit, with breaks")),
    (Fitness.FIT.value, _("Fit to speak")),
)
REASONS = (
    (WithheldReason.NOT_RELEVANT.value, _("Stays: not relevant to this purpose")),
    (WithheldReason.NO_CONSENT.value, _("Stays: the person does not agree to this one")),
    (WithheldReason.SAFETY_OF_PERSON.value, _("Stays: safety of the person")),
    (WithheldReason.SAFETY_OF_FAMILY.value, _("Stays: safety of the family")),
    (WithheldReason.SAFETY_OF_OTHERS.value, _("Stays: safety of others")),
    (WithheldReason.PRIVILEGED.value, _("Stays: privileged")),
)
PURPOSES = (
    (Purpose.INVESTIGATION.value, _("Investigation")),
    (Purpose.PROSECUTION.value, _("Prosecution")),
    (Purpose.TRIAL.value, _("Trial")),
    (Purpose.DEFENCE.value, _("Defence")),
    (Purpose.OWN_COPY.value, _("The person's own copy")),
)


def own(row: Any) -> str:
    """A catalogue row in the language of the page."""
    here = get_language() or "en"
    return str(getattr(row, here if here in catalogue.LANGUAGES else "en"))


class TakeForm(PlainForm):
    """What is confirmed before a statement; unticked means that it was not done."""

    language = forms.RegexField(
        r"^[a-z]{2,3}$",
        label=_("Language spoken"),
        help_text=_("Two or three small letters, for example ru or uk."),
    )
    asked = forms.ChoiceField(
        label=_("How does this begin?"),
        choices=(
            ("no", _("The person brings their words unasked; we only write them down")),
            ("yes", _("We ask the person for a statement")),
        ),
        widget=forms.RadioSelect,
        initial="no",
    )
    wishes_to_speak = forms.BooleanField(
        label=_("The person said that they wish to speak."), required=False
    )
    rights_read = forms.BooleanField(
        label=_("Rights and purpose were read in the person's language."), required=False
    )
    no_help_line_read = forms.BooleanField(
        label=_("The line that no help depends on this was read."), required=False
    )
    understood = forms.BooleanField(
        label=_("We share a language, or an interpreter is here."), required=False
    )
    warning_read = forms.BooleanField(
        label=_("The person was warned that own words may be used against them."),
        required=False,
    )
    counsel_offered = forms.BooleanField(label=_("A lawyer was offered."), required=False)
    self_incriminating = forms.ChoiceField(
        label=_("Is the account likely to touch the person's own acts?"),
        choices=(("yes", _("Yes, or not known")), ("no", _("No"))),
        widget=forms.RadioSelect,
        initial="yes",
    )
    fitness = forms.ChoiceField(
        label=_("Food, rest and health, as medical staff see it"),
        choices=FITNESS,
        widget=forms.RadioSelect,
        initial=Fitness.NOT_FIT.value,
    )

    def taking(self) -> Taking:
        """What was confirmed."""
        asked = self.cleaned_data
        return Taking(
            asked=asked["asked"] == "yes",
            wishes_to_speak=asked["wishes_to_speak"],
            rights_read=asked["rights_read"],
            no_help_line_read=asked["no_help_line_read"],
            understood=asked["understood"],
            fitness=Fitness(asked["fitness"]),
            self_incriminating=asked["self_incriminating"] == "yes",
            warning_read=asked["warning_read"],
            counsel_offered=asked["counsel_offered"],
        )


class PartForm(PlainForm):
    """The next part, or a correction of an earlier one."""

    core_asks = frozenset({"text"})

    text = forms.CharField(
        label=_("The person's own words"),
        help_text=_(
            "As spoken. A part is never changed afterwards, only corrected by a new one."
        ),
        widget=forms.Textarea(attrs={"rows": 12}),
        max_length=LONGEST_PART,
        required=False,
        strip=False,
    )
    corrects = forms.TypedChoiceField(
        label=_("Does it correct an earlier part?"),
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(self, parts: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        numbers = range(1, parts + 1)
        self.fields["corrects"].choices = [  # type: ignore[attr-defined]
            ("", gettext("No, it goes on")),
            *((n, gettext("It corrects part %(number)s") % {"number": n}) for n in numbers),
        ]

    def clean_text(self) -> str:
        """Line ends as one character, so that the words hash the same everywhere."""
        text: str = self.cleaned_data["text"]
        return text.replace("\r\n", "\n").replace("\r", "\n")


class ExhibitForm(PlainForm):
    """One file, kept in memory on its way to the seal."""

    content = forms.FileField(
        label=_("File"),
        help_text=_("JPEG, PNG, PDF, MP4, Ogg or WAV, at most 8 MB. Its name is not kept."),
        allow_empty_file=True,
        error_messages={"required": _("Choose a file of at most 8 MB.")},
    )
    statement = forms.TypedChoiceField(
        label=_("Given with which statement?"),
        help_text=_("Without one it cannot leave: no sheet says how freely it was given."),
        coerce=uuid.UUID,
        empty_value=None,
        required=False,
    )

    def __init__(self, statements: list[StatementView], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["statement"].choices = [  # type: ignore[attr-defined]
            ("", gettext("None yet")),
            *((row.id, row.ref) for row in statements),
        ]


class HandOverForm(PlainForm):
    """Who takes the exhibit next."""

    to = forms.ChoiceField(label=_("To whom?"), widget=forms.RadioSelect)

    def __init__(self, receivers: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = receivers  # type: ignore[attr-defined]


class ProposeForm(PlainForm):
    """For whom, for what, and each part and exhibit: out, or back with a reason."""

    recipient_class = forms.ChoiceField(label=_("Who receives it?"), widget=forms.RadioSelect)
    recipient_name = forms.CharField(
        label=_("Name of the recipient"),
        help_text=_("The office, not a private person."),
        max_length=RECIPIENT_CHARACTERS,
        required=False,
    )
    purpose = forms.ChoiceField(
        label=_("For what?"), choices=PURPOSES, widget=forms.RadioSelect
    )

    def __init__(
        self, parts: list[PartView], exhibits: list[ExhibitView], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        classes = [(row.id.value, own(row)) for row in catalogue.recipients()]
        self.fields["recipient_class"].choices = classes  # type: ignore[attr-defined]
        give = (GIVE, gettext("Goes out"))
        refs = [(row.id, row.ref) for row in parts] + [(row.id, row.ref) for row in exhibits]
        for item, ref in refs:
            self.fields[f"item-{item.hex}"] = forms.ChoiceField(
                label=ref,
                choices=[*REASONS, give],
                initial=WithheldReason.NOT_RELEVANT.value,
            )

    def wanted(self) -> Wanted:
        """The choice as the service takes it."""
        asked = self.cleaned_data
        said = {
            uuid.UUID(name.removeprefix("item-")): value
            for name, value in asked.items()
            if name.startswith("item-")
        }
        return Wanted(
            recipient_class=asked["recipient_class"],
            recipient_name=asked["recipient_name"],
            purpose=asked["purpose"],
            given=frozenset(item for item, value in said.items() if value == GIVE),
            withheld={i: WithheldReason(v) for i, v in said.items() if v != GIVE},
        )


def moment(text: str) -> datetime:
    """A UTC time as typed, "2026-11-22 10:00"; ValueError for anything else."""
    return datetime.strptime(text.strip(), "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
