"""Forms of the status pages: shape only."""

from datetime import date
from hashlib import sha256
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from safeconduct.status.core.catalogue import calendars, deadline_rules, readings
from safeconduct.status.core.terms import Authority, ReadingKind, ReadingRow
from safeconduct.status.office.words import authority_says, kind_says
from safeconduct.status.queries import OfferView
from safeconduct.status.services import Decision
from safeconduct.web.forms import PlainForm
from safeconduct.web.say import say, say_country

DAY = _("For example 2026-12-11.")


class PositionForm(PlainForm):
    """One more legal position."""

    kind = forms.ChoiceField(label=_("Position"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (kind.value, kind_says(kind)) for kind in readings()
        ]


class ClosingForm(PlainForm):
    """An authority's decision, as it stands on paper."""

    authority = forms.ChoiceField(label=_("Who decided"))
    name = forms.CharField(label=_("Name of the authority"), max_length=120, required=False)
    reference = forms.CharField(label=_("File number"), max_length=80, required=False)
    decided_on = forms.DateField(label=_("Day of the decision"), help_text=DAY)
    to = forms.ChoiceField(label=_("Which position follows"))
    paper = forms.FileField(
        label=_("The decision itself"),
        help_text=_("A scan. Only its fingerprint is kept here."),
        required=False,
    )

    def __init__(self, row: ReadingRow, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        closers = sorted(row.closers) or list(Authority)
        follows = sorted(row.closes_to) or list(ReadingKind)
        self.fields["authority"].choices = [  # type: ignore[attr-defined]
            (one.value, authority_says(one)) for one in closers
        ]
        self.fields["to"].choices = [(one.value, kind_says(one)) for one in follows]  # type: ignore[attr-defined]

    def decision(self) -> Decision:
        """The decision as the service takes it."""
        asked = self.cleaned_data
        paper = asked["paper"]
        return Decision(
            authority=Authority(asked["authority"]),
            name=asked["name"],
            reference=asked["reference"],
            paper_hash=sha256(paper.read()).hexdigest() if paper else "",
            decided_on=asked["decided_on"],
            to=ReadingKind(asked["to"]),
        )


class DeadlineForm(PlainForm):
    """A rule, the day of its event, and the likely seats."""

    rule = forms.ChoiceField(label=_("Which deadline"))
    earliest = forms.DateField(label=_("Day of the event"), help_text=DAY)
    latest = forms.DateField(
        label=_("If the day is not certain: the latest it can have been"),
        help_text=_("The earliest day counts then, and no legal day is named."),
        required=False,
    )
    seats = forms.MultipleChoiceField(
        label=_("Likely seats"),
        help_text=_("Without a tick every known calendar counts, and the earliest day wins."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rule"].choices = [  # type: ignore[attr-defined]
            (rule.id, f"{say(rule.forum)}: {say(rule.title)}")
            for rule in deadline_rules().values()
        ]
        self.fields["seats"].choices = [  # type: ignore[attr-defined]
            (seat, say(calendar.title)) for seat, calendar in calendars().items()
        ]

    def clean_latest(self) -> date | None:
        """The latest day, or the earliest when it is left empty."""
        earliest: date | None = self.cleaned_data.get("earliest")
        latest: date | None = self.cleaned_data.get("latest") or earliest
        if earliest and latest and latest < earliest:
            raise forms.ValidationError(_("The latest day lies before the earliest."))
        return latest


class WishForm(PlainForm):
    """The person's own words."""

    words = forms.CharField(
        label=_("Where the person wishes to go, in their words"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
    )


class OfferForm(PlainForm):
    """What a state says."""

    state_code = forms.RegexField(
        label=_("State"), help_text=_("Two letters, such as LT."), regex=r"^[A-Za-z]{2}$"
    )
    instrument = forms.CharField(
        label=_("Law or programme"),
        help_text=_("As published; no person in it."),
        max_length=120,
    )
    places = forms.IntegerField(label=_("Places"), min_value=0, max_value=100_000)

    def clean_state_code(self) -> str:
        """The code in capitals, when a country has it."""
        code = str(self.cleaned_data["state_code"]).upper()
        if say_country(code) == code:
            raise forms.ValidationError(_("No country has these two letters."))
        return code


class PickOfferForm(PlainForm):
    """One offer of the list."""

    offer = forms.ChoiceField(label=_("Offer"))

    def __init__(self, listed: list[OfferView], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["offer"].choices = [  # type: ignore[attr-defined]
            (str(one.id), f"{say_country(one.offer.state)}: {one.offer.instrument}")
            for one in listed
        ]

    def offer_id(self) -> UUID:
        """The chosen offer."""
        return UUID(self.cleaned_data["offer"])


class ShowForm(PickOfferForm):
    """An offer and the words for the person."""

    text = forms.CharField(
        label=_("In the person's language"),
        help_text=_("What the state says it may do. The closing sentence is added for you."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=4000,
    )
