"""Forms of the case pages: shape only."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from safeconduct.accounts.core.terms import Role
from safeconduct.casework.core.catalogue import questions
from safeconduct.casework.core.flow import Move
from safeconduct.casework.core.kinds import kinds
from safeconduct.casework.core.phrases import Phrase, with_phrases
from safeconduct.casework.core.terms import (
    UNSEAL_HOURS,
    Ask,
    CaseAct,
    CaseKind,
    Confirm,
    HeadsWhy,
    Need,
    Stage,
)
from safeconduct.casework.queries import find_by_alias
from safeconduct.contact.core.terms import DANGER_ORDER
from safeconduct.web.forms import PlainForm, ticks
from safeconduct.web.say import say

CONDITIONS = (("family_out_first", _("The family must be out before the crossing")),)
CONSENTS = (
    ("disclosure_prosecutor", _("Give testimony to a national prosecutor")),
    ("disclosure_court", _("Give testimony to a court")),
    ("disclosure_mechanism", _("Give testimony to an international mechanism")),
    ("referral", _("Being referred to another organisation")),
    ("publicity", _("Publicity")),
    ("return", _("Exchange or return")),
)
RELATIONS = (
    ("applicant", _("The person")),
    ("spouse", _("Wife or husband")),
    ("child", _("Child")),
    ("parent", _("Parent")),
    ("partner", _("Partner")),
    ("sibling", _("Brother or sister")),
    ("grandparent", _("Grandparent or grandchild")),
    ("ward", _("Child in their care")),
    ("comrade", _("Comrade of the same group")),
    ("other", _("Other close person")),
)

DRAFT = _(
    "Unreviewed drafts: nobody has checked these translations yet. They come in the person's "
    "language; read them before you send them."
)
SOME_DRAFTS = _(
    "Where “unreviewed draft” stands, nobody has checked the translations yet. The phrases "
    "come in the person's language; read them before you send them."
)

ASKS_MORE = {
    CaseAct.CHANGE_KIND: ("kind",),
    CaseAct.MERGE: ("other_alias",),
    CaseAct.UNSEAL_IDENTITY: ("need", "hours"),
}


def dangers() -> list[tuple[str, str]]:
    """Every danger in words, the greatest first."""
    return [(danger.value, say(danger)) for danger in DANGER_ORDER]


class DangerForm(PlainForm):
    """The danger now."""

    seen = forms.ChoiceField(choices=dangers, required=False, widget=forms.HiddenInput)
    danger = forms.ChoiceField(label=_("Danger"), choices=dangers, widget=forms.RadioSelect)


class OpenCaseForm(PlainForm):
    """What kind of case the letter is."""

    kind = forms.ChoiceField(label=_("Who writes?"), widget=forms.RadioSelect)
    danger = forms.ChoiceField(label=_("Danger"), choices=dangers, widget=forms.RadioSelect)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds_explained()  # type: ignore[attr-defined]


def kinds_explained() -> list[tuple[str, str]]:
    """Every kind of case with what whoever chooses it has to know."""
    return [(one.value, f"{say(one)} · {say(kinds()[one].explained)}") for one in CaseKind]


class PhrasesForm(PlainForm):
    """A form with a text into which phrases may be put before it is sent."""

    phrases = forms.MultipleChoiceField(
        label=_("Phrases"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, offered: list[Phrase], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {one.code: one for one in offered}
        drafts = [one for one in offered if not one.reviewed]
        self.unreviewed = bool(drafts) and len(drafts) == len(offered)
        here = translation.get_language() or "en"
        self.fields["phrases"].choices = [  # type: ignore[attr-defined]
            (one.code, one.text[here] + self._mark(one)) for one in offered
        ]
        about = DRAFT if self.unreviewed else SOME_DRAFTS if drafts else ""
        self.fields["phrases"].help_text = about

    def _mark(self, phrase: Phrase) -> str:
        """Beside a phrase that nobody reviewed, where others of the list were reviewed."""
        plain = self.unreviewed or phrase.reviewed
        return "" if plain else f" ({gettext('unreviewed draft')})"

    def with_phrases(self, language: str) -> dict[str, Any]:
        """What a fresh form begins with: all that was typed, the ticked phrases in the text."""
        data: QueryDict = self.data  # type: ignore[assignment]
        ticked = data.getlist("phrases")
        chosen = [self.offered[code] for code in ticked if code in self.offered]
        typed = {name: self.data.get(name) for name in self.fields if name != "phrases"}
        return typed | {"text": with_phrases(typed["text"] or "", chosen, language)}


class AnswerForm(PhrasesForm):
    """Free words, which inform."""

    field_order = ("phrases", "text", "once_only", "alone")

    text = forms.CharField(
        label=_("Your answer"),
        help_text=_("Promise no country, no sum, no safety."),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=8000,
    )
    once_only = forms.BooleanField(
        label=_("It can be read once"),
        help_text=_("Shown when the person asks for it; gone when the mailbox closes."),
        required=False,
    )
    alone = forms.BooleanField(
        label=_("For the person alone"),
        help_text=_("No copy stays with us: you cannot read it again, and nobody else can."),
        required=False,
    )


class AskForm(PlainForm):
    """One question of the closed list."""

    code = forms.ChoiceField(label=_("Question"), widget=forms.RadioSelect)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        here = translation.get_language() or "en"
        self.fields["code"].choices = [  # type: ignore[attr-defined]
            (code, question.text[here]) for code, question in questions().items()
        ]


class ActForm(PlainForm):
    """Ticks for what a move asks to be confirmed, what it asks beside, the case's version."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.ChoiceField(
        choices=[(stage.value, stage.value) for stage in Stage],
        required=False,
        widget=forms.HiddenInput,
    )
    other_alias = forms.CharField(label=_("Alias of the other case"), required=False)
    kind = forms.ChoiceField(
        label=_("Which kind is it?"), choices=kinds_explained, widget=forms.RadioSelect
    )
    need = forms.ChoiceField(label=_("What is it needed for?"), widget=forms.RadioSelect)
    hours = forms.IntegerField(
        label=_("For how many hours?"), min_value=1, max_value=UNSEAL_HOURS, initial=1,
        help_text=_("Ten at most. It ends by itself, and the case officer is told."),
    )  # fmt: skip

    def __init__(self, move: Move, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= ticks({tick.name: tick.value for tick in move.confirms})
        self.fields["need"].choices = [(n.name, say(n)) for n in Need]  # type: ignore[attr-defined]
        wanted = ASKS_MORE.get(move.act, ())
        for name in {"other_alias", "kind", "need", "hours"} - set(wanted):
            del self.fields[name]

    def ask(self) -> Ask:
        """What the act asks beside its ticks."""
        asked = self.cleaned_data
        need = Need[asked["need"]] if "need" in asked else None
        kind = CaseKind(asked["kind"]) if asked.get("kind") else None
        other = find_by_alias(asked.get("other_alias", ""))
        return Ask(other, need, asked.get("hours", 0), kind)

    def confirmed(self) -> frozenset[Confirm]:
        """What was ticked."""
        return frozenset(t for t in Confirm if self.cleaned_data.get(t.name))


class TeamForm(PlainForm):
    """An officer in a role they hold; nobody is chosen beforehand."""

    place = forms.ChoiceField(label=_("Officer and role on this case"))

    def __init__(
        self, places: list[tuple[str, list[tuple[str, str]]]], *args: object, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [("", _("Choose")), *places]  # type: ignore[attr-defined]

    def chosen(self) -> tuple[UUID, Role]:
        """Officer and role."""
        officer, _, role = self.cleaned_data["place"].partition(" ")
        return UUID(officer), Role(role)


class PersonForm(PlainForm):
    """The five facts of Geneva Convention III, Art. 17: all optional, none ever asked twice."""

    relation = forms.ChoiceField(label=_("Who is it?"), choices=RELATIONS)
    surname = forms.CharField(label=_("Surname"), required=False, max_length=80)
    first_names = forms.CharField(label=_("First names"), required=False, max_length=120)
    rank = forms.CharField(
        label=_("Rank"),
        required=False,
        help_text=_(
            "As it was said, in any of the three languages: the page says it in yours."
        ),
        max_length=60,
    )
    birth_date = forms.DateField(
        label=_("Date of birth"),
        required=False,
        help_text=_("For example 1998-03-27."),
    )
    service_number = forms.CharField(
        label=_("Service number"),
        required=False,
        help_text=_("Army, regimental, personal or serial number, or what replaces it."),
        max_length=60,
    )


class SearchForm(PlainForm):
    """Words by which a case is looked for."""

    words = forms.CharField(
        label=_("Search your cases"),
        help_text=_(
            "Beginnings of words, in any case: an alias, a surname, a rank, a service number."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        max_length=100,
    )


class ConsentForm(PlainForm):
    """The person's own choice; `seen` are the choices that the page showed."""

    seen = forms.JSONField(required=False, widget=forms.HiddenInput)
    purpose = forms.ChoiceField(label=_("For what"), choices=CONSENTS)
    given = forms.ChoiceField(
        label=_("The person says"),
        choices=(("no", _("No")), ("yes", _("Yes"))),
        widget=forms.RadioSelect,
        initial="no",
    )

    def shown(self) -> dict[str, bool]:
        """The choices that stood when the page was made, by purpose."""
        given = self.cleaned_data["seen"]
        known = dict(CONSENTS)
        return {
            purpose: value is True
            for purpose, value in (given.items() if isinstance(given, dict) else ())
            if purpose in known
        }


class ConditionForm(PlainForm):
    """A condition the person sets."""

    code = forms.ChoiceField(label=_("Condition"), choices=CONDITIONS)


class AttestForm(PlainForm):
    """What the attesting officer saw."""

    head_count = forms.IntegerField(
        label=_("How many people arrived?"), min_value=1, max_value=500
    )
    why = forms.ChoiceField(
        label=_("Why is the number another?"), required=False, widget=forms.RadioSelect
    )
    seen = forms.BooleanField(
        label=_("I have seen the person myself, here, in safety."), required=False
    )

    def __init__(self, first: int | None, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.first = first
        self.fields["why"].choices = [(one.name, say(one)) for one in HeadsWhy]  # type: ignore[attr-defined]
        if not self._differs():
            del self.fields["why"]

    def _differs(self) -> bool:
        said = self.data.get("head_count", "").strip()
        return self.first is not None and said.isdecimal() and int(said) != self.first

    def clean(self) -> dict[str, Any] | None:
        """Ask once for the reason of another number; "not known yet" is one."""
        if self._differs() and not self.cleaned_data.get("why"):
            self.add_error("why", _counted_before(self.first))
        return super().clean()


def _counted_before(first: int | None) -> str:
    counted = ngettext(
        "Whoever attested first counted %(n)s person.",
        "Whoever attested first counted %(n)s people.",
        first or 0,
    )
    return f"{counted % {'n': first}} " + gettext("Count again, then say why.")
