"""Tables of lists kept before: the sealed sheet, who opens it, what came of it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from safeconduct.casework.core.importing import ImportState


class Import(models.Model):
    """One sheet on its way in: sealed under a key of its own until it is done or dropped."""

    id = models.UUIDField(primary_key=True)
    state = models.CharField(max_length=8, default=ImportState.DRAFT.value)
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    receiver_id = models.UUIDField(null=True)
    lead_id = models.UUIDField(null=True)
    rows = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)  # rows looked at, in their order
    skipped = models.PositiveIntegerField(default=0)  # of these: known by now
    sealed = models.BinaryField()  # empty when it is over

    class Meta:
        """Two people; never more than there is; nothing is left of it when it is over."""

        constraints = [
            models.CheckConstraint(
                condition=Q(receiver_id__isnull=True) | ~Q(receiver_id=F("made_by")),
                name="casework_import_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "dropped"]) | Q(receiver_id__isnull=False),
                name="casework_import_handed_over",
            ),
            models.CheckConstraint(
                condition=Q(state__in=list(map(str, ImportState)))
                & Q(taken__lte=F("rows"))
                & Q(skipped__lte=F("taken")),
                name="casework_import_state",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["done", "dropped"], sealed=b"")
                | (~Q(state__in=["done", "dropped"]) & ~Q(sealed=b"")),
                name="casework_import_nothing_left",
            ),
        ]

    def __str__(self) -> str:
        return f"import {self.state}"


class ImportKey(models.Model):
    """The key to one sheet, sealed to an officer: who read it, and who takes it in."""

    id = models.UUIDField(primary_key=True)
    sheet = models.ForeignKey(Import, on_delete=models.CASCADE)
    key_id = models.CharField(max_length=16)
    sealed = models.BinaryField()

    class Meta:
        """Once per officer."""

        constraints = [
            models.UniqueConstraint(fields=["sheet", "key_id"], name="casework_import_key_once")
        ]

    def __str__(self) -> str:
        return f"key for {self.key_id}"


class Imported(models.Model):
    """A case that came from a sheet; what the sheet said beside the person's card is sealed.

    `reference`: a keyed hash of the name the case had there, so that it comes once.
    """

    case = models.OneToOneField("casework.Case", primary_key=True, on_delete=models.PROTECT)
    sheet = models.ForeignKey(Import, on_delete=models.PROTECT)
    reference = models.BinaryField(null=True, unique=True)
    sealed_contact = models.BinaryField()
    sealed_identity = models.BinaryField()

    def __str__(self) -> str:
        return f"from {self.sheet_id}"


class ImportUndo(models.Model):
    """A list that was taken in by mistake: one proposes, an auditor agrees, its cases go."""

    sheet = models.OneToOneField(Import, primary_key=True, on_delete=models.PROTECT)
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    agreed_by = models.UUIDField(null=True)
    agreed_at = models.DateTimeField(null=True)
    undone = models.PositiveIntegerField(default=0)  # cases so far
    left = models.PositiveIntegerField()  # cases that go still

    class Meta:
        """Two people; nothing goes before the second agreed."""

        constraints = [
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True, agreed_at__isnull=True, undone=0)
                | (
                    Q(agreed_by__isnull=False, agreed_at__isnull=False)
                    & ~Q(agreed_by=F("proposed_by"))
                ),
                name="casework_import_undone_by_two",
            )
        ]

    def __str__(self) -> str:
        return f"undone: {self.undone}"


class ImportMapping(models.Model):
    """What the columns of a sheet with these headings were said to be the last time: codes."""

    head = models.BinaryField(primary_key=True)  # a keyed hash of the headings
    targets = ArrayField(models.CharField(max_length=16))

    def __str__(self) -> str:
        return f"{len(self.targets)} columns"
