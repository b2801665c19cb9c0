"""Tables of what a person was told, asked for and chose, and of which cases belong together."""

from django.db import models
from django.db.models import F, Q

from safeconduct.casework.core.links import LinkKind
from safeconduct.casework.core.sheets import MARK_LENGTH, Way


class Told(models.Model):
    """One thing the person was told: a sheet or a part of the briefing, how and by whom.

    What was said in own words is sealed (contact). No two copies bear the same mark.
    """

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT)
    what = models.CharField(max_length=12)
    version = models.CharField(max_length=10)
    language = models.CharField(max_length=2)
    way = models.CharField(max_length=8)
    mark = models.CharField(max_length=MARK_LENGTH, unique=True)
    told_by = models.UUIDField()
    at = models.DateTimeField()
    sealed = models.BinaryField(null=True)

    class Meta:
        """Known ways only; a sheet has a version, own words are sealed."""

        constraints = [
            models.CheckConstraint(
                condition=Q(way__in=list(map(str, Way))), name="casework_told_way"
            ),
            models.CheckConstraint(
                condition=Q(version="", sealed__isnull=False)
                | (~Q(version="") & Q(sealed__isnull=True)),
                name="casework_told_sheet_or_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.mark}"


class Link(models.Model):
    """Two cases that belong together. Only whoever works on both learns of it."""

    id = models.UUIDField(primary_key=True)
    low = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="+")
    high = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24)
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    confirmed_by = models.UUIDField(null=True)
    end_proposed_by = models.UUIDField(null=True)
    end_proposed_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """Two people make it, two people end it; one of each kind between two cases."""

        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=list(map(str, LinkKind))), name="casework_link_kind"
            ),
            models.CheckConstraint(
                condition=Q(low__lt=F("high")), name="casework_link_of_two_cases"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")),
                name="casework_link_two_people",
            ),
            models.CheckConstraint(
                # Ended by two; or never confirmed, and dropped by one.
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, confirmed_by__isnull=True)
                | (
                    Q(ended_at__isnull=False, ended_by__isnull=False)
                    & Q(end_proposed_by__isnull=False)
                    & ~Q(ended_by=F("end_proposed_by"))
                ),
                name="casework_link_ended_by_two",
            ),
            models.UniqueConstraint(
                fields=["low", "high", "kind"],
                condition=Q(ended_at__isnull=True),
                name="casework_link_once",
            ),
        ]

    def __str__(self) -> str:
        return self.kind


class Condition(models.Model):
    """The person's own "first this": fulfilled by protection, read by passage."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT)
    code = models.CharField(max_length=32)
    person = models.ForeignKey("casework.Person", null=True, on_delete=models.PROTECT)
    fulfilled_at = models.DateTimeField(null=True)
    fulfilled_by = models.UUIDField(null=True)

    class Meta:
        """Whoever fulfilled it stands beside the time."""

        constraints = [
            models.CheckConstraint(
                condition=Q(fulfilled_by__isnull=True) | Q(fulfilled_at__isnull=False),
                name="casework_condition_fulfilled",
            )
        ]

    def __str__(self) -> str:
        return self.code


class Consent(models.Model):
    """The person's own dated choice; "no" until they choose, withdrawn at any moment."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT)
    purpose = models.CharField(max_length=32)
    given = models.BooleanField()
    at = models.DateTimeField()
    interviewer_id = models.UUIDField()

    class Meta:
        """The newest row per purpose counts."""

        indexes = [models.Index(fields=["case", "purpose", "-at"], name="casework_consent_now")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.given}"
