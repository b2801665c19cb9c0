"""The filter of the case list: closed codes only, so that an address may hold it."""

from enum import StrEnum
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from safeconduct.accounts.core.terms import Role
from safeconduct.accounts.services import NEEDS
from safeconduct.casework.core.lists import Sort, Wanted
from safeconduct.casework.core.terms import CaseKind, Stage
from safeconduct.contact.core.terms import DANGER_ORDER, Danger
from safeconduct.web.forms import PlainForm
from safeconduct.web.say import say

CODES: dict[str, type[StrEnum]] = {
    "stage": Stage, "danger": Danger, "kind": CaseKind, "role": Role, "sort": Sort,
}  # fmt: skip


def _choices(codes: Any) -> Any:
    return lambda: [("", gettext("any")), *((str(one), say(one)) for one in codes)]


class FilterForm(PlainForm):
    """What the list may be narrowed by."""

    stage = forms.ChoiceField(label=_("Stage"), choices=_choices(Stage), required=False)
    danger = forms.ChoiceField(
        label=_("Danger"), choices=_choices(DANGER_ORDER), required=False
    )
    kind = forms.ChoiceField(label=_("Who"), choices=_choices(CaseKind), required=False)
    language = forms.ChoiceField(
        label=_("Language"),
        choices=lambda: [("", gettext("any")), *settings.LANGUAGES],
        required=False,
    )
    role = forms.ChoiceField(label=_("My role"), choices=_choices(NEEDS), required=False)
    lost = forms.BooleanField(label=_("Contact is lost"), required=False)
    dormant = forms.BooleanField(label=_("Asleep"), required=False)
    held = forms.BooleanField(label=_("Held by law"), required=False)
    sort = forms.ChoiceField(
        choices=[(one.value, one.value) for one in Sort],
        widget=forms.HiddenInput(),
        required=False,
    )

    def wanted(self) -> Wanted:
        """What is asked for; what is none of the choices is not."""
        self.full_clean()
        given = self.cleaned_data if self.is_bound else {}
        asked: dict[str, Any] = {name: value for name, value in given.items() if value}
        for name, kind in CODES.items():
            if name in asked:
                asked[name] = kind(asked[name])
        return Wanted(**asked)

    def word(self, name: str, value: str) -> str:
        """One filter in words: "Stage: offer", or the tick's own label."""
        field, label = self.fields[name], gettext(str(self.fields[name].label))
        if isinstance(field, forms.ChoiceField):
            said = {code: word for code, word in field.widget.choices if code == value}
            return f"{label}: {said[value]}"
        return label
