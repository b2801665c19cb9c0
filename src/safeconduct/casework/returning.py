"""Tables of the agreed question: what a person is asked who comes back, and what came."""

from django.db import models
from django.db.models import Q

from safeconduct.casework.core.recontact import Heard


class Challenge(models.Model):
    """A question and its answer, agreed with the person, sealed (contact); the last counts."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT)
    sealed = models.BinaryField()
    agreed_by = models.UUIDField()
    agreed_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        """One in use per case."""

        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(replaced_at__isnull=True),
                name="casework_one_challenge",
            )
        ]

    def __str__(self) -> str:
        return f"challenge of {self.case_id}"


class Return(models.Model):
    """The question was asked once: which of three answers came, and whom it came to."""

    id = models.UUIDField(primary_key=True)
    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT)
    came = models.CharField(max_length=8)
    heard_by = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        """Known outcomes only."""

        constraints = [
            models.CheckConstraint(
                condition=Q(came__in=list(map(str, Heard))), name="casework_return_came"
            )
        ]

    def __str__(self) -> str:
        return f"{self.came} to {self.challenge_id}"
