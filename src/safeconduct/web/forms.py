"""Plain forms: they check shape; the core checks sense; every no is one calm sentence."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from safeconduct.common.refusal import Conflict, Refused
from safeconduct.web.say import say

Errors = list[tuple[str, str]]


class PlainForm(forms.Form):
    """Base of every form: no browser-side checks, no colon after labels."""

    use_required_attribute = False
    label_suffix = ""

    def summary(self) -> Errors:
        """(anchor, sentence) of every problem, in the order of the fields."""
        found: Errors = []
        for name, texts in self.errors.items():
            anchor = self[name].id_for_label if name in self.fields else ""
            found += [(anchor or "", str(text)) for text in texts]
        return found


def attempt(form: PlainForm, deed: Callable[[], object]) -> bool:
    """Do the deed; on an anticipated no, put every reason on the form and return False."""
    try:
        deed()
    except Refused as refused:
        for reason in refused.reasons:
            form.add_error(None, say(reason))
        return False
    except Conflict:
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
    return render(request, template, {**context, "form": form, "errors": errors})


def ticks(labels: Mapping[str, str]) -> dict[str, forms.BooleanField]:
    """One optional tick box per code; the core says which were needed."""
    return {
        code: forms.BooleanField(required=False, label=say(label))
        for code, label in labels.items()
    }
