"""Letters, mailboxes, items, and the sessions of people reading their mailbox."""

from django.db import models

from safeconduct.contact.core.terms import LetterState


class Mailbox(models.Model):
    """Where an applicant comes back to; found by the locator that only the words yield."""

    file_id = models.UUIDField(primary_key=True)
    locator = models.BinaryField(unique=True)
    applicant_key = models.BinaryField()
    inbox_key = models.BinaryField()
    language = models.CharField(max_length=2)
    day = models.DateField()

    def __str__(self) -> str:
        return f"mailbox {self.file_id}"


class Letter(models.Model):
    """One sealed letter: its key wrapped to the file's inbox, its kind inside the seal."""

    id = models.UUIDField(primary_key=True)
    file_id = models.UUIDField()
    sealed_key = models.BinaryField()
    sealed_body = models.BinaryField()
    danger = models.CharField(max_length=24)
    language = models.CharField(max_length=2)
    day = models.DateField()
    state = models.CharField(max_length=8, default=LetterState.NEW.value)
    swept_at = models.DateTimeField(null=True)

    class Meta:
        """What the desk asks for."""

        indexes = [
            models.Index(fields=["file_id"], name="contact_letter_file"),
            models.Index(
                fields=["day", "id"],
                name="contact_letter_new",
                condition=models.Q(state="new"),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=list(map(str, LetterState))),
                name="contact_letter_state",
            )
        ]

    def __str__(self) -> str:
        return f"letter {self.id}"


class Item(models.Model):
    """One item in a mailbox: sealed to the applicant, with a copy for the case's officers."""

    id = models.UUIDField(primary_key=True)
    file_id = models.UUIDField()
    sealed = models.BinaryField()
    office_copy = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        """Items are listed per file."""

        indexes = [models.Index(fields=["file_id", "-at"], name="contact_item_file")]

    def __str__(self) -> str:
        return f"item {self.id}"


class MailboxSession(models.Model):
    """An open mailbox: the applicant's seed, sealed under a secret only the cookie holds."""

    hash = models.CharField(max_length=64, primary_key=True)
    file_id = models.UUIDField()
    sealed_seed = models.BinaryField()
    sealed_code = models.BinaryField(null=True)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"mailbox session until {self.until}"
