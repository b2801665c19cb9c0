"""Forms of the crossing pages: shape only; and the words for codes that pages show."""

from typing import Any

from django import forms
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from safeconduct.catalogues.queries import in_force
from safeconduct.common.money import MINOR_PER_MAJOR, Money
from safeconduct.common.period import Period
from safeconduct.passage.core.catalogue import (
    DESK_CODES,
    Checklist,
    Language,
    costs,
    signals_for,
)
from safeconduct.passage.core.checklists import CHECKLISTS, items_of
from safeconduct.passage.core.terms import (
    Answer,
    CheckKind,
    CostKind,
    Crossing,
    FamilyFirst,
    HarmAnswer,
    Mode,
    NoticeState,
    Plan,
    WeaponState,
)
from safeconduct.passage.core.winter import (
    COLDEST_AIR_C,
    STRONGEST_WIND_KMH,
    ColdSeen,
    ReceptionSeen,
    Seen,
    SunTimes,
    WaterSeen,
)
from safeconduct.web.forms import PlainForm
from safeconduct.web.stale import SeenForm

TICKED = "checked-"  # before the code of a question, so that no code is the name of a field
MODES = (
    (Mode.FOOT.value, _("on foot")),
    (Mode.VEHICLE.value, _("with a vehicle")),
    (Mode.AIR.value, _("by air")),
    (Mode.SEA.value, _("by sea")),
    (Mode.DRONE_LED.value, _("led by a drone")),
)
HARM = (
    (HarmAnswer.NOT_ASKED.value, _("Nobody has asked yet")),
    (HarmAnswer.NOBODY.value, _("Nobody is harmed")),
    (HarmAnswer.SOMEONE.value, _("Somebody would be harmed")),
)
WEAPONS = (
    (WeaponState.NONE.value, _("There are none")),
    (WeaponState.LEFT_BEHIND.value, _("Left behind")),
    (WeaponState.UNLOADED_SLUNG.value, _("Magazine out, slung, barrel down")),
    (WeaponState.SECURED.value, _("Mounted arms: safe, unmanned, turned away")),
)
ANSWERS = (
    (Answer.WILL_COMPLY.value, _("Will comply")),
    (Answer.CANNOT_COMPLY.value, _("Cannot comply")),
)
STATES = {
    NoticeState.DRAFT: _("draft"),
    NoticeState.PROPOSED: _("waits for a second person"),
    NoticeState.APPROVED: _("approved by two"),
    NoticeState.SENT: _("in force"),
    NoticeState.SUPERSEDED: _("replaced"),
    NoticeState.CANCELLED: _("cancelled"),
    NoticeState.EXPIRED: _("over"),
}
CHECKS = {
    CheckKind.LIGHT: _("Light"),
    CheckKind.COLD: _("Cold"),
    CheckKind.RECEPTION: _("Reception"),
    CheckKind.WATER: _("Water"),
}
CLOCK = _("UTC, for example 2026-11-22 18:30.")
COLDEST_WATER_C, WARMEST_WATER_C = -3, 40  # what passage.core.winter.water takes


def here() -> Language:
    """The language of the page."""
    return Language(translation.get_language() or "en")


class PeopleForm(PlainForm):
    """What is known of the people who come."""

    mode = forms.ChoiceField(
        label=_("How do they cross?"), choices=MODES, widget=forms.RadioSelect
    )
    head_count = forms.IntegerField(
        label=_("How many people come, everyone counted?"),
        help_text=_("Leave it empty until the person has confirmed it."),
        required=False, min_value=1, max_value=500,
    )  # fmt: skip
    unwitting = forms.IntegerField(
        label=_("How many of them do not know of it?"),
        help_text=_("They are protected persons: a plan that harms them is refused."),
        min_value=0, max_value=499, initial=0,
    )  # fmt: skip
    harm = forms.ChoiceField(
        label=_("Does this plan need anyone to be harmed?"),
        choices=HARM, widget=forms.RadioSelect, initial=HarmAnswer.NOT_ASKED.value,
    )  # fmt: skip
    duress = forms.BooleanField(
        label=_("There is a sign that somebody forces the person."), required=False
    )

    def clean(self) -> dict[str, Any]:
        """At least one person must have agreed to come."""
        asked = super().clean() or {}
        count, unwitting = asked.get("head_count"), asked.get("unwitting")
        if count is not None and unwitting is not None and unwitting >= count:
            self.add_error("unwitting", _("At least one person must have agreed to come."))
        return asked

    def known(self) -> Crossing:
        """What was told; family and stage are read from the case."""
        asked = self.cleaned_data
        return Crossing(
            mode=Mode(asked["mode"]),
            head_count=asked["head_count"],
            unwitting=asked["unwitting"],
            harm=HarmAnswer(asked["harm"]),
            family_first=FamilyFirst.NOT_SET,
            duress=asked["duress"],
        )


class KnownForm(SeenForm, PeopleForm):
    """What is known already, to be changed."""


class PlanForm(PlainForm):
    """A crossing notice: time, signals, weapons, reception, the authority's corridor."""

    window_start = forms.DateTimeField(label=_("Agreed time from"), help_text=CLOCK)
    window_end = forms.DateTimeField(label=_("Agreed time until"), help_text=CLOCK)
    signals = forms.MultipleChoiceField(
        label=_("Agreed signals"), widget=forms.CheckboxSelectMultiple, required=False
    )
    weapon_state = forms.ChoiceField(
        label=_("Agreed state of weapons"), choices=WEAPONS, widget=forms.RadioSelect
    )
    reception_point = forms.CharField(
        label=_("Reception point"),
        help_text=_("The authority's own code for it, no coordinates."),
        max_length=40, required=False,
    )  # fmt: skip
    corridor = forms.CharField(
        label=_("Corridor, in the words of the authority"),
        help_text=_("One coarse part per line, not finer than 500 metres."),
        widget=forms.Textarea(attrs={"rows": 3}), max_length=2000, required=False,
    )  # fmt: skip

    def __init__(self, mode: Mode, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signals"].choices = [  # type: ignore[attr-defined]
            (sign.code, sign.texts.in_(here())) for sign in signals_for(mode)
        ]
        for code in DESK_CODES:
            self.fields[code] = forms.CharField(
                label=_("Who is %(code)s?") % {"code": code},
                help_text=_("A desk that must read the notice back; sealed. No unit name."),
                max_length=80, required=False,
            )  # fmt: skip
        for item in items_of(in_force(CHECKLISTS), Checklist.BEFORE_NOTICE):
            name = f"{TICKED}{item.code}"
            self.fields[name] = forms.BooleanField(label=item.texts.in_(here()))

    def clean(self) -> dict[str, Any]:
        """The time must end after it begins."""
        asked = super().clean() or {}
        start, end = asked.get("window_start"), asked.get("window_end")
        if start and end and end <= start:
            self.add_error("window_end", _("The agreed time must end after it begins."))
        return asked

    def plan(self) -> Plan:
        """What was filled in."""
        asked = self.cleaned_data
        desks = [(code, asked[code].strip()) for code in DESK_CODES if asked[code].strip()]
        return Plan(
            window=Period(asked["window_start"], asked["window_end"]),
            signals=tuple(asked["signals"]),
            weapon_state=WeaponState(asked["weapon_state"]),
            reception_point=asked["reception_point"].strip(),
            corridor_cells=tuple(
                line.strip() for line in asked["corridor"].splitlines() if line.strip()
            ),
            addressees=tuple(desks),
        )


class ApproveForm(PlainForm):
    """The content that is agreed to, by its digest."""

    digest = forms.CharField(widget=forms.HiddenInput, min_length=64, max_length=64)


class ReadBackForm(PlainForm):
    """What the duty officer said."""

    core_asks = frozenset({"officer"})

    officer = forms.CharField(
        label=_("Name of the duty officer on the line"), max_length=80, required=False
    )
    code = forms.CharField(
        label=_("Code as read back"),
        help_text=_("Type what you hear. Capitals, spaces and the keyboard do not matter."),
        max_length=20, required=False,
    )  # fmt: skip
    answer = forms.ChoiceField(label=_("Answer"), choices=ANSWERS, widget=forms.RadioSelect)


class ColdForm(PlainForm):
    """Air and wind where people will be."""

    air_c = forms.FloatField(label=_("Air, °C"), min_value=COLDEST_AIR_C, max_value=60)
    wind_kmh = forms.FloatField(
        label=_("Wind, km/h"), min_value=0, max_value=STRONGEST_WIND_KMH
    )
    minutes_outside = forms.IntegerField(
        label=_("Minutes outside"), min_value=0, max_value=1440
    )


class WaterForm(PlainForm):
    """Water at sea."""

    water_c = forms.FloatField(
        label=_("Water, °C"), min_value=COLDEST_WATER_C, max_value=WARMEST_WATER_C
    )
    minutes_in_water = forms.IntegerField(
        label=_("Minutes in the water"),
        help_text=_("0 when nobody has to go into the water."),
        min_value=0, max_value=1440,
    )  # fmt: skip


class LightForm(PlainForm):
    """Sun times of the day, with their source."""

    civil_dawn = forms.DateTimeField(label=_("Civil dawn"), help_text=CLOCK)
    sunrise = forms.DateTimeField(label=_("Sunrise"), help_text=CLOCK)
    sunset = forms.DateTimeField(label=_("Sunset"), help_text=CLOCK)
    civil_dusk = forms.DateTimeField(label=_("Civil dusk"), help_text=CLOCK)
    source = forms.CharField(label=_("Source of these times"), max_length=80)

    def clean(self) -> dict[str, Any]:
        """The four times must be in order."""
        asked = super().clean() or {}
        if not self.errors:
            try:
                SunTimes(**asked)
            except ValueError:
                self.add_error("civil_dawn", _("Dawn, sunrise, sunset, dusk: in this order."))
        return asked


class ReceptionForm(PlainForm):
    """The reception team's own word."""

    ready = forms.BooleanField(
        label=_("The reception team says that it is ready for exactly these people."),
        required=False,
    )


# The form of each look, and what its fields make.
CHECK_FORMS: dict[CheckKind, tuple[type[PlainForm], type[Seen]]] = {
    CheckKind.COLD: (ColdForm, ColdSeen),
    CheckKind.LIGHT: (LightForm, SunTimes),
    CheckKind.RECEPTION: (ReceptionForm, ReceptionSeen),
    CheckKind.WATER: (WaterForm, WaterSeen),
}


class CostForm(PlainForm):
    """Help in kind: what, how much, from which vendor."""

    kind = forms.ChoiceField(label=_("What for?"), widget=forms.RadioSelect)
    amount = forms.DecimalField(
        label=_("Amount in USD"), decimal_places=2, max_digits=9, min_value=0
    )
    vendor = forms.IntegerField(
        label=_("Number of the vendor"),
        help_text=_("From the vendor list of the treasury."),
        min_value=1, max_value=9999,
    )  # fmt: skip
    payee = forms.ChoiceField(
        label=_("Who receives the money?"),
        choices=(("vendor", _("The vendor")), ("person", _("The person, in cash"))),
        widget=forms.RadioSelect,
        initial="vendor",
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (cost.kind.value, f"{cost.texts.in_(here())} (≤ {cost.ceiling})")
            for cost in costs()
        ]

    def asked(self) -> tuple[CostKind, Money, str, bool]:
        """(kind, amount, vendor code, whether it would be cash to the person)."""
        data = self.cleaned_data
        minor = int(data["amount"] * MINOR_PER_MAJOR)
        vendor, cash = f"vendor-{data['vendor']}", data["payee"] == "person"
        return CostKind(data["kind"]), Money(minor), vendor, cash
