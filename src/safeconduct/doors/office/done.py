"""One sentence after an act, so that nobody has to wonder whether it was done."""

from django.http import HttpRequest
from django.utils.translation import gettext, gettext_noop

from safeconduct.web.forms import DONE

DONE_SAYS = {
    "casework:answer": gettext_noop("The answer is in the mailbox."),
    "casework:ask": gettext_noop("The question is in the mailbox."),
    "casework:attest": gettext_noop("You attested the arrival."),
    "casework:challenge": gettext_noop("The question for the return is sealed."),
    "casework:condition": gettext_noop("The condition is written down."),
    "casework:consent": gettext_noop("The choice is written down."),
    "casework:danger": gettext_noop("The danger now is written down."),
    "casework:handover-take": gettext_noop("You took the shift over."),
    "casework:handover-write": gettext_noop("Your note is sealed for whoever follows."),
    "casework:lend": gettext_noop("The officer is on the case for these hours."),
    "casework:open-case": gettext_noop("The case is open."),
    "casework:pass-on": gettext_noop("Your colleague has your place now."),
    "casework:people": gettext_noop("The person is written down."),
    "casework:return": gettext_noop("What came is written down; the card says what to do."),
    "casework:take-off": gettext_noop("The officer is off the case."),
    "casework:task-done": gettext_noop("The task is done."),
    "casework:team": gettext_noop("The officer is on the case. You can add the next."),
    "contact:duty-add": gettext_noop("The shift is on the roster."),
    "contact:duty-remove": gettext_noop("The shift is off the roster."),
    "contact:give-back": gettext_noop("The mailbox is back at the desk."),
    "contact:read-instead": gettext_noop("You read this mailbox now."),
}
ANY = gettext_noop("It is done.")


def done_say(request: HttpRequest) -> str:
    """What was just done, by the act that the address names; empty when it names none."""
    act = request.GET.get(DONE) if request.method == "GET" else None
    return "" if act is None else gettext(DONE_SAYS.get(act, ANY))
