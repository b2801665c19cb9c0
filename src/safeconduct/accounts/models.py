"""Officers, sessions, who is on which case until when, who left; recoveries of lost keys."""

from itertools import combinations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from safeconduct.accounts.core.rules import ALONE, APART
from safeconduct.accounts.core.terms import CHOSEN, Cleared, Interest, Leaving, Parting, Role
from safeconduct.vault.core.terms import Compartment


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
        """A signature has its day; roles that must stay apart are apart."""

        constraints = [
            models.CheckConstraint(
                condition=~models.Q(roles__overlap=list(map(str, ALONE)))
                | models.Q(roles__len=1),
                name="accounts_officer_alone",
            ),
            *(
                models.CheckConstraint(
                    condition=~models.Q(roles__contains=[first.value, second.value]),
                    name=f"accounts_officer_apart_{number}",
                )
                for number, (first, second) in enumerate(combinations(APART, 2), 1)
            ),
            models.CheckConstraint(
                condition=models.Q(key_day__isnull=True, key_signature__isnull=True)
                | models.Q(key_day__isnull=False, key_signature__isnull=False),
                name="accounts_officer_signature_and_day",
            ),
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


class SecurityKey(models.Model):
    """An officer's security key: a second factor beside the code. It opens nothing alone."""

    id = models.UUIDField(primary_key=True)
    officer = models.ForeignKey(Officer, on_delete=models.CASCADE)
    name = models.BinaryField(unique=True)  # the key's own name for this account, at random
    public_key = models.BinaryField()
    count = models.BigIntegerField()
    added_on = models.DateField()

    class Meta:
        """Counts start at nought."""

        constraints = [
            models.CheckConstraint(
                condition=models.Q(count__gte=0), name="accounts_security_key_count"
            )
        ]

    def __str__(self) -> str:
        return f"security key {self.id}"


class Question(models.Model):
    """What a security key was asked, once and for two minutes.

    At sign-in it also keeps the private key that the password opened, sealed under a secret
    that only the page holds.
    """

    hash = models.CharField(max_length=64, primary_key=True)
    officer = models.ForeignKey(Officer, on_delete=models.CASCADE)
    challenge = models.BinaryField()
    sealed_private = models.BinaryField(null=True)  # null: a key is being added
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"question to a key of {self.officer_id}"


class Notice(models.Model):
    """An officer wants a mail that says "there is work" and no more; no address stands here."""

    officer = models.OneToOneField(Officer, on_delete=models.CASCADE, primary_key=True)
    quiet_begins = models.PositiveSmallIntegerField()
    quiet_ends = models.PositiveSmallIntegerField()
    told_until = models.DateTimeField()  # work up to then was told of, or was there before
    tried_at = models.DateTimeField(null=True)

    class Meta:
        """Two different hours of a day."""

        constraints = [
            models.CheckConstraint(
                condition=models.Q(quiet_begins__range=(0, 23), quiet_ends__range=(0, 23))
                & ~models.Q(quiet_begins=models.F("quiet_ends")),
                name="accounts_notice_hours",
            )
        ]

    def __str__(self) -> str:
        return f"mail to {self.officer_id}"


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
        indexes = [
            models.Index(fields=["officer", "-sort_at"], name="accounts_member_list"),
            models.Index(fields=["file_id"], name="accounts_member_of_file"),
            models.Index(
                fields=["officer", "file_id"], include=["until"], name="accounts_own_files"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} on {self.file_id}"


class Departure(models.Model):
    """An officer who leaves the programme: one proposes, another confirms."""

    id = models.UUIDField(primary_key=True)
    officer_id = models.UUIDField()
    reason = models.CharField(max_length=12)
    state = models.CharField(max_length=8, default="pending")
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    confirmed_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        """Two people, neither confirming for oneself; one pending departure per officer."""

        constraints = [
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True)
                | (
                    ~models.Q(confirmed_by=models.F("proposed_by"))
                    & ~models.Q(confirmed_by=models.F("officer_id"))
                ),
                name="accounts_departure_two_people",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state="pending", confirmed_by__isnull=True, decided_at__isnull=True
                )
                | models.Q(state="dropped", confirmed_by__isnull=True, decided_at__isnull=False)
                | models.Q(state="done", confirmed_by__isnull=False, decided_at__isnull=False),
                name="accounts_departure_state",
            ),
            models.CheckConstraint(
                condition=models.Q(reason__in=[one.name for one in Parting]),
                name="accounts_departure_reason",
            ),
            models.UniqueConstraint(
                fields=["officer_id"],
                condition=models.Q(state="pending"),
                name="accounts_one_departure",
            ),
        ]

    def __str__(self) -> str:
        return f"departure of {self.officer_id} {self.state}"


class Removal(models.Model):
    """An officer left a case; the keys went in the same act. `parts`: what they opened."""

    id = models.UUIDField(primary_key=True)
    file_id = models.UUIDField()
    officer_id = models.UUIDField()
    role = models.CharField(max_length=30)
    lasting = models.BooleanField()
    parts = ArrayField(models.CharField(max_length=16))
    reason = models.CharField(max_length=12)
    by = models.UUIDField()
    successor = models.UUIDField(null=True)
    departure = models.ForeignKey(Departure, on_delete=models.PROTECT, null=True)
    at = models.DateTimeField()

    class Meta:
        """Nobody takes oneself off; one's own place goes to somebody else."""

        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    reason="PASSED_ON",
                    by=models.F("officer_id"),
                    successor__isnull=False,
                    departure__isnull=True,
                )
                | models.Q(reason="DEPARTED", successor__isnull=True, departure__isnull=False)
                | models.Q(
                    reason__in=[one.name for one in (*CHOSEN, Leaving.ROLE_CHANGED)],
                    successor__isnull=True,
                    departure__isnull=True,
                ),
                name="accounts_removal_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(reason__in=["PASSED_ON", "ROLE_CHANGED"])
                | ~models.Q(by=models.F("officer_id")),
                name="accounts_removal_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(successor__isnull=True)
                | ~models.Q(successor=models.F("officer_id")),
                name="accounts_removal_to_another",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=list(map(str, Role)))
                & models.Q(parts__contained_by=list(map(str, Compartment))),
                name="accounts_removal_known_words",
            ),
        ]
        indexes = [models.Index(fields=["file_id", "officer_id"], name="accounts_removal_of")]

    def __str__(self) -> str:
        return f"{self.officer_id} left {self.file_id}"


class Conflict(models.Model):
    """An officer's conflict of interest with a case; it stands until another withdraws it."""

    id = models.UUIDField(primary_key=True)
    file_id = models.UUIDField()
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT)
    interest = models.CharField(max_length=10)
    declared_by = models.UUIDField()
    declared_at = models.DateTimeField()
    cleared = models.CharField(max_length=8, default="")
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        """One that stands for an officer and a case; nobody withdraws their own."""

        constraints = [
            models.CheckConstraint(
                condition=models.Q(interest__in=[one.name for one in Interest]),
                name="accounts_conflict_interest",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    cleared="", withdrawn_by__isnull=True, withdrawn_at__isnull=True
                )
                | models.Q(
                    cleared__in=[one.name for one in Cleared],
                    withdrawn_by__isnull=False,
                    withdrawn_at__isnull=False,
                ),
                name="accounts_conflict_withdrawn_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_by__isnull=True)
                | ~models.Q(withdrawn_by=models.F("officer")),
                name="accounts_conflict_withdrawn_by_another",
            ),
            models.UniqueConstraint(
                fields=["file_id", "officer"],
                condition=models.Q(withdrawn_by=None),
                name="accounts_conflict_stands_once",
            ),
        ]

    def __str__(self) -> str:
        return f"conflict of interest, {self.interest}"


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
