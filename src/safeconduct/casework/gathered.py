"""Tables of the case list's own tools: acts for several cases, and kept filters."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from safeconduct.accounts.core.terms import CHOSEN
from safeconduct.casework.core.batch import BatchAct, RowState


class Batch(models.Model):
    """One act that an officer is about to do, or did, for several cases; kept for a week."""

    id = models.UUIDField(primary_key=True)
    officer_id = models.UUIDField()
    act = models.CharField(max_length=12)
    to = models.UUIDField(null=True)  # the colleague; null until chosen
    role = models.CharField(max_length=30)
    reason = models.CharField(max_length=12)
    made_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)

    class Meta:
        """Only acts of the closed list; nothing begins without a colleague."""

        indexes = [models.Index(fields=["officer_id", "made_at"], name="casework_batch_of")]
        constraints = [
            models.CheckConstraint(
                condition=Q(act__in=[one.name for one in BatchAct]), name="casework_batch_act"
            ),
            models.CheckConstraint(
                condition=Q(begun_at__isnull=True)
                | Q(act="PASS_ON", to__isnull=False)
                | Q(act="PUT_ON", to__isnull=False, role__gt="")
                | Q(
                    act="TAKE_OFF",
                    to__isnull=False,
                    reason__in=[one.name for one in CHOSEN],
                ),
                name="casework_batch_named",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} by {self.officer_id}"


class BatchRow(models.Model):
    """One case of a batch, and what came of it: codes of reasons, no words."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE)
    file_id = models.UUIDField()
    state = models.CharField(max_length=8, default=RowState.WAITING.value)
    reasons = ArrayField(models.CharField(max_length=60), default=list)

    class Meta:
        """Each case once; a refusal has its reasons."""

        constraints = [
            models.UniqueConstraint(fields=["batch", "file_id"], name="casework_batch_once"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "done"], reasons__len=0)
                | Q(state="refused", reasons__len__gt=0),
                name="casework_batch_row_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_id} {self.state}"


class SavedFilter(models.Model):
    """A filter under a name, both sealed to the officer; deleted for good after a day."""

    id = models.UUIDField(primary_key=True)
    officer_id = models.UUIDField()
    sealed = models.BinaryField()
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        """Found by officer."""

        indexes = [models.Index(fields=["officer_id"], name="casework_saved_of")]

    def __str__(self) -> str:
        return f"a filter of {self.officer_id}"
