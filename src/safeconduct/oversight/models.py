"""Stays of cases at their stages, and the counts that are kept of them by triggers."""

from django.db import models
from django.db.models import F, Q


class Stay(models.Model):
    """A case at one stage, from one moved to the next; `until` null: there now."""

    file_id = models.UUIDField()
    stage = models.CharField(max_length=12)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        """One stage at a time; the longest there are found by stage."""

        constraints = [
            models.UniqueConstraint(
                fields=["file_id"], condition=Q(until=None), name="oversight_stay_now"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="oversight_stay_ends"
            ),
        ]
        indexes = [
            models.Index(fields=["file_id"], name="oversight_stay_file"),
            models.Index(
                fields=["stage", "since"], condition=Q(until=None), name="oversight_stay_long"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage} since {self.since}"


class WaitCount(models.Model):
    """More stays of so many days that ended in a month; the worker folds such rows together."""

    stage = models.CharField(max_length=12)
    month = models.DateField()
    days = models.SmallIntegerField()
    change = models.BigIntegerField()

    class Meta:
        """Read by month."""

        indexes = [models.Index(fields=["month"], name="oversight_wait_month")]

    def __str__(self) -> str:
        return f"{self.stage} {self.days} {self.change:+}"


class StepCount(models.Model):
    """More or fewer cases of a month that came as far as a place (core/figures.py STEPS)."""

    month = models.DateField()
    step = models.SmallIntegerField()
    change = models.BigIntegerField()

    class Meta:
        """Read by month."""

        indexes = [models.Index(fields=["month"], name="oversight_step_month")]

    def __str__(self) -> str:
        return f"{self.month} {self.step} {self.change:+}"


class RefusalCount(models.Model):
    """More acts of a week that a rule refused; an empty role counts every officer."""

    week = models.DateField()
    why = models.CharField(max_length=64)
    role = models.CharField(max_length=30)
    change = models.BigIntegerField()

    class Meta:
        """Read by week."""

        indexes = [models.Index(fields=["week"], name="oversight_refusal_week")]

    def __str__(self) -> str:
        return f"{self.week} {self.why} {self.change:+}"


class TotalCount(models.Model):
    """More of what the programme did: people arrived, items of a type that came, money paid.

    `kind`: the type code of an item, the currency of minor units; empty for people.
    """

    what = models.CharField(max_length=8)
    kind = models.CharField(max_length=16)
    change = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.what} {self.kind} {self.change:+}"
