"""Plans, measures, levels, signs of life, silences, alarms: one plan for one person."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q

from safeconduct.protection.core.terms import (
    Cause,
    ChangeState,
    CheckinState,
    Choice,
    Level,
)

LEVELS = list(map(str, Level))


class Plan(models.Model):
    """The protection plan of exactly one person; how to reach them, and where, is sealed."""

    id = models.UUIDField(primary_key=True)
    file_id = models.UUIDField()
    person = models.OneToOneField("casework.Person", on_delete=models.PROTECT)
    officer_id = models.UUIDField()
    level = models.CharField(max_length=12)
    opened_at = models.DateTimeField()
    review_by = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    sealed_facts = models.BinaryField()
    sealed_contact = models.BinaryField(null=True)
    sealed_word = models.BinaryField(null=True)
    sealed_place = models.BinaryField(null=True)

    class Meta:
        """Known levels only."""

        constraints = [
            models.CheckConstraint(condition=Q(level__in=LEVELS), name="protection_level")
        ]
        indexes = [models.Index(fields=["file_id"], name="protection_plan_file")]

    def __str__(self) -> str:
        return f"plan of {self.person_id}"


class MeasureRow(models.Model):
    """One measure offered to one person, and their own word on it."""

    id = models.UUIDField(primary_key=True)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT)
    code = models.CharField(max_length=40)
    state = models.CharField(max_length=10)
    offered_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    heard_by = models.UUIDField(null=True)

    class Meta:
        """An answer has a time and somebody who heard it."""

        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="protection_measure_once"),
            models.CheckConstraint(
                condition=Q(
                    state=Choice.OFFERED.value, answered_at__isnull=True, heard_by__isnull=True
                )
                | Q(
                    state__in=[
                        Choice.ACCEPTED.value,
                        Choice.DECLINED.value,
                        Choice.WITHDRAWN.value,
                    ],
                    answered_at__isnull=False,
                    heard_by__isnull=False,
                ),
                name="protection_measure_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.state}"


class LevelChange(models.Model):
    """A raise by one person, or a lowering by two; `plan_version` ties it to what was seen."""

    id = models.UUIDField(primary_key=True)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT)
    old = models.CharField(max_length=12)
    new = models.CharField(max_length=12)
    plan_version = models.PositiveIntegerField()
    state = models.CharField(max_length=10)
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    confirmed_by = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    sealed_reason = models.BinaryField(null=True)

    class Meta:
        """Whoever proposed a lowering cannot confirm it; one pending per plan."""

        constraints = [
            models.CheckConstraint(
                condition=Q(old__in=LEVELS, new__in=LEVELS), name="protection_change_levels"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")),
                name="protection_change_two_people",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=ChangeState.CONFIRMED.value,
                    confirmed_by__isnull=False,
                    confirmed_at__isnull=False,
                    sealed_reason__isnull=False,
                )
                | Q(
                    state__in=[
                        ChangeState.DONE.value,
                        ChangeState.DROPPED.value,
                        ChangeState.PENDING.value,
                    ],
                    confirmed_by__isnull=True,
                ),
                name="protection_change_state",
            ),
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(state=ChangeState.PENDING.value),
                name="protection_one_lowering",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old} to {self.new}, {self.state}"


class CheckIn(models.Model):
    """When the next sign of life is expected; `state` is what the record was told last."""

    id = models.UUIDField(primary_key=True)
    plan = models.OneToOneField(Plan, on_delete=models.PROTECT)
    starts_at = models.DateTimeField()
    every_hours = models.PositiveIntegerField()
    grace_minutes = models.PositiveIntegerField()
    missed_after_minutes = models.PositiveIntegerField()
    last_answer_at = models.DateTimeField(null=True)
    next_due = models.DateTimeField()
    state = models.CharField(max_length=8, default=CheckinState.ON_TIME.value)
    active = models.BooleanField(default=True)
    taken_over_by = models.UUIDField(null=True)
    taken_over_at = models.DateTimeField(null=True)

    class Meta:
        """A rhythm that could never alarm is no rhythm."""

        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(map(str, CheckinState))),
                name="protection_checkin_state",
            ),
            models.CheckConstraint(
                condition=Q(every_hours__gt=0, grace_minutes__gt=0, missed_after_minutes__gt=0),
                name="protection_checkin_alarms",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_due"], name="protection_checkin_due", condition=Q(active=True)
            )
        ]

    def __str__(self) -> str:
        return f"sign of life due {self.next_due:%d.%m.%Y %H:%M}"


class Silence(models.Model):
    """A silence agreed beforehand with the person, watched over by a named officer."""

    id = models.UUIDField(primary_key=True)
    checkin = models.ForeignKey(CheckIn, on_delete=models.PROTECT)
    start = models.DateTimeField()
    until = models.DateTimeField()
    officer_id = models.UUIDField()
    agreed = models.BooleanField()

    class Meta:
        """Agreed, not endless: the longest silence of data/ladder.toml holds here too."""

        constraints = [
            models.CheckConstraint(condition=Q(agreed=True), name="protection_silence_agreed"),
            models.CheckConstraint(
                condition=Q(until__gt=F("start"))
                & Q(until__lte=F("start") + timedelta(hours=72)),
                name="protection_silence_short",
            ),
        ]

    def __str__(self) -> str:
        return f"silence until {self.until:%d.%m.%Y %H:%M}"


class Alarm(models.Model):
    """A check-in that said "I am not all right", or held the agreed word."""

    id = models.UUIDField(primary_key=True)
    file_id = models.UUIDField()
    letter_id = models.UUIDField(unique=True)
    cause = models.CharField(max_length=10)
    raised_at = models.DateTimeField()
    closed_by = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        """Open alarms are found at once."""

        constraints = [
            models.CheckConstraint(
                condition=Q(cause__in=list(map(str, Cause))), name="protection_alarm_cause"
            )
        ]
        indexes = [
            models.Index(
                fields=["file_id"],
                name="protection_alarm_open",
                condition=Q(closed_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"alarm {self.cause}"


class Heard(models.Model):
    """A letter the watch has looked at: it is never counted twice."""

    letter_id = models.UUIDField(primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"heard {self.letter_id}"


class WatchBeat(models.Model):
    """When the watch last ran with its key unlocked; the office holds no service key."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    at = models.DateTimeField()

    class Meta:
        """One row."""

        constraints = [models.CheckConstraint(condition=Q(id=1), name="protection_one_beat")]

    def __str__(self) -> str:
        return f"watch at {self.at:%d.%m.%Y %H:%M}"
