"""Tables of tasks, and of the hours in which a person must not be written to."""

from django.db import models
from django.db.models import F, Q

from safeconduct.accounts.core.terms import Role
from safeconduct.casework.core.tasks import Outcome, PutOff


class Task(models.Model):
    """Work with a deadline; its words are a catalogue entry, never free text."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT)
    code = models.CharField(max_length=32)
    role = models.CharField(max_length=30)
    owner_id = models.UUIDField(null=True)  # null: whoever holds the role on the case
    due_at = models.DateTimeField()
    legal_at = models.DateTimeField(null=True)  # nothing puts it off beyond
    up_at = models.DateTimeField(null=True)  # goes up by itself then; null: by hand only
    up_to = models.CharField(max_length=30, db_default="")  # whom it went up to; empty: not up
    put_off = models.CharField(max_length=12, db_default="")  # why, the last time
    times_put_off = models.PositiveSmallIntegerField(db_default=0)
    given_at = models.DateTimeField(null=True)  # made, passed on or brought up
    done_at = models.DateTimeField(null=True)
    done_by = models.UUIDField(null=True)
    outcome = models.CharField(max_length=12, db_default="")
    version = models.PositiveIntegerField(db_default=1)

    class Meta:
        """Open work is found by role and date; never due after its legal end."""

        indexes = [
            models.Index(
                fields=["due_at"], name="casework_task_due", condition=Q(done_at__isnull=True)
            ),
            models.Index(
                fields=["up_at"],
                name="casework_task_goes_up",
                condition=Q(done_at__isnull=True, up_to="", up_at__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "code"],
                condition=Q(done_at__isnull=True),
                name="casework_task_once",
            ),
            models.CheckConstraint(
                condition=Q(legal_at__isnull=True) | Q(due_at__lte=F("legal_at")),
                name="casework_task_legal_end",
            ),
            models.CheckConstraint(
                condition=Q(outcome="")
                | Q(outcome__in=[one.name for one in Outcome], done_at__isnull=False),
                name="casework_task_outcome",
            ),
            models.CheckConstraint(
                condition=Q(put_off="", times_put_off=0)
                | Q(put_off__in=[one.name for one in PutOff], times_put_off__gt=0),
                name="casework_task_put_off",
            ),
            models.CheckConstraint(
                condition=Q(up_to="") | Q(up_to__in=list(map(str, Role))),
                name="casework_task_up_to",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class QuietHours(models.Model):
    """Whole hours of the programme's clock in which a person must not be written to."""

    case = models.OneToOneField("casework.Case", on_delete=models.PROTECT, primary_key=True)
    begins = models.PositiveSmallIntegerField()
    ends = models.PositiveSmallIntegerField()
    agreed_by = models.UUIDField()
    agreed_on = models.DateField()

    class Meta:
        """Hours of a day, and not the whole of it."""

        constraints = [
            models.CheckConstraint(
                condition=Q(begins__range=(0, 23), ends__range=(0, 23)) & ~Q(begins=F("ends")),
                name="casework_quiet_hours",
            )
        ]

    def __str__(self) -> str:
        return f"quiet from {self.begins} to {self.ends}"
