"""Crossings, notices with their addressees, read-backs, checks, GO, and help in kind.

In clear are ids, codes, states and office clocks; what was agreed, said or seen is sealed in
the location compartment. Rows carry `Row` in their name: the words themselves live in `core`.
"""

from django.db import models
from django.db.models import F, Q

from safeconduct.passage.core.catalogue import DESK_CODES
from safeconduct.passage.core.terms import (
    Answer,
    CheckKind,
    Concern,
    CostKind,
    GoState,
    Mode,
    NoticeState,
)

S = NoticeState
LIVE = [S.PROPOSED.value, S.APPROVED.value, S.SENT.value]
AGREED = [S.APPROVED.value, S.SENT.value, S.SUPERSEDED.value]


class CrossingRow(models.Model):
    """The way across of one case; the people coming are sealed, a concern stops every plan."""

    id = models.UUIDField(primary_key=True)
    case = models.OneToOneField("casework.Case", on_delete=models.PROTECT)
    mode = models.CharField(max_length=10)
    concern = models.CharField(max_length=10)
    concern_by = models.UUIDField(null=True)
    told_by = models.UUIDField()
    told_at = models.DateTimeField()
    corridor_in_force = models.PositiveIntegerField(null=True)
    sealed = models.BinaryField()
    opened_at = models.DateTimeField()

    class Meta:
        """Known codes only; an open concern has somebody who recorded it."""

        constraints = [
            models.CheckConstraint(
                condition=Q(mode__in=list(map(str, Mode))), name="passage_mode"
            ),
            models.CheckConstraint(
                condition=Q(concern__in=list(map(str, Concern))), name="passage_concern"
            ),
            models.CheckConstraint(
                condition=Q(concern=Concern.OPEN.value, concern_by__isnull=False)
                | (~Q(concern=Concern.OPEN.value) & Q(concern_by__isnull=True)),
                name="passage_concern_by",
            ),
        ]

    def __str__(self) -> str:
        return f"crossing {self.id}"


class NoticeRow(models.Model):
    """One revision of a notice. Its content never changes; `digest` is what two agreed to."""

    id = models.UUIDField(primary_key=True)
    crossing = models.ForeignKey(CrossingRow, on_delete=models.PROTECT)
    revision = models.PositiveIntegerField()
    state = models.CharField(max_length=10)
    window_start = models.DateTimeField()
    window_end = models.DateTimeField()
    digest = models.CharField(max_length=64)
    sealed = models.BinaryField()
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    approved_by = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_digest = models.CharField(max_length=64, null=True)  # noqa: DJ001  "none" is a state

    class Meta:
        """Two different people, one content, one live revision per crossing."""

        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(map(str, NoticeState))), name="passage_notice_state"
            ),
            models.UniqueConstraint(
                fields=["crossing", "revision"], name="passage_notice_revision"
            ),
            models.UniqueConstraint(
                fields=["crossing"], condition=Q(state__in=LIVE), name="passage_notice_one_live"
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
                name="passage_notice_two_people",
            ),
            models.CheckConstraint(
                condition=Q(
                    approved_by__isnull=True,
                    approved_at__isnull=True,
                    approved_digest__isnull=True,
                )
                & ~Q(state__in=AGREED)
                | Q(
                    approved_by__isnull=False,
                    approved_at__isnull=False,
                    approved_digest=F("digest"),
                )
                & ~Q(state__in=[S.DRAFT.value, S.PROPOSED.value]),
                name="passage_notice_agreed_content",
            ),
            models.CheckConstraint(
                condition=Q(window_end__gt=F("window_start")), name="passage_notice_window"
            ),
        ]

    def __str__(self) -> str:
        return f"notice {self.revision} {self.state}"


class AddresseeRow(models.Model):
    """Who must read this revision back: an alias code in clear, the desk behind it sealed."""

    id = models.UUIDField(primary_key=True)
    notice = models.ForeignKey(NoticeRow, on_delete=models.PROTECT)
    code = models.CharField(max_length=16)
    sealed = models.BinaryField()

    class Meta:
        """Each alias once per revision."""

        constraints = [
            models.CheckConstraint(
                condition=Q(code__in=list(DESK_CODES)), name="passage_addressee_code"
            ),
            models.UniqueConstraint(fields=["notice", "code"], name="passage_addressee_once"),
        ]

    def __str__(self) -> str:
        return self.code


class AckRow(models.Model):
    """One read-back by a named duty officer; the addressee belongs to exactly one revision."""

    id = models.UUIDField(primary_key=True)
    addressee = models.ForeignKey(AddresseeRow, on_delete=models.PROTECT)
    answer = models.CharField(max_length=14)
    code_ok = models.BooleanField()
    current = models.BooleanField(default=True)
    sealed = models.BinaryField()
    given_at = models.DateTimeField()
    entered_by = models.UUIDField()

    class Meta:
        """One current read-back per addressee; a yes needs the right code."""

        constraints = [
            models.CheckConstraint(
                condition=Q(answer__in=list(map(str, Answer))), name="passage_ack_answer"
            ),
            models.CheckConstraint(
                condition=Q(code_ok=True) | Q(answer=Answer.CANNOT_COMPLY.value),
                name="passage_ack_code",
            ),
            models.UniqueConstraint(
                fields=["addressee"],
                condition=Q(current=True),
                name="passage_ack_one_current",
            ),
        ]

    def __str__(self) -> str:
        return self.answer


class CheckRow(models.Model):
    """A look at light, cold, water or reception for one revision; the values are sealed."""

    id = models.UUIDField(primary_key=True)
    notice = models.ForeignKey(NoticeRow, on_delete=models.PROTECT)
    kind = models.CharField(max_length=10)
    passed = models.BooleanField()
    sealed = models.BinaryField()
    checked_at = models.DateTimeField()
    checked_by = models.UUIDField()

    class Meta:
        """The newest row per kind counts."""

        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=list(map(str, CheckKind))), name="passage_check_kind"
            )
        ]
        indexes = [
            models.Index(fields=["notice", "kind", "-checked_at"], name="passage_check_now")
        ]

    def __str__(self) -> str:
        return self.kind


class GoRow(models.Model):
    """The last computed answer: state, until when it counts, and the hash of its inputs."""

    notice = models.OneToOneField(NoticeRow, on_delete=models.PROTECT, primary_key=True)
    state = models.CharField(max_length=4)
    expires_at = models.DateTimeField()
    input_hash = models.CharField(max_length=64)
    computed_at = models.DateTimeField()
    computed_by = models.UUIDField()

    class Meta:
        """A GO always ends."""

        constraints = [
            models.CheckConstraint(
                condition=Q(state=GoState.HOLD.value)
                | Q(state=GoState.GO.value, expires_at__gt=F("computed_at")),
                name="passage_go_ends",
            )
        ]

    def __str__(self) -> str:
        return self.state


class CostRow(models.Model):
    """Help in kind, paid to a vendor under a ceiling; two people; never cash to the person."""

    id = models.UUIDField(primary_key=True)
    crossing = models.ForeignKey(CrossingRow, on_delete=models.PROTECT)
    kind = models.CharField(max_length=12)
    amount_minor = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    ceiling_minor = models.PositiveBigIntegerField()
    vendor = models.CharField(max_length=12)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    agreed_by = models.UUIDField(null=True)
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        """Whoever asked cannot agree; a vendor always; never above the ceiling."""

        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=list(map(str, CostKind))), name="passage_cost_kind"
            ),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True, agreed_at__isnull=True)
                | (
                    Q(agreed_by__isnull=False, agreed_at__isnull=False)
                    & ~Q(agreed_by=F("asked_by"))
                ),
                name="passage_cost_two_people",
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, amount_minor__lte=F("ceiling_minor")),
                name="passage_cost_ceiling",
            ),
            models.CheckConstraint(
                condition=Q(vendor__regex=r"^vendor-[0-9]{1,4}$"), name="passage_cost_vendor"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_minor} {self.currency}"
