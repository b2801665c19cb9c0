"""Officers, their sessions, who is on which case until when, and recoveries of lost keys."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Officer(models.Model):
    """A member of staff under an alias. The private key opens with the password only."""

    id = models.UUIDField(primary_key=True)
    alias = models.CharField(max_length=40, unique=True)
    roles = ArrayField(models.CharField(max_length=30))
    key_id = models.CharField(max_length=16, unique=True)
    public_key = models.BinaryField()
    # The programme's offline signature over id, key and day; no wrap is made without it.
    key_day = models.DateField(null=True)
    key_signature = models.BinaryField(null=True)
    salt = models.BinaryField()
    sealed_private = models.BinaryField()
    sealed_totp = models.BinaryField()
    last_totp_step = models.BigIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        """A signature has its day."""

        constraints = [
            models.CheckConstraint(
                condition=models.Q(key_day__isnull=True, key_signature__isnull=True)
                | models.Q(key_day__isnull=False, key_signature__isnull=False),
                name="accounts_officer_signature_and_day",
            )
        ]

    def __str__(self) -> str:
        return self.alias


class Session(models.Model):
    """A signed-in officer: the private key, sealed under a secret only the cookie holds."""

    hash = models.CharField(max_length=64, primary_key=True)
    officer = models.ForeignKey(Officer, on_delete=models.CASCADE)
    sealed_private = models.BinaryField()
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"session of {self.officer_id}"


class Membership(models.Model):
    """An officer on a case. `sort_at` is copied from the case so that lists stay flat."""

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE)
    file_id = models.UUIDField()
    role = models.CharField(max_length=30)
    until = models.DateTimeField(null=True)
    sort_at = models.DateTimeField()

    class Meta:
        """One row per officer and case."""

        constraints = [
            models.UniqueConstraint(fields=["officer", "file_id"], name="accounts_member_once")
        ]
        indexes = [models.Index(fields=["officer", "-sort_at"], name="accounts_member_list")]

    def __str__(self) -> str:
        return f"{self.officer_id} on {self.file_id}"


class Recovery(models.Model):
    """Keys of named cases that the custodians were asked to give to one officer, and did."""

    id = models.UUIDField(primary_key=True)
    file_ids = ArrayField(models.UUIDField())
    compartments = ArrayField(models.CharField(max_length=16))
    officer_id = models.UUIDField()
    key_id = models.CharField(max_length=16)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    done_by = models.UUIDField(null=True)
    done_at = models.DateTimeField(null=True)
    drill = models.BooleanField(default=False)
    sealed_note = models.BinaryField(null=True)  # a drill's text, sealed in its dummy file

    class Meta:
        """Nobody recovers for themselves, but for a drill's dummy."""

        constraints = [
            models.CheckConstraint(
                condition=models.Q(drill=True)
                | (
                    ~models.Q(asked_by=models.F("officer_id"))
                    & (
                        models.Q(done_by__isnull=True)
                        | ~models.Q(done_by=models.F("officer_id"))
                    )
                ),
                name="accounts_recovery_for_another",
            ),
            models.CheckConstraint(
                condition=models.Q(done_by__isnull=True, done_at__isnull=True)
                | models.Q(done_by__isnull=False, done_at__isnull=False),
                name="accounts_recovery_done_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(drill=True, sealed_note__isnull=False)
                | models.Q(drill=False, sealed_note__isnull=True),
                name="accounts_recovery_note_of_a_drill",
            ),
        ]

    def __str__(self) -> str:
        return f"recovery of {len(self.file_ids)} cases for {self.key_id}"
