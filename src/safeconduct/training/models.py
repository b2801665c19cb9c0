"""Copies of exercises: prepared in advance where other officers' keys are needed for that."""

from django.db import models


class Copy(models.Model):
    """One set of files of an exercise: fresh, taken by an officer, or ended."""

    id = models.UUIDField(primary_key=True)
    exercise = models.CharField(max_length=24)
    started_by = models.UUIDField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """Started by somebody at a moment, or by nobody; ended after it."""

        constraints = [
            models.CheckConstraint(
                condition=models.Q(started_by__isnull=True, started_at__isnull=True)
                | models.Q(started_by__isnull=False, started_at__isnull=False),
                name="training_copy_started",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True)
                | models.Q(ended_at__gte=models.F("started_at")),
                name="training_copy_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"copy of {self.exercise}"


class CopyFile(models.Model):
    """A file of a copy; `place` is its number in the exercise, from 1."""

    copy = models.ForeignKey(Copy, on_delete=models.CASCADE)
    file_id = models.UUIDField(unique=True)
    place = models.PositiveSmallIntegerField()

    class Meta:
        """One file at each place."""

        constraints = [
            models.UniqueConstraint(fields=["copy", "place"], name="training_place_once")
        ]

    def __str__(self) -> str:
        return f"file {self.place}"
