"""Plain forms: they check shape; the core checks sense; every no is one calm sentence."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from safeconduct.common.refusal import Conflict, Reason, Refused
from safeconduct.web.say import say

Errors = list[tuple[str, str]]
ONCE = "once"  # the hidden field that tells one sending of a form from another
DONE = "done"  # what an address adds after an act, so that the page can say that it is done

AGAIN = _("Please check this and write it again.")
ONE_SHOWN = _("Please choose one of those shown.")
TICK = _("Please tick this.")
RELOAD = _("This page did not arrive whole. Load it again, then send once more.")
# What a field says in place of Django's stock sentences: first its own class, then the classes
# it is made from. Some codes are of Django's validators.
SENTENCES: dict[type, dict[str, Any]] = {
    forms.Field: {"required": _("Please fill this in."), "invalid": AGAIN},
    forms.BooleanField: {"required": TICK},
    forms.CharField: {
        "max_length": _("Please write at most %(limit_value)d characters."),
        "min_length": _("Please write at least %(limit_value)d characters."),
        "null_characters_not_allowed": AGAIN,
    },
    forms.ChoiceField: {"required": _("Please choose one."), "invalid_choice": ONE_SHOWN},
    forms.MultipleChoiceField: {
        "required": _("Please choose at least one."),
        "invalid_list": ONE_SHOWN,
    },
    forms.DateField: {"invalid": _("Please write a day, for example 2026-11-22.")},
    forms.DateTimeField: {
        "invalid": _("Please write day and time, for example 2026-11-22 18:30.")
    },
    forms.FileField: {
        **dict.fromkeys(("required", "missing", "invalid"), _("Please choose a file.")),
        "empty": _("This file is empty. Please choose another."),
        "max_length": _("The name of this file is too long. Please give it a shorter one."),
    },
    forms.IntegerField: {
        "invalid": _("Please write a whole number, in digits."),
        "max_value": _("Please write a number of at most %(limit_value)s."),
        "min_value": _("Please write a number of at least %(limit_value)s."),
        "step_size": AGAIN,
    },
    forms.FloatField: {"invalid": _("Please write a number, in digits.")},
    forms.DecimalField: {
        "invalid": _("Please write a number, in digits."),
        "max_digits": _("Please write at most %(max)s digits."),
        "max_decimal_places": _("Please write at most %(max)s digits after the point."),
        "max_whole_digits": _("Please write at most %(max)s digits before the point."),
    },
}


class PlainForm(forms.Form):
    """Base of every form: no browser-side checks, no colon after labels."""

    use_required_attribute = False
    label_suffix = ""
    # Fields that the core asks for, and says why: not required here, and not optional either.
    core_asks: frozenset[str] = frozenset()
    refused: tuple[Reason, ...] = ()  # why the deed was refused (`attempt`)
    changed = False  # somebody else changed first what the form is about (`attempt`)
    came_before = False  # this very form was kept before: nothing of it was kept now

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.core_asks:
            setattr(self.fields[name], "core_asks", True)  # noqa: B010  read by parts/field.html

    def full_clean(self) -> None:
        """Check as Django does, in our own sentences."""
        for field in self.fields.values():
            _speak(field)
        super().full_clean()

    def summary(self) -> Errors:
        """(anchor, sentence) of every problem, once each; of several fields it says which."""
        several = len(self.visible_fields()) > 1
        found: dict[tuple[str, str], None] = {}
        for name, texts in self.errors.items():
            shown = name in self.fields and not self[name].is_hidden
            label = f"{self[name].label} · " if shown and several else ""
            found |= {
                (self._anchor(name) if shown else "", f"{label}{one}"): None for one in texts
            }
        return list(found)

    def _anchor(self, name: str) -> str:
        """The control to go to; in a group of choices that is the first."""
        return self[name].id_for_label or f"{self[name].auto_id}_0"


def _speak(field: forms.Field) -> None:
    """Replace Django's stock sentences; what the field itself was given stays."""
    stock: dict[str, Any] = {}
    ours: dict[str, Any] = {}
    for kind in reversed(type(field).__mro__):
        stock |= vars(kind).get("default_error_messages", {})
        ours |= SENTENCES.get(kind, {})
    given = {
        code: text for code, text in field.error_messages.items() if text is not stock.get(code)
    }
    ours = dict.fromkeys(stock, AGAIN) | ours
    if field.widget.is_hidden:  # nobody typed there: the page is stale or was cut off
        ours = dict.fromkeys(ours, RELOAD)
    field.error_messages = ours | given


def attempt(
    form: PlainForm, deed: Callable[[], object], places: Mapping[Reason, str] | None = None
) -> bool:
    """Do the deed; on an anticipated no, put every reason on the form and return False.

    `places` names the field that a reason is about; it stands beside that field then. A reason
    that is a statement to be ticked is a tick box of the form already, by its name.
    """
    try:
        deed()
    except Refused as refused:
        form.refused = refused.reasons
        for reason in dict.fromkeys(refused.reasons):
            if isinstance(form.fields.get(reason.name), forms.BooleanField):
                form.add_error(reason.name, TICK)
            else:
                form.add_error((places or {}).get(reason), say(reason))
        return False
    except Conflict:
        form.changed = True
        form.add_error(None, gettext("Somebody changed this first. Load the page again."))
        return False
    return True


def form_page(
    request: HttpRequest,
    form: PlainForm,
    template: str,
    context: Mapping[str, Any],
) -> HttpResponse:
    """Render a form page with its error summary.

    Context used by office/form.html and public/form.html: title, lead, button, back (url),
    back_label; anything else is the template's own.
    """
    errors = form.summary() if form.is_bound else []
    setattr(request, "refused", form.refused)  # noqa: B010  read by the office's guard
    return render(request, template, {**context, "form": form, "errors": errors})


def ticks(labels: Mapping[str, str]) -> dict[str, forms.BooleanField]:
    """One optional tick box per code; the core says which were needed."""
    return {
        code: forms.BooleanField(required=False, label=say(label))
        for code, label in labels.items()
    }
