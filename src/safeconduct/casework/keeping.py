"""Tables of how long cases are kept, of legal holds, of people who ask for their own data."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from safeconduct.casework.core.retention import Keeps, Longer
from safeconduct.contact.core.terms import Wish

KEEPS = [why.name for why in Keeps]


class Retention(models.Model):
    """From when a closed case is no longer needed, and what keeps it all the same.

    Written every night by the worker; an act in between asks the rooms themselves.
    """

    case = models.OneToOneField("casework.Case", on_delete=models.PROTECT, primary_key=True)
    due_on = models.DateField()
    keeps = ArrayField(models.CharField(max_length=10), default=list)
    reckoned_on = models.DateField()

    class Meta:
        """Known reasons only; found by date."""

        constraints = [
            models.CheckConstraint(
                condition=Q(keeps__contained_by=KEEPS), name="casework_retention_keeps"
            )
        ]
        indexes = [models.Index(fields=["due_on", "case"], name="casework_retention_due")]

    def __str__(self) -> str:
        return f"until {self.due_on}"


class KeptLonger(models.Model):
    """Somebody decided to keep a case beyond its term: why, and until when."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT)
    reason = models.CharField(max_length=8)
    until = models.DateField()
    decided_by = models.UUIDField()
    decided_at = models.DateTimeField()

    class Meta:
        """Known reasons; never for longer than about a year at a time."""

        constraints = [
            models.CheckConstraint(
                condition=Q(reason__in=[one.name for one in Longer]),
                name="casework_longer_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.reason} until {self.until}"


class Hold(models.Model):
    """A legal hold: one person places it, somebody looks at it again, two people lift it."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT)
    placed_by = models.UUIDField()
    placed_at = models.DateTimeField()
    review_on = models.DateField()
    reviewed_by = models.UUIDField(null=True)
    lift_proposed_by = models.UUIDField(null=True)
    lifted_by = models.UUIDField(null=True)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        """One hold at a time; lifted by two different people."""

        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(lifted_at__isnull=True), name="casework_one_hold"
            ),
            models.CheckConstraint(
                condition=Q(
                    lifted_at__isnull=True,
                    lifted_by__isnull=True,
                    lift_proposed_by__isnull=True,
                )
                | (
                    Q(lifted_at__isnull=False, lifted_by__isnull=False)
                    & Q(lift_proposed_by__isnull=False)
                    & ~Q(lifted_by=F("lift_proposed_by"))
                ),
                name="casework_hold_lifted_by_two",
            ),
        ]
        indexes = [
            models.Index(
                fields=["review_on", "case"],
                name="casework_hold_review",
                condition=Q(lifted_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"hold until {self.review_on}"


class DataRequest(models.Model):
    """A person asked about their own data; answered within a month, what is withheld by code.

    `by_letter`: from the open mailbox, so that nobody need make certain who asks.
    """

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT)
    wish = models.CharField(max_length=8, db_default="SEE")
    by_letter = models.BooleanField(db_default=False)
    asked_on = models.DateField()
    noted_by = models.UUIDField()
    noted_at = models.DateTimeField()
    answered_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)
    withheld = ArrayField(models.CharField(max_length=20), default=list)

    class Meta:
        """One of a kind at a time; whoever answers stands there."""

        constraints = [
            models.UniqueConstraint(
                fields=["case", "wish"],
                condition=Q(answered_at__isnull=True),
                name="casework_one_data_request",
            ),
            models.CheckConstraint(
                condition=Q(wish__in=[one.name for one in Wish]), name="casework_data_wish"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, withheld=[])
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="casework_data_request_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"asked on {self.asked_on}"
