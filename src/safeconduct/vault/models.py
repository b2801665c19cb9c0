"""Wraps: who holds a key to which compartment of which file. Shred keys live elsewhere."""

from django.db import models

from safeconduct.vault.core.terms import LONGEST_GRANT, Compartment, Holder

BUNDLE = "bundle"  # all seven compartment keys in one wrap: intake desk and recovery only


class Wrap(models.Model):
    """One data key, sealed to one holder. Need-to-know is the presence of the row."""

    id = models.UUIDField(primary_key=True)
    file_id = models.UUIDField()
    compartment = models.CharField(max_length=16)
    epoch = models.PositiveSmallIntegerField(default=1)
    holder = models.CharField(max_length=16)
    key_id = models.CharField(max_length=16)
    sealed = models.BinaryField()
    given_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)

    class Meta:
        """Table rules; what is given for a time ends within ten hours."""

        indexes = [models.Index(fields=["key_id", "compartment"], name="vault_wrap_of_key")]
        constraints = [
            models.UniqueConstraint(
                fields=["file_id", "key_id", "compartment", "epoch"], name="vault_wrap_once"
            ),
            models.CheckConstraint(
                condition=models.Q(compartment__in=[*map(str, Compartment), BUNDLE]),
                name="vault_wrap_known_compartment",
            ),
            models.CheckConstraint(
                condition=models.Q(holder__in=list(map(str, Holder))),
                name="vault_wrap_known_holder",
            ),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True)
                | models.Q(
                    given_at__isnull=False, until__lte=models.F("given_at") + LONGEST_GRANT
                ),
                name="vault_wrap_ends_in_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.compartment} for {self.key_id}"


class QuickWrap(models.Model):
    """What an officer's wrap holds, once more, under a key that only this officer derives.

    Opens six times faster. It never outlives its wrap: the database removes it.
    """

    wrap = models.OneToOneField(
        Wrap,
        primary_key=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,  # the migration adds one that cascades in the database
        related_name="quick",
    )
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return f"quick {self.wrap_id}"


class DeskWrap(models.Model):
    """The intake desk's private key, sealed to one officer on duty."""

    key_id = models.CharField(max_length=16, primary_key=True)
    desk_key_id = models.CharField(max_length=16)
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return f"desk {self.desk_key_id} for {self.key_id}"
