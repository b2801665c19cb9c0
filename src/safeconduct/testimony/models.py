"""Statements, numbered parts, voluntariness sheets, exhibits, custody, disclosure packages."""

from django.db import models
from django.db.models import F, Q

from safeconduct.testimony.core.catalogue import media
from safeconduct.testimony.core.terms import CustodyEvent, PackageState, RecipientClass

DIGEST = r"^[0-9a-f]{64}$"
DECIDED = [PackageState.APPROVED.value, PackageState.MADE.value]


class Statement(models.Model):
    """One account of one person; `asked` is false for words brought unasked.

    What the officer confirmed before it began is sealed (testimony).
    """

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT)
    number = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=3)
    asked = models.BooleanField()
    sealed_taking = models.BinaryField()
    officer_id = models.UUIDField()
    started_at = models.DateTimeField()

    class Meta:
        """Numbered per case; a language is a code."""

        constraints = [
            models.UniqueConstraint(
                fields=["case", "number"], name="testimony_statement_number"
            ),
            models.CheckConstraint(
                condition=Q(language__regex=r"^[a-z]{2,3}$"), name="testimony_language"
            ),
        ]

    def __str__(self) -> str:
        return f"ST-{self.number}"


class Part(models.Model):
    """One numbered part, text and salt sealed; never changed, only corrected by a later one."""

    id = models.UUIDField(primary_key=True)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT)
    number = models.PositiveSmallIntegerField()
    corrects = models.PositiveSmallIntegerField(null=True)
    sealed_text = models.BinaryField()
    sealed_salt = models.BinaryField()
    commitment = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        """Numbered per statement; a correction names an earlier part."""

        constraints = [
            models.UniqueConstraint(
                fields=["statement", "number"], name="testimony_part_number"
            ),
            models.CheckConstraint(
                condition=Q(commitment__regex=DIGEST), name="testimony_part_commitment"
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True)
                | Q(corrects__gte=1, corrects__lt=F("number")),
                name="testimony_part_corrects_earlier",
            ),
        ]

    def __str__(self) -> str:
        return f"part {self.number}"


class Sheet(models.Model):
    """A filling of the voluntariness sheet; the newest counts, the older ones stay."""

    id = models.UUIDField(primary_key=True)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT)
    number = models.PositiveSmallIntegerField()
    sealed_answers = models.BinaryField()
    officer_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        """Numbered per statement."""

        constraints = [
            models.UniqueConstraint(
                fields=["statement", "number"], name="testimony_sheet_number"
            )
        ]

    def __str__(self) -> str:
        return f"sheet {self.number}"


class Exhibit(models.Model):
    """A file that was given; `sealed_salt` holds the salt and the file's own SHA-256."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT)
    statement = models.ForeignKey(Statement, null=True, on_delete=models.PROTECT)
    number = models.PositiveSmallIntegerField()
    media = models.CharField(max_length=8)
    sealed_content = models.BinaryField()
    sealed_salt = models.BinaryField()
    commitment = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        """Numbered per case; of a kind on the list."""

        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="testimony_exhibit_number"),
            models.CheckConstraint(
                condition=Q(media__in=[row.id for row in media()]), name="testimony_media"
            ),
            models.CheckConstraint(
                condition=Q(commitment__regex=DIGEST), name="testimony_exhibit_commitment"
            ),
        ]

    def __str__(self) -> str:
        return f"EX-{self.number}"


class CustodyLine(models.Model):
    """Who took an exhibit, or to whom it was offered; officers by key id.

    A hand-over is complete only when the receiver has accepted.
    """

    id = models.UUIDField(primary_key=True)
    exhibit = models.ForeignKey(Exhibit, on_delete=models.PROTECT)
    number = models.PositiveSmallIntegerField()
    event = models.CharField(max_length=10)
    by_key = models.CharField(max_length=16)
    to_key = models.CharField(max_length=16, default="")
    at = models.DateTimeField()
    accepted = models.BooleanField(default=False)
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        """Offers go to somebody else; only offers are accepted, and that has a time."""

        constraints = [
            models.UniqueConstraint(
                fields=["exhibit", "number"], name="testimony_custody_number"
            ),
            models.CheckConstraint(
                condition=Q(event=CustodyEvent.RECEIVED.value, to_key="", accepted=False)
                | (
                    Q(event=CustodyEvent.OFFERED.value) & ~Q(to_key="") & ~Q(to_key=F("by_key"))
                ),
                name="testimony_custody_other_officer",
            ),
            models.CheckConstraint(
                condition=Q(accepted=True, accepted_at__isnull=False)
                | Q(accepted=False, accepted_at__isnull=True),
                name="testimony_custody_acceptance",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.number}"


class Package(models.Model):
    """A disclosure package; recipient, purpose and choice are sealed, and so is the zip."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT)
    ref = models.CharField(max_length=12, unique=True)
    recipient_class = models.CharField(max_length=24)
    state = models.CharField(max_length=8, default=PackageState.PROPOSED.value)
    sealed_request = models.BinaryField()
    proposed_by = models.UUIDField()
    proposed_key = models.CharField(max_length=16)
    proposed_at = models.DateTimeField()
    approved_by = models.UUIDField(null=True)
    approved_key = models.CharField(max_length=16, default="")
    sealed_zip = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, default="")
    made_at = models.DateTimeField(null=True)

    class Meta:
        """Two people; only the closed classes; made means that there is a file."""

        constraints = [
            models.CheckConstraint(
                condition=Q(recipient_class__in=list(map(str, RecipientClass))),
                name="testimony_recipient_wall",
            ),
            models.CheckConstraint(
                condition=Q(state__in=list(map(str, PackageState))),
                name="testimony_package_state",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_key="")
                | (~Q(approved_by=F("proposed_by")) & ~Q(approved_key=F("proposed_key"))),
                name="testimony_package_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state=PackageState.PROPOSED.value, approved_by__isnull=True)
                | (Q(state__in=DECIDED, approved_by__isnull=False) & ~Q(approved_key="")),
                name="testimony_package_approved",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=PackageState.MADE.value,
                    sealed_zip__isnull=False,
                    sha256__regex=DIGEST,
                    made_at__isnull=False,
                )
                | (
                    ~Q(state=PackageState.MADE.value)
                    & Q(sealed_zip__isnull=True, sha256="", made_at__isnull=True)
                ),
                name="testimony_package_made",
            ),
        ]

    def __str__(self) -> str:
        return self.ref
