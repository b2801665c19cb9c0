"""Lines of the officers' lists, and kept counts: written by triggers of the database alone."""

from django.db import models
from django.db.models import F, Q

from safeconduct.contact.core.terms import DANGER_ORDER

SHOWN = [
    "role",
    "until",
    "kind",
    "stage",
    "language",
    "danger_place",
    "lost",
    "dormant",
    "held",
]


class CaseLine(models.Model):
    """A case on the list of an officer: what the list is ordered and filtered by.

    The indexes carry what filters ask for: each is one walk along the officer's own lines.
    """

    officer_id = models.UUIDField()
    file_id = models.UUIDField()
    role = models.CharField(max_length=30)
    until = models.DateTimeField(null=True)
    kind = models.CharField(max_length=16)
    stage = models.CharField(max_length=12)
    language = models.CharField(max_length=2)
    lost = models.BooleanField()
    dormant = models.BooleanField()
    held = models.BooleanField()
    danger_place = models.SmallIntegerField()  # by DANGER_ORDER, of closed cases too
    place = models.SmallIntegerField()  # core/rules.py place_on_desk
    moved_at = models.DateTimeField()
    due_at = models.DateTimeField()  # of the next open task; the year 9999 without one
    asked_until = models.DateTimeField(null=True)  # an act waits for a second person
    letter_day = models.DateField(null=True)  # of the oldest letter that nobody has opened

    class Meta:
        """One line per officer and case; closed cases come last."""

        indexes = [
            models.Index(fields=["file_id"], name="casework_line_file"),
            models.Index(
                fields=["officer_id", "place", "moved_at", "file_id"],
                include=SHOWN,
                name="casework_line_danger",
            ),
            models.Index(
                fields=["officer_id", "moved_at", "file_id"],
                include=SHOWN,
                name="casework_line_moved",
            ),
            models.Index(
                fields=["officer_id", "due_at", "file_id"],
                include=SHOWN,
                name="casework_line_due",
            ),
            models.Index(
                fields=["officer_id", "place", "asked_until", "file_id"],
                condition=Q(asked_until__isnull=False),
                name="casework_line_asked",
            ),
            models.Index(
                fields=["officer_id", "danger_place", "letter_day", "file_id"],
                condition=Q(letter_day__isnull=False),
                name="casework_line_letter",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["officer_id", "file_id"], name="casework_line_once"
            ),
            models.CheckConstraint(
                condition=Q(danger_place__range=(0, len(DANGER_ORDER) - 1))
                & (Q(place=F("danger_place")) | Q(place=len(DANGER_ORDER))),
                name="casework_line_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_id} on the list of {self.officer_id}"


class TaskLine(models.Model):
    """An open task on the list of an officer who is on its case."""

    officer_id = models.UUIDField()
    task_id = models.UUIDField()
    file_id = models.UUIDField()
    role = models.CharField(max_length=30)
    until = models.DateTimeField(null=True)
    place = models.SmallIntegerField()
    due_at = models.DateTimeField()

    class Meta:
        """One line per officer and task, found by role: the greatest danger first."""

        indexes = [
            models.Index(fields=["file_id"], name="casework_taskline_file"),
            models.Index(
                fields=["officer_id", "role", "place", "due_at", "task_id"],
                include=["until"],
                name="casework_taskline_danger",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["officer_id", "task_id"], name="casework_taskline_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.task_id} on the list of {self.officer_id}"


class RoomLine(models.Model):
    """A thing of a room on the list of an officer who is on its case: a crossing, a claim.

    Each room says in a view what its list holds and in which order (`at`).
    """

    officer_id = models.UUIDField()
    kind = models.CharField(max_length=12)  # which list
    thing = models.UUIDField()
    file_id = models.UUIDField()
    until = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        """One line per officer and thing of a list."""

        indexes = [
            models.Index(fields=["file_id"], name="casework_roomline_file"),
            models.Index(
                fields=["officer_id", "kind", "at", "thing"],
                include=["until", "file_id"],
                name="casework_roomline_order",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["officer_id", "kind", "thing"], name="casework_roomline_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing} on the list of {self.officer_id}"


class Tally(models.Model):
    """One more or fewer case at a stage; the worker folds such rows together."""

    stage = models.CharField(max_length=12)
    change = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.stage} {self.change:+}"


class Unreached(models.Model):
    """An open case with a part that no active officer holds a key to."""

    file_id = models.UUIDField(primary_key=True)

    def __str__(self) -> str:
        return f"{self.file_id} out of reach"
