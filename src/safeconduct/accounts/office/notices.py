"""Where an officer chooses to be told by mail that there is work."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from safeconduct.accounts import notices as book
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.record.services import act
from safeconduct.web.forms import PlainForm, attempt, form_page

HOURS = [(str(hour), f"{hour:02}:00") for hour in range(24)]
NIGHT = (22, 7)  # what the form offers first


class NoticeForm(PlainForm):
    """Yes or no, and between which hours never."""

    wanted = forms.ChoiceField(
        label=_("Shall a mail tell you that there is work?"),
        choices=[("yes", _("Yes, at most once an hour")), ("no", _("No"))],
        widget=forms.RadioSelect,
    )
    begins = forms.ChoiceField(label=_("No mail from"), choices=HOURS)
    ends = forms.ChoiceField(
        label=_("No mail until"), choices=HOURS, help_text=_("By the clock of Kyiv.")
    )

    def clean(self) -> dict[str, Any]:
        """Two different hours."""
        asked = super().clean() or {}
        if "begins" in asked and asked["begins"] == asked.get("ends"):
            self.add_error("ends", gettext("Choose two different hours."))
        return asked


@needs(Permission.WORK_READ)
def notices(request: HttpRequest, me: Signed) -> HttpResponse:
    """Opt in, choose hours, opt out."""
    now = book.hours_of(me.actor)
    begins, ends = now or NIGHT
    said = {"wanted": "yes" if now else "no", "begins": begins, "ends": ends}
    form = NoticeForm(request.POST or None, initial=said)
    context = {
        "title": gettext("Mail when there is work"),
        "lead": gettext(
            "The mail says that there is work, and where the office is. It names no case and "
            "no person. Whoever runs the server keeps your address outside the office; tell "
            "them which one. Whoever reads your mail learns that you work here: use an "
            "address that is known to be yours here and nowhere else."
        ),
        "button": gettext("Write down"),
        "back": reverse("accounts:my-key"),
        "back_label": gettext("Your key"),
    }
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, lambda: _choose(me, form))
    ):
        return redirect("accounts:my-key")
    return form_page(request, form, "office/form.html", context)


def _choose(me: Signed, form: NoticeForm) -> None:
    asked = form.cleaned_data
    with act(me.actor, me.at):  # an officer's own choice: nothing for the record of cases
        if asked["wanted"] == "yes":
            book.want(me, int(asked["begins"]), int(asked["ends"]))
        else:
            book.end(me)
