"""Words of the equipment pages: states, steps, marks, values; in the page's language."""

from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from safeconduct.materiel.core.rules import explain
from safeconduct.materiel.core.terms import (
    Companions,
    EquipmentType,
    ItemEvent,
    ItemState,
    Mark,
    Marks,
    Outcome,
    Valuation,
    ValuationKind,
)
from safeconduct.web.say import say, say_day

STATES = {
    ItemState.CERTIFIED: gettext_noop("certified"),
    ItemState.CLAIMED: gettext_noop("claimed"),
    ItemState.DEACTIVATED: gettext_noop("deactivated"),
    ItemState.DESTROYED: gettext_noop("destroyed"),
    ItemState.DISPOSITION_DECIDED: gettext_noop("end decided"),
    ItemState.HELD_AS_EVIDENCE: gettext_noop("held as evidence"),
    ItemState.IDENTIFIED: gettext_noop("identified"),
    ItemState.MADE_SAFE: gettext_noop("made safe"),
    ItemState.RECEIVED: gettext_noop("received"),
    ItemState.REJECTED: gettext_noop("rejected"),
    ItemState.VERIFIED: gettext_noop("verified"),
    ItemState.WITHDRAWN: gettext_noop("withdrawn"),
}
EVENTS = {
    ItemEvent.CERTIFY: gettext_noop("Certify its end"),
    ItemEvent.DEACTIVATE: gettext_noop("Record: deactivated for good"),
    ItemEvent.DECIDE_DISPOSITION: gettext_noop("Decide what becomes of it"),
    ItemEvent.DESTROY: gettext_noop("Record: destroyed"),
    ItemEvent.HOLD_AS_EVIDENCE: gettext_noop("Hold as evidence"),
    ItemEvent.IDENTIFY: gettext_noop("Record: identified by its marks"),
    ItemEvent.MAKE_SAFE: gettext_noop("Record: made safe"),
    ItemEvent.RECEIVE: gettext_noop("Record: received into custody"),
    ItemEvent.REJECT: gettext_noop("Reject"),
    ItemEvent.RELEASE_FROM_EVIDENCE: gettext_noop("Release from evidence"),
    ItemEvent.REOPEN: gettext_noop("Reopen the verification"),
    ItemEvent.VERIFY: gettext_noop("Verify the item"),
    ItemEvent.WITHDRAW: gettext_noop("Withdraw the claim"),
}
COMPANIONS = {
    Companions.NOT_KNOWN: gettext_noop("Not known yet"),
    Companions.NOBODY_ELSE: gettext_noop("Nobody else was on board"),
    Companions.UNHARMED: gettext_noop("All are unharmed"),
    Companions.HARMED: gettext_noop("Somebody was harmed"),
}
MARKS = {
    Mark.DATE: gettext_noop("Date"),
    Mark.PLACE: gettext_noop("Place"),
    Mark.PLATE: gettext_noop("Plate, registration or ship's name"),
    Mark.SERIAL: gettext_noop("Serial number"),
    Mark.TACTICAL: gettext_noop("Painted tactical, board or hull number"),
    Mark.TYPE: gettext_noop("Equipment type"),
}
OUTCOMES = {
    Outcome.AGREE: gettext_noop("agrees"),
    Outcome.DIFFER: gettext_noop("differs"),
    Outcome.MISSING: gettext_noop("not known for both"),
}
TONES = {
    ItemState.CERTIFIED: "ok",
    ItemState.REJECTED: "",
    ItemState.VERIFIED: "ok",
    ItemState.WITHDRAWN: "",
}


def type_name(kind: EquipmentType) -> str:
    """The type as the reader knows it."""
    return kind.ru if translation.get_language() == "ru" else kind.en


def worth(valuation: Valuation) -> str:
    """The value in a few words: an amount, a range, or that people must decide."""
    if valuation.kind is ValuationKind.DECISION:
        return gettext("needs a decision")
    if valuation.kind is ValuationKind.RANGE:
        ends = {"low": str(valuation.low), "high": str(valuation.high)}
        return gettext("%(low)s to %(high)s") % ends
    return str(valuation.amount)


def explained(valuation: Valuation) -> list[str]:
    """The value traced to its source, sentence by sentence."""
    return [
        gettext(line.sentence.value) % {key: say(value) for key, value in line.values}
        for line in explain(valuation)
    ]


def mark_values(marks: Marks) -> dict[Mark, str]:
    """The recorded marks as words; empty where nothing is known."""
    return {
        Mark.SERIAL: marks.serial,
        Mark.PLATE: marks.plate,
        Mark.TACTICAL: marks.tactical,
        Mark.PLACE: marks.place,
        Mark.DATE: say_day(marks.on),
    }
