"""Forms of the equipment pages: shape only, and nothing about where anything stands."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safeconduct.catalogues.queries import in_force
from safeconduct.materiel.core.catalogue import all_types, tariff_on
from safeconduct.materiel.core.tariff import TARIFF
from safeconduct.materiel.core.terms import AlertEnd, Companions, Marks
from safeconduct.materiel.office.words import COMPANIONS, type_name
from safeconduct.web.forms import PlainForm
from safeconduct.web.say import say
from safeconduct.web.stale import SeenForm

MARK_LENGTH = 80
TEXT_FIELDS = ("serial", "plate", "tactical", "place")


def grouped_types(today: date) -> list[tuple[str, list[tuple[str, str]]]]:
    """Types of the catalogue under the class names of the tariff now in force."""
    tariff = tariff_on(in_force(TARIFF), today)
    groups: dict[str, list[tuple[str, str]]] = {}
    for kind in all_types():
        row = tariff.row(kind.tariff_class) if tariff else None
        label = say(row.label) if row else kind.tariff_class
        groups.setdefault(label, []).append((kind.code, type_name(kind)))
    return list(groups.items())


def _mark(label: Any, hint: Any = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, required=False, max_length=MARK_LENGTH)


class MarksForm(PlainForm):
    """Identity marks, each of them optional."""

    serial = _mark(_("Serial number"), _("Chassis, airframe or yard number."))
    plate = _mark(_("Plate, registration or ship's name"))
    tactical = _mark(_("Painted tactical, board or hull number"))
    place = _mark(
        _("Place of the handover or the find"),
        _("On our side only. Never ask where equipment stands that was not handed over."),
    )
    on = forms.DateField(
        label=_("Day of the handover or the find"),
        required=False,
        help_text=_("For example 2026-02-03. Empty while nothing was handed over."),
    )

    def marks(self, type_code: str) -> Marks:
        """What was filled in, as marks of an item of this type."""
        texts = {name: self.cleaned_data[name] for name in TEXT_FIELDS}
        return Marks(type_code=type_code, on=self.cleaned_data["on"], **texts)


class FateForm(PlainForm):
    """What became of the others, and who brought the item."""

    companions = forms.ChoiceField(
        label=_("The others on board, who did not take part in the decision"),
        widget=forms.RadioSelect,
        initial=Companions.NOT_KNOWN.value,
    )
    seized = forms.BooleanField(
        label=_("The programme took this item itself; nobody handed it over."), required=False
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["companions"].choices = [  # type: ignore[attr-defined]
            (code.value, say(words)) for code, words in COMPANIONS.items()
        ]


class MarksAgainForm(SeenForm, MarksForm):
    """Marks that stand already."""


class FateAgainForm(SeenForm, FateForm):
    """What was written of the others already."""


class ClaimForm(FateForm, MarksForm):
    """A claim; `seen` names the type and day whose value the officer was shown."""

    type_code = forms.ChoiceField(label=_("Equipment"))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    field_order = ("type_code", *TEXT_FIELDS, "on", "companions", "seized", "seen")

    def __init__(self, today: date, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Choose")), *grouped_types(today)]
        self.fields["type_code"].choices = choices  # type: ignore[attr-defined]


class MoveForm(PlainForm):
    """The version of the item that the officer saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class EndForm(PlainForm):
    """How an alert ends, and why."""

    end = forms.ChoiceField(
        label=_("What did you find?"),
        widget=forms.RadioSelect,
        choices=(
            (AlertEnd.DIFFERENT.value, _("Two different items: both claims go on")),
            ("mine", _("One item: this claim goes on")),
            ("other", _("One item: the other claim goes on")),
        ),
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Who brought it out of the war of their own will, and how you know."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
    )
