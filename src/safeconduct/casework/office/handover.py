"""The page of the shift hand-over: what is open by itself, and notes from shift to shift."""

from datetime import timedelta
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.queries import ask_names
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.card import Waiting
from safeconduct.casework.queries.translating import ask_texts_count
from safeconduct.casework.queries.work import ask_tasks_until
from safeconduct.contact.core.duty import LONGEST_SHIFT, ROLE_ON, Duty
from safeconduct.contact.queries import ask_claims_by, ask_desk_totals
from safeconduct.contact.services import handover
from safeconduct.web.forms import PlainForm, attempt, form_page
from safeconduct.web.say import say
from safeconduct.web.together import Reads, each, read

NEXT_SHIFT: timedelta = LONGEST_SHIFT


class HandoverForm(PlainForm):
    """Which duty, and what the next shift must know."""

    duty = forms.ChoiceField(label=_("Duty"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What the next shift must know"),
        help_text=_("Sealed to whoever follows. Name cases by alias, never a person."),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=4000,
    )

    def __init__(self, me: Signed, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        mine = [one for one in Duty if ROLE_ON.get(one) in {None, *me.actor.roles}]
        self.fields["duty"].choices = [(one.value, say(one)) for one in mine]  # type: ignore[attr-defined]
        self.fields["duty"].initial = mine[0].value


@needs(Permission.SHIFT_HAND_OVER)
def shift(request: HttpRequest, me: Signed) -> HttpResponse:
    """What is open now, and the notes this officer can open."""
    due = ask_tasks_until(me.actor, me.at, me.at + NEXT_SHIFT)
    waits, tasks, (notes, names) = read(each([_ask_open(me), due, _ask_notes(me)]))
    context = {
        "open": waits,
        "tasks": tasks.rows,
        "further": tasks.older,
        "notes": [
            {
                "note": one,
                "duty": say(one.duty),
                "by": names.get(one.made_by, ""),
                "taken": names.get(one.taken_by, "") if one.taken_by else "",
                "mine": one.made_by == me.actor.officer_id,
            }
            for one in notes
        ],
    }
    return render(request, "casework/handover.html", context)


def _ask_notes(me: Signed) -> Reads[tuple[list[handover.Note], dict[UUID | None, str]]]:
    notes = yield from handover.ask_notes(me)
    wrote, took = {one.made_by for one in notes}, {one.taken_by for one in notes}
    return notes, (yield from ask_names(one for one in wrote | took if one))


def _ask_open(me: Signed) -> Reads[list[tuple[str, int]]]:
    """(what, how many) that lies at the desk now; nothing for who does not see the desk."""
    waiting = ask_texts_count(me.at)
    label = gettext("Texts that wait for an interpreter")
    if not may(me.actor, Permission.TRIAGE_READ):
        count = yield from waiting
        return [(label, count)] if count else []
    claims = ask_claims_by(me.actor.officer_id, me.at)
    count, totals, mine = yield from each([waiting, ask_desk_totals(), claims])
    queues = [(say(queue.title), total) for queue, total in totals.items()]
    return [*queues, (label, count), (gettext("You read just now"), len(mine))]


@needs(Permission.SHIFT_HAND_OVER)
def write(request: HttpRequest, me: Signed) -> HttpResponse:
    """Leave a note to the next shift."""
    form = HandoverForm(me, request.POST or None)

    def deed() -> None:
        asked = form.cleaned_data
        handover.write_handover(me, Duty(asked["duty"]), asked["text"])

    if request.method == "POST" and form.is_valid() and attempt(form, deed):
        return redirect("casework:handover")
    context = {
        "title": gettext("Hand over the shift"),
        "button": gettext("Hand over"),
        "back": reverse("casework:handover"),
        "back_label": gettext("Hand-over"),
    }
    return form_page(request, form, "office/form.html", context)


@require_POST
@needs(Permission.SHIFT_HAND_OVER)
def take(request: HttpRequest, me: Signed, handover_id: UUID) -> HttpResponse:
    """Confirm a note and go on from there."""
    del request
    handover.take_handover(me, handover_id)
    return redirect("casework:handover")


def ask_waiting(me: Signed) -> Reads[list[Waiting]]:
    """Notes that wait for this officer, for My work."""
    if not may(me.actor, Permission.SHIFT_HAND_OVER):
        return []
    count = yield from handover.ask_waiting_handovers(me)
    what = ngettext("%(n)s note from the last shift", "%(n)s notes from the last shift", count)
    url = reverse("casework:handover")
    told = Waiting(None, gettext("Hand-over"), what % {"n": count}, gettext("Read"), url)
    return [told] if count else []
