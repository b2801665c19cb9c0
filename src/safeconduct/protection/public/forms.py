"""The form of a sign of life: one tick or own words; nothing is asked, least of all a place."""

from django import forms
from django.utils.translation import gettext_lazy as _

from safeconduct.contact.public.forms import OnceForm
from safeconduct.protection.core.terms import Saying

SAYINGS = (
    (Saying.WELL.value, _("I am all right")),
    (Saying.NOT_WELL.value, _("I am not all right")),
    (Saying.WORDS.value, _("I say it in my own words")),
)


class CheckInForm(OnceForm):
    """All right, not all right, or own words: one of them."""

    core_asks = frozenset({"said", "text"})

    said = forms.ChoiceField(
        label=_("How are you?"),
        choices=SAYINGS,
        widget=forms.RadioSelect,
        required=False,
    )
    text = forms.CharField(
        label=_("What you want to say"),
        help_text=_("Do not write where you are."),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        strip=False,
    )
