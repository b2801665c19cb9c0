"""The form for offering equipment: a rough kind and own words; no place is ever asked."""

from django import forms
from django.utils.translation import gettext_lazy as _

from safeconduct.contact.public.forms import OnceForm

# Rough kinds, so that nobody has to know a model; officers place it in the tariff later.
KINDS = (
    ("tank", _("Tank")),
    ("armoured", _("Armoured vehicle")),
    ("artillery", _("Gun or rocket launcher")),
    ("helicopter", _("Helicopter")),
    ("aircraft", _("Aircraft")),
    ("vessel", _("Ship or boat")),
    ("vehicle", _("Lorry or car")),
    ("other", _("Something else")),
)


class DeclareForm(OnceForm):
    """What the person could bring, in rough words."""

    core_asks = frozenset({"text"})

    type = forms.ChoiceField(
        label=_("What is it?"), choices=KINDS, widget=forms.RadioSelect, required=False
    )
    text = forms.CharField(
        label=_("Your message"),
        help_text=_("In your own words. No unit, no place and no plan is needed."),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
        strip=False,
    )
