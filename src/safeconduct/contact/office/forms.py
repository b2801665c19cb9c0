"""Forms of the ombudsman's desk: shape only."""

from django import forms
from django.utils.translation import gettext_lazy as _

from safeconduct.web.forms import PlainForm


class AnswerForm(PlainForm):
    """The ombudsman's answer."""

    text = forms.CharField(
        label=_("Your answer"),
        help_text=_("It comes into the mailbox. Nobody who works on the case sees it."),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=8000,
    )
