"""Partners, their tokens, shares and addresses, what is told to them and what they answer.

The partner door reads none of these tables: it calls functions that ask for the token each
time (migrations/0001_partners.py). Triggers there write the events.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from safeconduct.partners.core.terms import (
    NAME_LENGTH,
    URL_LENGTH,
    Answer,
    Basis,
    EventKind,
    PartnerClass,
    Scope,
)


class ByTwo(models.Model):
    """Something that one officer proposes, another confirms, and one person ends."""

    id = models.UUIDField(primary_key=True)
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    confirmed_by = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """Whoever proposed cannot confirm; each name stands beside its time."""

        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | (
                    Q(confirmed_by__isnull=False, confirmed_at__isnull=False)
                    & ~Q(confirmed_by=F("made_by"))
                ),
                name="partners_%(class)s_two_people",
            ),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True, ended_at__isnull=True)
                | Q(ended_by__isnull=False, ended_at__isnull=False),
                name="partners_%(class)s_ended",
            ),
        ]


class Partner(ByTwo):
    """An organisation of a closed class. Its name is public; `events` counts its feed."""

    name = models.CharField(max_length=NAME_LENGTH, unique=True)
    category = models.CharField(max_length=32)
    events = models.BigIntegerField(default=0)

    class Meta(ByTwo.Meta):
        """Known classes only."""

        constraints = [
            *ByTwo.Meta.constraints,
            models.CheckConstraint(
                condition=Q(category__in=list(map(str, PartnerClass))), name="partners_class"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Token(ByTwo):
    """A way in for a partner's programme; the row holds the hash of 256 random bits."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT)
    digest = models.BinaryField(unique=True)
    scopes = ArrayField(models.CharField(max_length=16))
    expires_at = models.DateTimeField()
    minute = models.DateTimeField(null=True)
    calls = models.IntegerField(default=0)

    class Meta(ByTwo.Meta):
        """A year at most; something it may be used for, and only known scopes."""

        constraints = [
            *ByTwo.Meta.constraints,
            models.CheckConstraint(
                condition=Q(scopes__contained_by=list(map(str, Scope)), scopes__len__gte=1),
                name="partners_token_scopes",
            ),
        ]

    def __str__(self) -> str:
        return f"token of {self.partner_id}"


class Share(ByTwo):
    """A case shared with a partner, who knows it by this row's id, never by the file's."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT)
    file_id = models.UUIDField()
    basis = models.CharField(max_length=16)

    class Meta(ByTwo.Meta):
        """Once at a time per partner and case; on a known basis."""

        constraints = [
            *ByTwo.Meta.constraints,
            models.CheckConstraint(
                condition=Q(basis__in=[one.name for one in Basis]), name="partners_share_basis"
            ),
            models.UniqueConstraint(
                fields=["partner", "file_id"],
                condition=Q(ended_at__isnull=True),
                name="partners_share_once",
            ),
        ]
        indexes = [models.Index(fields=["file_id"], name="partners_share_of_case")]

    def __str__(self) -> str:
        return f"share {self.id}"


class Event(models.Model):
    """Something happened to a shared case; `number` is given when the transaction ends."""

    id = models.UUIDField(primary_key=True)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT)
    share = models.ForeignKey(Share, on_delete=models.PROTECT)
    number = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=24)
    at = models.DateTimeField()

    class Meta:
        """Known kinds; one number once in a partner's feed."""

        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=list(map(str, EventKind))), name="partners_event_kind"
            ),
            models.UniqueConstraint(fields=["partner", "number"], name="partners_event_number"),
        ]

    def __str__(self) -> str:
        return self.kind


class Endpoint(ByTwo):
    """An https address of the partner that the worker tells of events."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT)
    url = models.CharField(max_length=URL_LENGTH)

    class Meta(ByTwo.Meta):
        """Two people, as everywhere."""

    def __str__(self) -> str:
        return f"address of {self.partner_id}"


class Delivery(models.Model):
    """One event to one address: waits, has arrived, or was given up."""

    id = models.UUIDField(primary_key=True)
    endpoint = models.ForeignKey(Endpoint, on_delete=models.PROTECT)
    event = models.ForeignKey(Event, on_delete=models.PROTECT)
    tries = models.SmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    status = models.SmallIntegerField(null=True)  # what the partner's server said last

    class Meta:
        """Once per event and address; what has arrived waits no longer."""

        constraints = [
            models.UniqueConstraint(
                fields=["endpoint", "event"], name="partners_delivery_once"
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(due_at__isnull=True),
                name="partners_delivery_waits_or_done",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="partners_delivery_due",
                condition=Q(due_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"delivery {self.id}"


class Ack(models.Model):
    """A partner's answer about a case, or a task of it; an officer marks it as seen."""

    id = models.UUIDField(primary_key=True)
    token = models.ForeignKey(Token, on_delete=models.PROTECT)
    share = models.ForeignKey(Share, on_delete=models.PROTECT)
    task_id = models.UUIDField(null=True)
    answer = models.CharField(max_length=12)
    key = models.UUIDField()  # the partner's own key for this request
    at = models.DateTimeField()
    seen_by = models.UUIDField(null=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        """Known answers; one per key and token; who saw it stands beside when."""

        constraints = [
            models.CheckConstraint(
                condition=Q(answer__in=list(map(str, Answer))), name="partners_ack_answer"
            ),
            models.UniqueConstraint(fields=["token", "key"], name="partners_ack_once"),
            models.CheckConstraint(
                condition=Q(seen_by__isnull=True, seen_at__isnull=True)
                | Q(seen_by__isnull=False, seen_at__isnull=False),
                name="partners_ack_seen",
            ),
        ]
        indexes = [
            models.Index(fields=["share", "-at"], name="partners_ack_of_share"),
            models.Index(
                fields=["at"],
                name="partners_ack_unseen",
                condition=Q(seen_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.answer
