"""Opens plans, sets levels, offers measures.

Nothing here asks for arrival, for checks of the person or for a value: a plan opens at first
contact, and a "no" to any measure ends no help.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError

from safeconduct.accounts.conflicts import refuse_in_conflict
from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.core.terms import WhyNot as AccountsWhyNot
from safeconduct.accounts.queries import require_member
from safeconduct.accounts.signed import Signed
from safeconduct.casework.queries import people
from safeconduct.casework.services import finish
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Conflict, Refused, Unknown, refuse_if
from safeconduct.protection.core.catalogue import cadence, measures
from safeconduct.protection.core.rules import (
    level,
    offered,
    raised,
    reasons_not_to_lower,
)
from safeconduct.protection.core.terms import (
    ChangeState,
    Choice,
    DangerFacts,
    Kind,
    Level,
    LoweringFacts,
    WhyNot,
)
from safeconduct.protection.models import (
    CheckIn,
    LevelChange,
    MeasureRow,
    Plan,
)
from safeconduct.protection.queries import (
    FACTS,
    PLACE,
    REACH,
    WORD,
    content_of_row,
    facts_text,
    read_facts,
    words_text,
)
from safeconduct.record.services import Act, act
from safeconduct.vault.core.terms import Compartment, Holder
from safeconduct.vault.opening import FileKeys
from safeconduct.vault.queries import open_file
from safeconduct.vault.ring import ring
from safeconduct.vault.sealing import Sealed
from safeconduct.vault.services import grant

WATCH = "watch"
CHECK_IN = "check_in"
REVIEW_AFTER = timedelta(days=30)  # rule of this programme; no law gives a figure
NOBODY = UUID(int=0)  # stands for the second person who is not known yet


@dataclass(frozen=True)
class PlanWords:
    """Free words of a plan, all sealed: how to reach, the agreed word, where; "" is none."""

    contact: str = ""
    word: str = ""
    place: str = ""


def require_writer(me: Signed, file_id: UUID) -> None:
    """Unknown for strangers to the case, Refused for a role that does not write plans."""
    require_member(me.actor, file_id, me.at)
    if not may(me.actor, Permission.PROTECTION_WRITE):
        raise Refused([AccountsWhyNot.ROLE])


def open_plan(
    me: Signed, file_id: UUID, person_id: UUID, facts: DangerFacts, words: PlanWords
) -> UUID:
    """Open the plan of one person, at any stage; offers the measures of its level at once.

    Conflict when the person has a plan. The watch gets the key to read signs of life.
    """
    require_writer(me, file_id)
    keys = open_file(me.keys, file_id)
    if person_id not in {person.id for person in people(keys)}:
        raise Unknown
    plan_id = new_id()
    try:
        with act(me.actor, me.at) as a:
            plan = Plan.objects.create(
                id=plan_id,
                file_id=file_id,
                person_id=person_id,
                officer_id=me.actor.officer_id,
                level=level(facts).value,
                opened_at=me.at,
                review_by=me.at + REVIEW_AFTER,
                sealed_facts=_seal_facts(keys, plan_id, facts),
                **_sealed_words(keys, plan_id, words),
            )
            grant(keys, ring().services[WATCH], [Compartment.CONTACT], Holder.SERVICE)
            a.note(Kind.PLAN_OPENED, file=file_id, about=plan_id, level=plan.level)
            _offer(a, plan)
            planned = set(Plan.objects.filter(file_id=file_id).values_list("person_id"))
            if planned >= {(person.id,) for person in people(keys)}:
                finish(a, me.actor, file_id, "protection_plan")
    except IntegrityError as error:
        raise Conflict from error
    return plan_id


def _seal_facts(keys: FileKeys, plan_id: UUID, facts: DangerFacts) -> Sealed:
    return keys.seal(Compartment.CONTACT, FACTS, plan_id, facts_text(facts))


def _sealed_words(keys: FileKeys, plan_id: UUID, words: PlanWords) -> dict[str, Sealed | None]:
    seal = keys.seal
    contact, location = Compartment.CONTACT, Compartment.LOCATION
    return {
        "sealed_contact": seal(contact, REACH, plan_id, words.contact)
        if words.contact
        else None,
        "sealed_word": seal(contact, WORD, plan_id, words.word) if words.word else None,
        "sealed_place": seal(location, PLACE, plan_id, words.place) if words.place else None,
    }


def _offer(a: Act, plan: Plan) -> None:
    """Put every measure of the level on offer; what was answered before stays answered."""
    known = set(MeasureRow.objects.filter(plan=plan).values_list("code", flat=True))
    fresh = [m.id for m in offered(measures(), Level(plan.level)) if m.id not in known]
    MeasureRow.objects.bulk_create(
        MeasureRow(
            id=new_id(), plan=plan, code=code, state=Choice.OFFERED.value, offered_at=a.at
        )
        for code in fresh
    )
    if fresh:
        a.note(Kind.MEASURE_OFFERED, file=plan.file_id, about=plan.id, count=len(fresh))


def lock_plan(me: Signed, plan_id: UUID) -> Plan:
    """The plan's row, locked; Unknown when there is none or the officer is not on the case."""
    plan = Plan.objects.select_for_update(no_key=True).filter(id=plan_id).first()
    if plan is None:
        raise Unknown
    require_writer(me, plan.file_id)
    return plan


def write_words(me: Signed, plan_id: UUID, words: PlanWords, seen: str | None = None) -> None:
    """Write anew how to reach the person, the agreed word and the place, all sealed.

    Conflict when other words stand by now than the page showed (`seen`, as `words_text`).
    """
    with act(me.actor, me.at) as a:
        plan = lock_plan(me, plan_id)
        keys = open_file(me.keys, plan.file_id)
        now = content_of_row(keys, plan)
        _unless_moved(words_text(now.contact, now.word, now.place), seen)
        fresh = _sealed_words(keys, plan_id, words)
        Plan.objects.filter(id=plan_id).update(**fresh)
        a.note(Kind.PLAN_WRITTEN, file=plan.file_id, about=plan_id)


def _unless_moved(now: str, seen: str | None) -> None:
    """Conflict when something else stands than what a page showed; None asks for no look."""
    if seen is not None and seen != now:
        raise Conflict


def set_facts(me: Signed, plan_id: UUID, facts: DangerFacts, seen: str | None = None) -> Level:
    """Write down the danger facts; they raise the level at once and never lower it.

    Conflict when other facts stand by now than the page showed (`seen`, as `facts_text`).
    """
    with act(me.actor, me.at) as a:
        plan = lock_plan(me, plan_id)
        keys = open_file(me.keys, plan.file_id)
        if seen is not None:
            _unless_moved(facts_text(read_facts(keys, plan)), seen)
        old, new = Level(plan.level), raised(Level(plan.level), facts)
        _drop_pending(a, plan)
        plan.level = new.value
        plan.version += 1
        plan.sealed_facts = _seal_facts(keys, plan_id, facts)
        plan.save(update_fields=["level", "version", "sealed_facts"])
        a.note(Kind.PLAN_WRITTEN, file=plan.file_id, about=plan_id)
        if new is not old:
            _note_raise(a, me, plan, old)
    return new


def _note_raise(a: Act, me: Signed, plan: Plan, old: Level) -> None:
    LevelChange.objects.create(
        id=new_id(),
        plan=plan,
        old=old.value,
        new=plan.level,
        plan_version=plan.version - 1,
        state=ChangeState.DONE.value,
        proposed_by=me.actor.officer_id,
        proposed_at=a.at,
    )
    a.note(Kind.LEVEL_RAISED, file=plan.file_id, about=plan.id, level=plan.level)
    _offer(a, plan)
    rhythm = cadence(Level(plan.level))
    for row in CheckIn.objects.filter(plan=plan):
        # A raise may shorten the waiting, never lengthen it.
        row.grace_minutes = min(row.grace_minutes, minutes(rhythm.grace))
        row.missed_after_minutes = min(row.missed_after_minutes, minutes(rhythm.missed_after))
        row.save(update_fields=["grace_minutes", "missed_after_minutes"])


def minutes(span: timedelta) -> int:
    """Whole minutes of a span."""
    return int(span.total_seconds() // 60)


def _drop_pending(a: Act, plan: Plan) -> None:
    pending = LevelChange.objects.filter(plan=plan, state=ChangeState.PENDING.value)
    for row in pending:
        LevelChange.objects.filter(id=row.id).update(state=ChangeState.DROPPED.value)
        a.note(Kind.LEVEL_TURNED_DOWN, file=plan.file_id, about=row.id)


def propose_lowering(me: Signed, plan_id: UUID, new: Level, reason: str, version: int) -> UUID:
    """Propose a lower level, with the reason; nothing changes until another person confirms.

    Conflict when the plan changed since the page was made, or a lowering waits already.
    """
    change_id = new_id()
    try:
        with act(me.actor, me.at) as a:
            plan = lock_plan(me, plan_id)
            if plan.version != version:
                raise Conflict
            keys = open_file(me.keys, plan.file_id)
            proposer = me.actor.officer_id
            facts = _lowering(keys, plan, new, proposer, NOBODY, reason)
            refuse_if(reasons_not_to_lower(facts))
            LevelChange.objects.create(
                id=change_id,
                plan=plan,
                old=plan.level,
                new=new.value,
                plan_version=plan.version,
                state=ChangeState.PENDING.value,
                proposed_by=proposer,
                proposed_at=me.at,
                sealed_reason=keys.seal(
                    Compartment.CONTACT, "protection.change.reason", change_id, reason
                ),
            )
            a.note(Kind.LEVEL_PROPOSED, file=plan.file_id, about=change_id, level=new.value)
    except IntegrityError as error:
        raise Conflict from error
    return change_id


def _lowering(
    keys: FileKeys, plan: Plan, new: Level, proposer: UUID, confirmer: UUID, reason: str
) -> LoweringFacts:
    return LoweringFacts(
        current=Level(plan.level),
        proposed=new,
        danger=read_facts(keys, plan),
        proposer=proposer,
        confirmer=confirmer,
        reason=reason,
    )


def _lock_change(me: Signed, change_id: UUID) -> tuple[LevelChange, Plan]:
    row = LevelChange.objects.filter(id=change_id).first()
    if row is None:
        raise Unknown
    plan = lock_plan(me, row.plan_id)
    row.refresh_from_db()
    if row.state != ChangeState.PENDING.value:
        raise Refused([WhyNot.PROPOSAL_ENDED])
    return row, plan


def confirm_lowering(me: Signed, change_id: UUID) -> None:
    """The second person lowers the level; never the one who proposed it."""
    with act(me.actor, me.at) as a:
        row, plan = _lock_change(me, change_id)
        refuse_in_conflict(me.actor, [plan.file_id])
        if plan.version != row.plan_version:
            raise Conflict
        keys = open_file(me.keys, plan.file_id)
        reason = keys.open(
            Compartment.CONTACT,
            "protection.change.reason",
            row.id,
            bytes(row.sealed_reason or b""),
        )
        second = me.actor.officer_id
        facts = _lowering(keys, plan, Level(row.new), row.proposed_by, second, reason)
        refuse_if(reasons_not_to_lower(facts))
        LevelChange.objects.filter(id=row.id).update(
            state=ChangeState.CONFIRMED.value, confirmed_by=second, confirmed_at=me.at
        )
        Plan.objects.filter(id=plan.id).update(level=row.new, version=plan.version + 1)
        a.note(Kind.LEVEL_LOWERED, file=plan.file_id, about=plan.id, level=row.new)


def drop_lowering(me: Signed, change_id: UUID) -> None:
    """Turn a lowering down, or take it back."""
    with act(me.actor, me.at) as a:
        _, plan = _lock_change(me, change_id)
        _drop_pending(a, plan)


def answer_measure(me: Signed, plan_id: UUID, code: str, choice: Choice) -> None:
    """Write down the person's own word on a measure; any answer may change on any day.

    A no to regular signs of life ends the watch for silence and nothing else.
    """
    with act(me.actor, me.at) as a:
        plan = lock_plan(me, plan_id)
        row = MeasureRow.objects.filter(plan=plan, code=code).first()
        if row is None:
            raise Unknown
        row.state, row.answered_at = choice.value, me.at
        row.heard_by = me.actor.officer_id
        row.save(update_fields=["state", "answered_at", "heard_by"])
        a.note(
            Kind.MEASURE_ANSWERED, file=plan.file_id, about=plan_id, measure=code,
            choice=choice.value,
        )  # fmt: skip
        if code == CHECK_IN and choice is not Choice.ACCEPTED:
            _end_checkin(a, plan)


def _end_checkin(a: Act, plan: Plan) -> None:
    if CheckIn.objects.filter(plan=plan, active=True).update(active=False):
        a.note(Kind.CHECKIN_ENDED, file=plan.file_id, about=plan.id)
