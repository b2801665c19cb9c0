"""Readings, deadlines, offers, wishes, proposals for a place; nothing here is ever deleted."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from safeconduct.status.core.rules import BARRED_STATES
from safeconduct.status.core.terms import (
    Authority,
    DeadlineState,
    OfferState,
    PlaceState,
    ReadingKind,
    ReadingState,
)


class FileReading(models.Model):
    """A legal position of a person; open until two people recorded an authority's decision."""

    id = models.UUIDField(primary_key=True)
    file_id = models.UUIDField()
    kind = models.CharField(max_length=24)
    state = models.CharField(max_length=8, default=ReadingState.OPEN.value)
    opened_on = models.DateField()
    opened_by = models.UUIDField()
    authority = models.CharField(max_length=24, blank=True, default="")
    closes_to = models.CharField(max_length=24, blank=True, default="")
    decided_on = models.DateField(null=True)
    sealed_paper = models.BinaryField(null=True)
    proposed_by = models.UUIDField(null=True)
    closed_by = models.UUIDField(null=True)

    class Meta:
        """Closing needs an authority, its paper and two different people."""

        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=list(map(str, ReadingKind))), name="status_reading_kind"
            ),
            models.CheckConstraint(
                condition=Q(state=ReadingState.OPEN.value, closed_by__isnull=True)
                | Q(
                    state=ReadingState.CLOSING.value,
                    closed_by__isnull=True,
                    proposed_by__isnull=False,
                )
                | (
                    Q(
                        state=ReadingState.CLOSED.value,
                        authority__in=list(map(str, Authority)),
                        closes_to__in=list(map(str, ReadingKind)),
                        decided_on__isnull=False,
                        sealed_paper__isnull=False,
                        proposed_by__isnull=False,
                        closed_by__isnull=False,
                    )
                    & ~Q(closed_by=F("proposed_by"))
                ),
                name="status_reading_two_people",
            ),
            models.UniqueConstraint(
                fields=["file_id", "kind"],
                condition=~Q(state=ReadingState.CLOSED.value),
                name="status_reading_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class FileDeadline(models.Model):
    """One counted deadline; `legal_on` is empty while the count is in doubt."""

    id = models.UUIDField(primary_key=True)
    file_id = models.UUIDField()
    rule = models.CharField(max_length=40)
    earliest = models.DateField()
    latest = models.DateField()
    seats = ArrayField(models.CharField(max_length=8))
    safe_on = models.DateField()
    legal_on = models.DateField(null=True)
    state = models.CharField(max_length=8, default=DeadlineState.OPEN.value)
    added_by = models.UUIDField()
    settled_on = models.DateField(null=True)
    settled_by = models.UUIDField(null=True)

    class Meta:
        """Known states; never a safe day after the legal one."""

        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(map(str, DeadlineState))),
                name="status_deadline_state",
            ),
            models.CheckConstraint(
                condition=Q(legal_on__isnull=True) | Q(safe_on__lte=F("legal_on")),
                name="status_deadline_safe_first",
            ),
            models.CheckConstraint(
                condition=Q(earliest__lte=F("latest")), name="status_deadline_trigger"
            ),
        ]
        indexes = [
            models.Index(
                fields=["safe_on"],
                name="status_deadline_due",
                condition=Q(state=DeadlineState.OPEN.value),
            ),
            models.Index(fields=["file_id"], name="status_deadline_file"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} by {self.safe_on}"


class StateOffer(models.Model):
    """What a state says it may do, for the whole programme; never about one person."""

    id = models.UUIDField(primary_key=True)
    state_code = models.CharField(max_length=2)
    instrument = models.CharField(max_length=120)
    state = models.CharField(max_length=8, default=OfferState.OPEN.value)
    places = models.PositiveIntegerField()
    confirmed_on = models.DateField()
    confirmed_by = models.UUIDField()

    class Meta:
        """Known states; never the persecutor or those who fight beside it."""

        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(map(str, OfferState))), name="status_offer_state"
            ),
            models.CheckConstraint(
                condition=Q(state_code__regex=r"^[A-Z]{2}$")
                & ~Q(state_code__in=sorted(BARRED_STATES)),
                name="status_offer_not_barred",
            ),
            models.UniqueConstraint(
                fields=["state_code", "instrument"], name="status_offer_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state_code}: {self.instrument}"


class Wish(models.Model):
    """The person's own wish, in their words, sealed; the first one dates before any list."""

    id = models.UUIDField(primary_key=True)
    file_id = models.UUIDField()
    said_on = models.DateField()
    sealed_words = models.BinaryField()
    heard_by = models.UUIDField()

    class Meta:
        """Wishes are read per file."""

        indexes = [models.Index(fields=["file_id", "said_on"], name="status_wish_file")]

    def __str__(self) -> str:
        return f"wish of {self.said_on}"


class Shown(models.Model):
    """An offer was shown to the person of a file on a day."""

    id = models.UUIDField(primary_key=True)
    file_id = models.UUIDField()
    offer = models.ForeignKey(StateOffer, on_delete=models.PROTECT)
    shown_on = models.DateField()
    shown_by = models.UUIDField()

    def __str__(self) -> str:
        return f"shown on {self.shown_on}"


class Place(models.Model):
    """A proposal to ask a state for this person: one proposes, another decides."""

    id = models.UUIDField(primary_key=True)
    file_id = models.UUIDField()
    offer = models.ForeignKey(StateOffer, on_delete=models.PROTECT)
    state = models.CharField(max_length=8, default=PlaceState.PROPOSED.value)
    proposed_by = models.UUIDField()
    proposed_on = models.DateField()
    decided_by = models.UUIDField(null=True)

    class Meta:
        """Two different people; one open proposal per file and offer."""

        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=[PlaceState.PROPOSED.value, PlaceState.DROPPED.value],
                    decided_by__isnull=True,
                )
                | (
                    Q(state=PlaceState.DECIDED.value, decided_by__isnull=False)
                    & ~Q(decided_by=F("proposed_by"))
                ),
                name="status_place_two_people",
            ),
            models.UniqueConstraint(
                fields=["file_id", "offer"],
                condition=~Q(state=PlaceState.DROPPED.value),
                name="status_place_once",
            ),
        ]

    def __str__(self) -> str:
        return f"place {self.state}"
