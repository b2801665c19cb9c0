"""Forms of the public door: shape only; nothing about the person is required."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from safeconduct.common.refusal import Reason
from safeconduct.contact.core.stories import stories
from safeconduct.contact.core.terms import WRITER, Danger, WhyNot, Wish, Writer
from safeconduct.web.forms import PlainForm

# What the person says of the danger; the desk goes by it and by nothing else.
DANGER_CHOICES = (
    (Danger.FRONT.value, _("At the front, or about to be sent there")),
    (Danger.HUNTED.value, _("Somebody is looking for me")),
    (Danger.ABROAD.value, _("Abroad")),
    (Danger.WAITING.value, _("In no danger just now")),
)
WRITER_CHOICES = (
    (Writer.ONESELF.value, _("I write for myself")),
    (Writer.RELATIVE.value, _("I am a relative or a friend")),
    (Writer.GROUP.value, _("We are several")),
    (Writer.ABROAD.value, _("I have left the army and am abroad")),
)
WISH_CHOICES = (
    (Wish.SEE.value, _("I want to see what you keep about me")),
    (Wish.CORRECT.value, _("Something is wrong: correct it")),
    (Wish.ERASE.value, _("Erase something, or all of it")),
)
# The field beside which a refusal of the service is said.
ABOUT: dict[Reason, str] = {
    WhyNot.BAD_CODE: "words",
    WhyNot.EMPTY: "text",
    WhyNot.TOO_LONG: "text",
}
TWELVE = _("Give me twelve words instead of six")
WHY_TWELVE = _(
    "Twelve are safer for whoever can hide a paper; six can be remembered without one."
)
NO_WORDS = _("Type your words in order, with spaces between them.")


class OnceForm(PlainForm):
    """A form whose second sending changes nothing: the letter's id comes with it."""

    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea):
                # Whoever takes the phone and goes back must not find what was sent.
                field.widget.attrs["autocomplete"] = "off"


class WriteForm(OnceForm):
    """The first letter."""

    core_asks = frozenset({"text"})

    text = forms.CharField(
        label=_("Your message"),
        help_text=_("In your own words. No name, no unit, no exact place is needed."),
        widget=forms.Textarea(attrs={"rows": 8}),
        required=False,
        strip=False,
    )
    danger = forms.ChoiceField(
        label=_("What is your situation now?"),
        choices=DANGER_CHOICES,
        widget=forms.RadioSelect,
        required=False,
    )
    writer = forms.ChoiceField(
        label=_("Who is writing?"),
        choices=WRITER_CHOICES,
        widget=forms.RadioSelect,
        required=False,
    )
    long_code = forms.BooleanField(label=TWELVE, help_text=WHY_TWELVE, required=False)

    def told(self) -> dict[str, str]:
        """What goes into the sealed letter beside its text: who writes, where they said it."""
        writer = self.cleaned_data["writer"]
        return {WRITER: writer} if writer else {}


class MoreForm(OnceForm):
    """A further letter."""

    core_asks = frozenset({"text"})

    text = forms.CharField(
        label=_("Your message"),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
        strip=False,
    )


class FilesInput(forms.ClearableFileInput):
    """A control in which several files can be chosen at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files: what is wrong with one is said of that one, and stops no other."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """(files, [(name, sentence)]): the good ones, and why others are not."""
        good, bad = [], []
        for file in data or [None]:
            try:
                good.append(super().clean(file, initial))
            except forms.ValidationError as error:
                if not data:
                    raise
                bad.append((file.name, error.messages[0]))
        return good, bad


class FileForm(OnceForm):
    """A few words about files, and the files, in the order in which they are sent."""

    note = forms.CharField(
        label=_("What is it?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        strip=False,
    )
    file = FilesField(
        label=_("Files"),
        help_text=_("At most 2 GB in all, and ten files at a time."),
        max_length=255,
    )

    def say_refused(self, sentences: Iterable[str]) -> None:
        """Why files were not taken, in place of "please choose a file"."""
        self.errors.pop("file", None)
        for sentence in sentences:
            self.add_error("file", sentence)


class ReturnForm(PlainForm):
    """The words to come back with."""

    words = forms.CharField(
        label=_("Your words"),
        help_text=_("In order, with spaces. Capitals and ё or е do not matter."),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": NO_WORDS},
    )
    # A letter whose mailbox closed while it was typed; it goes with the words and is sent.
    once = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)
    text = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def clean_once(self) -> uuid.UUID:
        """The letter's id; a fresh one for a page that came without."""
        return self.cleaned_data["once"] or uuid.uuid4()


class ComplaintForm(OnceForm):
    """A complaint, for the ombudsman alone."""

    core_asks = frozenset({"text"})

    text = forms.CharField(
        label=_("Your complaint"),
        help_text=_("In your own words. You need not say who you are."),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
        strip=False,
    )
    name_case = forms.BooleanField(
        label=_("The ombudsman may know which case is mine"),
        help_text=_("Without this tick nothing leads from the complaint to you."),
        required=False,
    )


class OwnDataForm(OnceForm):
    """What the person asks about their own data; nothing else is asked of them."""

    core_asks = frozenset({"text"})

    wish = forms.ChoiceField(
        label=_("What do you ask for?"), choices=WISH_CHOICES, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("Is there anything to add?"),
        help_text=_("For example what is wrong, or what shall go. You need not say why."),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        strip=False,
    )


class AlarmForm(OnceForm):
    """What the mailbox shows that alarm words open."""

    story = forms.ChoiceField(
        label=_("What shall it look like?"), widget=forms.RadioSelect, required=False
    )
    text = forms.CharField(
        label=_("Or the answer that shall be read there, in your words"),
        help_text=_("Better than ours: whoever knows this site can know our texts."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=2000,
        required=False,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        here = translation.get_language() or "en"
        choices = [(story.code, story.label[here]) for story in stories()]
        self.fields["story"].choices = choices  # type: ignore[attr-defined]

    def texts(self, language: str) -> tuple[str, ...]:
        """The answers to show: the person's own words, or the chosen story's."""
        asked = self.cleaned_data
        if asked["text"].strip():
            return (asked["text"],)
        told = {story.code: story for story in stories()}
        return told[asked["story"] or stories()[0].code].texts[language]


class NewWordsForm(PlainForm):
    """How many new words."""

    long_code = forms.BooleanField(label=TWELVE, help_text=WHY_TWELVE, required=False)


class PracticeForm(PlainForm):
    """Typing the words once, so that they stay."""

    words = forms.CharField(
        label=_("Type your words without looking"),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": NO_WORDS},
    )
