"""Agrees and notes signs of life, plans silences, closes alarms."""

from datetime import datetime, timedelta
from uuid import UUID

from safeconduct.accounts.signed import Signed
from safeconduct.casework.services import fulfil_condition
from safeconduct.common.ids import new_id
from safeconduct.common.period import Period
from safeconduct.common.refusal import Conflict, Refused, Unknown, refuse_if
from safeconduct.protection.core.catalogue import cadence, ladder
from safeconduct.protection.core.rules import (
    expected_at,
    reasons_not_to_plan_silence,
)
from safeconduct.protection.core.terms import (
    CheckinState,
    Choice,
    Kind,
    Level,
    SilenceFacts,
    WhyNot,
)
from safeconduct.protection.models import (
    Alarm,
    CheckIn,
    MeasureRow,
    Silence,
)
from safeconduct.protection.queries import (
    checkin_view,
    schedule_of,
)
from safeconduct.protection.services.plans import CHECK_IN, lock_plan, minutes, require_writer
from safeconduct.record.services import Act, act

FAMILY_OUT = "family_out_first"


def set_schedule(me: Signed, plan_id: UUID, every_hours: int) -> UUID:
    """Agree how often a sign of life comes; the first is due one span from now.

    Refused until the person said yes to check-ins. Waiting times follow the level.
    """
    with act(me.actor, me.at) as a:
        plan = lock_plan(me, plan_id)
        said_yes = MeasureRow.objects.filter(
            plan=plan, code=CHECK_IN, state=Choice.ACCEPTED.value
        )
        refuse_if([] if said_yes.exists() else [WhyNot.CHECKIN_DECLINED])
        rhythm = cadence(Level(plan.level))
        row = CheckIn.objects.filter(plan=plan).first() or CheckIn(id=new_id(), plan=plan)
        row.starts_at = row.next_due = me.at + timedelta(hours=every_hours)
        row.every_hours, row.active = every_hours, True
        row.grace_minutes = minutes(rhythm.grace)
        row.missed_after_minutes = minutes(rhythm.missed_after)
        row.last_answer_at = row.taken_over_by = row.taken_over_at = None
        row.state = CheckinState.ON_TIME.value
        row.save()
        a.note(Kind.CHECKIN_AGREED, file=plan.file_id, about=row.id, hours=every_hours)
    return row.id


def lock_checkin(plan_id: UUID) -> CheckIn:
    """The active sign of life of a plan, locked; Refused when none is agreed."""
    rows = CheckIn.objects.select_for_update(no_key=True)
    row = rows.filter(plan_id=plan_id, active=True).first()
    if row is None:
        raise Refused([WhyNot.NO_SCHEDULE])
    return row


def note_answer(a: Act, file_id: UUID, row: CheckIn, when: datetime) -> None:
    """An answer came at `when`: the next is due one span later, and the ladder ends."""
    row.last_answer_at = max(when, row.last_answer_at) if row.last_answer_at else when
    row.next_due = expected_at(schedule_of(row), row.last_answer_at)
    row.state = CheckinState.ON_TIME.value
    row.taken_over_by = row.taken_over_at = None
    row.save(
        update_fields=["last_answer_at", "next_due", "state", "taken_over_by", "taken_over_at"]
    )
    a.note(Kind.CHECKIN_ANSWERED, file=file_id, about=row.id)


def note_check_in(me: Signed, plan_id: UUID) -> None:
    """An officer heard from the person that all is well."""
    with act(me.actor, me.at) as a:
        plan = lock_plan(me, plan_id)
        note_answer(a, plan.file_id, lock_checkin(plan_id), me.at)


def take_over(me: Signed, plan_id: UUID) -> None:
    """The first who takes over a late sign of life stops the ladder, not the search."""
    with act(me.actor, me.at) as a:
        plan = lock_plan(me, plan_id)
        row = lock_checkin(plan_id)
        if row.taken_over_by is not None:
            raise Conflict
        refuse_if([] if checkin_view(row, me.at, {}).is_late else [WhyNot.NOT_LATE])
        row.taken_over_by, row.taken_over_at = me.actor.officer_id, me.at
        row.save(update_fields=["taken_over_by", "taken_over_at"])
        a.note(Kind.CHECKIN_TAKEN_OVER, file=plan.file_id, about=row.id)


def plan_silence(
    me: Signed, plan_id: UUID, start: datetime, until: datetime, *, agreed: bool
) -> None:
    """Plan a silence with the person, beforehand; whoever writes it down watches over it.

    Raises ValueError when it ends before it starts.
    """
    with act(me.actor, me.at) as a:
        plan = lock_plan(me, plan_id)
        row = lock_checkin(plan_id)
        officer = me.actor.officer_id
        span = Period(start, until)
        facts = SilenceFacts(span, ladder().longest_silence, agreed, officer, me.at)
        refuse_if(reasons_not_to_plan_silence(facts))
        Silence.objects.create(
            id=new_id(), checkin=row, start=start, until=until, officer_id=officer, agreed=True
        )
        row.next_due = expected_at(schedule_of(row), row.last_answer_at)
        row.save(update_fields=["next_due"])
        a.note(Kind.SILENCE_PLANNED, file=plan.file_id, about=row.id)


def family_is_out(me: Signed, file_id: UUID) -> None:
    """The family is in safety: fulfils the person's condition "family out first"."""
    require_writer(me, file_id)
    with act(me.actor, me.at) as a:
        fulfil_condition(a, file_id, FAMILY_OUT, me.actor.officer_id)


def close_alarm(me: Signed, alarm_id: UUID) -> None:
    """Somebody has acted on an alarm; Conflict when another person closed it first."""
    row = Alarm.objects.filter(id=alarm_id).first()
    if row is None:
        raise Unknown
    require_writer(me, row.file_id)
    with act(me.actor, me.at) as a:
        open_one = Alarm.objects.filter(id=alarm_id, closed_at__isnull=True)
        if open_one.update(closed_by=me.actor.officer_id, closed_at=me.at) != 1:
            raise Conflict
        a.note(Kind.ALARM_CLOSED, file=row.file_id, about=alarm_id)
