"""Payments, their safety basis, and a ledger whose entries sum to zero."""

from django.db import models
from django.db.models import F, Q

from safeconduct.support.core.terms import Because, PayeeClass, PayState, Stream

WITH_APPROVER = ["approved", "released", "paid"]


class Payment(models.Model):
    """One instalment of one stream. Three different people, enforced here too."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT)
    stream = models.CharField(max_length=12)
    state = models.CharField(max_length=10)
    payee = models.CharField(max_length=10, default=PayeeClass.PERSON.value)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    claim_id = models.UUIDField(null=True)
    tariff_version = models.CharField(max_length=40, default="")
    payee_checked = models.BooleanField(default=False)
    sealed_payee = models.BinaryField(null=True)
    sealed_reason = models.BinaryField(null=True)
    deviation = models.BooleanField(default=False)
    drafted_by = models.UUIDField(null=True)
    approved_by = models.UUIDField(null=True)
    bank_reference = models.CharField(max_length=40, default="")
    changed_at = models.DateTimeField()

    class Meta:
        """People differ; amounts are positive; an award names its claim."""

        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(map(str, PayState))), name="support_state"
            ),
            models.CheckConstraint(
                condition=Q(stream__in=list(map(str, Stream))), name="support_stream"
            ),
            models.CheckConstraint(
                condition=Q(payee__in=list(map(str, PayeeClass))), name="support_payee"
            ),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="support_positive"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("drafted_by")),
                name="support_approver_differs",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=WITH_APPROVER)
                | Q(approved_by__isnull=False, drafted_by__isnull=False),
                name="support_people_named",
            ),
            models.CheckConstraint(
                condition=Q(stream="award", claim_id__isnull=False)
                | (~Q(stream="award") & Q(claim_id__isnull=True)),
                name="support_award_has_claim",
            ),
            models.UniqueConstraint(
                fields=["claim_id"],
                condition=Q(stream="award") & ~Q(state="none") & ~Q(state="refused"),
                name="support_one_award_per_claim",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "changed_at"], name="support_by_state"),
            models.Index(fields=["changed_at", "id"], name="support_by_page"),
            models.Index(
                fields=["stream", "state"],
                include=["amount_minor", "currency"],
                name="support_spent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.state}"


class Refusal(models.Model):
    """A refusal one person proposed and another decides; its reason is a listed code."""

    id = models.UUIDField(primary_key=True)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT)
    because = models.CharField(max_length=12)
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="pending")
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        """Two different people behind what is decided; one waits at a time."""

        constraints = [
            models.CheckConstraint(
                condition=Q(because__in=[why.name for why in Because]),
                name="support_refusal_because",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "dropped"], decided_by__isnull=True)
                | (
                    Q(state="decided", decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(decided_by=F("proposed_by"))
                ),
                name="support_refusal_two_people",
            ),
            models.UniqueConstraint(
                fields=["payment"], condition=Q(state="pending"), name="support_one_refusal"
            ),
        ]

    def __str__(self) -> str:
        return f"refusal {self.state}"


class Handover(models.Model):
    """Equipment given over before two people: the safety basis of a Ukrainian payee."""

    id = models.UUIDField(primary_key=True)
    claim_id = models.UUIDField(unique=True)
    first_by = models.UUIDField()
    second_by = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        """Two different people."""

        constraints = [
            models.CheckConstraint(
                condition=Q(second_by__isnull=True) | ~Q(second_by=F("first_by")),
                name="support_handover_two_people",
            )
        ]

    def __str__(self) -> str:
        return f"handover of {self.claim_id}"


class Release(models.Model):
    """A third person let the money go, on exactly one two-person safety basis."""

    id = models.UUIDField(primary_key=True)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT)
    payee = models.CharField(max_length=10)
    arrival = models.ForeignKey("casework.Arrival", null=True, on_delete=models.PROTECT)
    handover = models.ForeignKey(Handover, null=True, on_delete=models.PROTECT)
    drafted_by = models.UUIDField()
    approved_by = models.UUIDField()
    released_by = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        """Basis by class of payee; three different people."""

        constraints = [
            models.CheckConstraint(
                condition=Q(
                    payee__in=["person", "heirs"], arrival__isnull=False, handover__isnull=True
                )
                | Q(payee="ukrainian", arrival__isnull=True, handover__isnull=False),
                name="support_release_safety_basis",
            ),
            models.CheckConstraint(
                condition=~Q(released_by=F("drafted_by"))
                & ~Q(released_by=F("approved_by"))
                & ~Q(approved_by=F("drafted_by")),
                name="support_release_three_people",
            ),
        ]

    def __str__(self) -> str:
        return f"release of {self.payment_id}"


class Entry(models.Model):
    """One ledger entry; its postings sum to zero when the transaction ends."""

    id = models.UUIDField(primary_key=True)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT)
    act = models.CharField(max_length=16)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.act


class Posting(models.Model):
    """Debit (positive) or credit (negative) of one account."""

    id = models.UUIDField(primary_key=True)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT)
    account = models.CharField(max_length=32)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)

    class Meta:
        """Balances are summed from an index alone."""

        indexes = [
            models.Index(
                fields=["account", "currency"],
                include=["amount_minor"],
                name="support_balance",
            )
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.amount_minor}"


class TakenBack(models.Model):
    """An award that fell back because vetting was re-opened; written by the database itself."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT)
    at = models.DateTimeField()
    noted = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"taken back {self.payment_id}"
