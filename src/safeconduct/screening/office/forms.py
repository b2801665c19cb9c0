"""Forms of screening: shape only."""

from django import forms
from django.utils.translation import gettext_lazy as _

from safeconduct.screening.core.review import OUTCOME_SAYS, Outcome
from safeconduct.web.forms import PlainForm
from safeconduct.web.say import say

MOST_BYTES = 8_000_000  # settings.FILE_UPLOAD_MAX_MEMORY_SIZE: a list never touches the disk
SIZE_SENTENCE = _("Choose a file of at most 8 MB.")


class ListForm(PlainForm):
    """A file of FollowTheMoney entities, one a line."""

    title = forms.CharField(
        label=_("Title of the list"),
        max_length=80,
        help_text=_(
            "The same title for every version of one list, "
            "for example: Financial sanctions of the EU."
        ),
    )
    file = forms.FileField(
        label=_("File"),
        max_length=200,
        help_text=_("FollowTheMoney entities, one a line, at most 8 MB."),
        error_messages={"required": SIZE_SENTENCE, "missing": SIZE_SENTENCE},
    )

    def clean_file(self) -> bytes:
        """The bytes of the file, read in memory."""
        given = self.cleaned_data["file"]
        if given.size > MOST_BYTES:
            raise forms.ValidationError(SIZE_SENTENCE)
        return bytes(given.read())


class AskForm(PlainForm):
    """Whom to ask about."""

    person = forms.UUIDField(widget=forms.HiddenInput)


class ReviewForm(PlainForm):
    """What the officer saw, and why they say so."""

    outcome = forms.ChoiceField(label=_("What do you see?"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        required=False,
        help_text=_("What you compared, on which paper, and what the person said."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [  # type: ignore[attr-defined]
            (one.value, say(OUTCOME_SAYS[one])) for one in Outcome
        ]
