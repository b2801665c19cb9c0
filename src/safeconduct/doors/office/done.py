"""One sentence after an act, so that nobody has to wonder whether it was done."""

from django.http import HttpRequest
from django.utils.translation import gettext, gettext_noop

from safeconduct.web.forms import DONE

DONE_SAYS = {
    "accounts:desk-key-new": gettext_noop("The key is made. It counts once it is signed."),
    "casework:answer": gettext_noop("The answer is in the mailbox."),
    "casework:ask": gettext_noop("The question is in the mailbox."),
    "casework:attest": gettext_noop("You attested the arrival."),
    "casework:bring": gettext_noop("The team that goes on has the keys."),
    "casework:challenge": gettext_noop("The question for the return is sealed."),
    "casework:condition": gettext_noop("The condition is written down."),
    "casework:conflicts": gettext_noop("It is on record. A supervisor is asked to replace."),
    "casework:consent": gettext_noop("The choice is written down."),
    "casework:danger": gettext_noop("The danger now is written down."),
    "casework:filter-back": gettext_noop("The filter is back."),
    "casework:filter-drop": gettext_noop("The filter is deleted. You can take it back."),
    "casework:filter-keep": gettext_noop("The filter is kept."),
    "casework:handover-take": gettext_noop("You took the shift over."),
    "casework:handover-write": gettext_noop("Your note is sealed for whoever follows."),
    "casework:import-check": gettext_noop("It is done. The state of the list is below."),
    "casework:import-columns": gettext_noop("The columns are kept. Every row was looked at."),
    "casework:import-take-in": gettext_noop("It is done. How many cases came of it is below."),
    "casework:import-undo": gettext_noop("It is done. See what is left."),
    "casework:imports": gettext_noop("The list is read and sealed. Say what its columns are."),
    "casework:keep-hold": gettext_noop("The hold stays; its next date is set."),
    "casework:keep-longer": gettext_noop("The case is kept longer."),
    "casework:lend": gettext_noop("The officer is on the case for these hours."),
    "casework:link": gettext_noop("The link is as you said."),
    "casework:links": gettext_noop("The link is proposed; another officer confirms it."),
    "casework:keys": gettext_noop(
        "The worker makes the keys now. Load this page again to see."
    ),
    "casework:new-keys": gettext_noop("The case is on this list now. Make its keys here."),
    "casework:open-case": gettext_noop("The case is open."),
    "casework:own-data": gettext_noop("It is written down, or on its way into the mailbox."),
    "casework:pass-on": gettext_noop("Your colleague has your place now."),
    "casework:people": gettext_noop("The person is written down."),
    "casework:person": gettext_noop("It is corrected."),
    "casework:recipient": gettext_noop("The list is as you said."),
    "casework:recipients": gettext_noop("Written down; another officer confirms it."),
    "casework:referral": gettext_noop("The referral is proposed. Now ask the receiver."),
    "casework:referral-answer": gettext_noop("The answer is written down."),
    "casework:return": gettext_noop("What came is written down; the card says what to do."),
    "casework:sheet": gettext_noop("The sheet is given, and written down."),
    "casework:split": gettext_noop("The split is proposed; another officer confirms it."),
    "casework:take-off": gettext_noop("The officer is off the case."),
    "casework:quiet": gettext_noop("The quiet hours are written down."),
    "casework:task-bring-up": gettext_noop("The task was brought up."),
    "casework:task-done": gettext_noop("The task is done."),
    "casework:task-end": gettext_noop("The task has ended."),
    "casework:task-pass-on": gettext_noop("The task was passed on."),
    "casework:task-put-off": gettext_noop("The task waits until then."),
    "casework:tasks-together": gettext_noop("Every task was asked; see what came of it."),
    "casework:team": gettext_noop("The officer is on the case. You can add the next."),
    "casework:tell": gettext_noop("What was told is written down."),
    "casework:together": gettext_noop("Look at each case. Nothing is done yet."),
    "casework:together-begin": gettext_noop("Every case was asked; see what came of it."),
    "casework:together-gather": gettext_noop("The cases are chosen. Nothing is done yet."),
    "casework:interpret": gettext_noop("It is done. Your part is on the record."),
    "casework:translation-withdraw": gettext_noop("No interpreter opens the text any more."),
    "casework:translations": gettext_noop("The text is sealed to the interpreters on duty."),
    "contact:duty-add": gettext_noop("The shift is on the roster."),
    "contact:place": gettext_noop("The place is as you said."),
    "contact:place-add": gettext_noop("The place is written down."),
    "contact:duty-remove": gettext_noop("The shift is off the roster."),
    "contact:give-back": gettext_noop("The mailbox is back at the desk."),
    "catalogues:add": gettext_noop("It is in the draft. What is in force does not change yet."),
    "catalogues:add-below": gettext_noop(
        "It is in the draft. What is in force does not change yet."
    ),
    "catalogues:approve": gettext_noop("The version is approved."),
    "catalogues:begin": gettext_noop("The draft says what is in force. Change it below."),
    "catalogues:entry": gettext_noop(
        "It is in the draft. What is in force does not change yet."
    ),
    "catalogues:file": gettext_noop("The file is the draft now."),
    "catalogues:head": gettext_noop(
        "It is in the draft. What is in force does not change yet."
    ),
    "catalogues:return": gettext_noop("It went back to whoever wrote it."),
    "catalogues:send": gettext_noop("The version waits for a second person."),
    "catalogues:take-back": gettext_noop("It is a draft again."),
    "catalogues:take-out": gettext_noop("The entry is out of the draft."),
    "catalogues:withdraw": gettext_noop("The draft is withdrawn."),
    "partners:again": gettext_noop("It is sent again within seconds."),
    "partners:endpoint": gettext_noop("The address waits for a second person."),
    "partners:partners": gettext_noop("The partner waits for a second person."),
    "partners:seen": gettext_noop("The answer is marked as seen."),
    "partners:shares": gettext_noop("It waits for a second person of the team."),
    "contact:read-instead": gettext_noop("You read this mailbox now."),
    "training:end": gettext_noop("The exercise is over; what comes now counts no more."),
    "training:start": gettext_noop("The exercise runs."),
    "outreach:copy": gettext_noop("What the site is, is kept."),
    "outreach:kit": gettext_noop("The answers are counted."),
}
ANY = gettext_noop("It is done.")


def done_say(request: HttpRequest) -> str:
    """What was just done, by the act that the address names; empty when it names none."""
    act = request.GET.get(DONE) if request.method == "GET" else None
    return "" if act is None else gettext(DONE_SAYS.get(act, ANY))
