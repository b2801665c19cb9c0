"""Findings, proposed conclusions, reopenings; every word of them sealed under vetting."""

from django.db import models
from django.db.models import F, Q

from safeconduct.vetting.core.terms import (
    Again,
    Answer,
    Direction,
    Grade,
    ProposalState,
    Result,
    Source,
)


class Finding(models.Model):
    """One observation under one indicator of the catalogue; note and answer are sealed."""

    id = models.UUIDField(primary_key=True)
    file_id = models.UUIDField()
    indicator = models.CharField(max_length=40)
    direction = models.CharField(max_length=8)
    source = models.CharField(max_length=1)
    grade = models.CharField(max_length=1)
    origin = models.UUIDField()
    day = models.DateField()
    officer_id = models.UUIDField()
    at = models.DateTimeField()
    answer = models.CharField(max_length=16)
    sealed_note = models.BinaryField()
    sealed_answer = models.BinaryField(null=True)

    class Meta:
        """Known codes; a point against the person is never "not needed to be put"."""

        constraints = [
            models.CheckConstraint(
                condition=Q(
                    direction__in=list(map(str, Direction)),
                    source__in=list(map(str, Source)),
                    grade__in=list(map(str, Grade)),
                    answer__in=list(map(str, Answer)),
                ),
                name="vetting_finding_codes",
            ),
            models.CheckConstraint(
                condition=~Q(direction=Direction.ASKS.value, answer=Answer.NOT_NEEDED.value),
                name="vetting_finding_must_be_put",
            ),
            models.CheckConstraint(
                condition=Q(answer=Answer.ANSWERED.value, sealed_answer__isnull=False)
                | (~Q(answer=Answer.ANSWERED.value) & Q(sealed_answer__isnull=True)),
                name="vetting_finding_answer",
            ),
        ]
        indexes = [models.Index(fields=["file_id", "at"], name="vetting_finding_file")]

    def __str__(self) -> str:
        return f"finding {self.indicator}"


class Conclusion(models.Model):
    """A proposed result; two different officers stand behind a decided one."""

    id = models.UUIDField(primary_key=True)
    file_id = models.UUIDField()
    result = models.CharField(max_length=8)
    state = models.CharField(max_length=8, default=ProposalState.PENDING.value)
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    sealed_words = models.BinaryField()

    class Meta:
        """Known results; two people; one open proposal per file."""

        constraints = [
            models.CheckConstraint(
                condition=Q(result__in=list(map(str, Result))), name="vetting_conclusion_result"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[ProposalState.PENDING.value, ProposalState.DROPPED.value],
                    decided_by__isnull=True,
                    decided_at__isnull=True,
                )
                | (
                    Q(
                        state=ProposalState.DECIDED.value,
                        decided_by__isnull=False,
                        decided_at__isnull=False,
                    )
                    & ~Q(decided_by=F("proposed_by"))
                ),
                name="vetting_conclusion_two_people",
            ),
            models.UniqueConstraint(
                fields=["file_id"],
                condition=Q(state=ProposalState.PENDING.value),
                name="vetting_one_proposal",
            ),
        ]
        indexes = [
            models.Index(fields=["file_id", "proposed_at"], name="vetting_conclusion_file")
        ]

    def __str__(self) -> str:
        return f"conclusion {self.state}"


class Reopening(models.Model):
    """A result was taken back; why is sealed, or a code where no vetting key was at hand."""

    id = models.UUIDField(primary_key=True)
    file_id = models.UUIDField()
    officer_id = models.UUIDField()
    at = models.DateTimeField()
    sealed_reason = models.BinaryField(null=True)
    again = models.CharField(max_length=12, default="")

    class Meta:
        """By file, in time; one reason, sealed or a code."""

        indexes = [models.Index(fields=["file_id", "at"], name="vetting_reopening_file")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sealed_reason__isnull=False, again="")
                | models.Q(sealed_reason__isnull=True, again__in=[a.name for a in Again]),
                name="vetting_reopening_reason",
            )
        ]

    def __str__(self) -> str:
        return "reopening"
