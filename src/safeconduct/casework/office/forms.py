"""Forms of the case pages: shape only."""

from uuid import UUID, uuid4

from django import forms
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from safeconduct.accounts.services import NEEDS
from safeconduct.casework.core.catalogue import questions
from safeconduct.casework.core.flow import Move
from safeconduct.casework.core.terms import CaseKind, Confirm
from safeconduct.contact.core.terms import Danger
from safeconduct.web.forms import PlainForm, ticks
from safeconduct.web.say import say

CONDITIONS = (("family_out_first", _("The family must be out before the crossing")),)
CONSENTS = (
    ("disclosure_prosecutor", _("Give testimony to a national prosecutor")),
    ("disclosure_court", _("Give testimony to a court")),
    ("disclosure_mechanism", _("Give testimony to an international mechanism")),
    ("publicity", _("Publicity")),
    ("return", _("Exchange or return")),
)
RELATIONS = (
    ("applicant", _("The person")),
    ("spouse", _("Wife or husband")),
    ("child", _("Child")),
    ("parent", _("Parent")),
    ("other", _("Other close person")),
)


class OpenCaseForm(PlainForm):
    """What kind of case the letter is."""

    kind = forms.ChoiceField(label=_("Who writes?"), widget=forms.RadioSelect)
    danger = forms.ChoiceField(label=_("Danger"), widget=forms.RadioSelect)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["kind"].choices = [(k.value, say(k)) for k in CaseKind]  # type: ignore[attr-defined]
        self.fields["danger"].choices = [(d.value, say(d)) for d in Danger]  # type: ignore[attr-defined]


class AnswerForm(PlainForm):
    """Free words, which inform; sent twice they arrive once."""

    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    text = forms.CharField(
        label=_("Your answer"),
        help_text=_("Promise no country, no sum, no safety. Before arrival, ask nothing here."),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=8000,
    )


class AskForm(PlainForm):
    """One question of the closed list."""

    code = forms.ChoiceField(label=_("Question"), widget=forms.RadioSelect)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        here = translation.get_language() or "en"
        self.fields["code"].choices = [  # type: ignore[attr-defined]
            (code, question.text[here]) for code, question in questions().items()
        ]


class ActForm(PlainForm):
    """Ticks for what a move asks to be confirmed, and the version of the case."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    other_alias = forms.CharField(label=_("Alias of the other case"), required=False)

    def __init__(self, move: Move, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields |= ticks({tick.name: tick.value for tick in move.confirms})
        if move.act.value != "merge":
            del self.fields["other_alias"]

    def confirmed(self) -> frozenset[Confirm]:
        """What was ticked."""
        return frozenset(t for t in Confirm if self.cleaned_data.get(t.name))


class TeamForm(PlainForm):
    """An officer and the role on this case."""

    officer = forms.ChoiceField(label=_("Officer"))
    role = forms.ChoiceField(label=_("Role on this case"))

    def __init__(
        self, officers: list[tuple[UUID, str]], *args: object, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["officer"].choices = officers  # type: ignore[attr-defined]
        self.fields["role"].choices = [(r.value, say(r)) for r in sorted(NEEDS)]  # type: ignore[attr-defined]


class PersonForm(PlainForm):
    """The five facts of Geneva Convention III, Art. 17: all optional, none ever asked twice."""

    relation = forms.ChoiceField(label=_("Who is it?"), choices=RELATIONS)
    surname = forms.CharField(label=_("Surname"), required=False, max_length=80)
    first_names = forms.CharField(label=_("First names"), required=False, max_length=120)
    rank = forms.CharField(label=_("Rank"), required=False, max_length=60)
    birth_date = forms.DateField(
        label=_("Date of birth"),
        required=False,
        help_text=_("For example 1998-03-27."),
    )
    service_number = forms.CharField(label=_("Service number"), required=False, max_length=20)


class ConsentForm(PlainForm):
    """The person's own choice."""

    purpose = forms.ChoiceField(label=_("For what"), choices=CONSENTS)
    given = forms.ChoiceField(
        label=_("The person says"),
        choices=(("no", _("No")), ("yes", _("Yes"))),
        widget=forms.RadioSelect,
        initial="no",
    )


class ConditionForm(PlainForm):
    """A condition the person sets."""

    code = forms.ChoiceField(label=_("Condition"), choices=CONDITIONS)


class AttestForm(PlainForm):
    """What the attesting officer saw."""

    head_count = forms.IntegerField(
        label=_("How many people arrived?"), min_value=1, max_value=500
    )
    seen = forms.BooleanField(
        label=_("I have seen the person myself, here, in safety."), required=False
    )
