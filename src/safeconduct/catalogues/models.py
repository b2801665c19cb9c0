"""Versions of catalogues: reference data of the programme, in clear, never about a person."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from safeconduct.catalogues.core.terms import OPEN, Because, State

APPROVED = {"number": False, "approved_by": False, "approved_at": False, "valid_from": False}


class Version(models.Model):
    """One version of a catalogue; `number` is given when a second person approves it.

    `follows` is the number of the version it was begun from, 0 for the shipped one. `edits`
    counts what was written, `written_by` are all who wrote. `wanted_from` is the day from
    which it shall count, empty for as soon as it is approved. `returned` is why it came back
    last.
    """

    id = models.UUIDField(primary_key=True)
    catalogue = models.CharField(max_length=24)
    text = models.TextField()
    state = models.CharField(max_length=20, default=State.DRAFT.value)
    follows = models.PositiveIntegerField()
    edits = models.PositiveIntegerField(default=0)
    written_by = ArrayField(models.UUIDField())
    begun_by = models.UUIDField()
    begun_at = models.DateTimeField()
    wanted_from = models.DateField(null=True)
    sent_by = models.UUIDField(null=True)
    sent_at = models.DateTimeField(null=True)
    returned = models.CharField(max_length=16, blank=True)
    number = models.PositiveIntegerField(null=True)
    approved_by = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    valid_from = models.DateField(null=True)

    class Meta:
        """One open version of a catalogue; a number for each approved one; two people."""

        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(map(str, State))), name="catalogues_version_state"
            ),
            models.CheckConstraint(
                condition=Q(returned__in=["", *(one.name for one in Because)]),
                name="catalogues_version_returned",
            ),
            models.CheckConstraint(
                condition=Q(state=State.APPROVED.value)
                & Q(**{f"{name}__isnull": no for name, no in APPROVED.items()})
                | ~Q(state=State.APPROVED.value)
                & Q(**{f"{name}__isnull": not no for name, no in APPROVED.items()}),
                name="catalogues_version_approved_whole",
            ),
            models.CheckConstraint(
                condition=Q(sent_by__isnull=True, sent_at__isnull=True)
                & ~Q(state__in=[State.SENT.value, State.APPROVED.value])
                | Q(sent_by__isnull=False, sent_at__isnull=False),
                name="catalogues_version_sent",
            ),
            models.UniqueConstraint(
                fields=["catalogue"],
                condition=Q(state__in=list(map(str, OPEN))),
                name="catalogues_one_open",
            ),
            models.UniqueConstraint(
                fields=["catalogue", "number"], name="catalogues_version_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.catalogue} {self.number or self.state}"
