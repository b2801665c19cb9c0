"""Wraps: who holds a key to which compartment of which file. Shred keys live elsewhere."""

from django.db import models

from safeconduct.vault.core.terms import (
    LONGEST_GRANT,
    Compartment,
    Desk,
    DeskKeyState,
    Due,
    Holder,
    Unrenewed,
    WhyNew,
)

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

        indexes = [
            models.Index(fields=["key_id", "compartment"], name="vault_wrap_of_key"),
            models.Index(
                fields=["file_id"],
                name="vault_wrap_at_desk",
                condition=models.Q(holder=Holder.DESK),
            ),
        ]
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
    """A desk's private key, sealed to one officer on duty; of an old and a new key one each."""

    key_id = models.CharField(max_length=16)
    desk_key_id = models.CharField(max_length=16)
    sealed = models.BinaryField()

    class Meta:
        """Once per officer and key."""

        constraints = [
            models.UniqueConstraint(
                fields=["key_id", "desk_key_id"], name="vault_desk_wrap_once"
            )
        ]

    def __str__(self) -> str:
        return f"desk {self.desk_key_id} for {self.key_id}"


class DeskKey(models.Model):
    """The life of a desk's key. Which key counts stands in programme.json, never here.

    `sealed_id` is its key id under a key that only its maker derives: what the maker reads
    aloud before it is signed cannot be put here by anybody else. `left_at`: an officer who held
    it left. Number 0 is the ceremony's and has neither public key nor maker here.
    """

    key_id = models.CharField(max_length=16, primary_key=True)
    desk = models.CharField(max_length=10)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=8)
    public_key = models.BinaryField(default=b"")
    sealed_id = models.BinaryField(default=b"")
    made_by = models.UUIDField(null=True)
    made_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=8, default="")
    day = models.DateField(null=True)
    signature = models.BinaryField(null=True)
    left_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        """At most one key waits and one is used, desk by desk; none is used unsigned."""

        constraints = [
            models.UniqueConstraint(fields=["desk", "number"], name="vault_desk_key_number"),
            models.UniqueConstraint(
                fields=["desk"],
                condition=models.Q(state="waiting"),
                name="vault_desk_key_one_waits",
            ),
            models.UniqueConstraint(
                fields=["desk"],
                condition=models.Q(state="current"),
                name="vault_desk_key_one_is_used",
            ),
            models.CheckConstraint(
                condition=models.Q(desk__in=list(map(str, Desk)))
                & models.Q(state__in=list(map(str, DeskKeyState)))
                & models.Q(reason__in=["", *(one.name for one in WhyNew)]),
                name="vault_desk_key_known_words",
            ),
            models.CheckConstraint(
                condition=models.Q(number=0)
                | models.Q(made_by__isnull=False, made_at__isnull=False),
                name="vault_desk_key_has_a_maker",
            ),
            models.CheckConstraint(
                condition=models.Q(number=0)
                | models.Q(state__in=["waiting", "gone"])
                | models.Q(day__isnull=False, signature__isnull=False),
                name="vault_desk_key_signed",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "current"], replaced_at__isnull=True)
                | models.Q(state__in=["old", "gone"], replaced_at__isnull=False),
                name="vault_desk_key_replaced",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.desk} key {self.number}"


class EarlierKey(models.Model):
    """The data key of an epoch, sealed under the key of the epoch after it.

    Whoever holds the newest key reads all that was written before; an older key opens nothing
    that came after it. docs/formats/epochs.md.
    """

    id = models.UUIDField(primary_key=True)
    file_id = models.UUIDField()
    compartment = models.CharField(max_length=16)
    epoch = models.PositiveSmallIntegerField()
    sealed = models.BinaryField()

    class Meta:
        """One link per epoch; that there is no gap is a trigger of the migration."""

        constraints = [
            models.UniqueConstraint(
                fields=["file_id", "compartment", "epoch"], name="vault_earlier_key_once"
            ),
            models.CheckConstraint(
                condition=models.Q(compartment__in=list(map(str, Compartment))),
                name="vault_earlier_key_part",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.compartment}, epoch {self.epoch}"


class KeyDue(models.Model):
    """A part of a file that needs a new key: somebody may hold a copy of the one it has."""

    id = models.UUIDField(primary_key=True)
    file_id = models.UUIDField()
    compartment = models.CharField(max_length=16)
    since = models.DateTimeField()
    reason = models.CharField(max_length=16)

    class Meta:
        """Due once, whatever comes on top of it."""

        constraints = [
            models.UniqueConstraint(fields=["file_id", "compartment"], name="vault_due_once"),
            models.CheckConstraint(
                condition=models.Q(compartment__in=list(map(str, Compartment))),
                name="vault_due_part",
            ),
            models.CheckConstraint(
                condition=models.Q(reason__in=[one.name for one in Due]),
                name="vault_due_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"new key due: {self.compartment} of {self.file_id}"


class WorkerKey(models.Model):
    """The public half of a key that a worker holds in memory, signed by the record's key."""

    key_id = models.CharField(max_length=16, primary_key=True)
    public_key = models.BinaryField()
    started_at = models.DateTimeField()
    signature = models.BinaryField()

    def __str__(self) -> str:
        return f"worker key {self.key_id}"


class Renewal(models.Model):
    """One press of the button: of how many files keys were to be renewed, how many are."""

    id = models.UUIDField(primary_key=True)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    files = models.PositiveSmallIntegerField()
    done = models.PositiveSmallIntegerField(default=0)

    class Meta:
        """Never more done than asked for."""

        constraints = [
            models.CheckConstraint(
                condition=models.Q(done__lte=models.F("files")), name="vault_renewal_count"
            )
        ]

    def __str__(self) -> str:
        return f"renewal of {self.files} files"


class Capsule(models.Model):
    """Data keys of one file on their way to the worker: only its memory can open them.

    A capsule that failed is kept without its content, for the page that says why.
    """

    id = models.UUIDField(primary_key=True)
    file_id = models.UUIDField(unique=True)
    parts = models.CharField(max_length=80)
    worker_key_id = models.CharField(max_length=16)
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    renewal = models.ForeignKey(Renewal, on_delete=models.CASCADE)
    sealed = models.BinaryField()
    failed = models.CharField(max_length=16, default="")

    class Meta:
        """Over within ten hours; nothing sealed is left in one that failed."""

        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__lte=models.F("made_at") + LONGEST_GRANT),
                name="vault_capsule_ends_in_time",
            ),
            models.CheckConstraint(
                condition=models.Q(failed="") ^ models.Q(sealed=b""),
                name="vault_capsule_failed_is_empty",
            ),
            models.CheckConstraint(
                condition=models.Q(failed__in=["", *(one.name for one in Unrenewed)]),
                name="vault_capsule_failed_known",
            ),
        ]

    def __str__(self) -> str:
        return f"capsule of {self.file_id}"
