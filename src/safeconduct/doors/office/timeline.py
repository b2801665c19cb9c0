"""What happened on a case, told from the record's own lines to those who may know."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Leaving, Permission
from safeconduct.accounts.queries import ask_aliases
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.catalogue import task_types
from safeconduct.casework.core.flow import TABLE
from safeconduct.casework.core.tasks import Outcome, PutOff
from safeconduct.casework.core.terms import CaseAct, HeadsWhy, Lend, Need
from safeconduct.casework.core.terms import Kind as CaseKind
from safeconduct.contact.core.terms import Danger
from safeconduct.record.queries import Entry, ask_page
from safeconduct.web.say import say_day, say_moment
from safeconduct.web.together import Reads, read

P = Permission
PAGE = 60  # lines: what one reads before the page gets long; the rest is one link away
# A room's lines are for those who may read the room; the first part of a kind is its room.
WHO_MAY_KNOW = {
    "materiel": P.CLAIM_READ,
    "partners": P.CASE_SHARE,
    "passage": P.CROSSING_READ,
    "protection": P.PROTECTION_READ,
    "screening": P.SCREENING_READ,
    "status": P.STATUS_READ,
    "support": P.PAYMENT_READ,
    "testimony": P.TESTIMONY_READ,
    "vetting": P.VETTING_READ,
}
SAYS = {
    "accounts.conflict.declared": gettext_noop("wrote down a conflict of interest"),
    "accounts.conflict.withdrawn": gettext_noop("withdrew a conflict of interest"),
    "casework.arrival.attested": gettext_noop("attested the arrival"),
    "casework.case.import_undone": gettext_noop("agreed: its list was taken in by mistake"),
    "casework.case.imported": gettext_noop("took the case over from an earlier list"),
    "casework.case.moved": gettext_noop("moved the case"),
    "casework.case.opened": gettext_noop("opened the case"),
    "casework.case.read": gettext_noop("looked at the case"),
    "casework.challenge.agreed": gettext_noop("agreed on a question for the return"),
    "casework.condition.changed": gettext_noop("wrote down a condition of the person"),
    "casework.consent.changed": gettext_noop("wrote down a choice of the person"),
    "casework.danger.changed": gettext_noop("wrote down the danger now"),
    "casework.erasure.agreed": gettext_noop("agreed to erase the case"),
    "casework.erasure.done": gettext_noop("the keys of the case were destroyed"),
    "casework.erasure.stopped": gettext_noop("stopped the erasure"),
    "casework.case.kept_longer": gettext_noop("decided to keep the case longer"),
    "casework.hold.reviewed": gettext_noop("looked at the legal hold: still needed"),
    "casework.identity.unsealed": gettext_noop("unsealed the identity for another officer"),
    "casework.letter.answered": gettext_noop("answered the person"),
    "casework.own_data.answered": gettext_noop("answered what the person asks of their data"),
    "casework.own_data.asked": gettext_noop("wrote down: the person asks for their own data"),
    "casework.own_data.given": gettext_noop("gave the person their own data"),
    "casework.person.added": gettext_noop("added a person"),
    "casework.person.corrected": gettext_noop("corrected what is written down of a person"),
    "casework.person.told": gettext_noop("told the person something"),
    "casework.proposal.dropped": gettext_noop("turned a proposal down"),
    "casework.proposal.made": gettext_noop("proposed"),
    "casework.quiet_hours.agreed": gettext_noop("wrote down the quiet hours"),
    "casework.referral.moved": gettext_noop("wrote down how a referral goes on"),
    "casework.referral.proposed": gettext_noop("proposed a referral"),
    "casework.return.heard": gettext_noop("asked the agreed question"),
    "casework.task.added": gettext_noop("a task was made"),
    "casework.task.brought_up": gettext_noop("brought a task up"),
    "casework.task.done": gettext_noop("finished a task"),
    "casework.task.passed_on": gettext_noop("passed a task on"),
    "casework.task.put_off": gettext_noop("put a task off"),
    "casework.translation.asked": gettext_noop("gave a text to an interpreter"),
    "casework.translation.done": gettext_noop("delivered a translation"),
    "casework.translation.taken": gettext_noop("opened a text to translate it"),
    "casework.translation.withdrawn": gettext_noop("took a text back from interpreters"),
    "contact.attachment.altered": gettext_noop("a file was found altered and not handed out"),
    "contact.attachment.read": gettext_noop("downloaded a file"),
    "contact.item.posted": gettext_noop("put a message into the mailbox"),
    "contact.letter.opened": gettext_noop("opened a letter"),
    "contact.letter.taken_down": gettext_noop("took down what the person said"),
    "contact.mailbox.ended": gettext_noop("the mailbox ended, long unvisited"),
    "materiel.alert.decided": gettext_noop("decided a same-item alert"),
    "materiel.alert.proposed": gettext_noop("proposed how to end a same-item alert"),
    "materiel.alert.raised": gettext_noop("another claim may be for the same item"),
    "materiel.alert.set_aside": gettext_noop("set a proposal about an alert aside"),
    "materiel.claim.read": gettext_noop("looked at a claim"),
    "materiel.claim.registered": gettext_noop("registered an equipment claim"),
    "materiel.claim.withdrawn": gettext_noop("withdrew an equipment claim"),
    "materiel.fate.written": gettext_noop("wrote down what became of others on board"),
    "materiel.item.moved": gettext_noop("confirmed a custody move"),
    "materiel.marks.written": gettext_noop("wrote down identity marks"),
    "materiel.move.recorded": gettext_noop("recorded a custody move"),
    "materiel.move.turned_down": gettext_noop("turned a custody move down"),
    "partners.answer.seen": gettext_noop("looked at a partner's answer"),
    "partners.share.confirmed": gettext_noop("confirmed a share with a partner"),
    "partners.share.ended": gettext_noop("ended a share with a partner"),
    "partners.share.proposed": gettext_noop("proposed a share with a partner"),
    "passage.check.made": gettext_noop("made a check for the crossing"),
    "passage.corridor.withdrawn": gettext_noop("the authority withdrew the corridor"),
    "passage.cost.approved": gettext_noop("agreed to help in kind"),
    "passage.cost.asked": gettext_noop("asked for help in kind"),
    "passage.crossing.opened": gettext_noop("opened the crossing"),
    "passage.crossing.read": gettext_noop("looked at the crossing"),
    "passage.crossing.told": gettext_noop("wrote down who is on the way"),
    "passage.go.computed": gettext_noop("GO or HOLD was computed"),
    "passage.notice.acknowledged": gettext_noop("entered a read-back"),
    "passage.notice.approved": gettext_noop("approved the crossing notice"),
    "passage.notice.cancelled": gettext_noop("cancelled the crossing notice"),
    "passage.notice.proposed": gettext_noop("proposed a crossing notice"),
    "passage.notice.sent": gettext_noop("passed the crossing notice on"),
    "protection.alarm.closed": gettext_noop("closed an alarm"),
    "protection.alarm.raised": gettext_noop("an alarm was raised"),
    "protection.checkin.agreed": gettext_noop("agreed on a sign of life"),
    "protection.checkin.answered": gettext_noop("heard a sign of life"),
    "protection.checkin.changed": gettext_noop("a sign of life changed its state"),
    "protection.checkin.ended": gettext_noop("ended the signs of life"),
    "protection.checkin.late": gettext_noop("a sign of life is late"),
    "protection.checkin.missed": gettext_noop("a sign of life was missed"),
    "protection.checkin.taken_over": gettext_noop("took over a late sign of life"),
    "protection.level.lowered": gettext_noop("lowered a level of protection"),
    "protection.level.proposed": gettext_noop("proposed a lower level of protection"),
    "protection.level.raised": gettext_noop("raised a level of protection"),
    "protection.level.turned_down": gettext_noop("turned a lower level down"),
    "protection.measure.answered": gettext_noop("wrote down the answer about a measure"),
    "protection.measure.offered": gettext_noop("offered a measure of protection"),
    "protection.plan.opened": gettext_noop("opened a protection plan"),
    "protection.plan.written": gettext_noop("wrote in a protection plan"),
    "protection.silence.planned": gettext_noop("planned a silence with the person"),
    "screening.hit.read": gettext_noop("looked at a hit"),
    "screening.hit.reviewed": gettext_noop("wrote down a look at a hit"),
    "screening.query.answered": gettext_noop("compared the names with the lists"),
    "screening.query.asked": gettext_noop("asked screening"),
    "status.closing.dropped": gettext_noop("turned a closing of a position down"),
    "status.closing.proposed": gettext_noop("wrote down an authority's decision"),
    "status.deadline.added": gettext_noop("counted a deadline"),
    "status.deadline.met": gettext_noop("met a deadline"),
    "status.deadline.missed": gettext_noop("a deadline was missed"),
    "status.offer.shown": gettext_noop("showed an offer to the person"),
    "status.place.decided": gettext_noop("decided to ask a state"),
    "status.place.dropped": gettext_noop("turned asking a state down"),
    "status.place.proposed": gettext_noop("proposed to ask a state"),
    "status.reading.closed": gettext_noop("closed a legal position"),
    "status.reading.opened": gettext_noop("opened a legal position"),
    "status.wish.written": gettext_noop("wrote down the person's wish"),
    "support.handover.attested": gettext_noop("attested a handover"),
    "support.payment.appealed": gettext_noop("wrote down an appeal"),
    "support.payment.approved": gettext_noop("approved a payment"),
    "support.payment.drafted": gettext_noop("drafted a payment"),
    "support.payment.failed": gettext_noop("the bank sent a payment back"),
    "support.payment.paid": gettext_noop("the bank has paid"),
    "support.payment.refused": gettext_noop("refused a payment"),
    "support.payment.released": gettext_noop("released a payment"),
    "support.payment.taken_back": gettext_noop("a payment was taken back"),
    "support.refusal.proposed": gettext_noop("proposed to refuse a payment"),
    "support.refusal.turned_down": gettext_noop("turned a refusal down"),
    "testimony.custody.accepted": gettext_noop("accepted custody of an exhibit"),
    "testimony.custody.offered": gettext_noop("offered custody of an exhibit"),
    "testimony.exhibit.received": gettext_noop("received an exhibit"),
    "testimony.package.approved": gettext_noop("approved a disclosure package"),
    "testimony.package.made": gettext_noop("made a disclosure package"),
    "testimony.package.proposed": gettext_noop("proposed a disclosure package"),
    "testimony.package.read": gettext_noop("downloaded a disclosure package"),
    "testimony.part.recorded": gettext_noop("wrote down a part of a statement"),
    "testimony.sheet.filled": gettext_noop("filled the voluntariness sheet"),
    "testimony.statement.opened": gettext_noop("began a statement"),
    "testimony.statement.read": gettext_noop("read a statement"),
    "vault.access.granted": gettext_noop("gave keys to an officer"),
    "vault.access.lent": gettext_noop("put an officer on the case for some hours"),
    "vault.access.passed_on": gettext_noop("passed the own place on to a colleague"),
    "vault.access.revoked": gettext_noop("took keys back"),
    "vault.keys.due": gettext_noop("asked for new keys to the case"),
    "vault.keys.renewed": gettext_noop("the keys of the case were renewed"),
    "vault.recovery.asked": gettext_noop("asked the custodians for the keys of the case"),
    "vault.recovery.done": gettext_noop("the custodians gave an officer the keys anew"),
    "vetting.conclusion.dropped": gettext_noop("turned a conclusion down"),
    "vetting.conclusion.proposed": gettext_noop("proposed a conclusion"),
    "vetting.finding.added": gettext_noop("added a finding"),
    "vetting.finding.answered": gettext_noop("wrote down the person's answer"),
    "vetting.track.opened": gettext_noop("opened vetting"),
    "vetting.track.read": gettext_noop("looked at vetting"),
    "vetting.track.reopened": gettext_noop("opened vetting anew"),
}
# A decision is told by the vetting pages and by nothing else.
NEVER_TOLD = frozenset({"casework.decision.written"})


def may_know(me: Signed, kind: str) -> bool:
    """Whether this officer's role may learn that such a thing happened."""
    room = kind.partition(".")[0]
    return kind not in NEVER_TOLD and (
        room not in WHO_MAY_KNOW or may(me.actor, WHO_MAY_KNOW[room])
    )


def _detail(facts: Mapping[str, str | int]) -> str:
    """The one fact of a line that people ask for, in words."""
    if "act" in facts and facts["act"] in list(CaseAct):
        return ": " + gettext(TABLE[CaseAct(str(facts["act"]))].label)
    if "danger" in facts:
        return ": " + gettext(Danger[str(facts["danger"]).upper()].value)
    if "need" in facts:
        return ": " + gettext(Need[str(facts["need"])].value)
    if "leaving" in facts:
        return ": " + gettext(Leaving[str(facts["leaving"])].value)
    if "heads_why" in facts:
        return ": " + gettext(HeadsWhy[str(facts["heads_why"])].value)
    if "lent" in facts:
        return ": " + gettext(Lend[str(facts["lent"])].value)
    if facts.get("task") in task_types():
        return ": " + gettext(task_types()[str(facts["task"])].say) + _why(facts)
    return ""


def _why(facts: Mapping[str, str | int]) -> str:
    """How a task ended, or why it was put off."""
    for name, words in (("outcome", Outcome), ("put_off", PutOff)):
        if facts.get(name) in words.__members__:
            return f" ({gettext(words[str(facts[name])].value)})"
    return ""


def timeline(me: Signed, file_id: UUID, before: int | None = None) -> dict[str, Any]:
    """A page of the lines this officer may know of, for parts/timeline.html and pages.html.

    `before` is the key to go on from. Without it these are the newest, and `all_url` leads to
    the rest when there is one.
    """
    return read(ask_timeline(me, file_id, before))


def ask_timeline(me: Signed, file_id: UUID, before: int | None = None) -> Reads[dict[str, Any]]:
    """As `timeline`, together with other reads."""
    known = [kind for kind in SAYS if may_know(me, kind)]
    page = yield from ask_page(file_id, known, PAGE, before)
    names = yield from ask_aliases(entry.line.actor for entry in page.entries)
    here = reverse("case-history", args=[file_id])
    return {
        "events": events(page.entries, names),
        "shown": len(page.entries),
        "total": page.total,
        "all_url": here if page.older and before is None else None,
        "newest_url": None if before is None else here,
        "older_url": page.older and f"{here}?before={page.older}",
    }


def events(lines: Sequence[Entry], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Lines in words, newest first; what is alike is told once, with its number.

    `names`: who acted, by key id.
    """
    told: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for entry in sorted(lines, key=lambda entry: entry.line.at, reverse=True):
        event: dict[str, Any] = {
            "at": entry.line.at,
            # Whoever is no officer is one of the programme's own services.
            "who": names.get(entry.line.actor) or gettext("the system"),
            "text": gettext(SAYS[entry.line.kind]) + _detail(entry.line.facts),
            "kind": "",
        }
        # The same act in one minute; looks of one officer on one day: they would bury the rest.
        looked = entry.line.kind == CaseKind.CASE_READ
        when = say_day(event["at"]) if looked else say_moment(event["at"])
        told.setdefault((when, event["who"], event["text"]), []).append(event)
    return [_times(same[0], len(same)) for same in told.values()]


def _times(event: dict[str, Any], count: int) -> dict[str, Any]:
    return (
        event
        if count == 1
        else {**event, "text": f"{event['text']} (×\N{NO-BREAK SPACE}{count})"}
    )
