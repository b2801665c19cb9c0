"""Forms of the public door: shape only; nothing about the person is required."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from safeconduct.contact.core.terms import Danger
from safeconduct.web.forms import PlainForm

# What the person says of the danger; the desk goes by it and by nothing else.
DANGER_CHOICES = (
    (Danger.FRONT.value, _("At the front, or about to be sent there")),
    (Danger.HUNTED.value, _("Somebody is looking for me")),
    (Danger.ABROAD.value, _("Abroad")),
    (Danger.WAITING.value, _("In no danger just now")),
)


class OnceForm(PlainForm):
    """A form whose second sending changes nothing: the letter's id comes with it."""

    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class WriteForm(OnceForm):
    """The first letter."""

    text = forms.CharField(
        label=_("Your message"),
        help_text=_("In your own words. No name, no unit, no exact place is needed."),
        widget=forms.Textarea(attrs={"rows": 8}),
        required=False,
        strip=False,
    )
    danger = forms.ChoiceField(
        label=_("Where do you stand now?"),
        choices=DANGER_CHOICES,
        widget=forms.RadioSelect,
        required=False,
    )
    long_code = forms.BooleanField(
        label=_("Give me twelve words instead of six"),
        help_text=_("Harder to remember, but not stretched by a computer. Six is enough."),
        required=False,
    )


class MoreForm(OnceForm):
    """A further letter."""

    text = forms.CharField(
        label=_("Your message"),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
        strip=False,
    )


class ReturnForm(PlainForm):
    """The words to come back with."""

    words = forms.CharField(
        label=_("Your words"),
        help_text=_("In order, with spaces. Capitals and ё or е do not matter."),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
    )


class PracticeForm(PlainForm):
    """Typing the words once, so that they stay."""

    words = forms.CharField(
        label=_("Type your words without looking"),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
        required=False,
    )
