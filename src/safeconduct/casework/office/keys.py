"""New keys: asked for on a case, and renewed for all cases of an officer by one button."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.card import Waiting
from safeconduct.casework.queries import case_for, cases_among
from safeconduct.casework.services import renewal
from safeconduct.vault.capsules import PressView, latest_press
from safeconduct.vault.core.capsule import MOST_FILES
from safeconduct.vault.core.terms import CHOSEN_DUE, Due
from safeconduct.vault.due import ask_count_due, count_due_for, due_of
from safeconduct.web.forms import PlainForm, attempt, form_page
from safeconduct.web.say import say, say_moment
from safeconduct.web.together import Reads

SLOW = timedelta(minutes=5)  # 500 cases take one or two (docs/decisions/0018-key-epochs.md)


class NewKeysForm(PlainForm):
    """Why: a closed list."""

    reason = forms.ChoiceField(label=_("Why?"), widget=forms.RadioSelect)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [(one.name, say(one)) for one in CHOSEN_DUE]  # type: ignore[attr-defined]


@needs(Permission.KEYS_RENEW)
def keys(request: HttpRequest, me: Signed) -> HttpResponse:
    """What waits for new keys, the button, and how far the last press is."""
    form = PlainForm(request.POST or None)
    pressed = request.method == "POST" and form.is_valid()
    if pressed and attempt(form, lambda: renewal.start_renewal(me)):
        return redirect("casework:keys")
    last = latest_press(me.actor.officer_id, me.at)
    context = {
        "title": gettext("Keys to renew"),
        "back": reverse("my-work"),
        "back_label": gettext("My work"),
        "due": count_due_for(me.keys.key_id),
        "most": MOST_FILES,
        "last": last,
        "slow": last is not None and last.progress.runs and me.at - last.asked_at > SLOW,
        "failed": _failed(me, last) if last else [],
    }
    return form_page(request, form, "casework/keys.html", context)


def _failed(me: Signed, last: PressView) -> list[tuple[str, str]]:
    """(alias, why) of the officer's own cases that were left as they were."""
    named = cases_among(me.actor, me.at, {file_id for file_id, _ in last.failed})
    return [(named.get(file_id, "–"), say(why)) for file_id, why in last.failed]


@needs(Permission.KEYS_RENEW)
def new_keys(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Ask for new keys to one case, for a reason of a closed list."""
    case = case_for(me.actor, file_id, me.at)
    form = NewKeysForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = Due[form.cleaned_data["reason"]]
        if attempt(form, lambda: renewal.ask_for_new_keys(me, file_id, reason)):
            return redirect("casework:keys")
    context = {
        "title": gettext("Make new keys for this case"),
        "lead": gettext(
            "Whoever may read the case goes on reading all of it. A copy of an older key does "
            "not open what is written from then on; what was written before, it opens still."
        ),
        "button": gettext("Go on"),
        "back": reverse("casework:team", args=[file_id]),
        "back_label": case.alias,
    }
    return form_page(request, form, "office/form.html", context)


def says(file_id: UUID) -> str:
    """Whether keys of the case wait to be renewed, in a sentence for the team's page."""
    due = due_of(file_id)
    if not due:
        return gettext("No key of this case waits to be renewed.")
    told = ngettext(
        "%(n)s part of this case waits for a new key, since %(since)s.",
        "%(n)s parts of this case wait for new keys, since %(since)s.",
        len(due),
    )
    return told % {"n": len(due), "since": say_moment(min(due.values()))}


def ask_waiting(me: Signed) -> Reads[list[Waiting]]:
    """A row of My work while keys that this officer holds wait to be renewed."""
    if not may(me.actor, Permission.KEYS_RENEW):
        return []
    count = yield from ask_count_due(me.keys.key_id)
    what = ngettext("%(n)s case waits for new keys", "%(n)s cases wait for new keys", count)
    title, act, url = gettext("Keys to renew"), gettext("Look"), reverse("casework:keys")
    return [Waiting(None, title, what % {"n": count}, act, url)] if count else []


def ways(me: Signed, file_id: UUID) -> list[dict[str, Any]]:
    """The way to new keys, for the team's page."""
    if not may(me.actor, Permission.KEYS_RENEW):
        return []
    found = [
        (gettext("Make new keys for this case"), reverse("casework:new-keys", args=[file_id]))
    ]
    if due_of(file_id):
        found.insert(0, (gettext("Keys to renew"), reverse("casework:keys")))
    return [{"label": label, "url": url} for label, url in found]
