"""Claims, the custody moves of their items, and alerts between claims for one item."""

from functools import reduce
from operator import or_

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from safeconduct.materiel.core.flow import TABLE
from safeconduct.materiel.core.terms import (
    AlertEnd,
    Companions,
    ItemEvent,
    ItemState,
    Sameness,
    Waiting,
)

STATES = list(map(str, ItemState))
IN_TABLE = reduce(
    or_,
    (
        Q(origin=origin.value, event=event.value, target=move.to.value)
        for (origin, event), move in TABLE.items()
    ),
)
WAITS = [Waiting.PENDING.value, Waiting.TURNED_DOWN.value]


class Claim(models.Model):
    """One item that a case claims to have brought; its marks are sealed, its class is not.

    `on` is the day whose tariff counts: of the handover, or of registering while there is none.
    """

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="+")
    type_code = models.CharField(max_length=16)
    tariff_version = models.CharField(max_length=40, blank=True)
    on = models.DateField()
    state = models.CharField(max_length=24, default=ItemState.CLAIMED.value)
    version = models.PositiveIntegerField(default=1)
    companions = models.CharField(max_length=16)
    seized = models.BooleanField(default=False)
    sealed_marks = models.BinaryField()
    matcher_copy = models.BinaryField()
    registered_by = models.UUIDField()
    registered_key = models.CharField(max_length=16)
    registered_at = models.DateTimeField()
    compared_at = models.DateTimeField(null=True)

    class Meta:
        """Known states only; what waits for comparison is found at once."""

        constraints = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="materiel_claim_state"),
            models.CheckConstraint(
                condition=Q(companions__in=list(map(str, Companions))),
                name="materiel_claim_companions",
            ),
        ]
        indexes = [
            models.Index(
                fields=["registered_at"],
                name="materiel_claim_waits",
                condition=Q(compared_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.type_code} {self.state}"


class Move(models.Model):
    """One line of custody: recorded by one person, true once a second one confirmed it."""

    id = models.UUIDField(primary_key=True)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT)
    claim_version = models.PositiveIntegerField()
    origin = models.CharField(max_length=24)
    event = models.CharField(max_length=24)
    target = models.CharField(max_length=24)
    status = models.CharField(max_length=12, default=Waiting.PENDING.value)
    first_by = models.UUIDField()
    first_key = models.CharField(max_length=16)
    first_at = models.DateTimeField()
    second_by = models.UUIDField(null=True)
    second_key = models.CharField(max_length=16, blank=True)
    second_at = models.DateTimeField(null=True)

    class Meta:
        """Two people behind each move; the person's own withdrawal needs no second one."""

        constraints = [
            models.CheckConstraint(condition=IN_TABLE, name="materiel_move_in_table"),
            models.CheckConstraint(
                condition=Q(status__in=WAITS, second_by__isnull=True)
                | Q(
                    status=Waiting.CONFIRMED.value,
                    event=ItemEvent.WITHDRAW.value,
                    second_by__isnull=True,
                )
                | (
                    Q(status=Waiting.CONFIRMED.value, second_by__isnull=False)
                    & Q(second_at__isnull=False)
                    & ~Q(event=ItemEvent.WITHDRAW.value)
                    & ~Q(second_by=F("first_by"))
                ),
                name="materiel_move_two_people",
            ),
            models.UniqueConstraint(
                fields=["claim"], condition=Q(status="pending"), name="materiel_one_move_waits"
            ),
            models.UniqueConstraint(
                fields=["claim", "claim_version"],
                condition=Q(status="confirmed"),
                name="materiel_one_move_per_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.status}"


class Alert(models.Model):
    """Two claims that may be for one item; `low` is the claim with the lower id.

    `agreements` are codes such as "serial:agree"; no value of either claim is among them. The
    reason is sealed twice, once under each file, so that each case may read it.
    """

    id = models.UUIDField(primary_key=True)
    low = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="+")
    high = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="+")
    sameness = models.CharField(max_length=8)
    agreements = ArrayField(models.CharField(max_length=20))
    raised_at = models.DateTimeField()
    end = models.CharField(max_length=12, blank=True)
    kept = models.ForeignKey(Claim, null=True, on_delete=models.PROTECT, related_name="+")
    sealed_low = models.BinaryField(null=True)
    sealed_high = models.BinaryField(null=True)
    proposed_by = models.UUIDField(null=True)
    proposed_key = models.CharField(max_length=16, blank=True)
    proposed_at = models.DateTimeField(null=True)
    confirmed_by = models.UUIDField(null=True)
    confirmed_key = models.CharField(max_length=16, blank=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        """A pair once; two different people and a reason behind each end."""

        constraints = [
            models.UniqueConstraint(fields=["low", "high"], name="materiel_alert_pair"),
            models.CheckConstraint(condition=Q(low__lt=F("high")), name="materiel_alert_order"),
            models.CheckConstraint(
                condition=Q(sameness__in=[Sameness.ALERT.value, Sameness.SAME.value]),
                name="materiel_alert_sameness",
            ),
            models.CheckConstraint(
                condition=Q(end="", proposed_by__isnull=True, kept__isnull=True)
                | Q(
                    end__in=list(map(str, AlertEnd)),
                    proposed_by__isnull=False,
                    sealed_low__isnull=False,
                    sealed_high__isnull=False,
                ),
                name="materiel_alert_proposal_whole",
            ),
            models.CheckConstraint(
                condition=Q(end__in=["", AlertEnd.DIFFERENT.value], kept__isnull=True)
                | Q(end=AlertEnd.SAME.value, kept__isnull=False)
                & (Q(kept=F("low")) | Q(kept=F("high"))),
                name="materiel_alert_kept",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True)
                | (Q(proposed_by__isnull=False) & ~Q(confirmed_by=F("proposed_by"))),
                name="materiel_alert_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sameness} {self.end}"
