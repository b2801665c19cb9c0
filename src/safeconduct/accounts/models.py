"""Officers, their sessions, and who is on which case until when."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Officer(models.Model):
    """A member of staff under an alias. The private key opens with the password only."""

    id = models.UUIDField(primary_key=True)
    alias = models.CharField(max_length=40, unique=True)
    roles = ArrayField(models.CharField(max_length=30))
    key_id = models.CharField(max_length=16, unique=True)
    public_key = models.BinaryField()
    salt = models.BinaryField()
    sealed_private = models.BinaryField()
    sealed_totp = models.BinaryField()
    last_totp_step = models.BigIntegerField(default=0)
    active = models.BooleanField(default=True)

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
