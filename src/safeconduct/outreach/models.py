"""Reported copies, views by week, readers who understood: nothing about any person."""

from django.db import models
from django.db.models import F, Q

from safeconduct.outreach.core.terms import CopyState


class CopyReport(models.Model):
    """The address of a site that somebody holds for a copy of ours; who said so is not kept."""

    id = models.UUIDField(primary_key=True)
    address = models.CharField(max_length=200, unique=True)
    times = models.PositiveIntegerField(default=1)
    first_on = models.DateField()
    last_on = models.DateField()
    state = models.CharField(max_length=10, default=CopyState.NEW.value)
    decided_by = models.UUIDField(null=True)
    decided_on = models.DateField(null=True)

    class Meta:
        """Decided by somebody on a day, or not at all."""

        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(map(str, CopyState))), name="outreach_copy_state"
            ),
            models.CheckConstraint(
                condition=Q(state=CopyState.NEW.value, decided_by=None, decided_on=None)
                | (
                    ~Q(state=CopyState.NEW.value)
                    & Q(decided_by__isnull=False, decided_on__isnull=False)
                ),
                name="outreach_copy_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(first_on__lte=F("last_on"), times__gte=1),
                name="outreach_copy_days",
            ),
        ]
        indexes = [
            models.Index(F("state"), F("last_on").desc(), F("id"), name="outreach_copies"),
        ]

    def __str__(self) -> str:
        return self.address


class ReachCount(models.Model):
    """Views of one page in one language in the week that began on a Monday."""

    week = models.DateField()
    language = models.CharField(max_length=2)
    slug = models.CharField(max_length=30)
    n = models.PositiveBigIntegerField()

    class Meta:
        """One count for each week, language and page."""

        constraints = [
            models.UniqueConstraint(
                fields=["week", "language", "slug"], name="outreach_reach_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.week} {self.language}/{self.slug}"


class UnderstoodCount(models.Model):
    """How many test readers answered one question of one version of a page, and rightly."""

    language = models.CharField(max_length=2)
    slug = models.CharField(max_length=30)
    version = models.PositiveSmallIntegerField()
    question = models.PositiveSmallIntegerField()
    right = models.PositiveIntegerField()
    asked = models.PositiveIntegerField()

    class Meta:
        """One count for each question; nobody is right more often than asked."""

        constraints = [
            models.UniqueConstraint(
                fields=["language", "slug", "version", "question"],
                name="outreach_understood_once",
            ),
            models.CheckConstraint(
                condition=Q(right__lte=F("asked")), name="outreach_understood_right"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.language}/{self.slug} {self.question}"


class PostureVersion(models.Model):
    """The approved versions of the posture, and of no other catalogue: a view for all doors."""

    id = models.UUIDField(primary_key=True)
    number = models.PositiveIntegerField()
    valid_from = models.DateField()
    text = models.TextField()

    class Meta:
        """The view is made by the migration."""

        managed = False
        db_table = "outreach_posture"

    def __str__(self) -> str:
        return f"posture {self.number}"
