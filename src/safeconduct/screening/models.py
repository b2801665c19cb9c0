"""Public lists in clear; questions to the matcher, and hits sealed as identity."""

from django.db import models
from django.db.models import Q

from safeconduct.screening.core.review import QueryState


class NameList(models.Model):
    """One version of one public list; `version` is the start of the SHA-256 of the file."""

    id = models.UUIDField(primary_key=True)
    title = models.CharField(max_length=80)
    version = models.CharField(max_length=16)
    imported_at = models.DateTimeField()
    imported_by = models.UUIDField()
    entries = models.PositiveIntegerField()
    problems = models.PositiveIntegerField()
    problem_lines = models.TextField()
    current = models.BooleanField(default=True)

    class Meta:
        """A version once; one current version per title; a list without people is none."""

        constraints = [
            models.UniqueConstraint(fields=["title", "version"], name="screening_list_once"),
            models.UniqueConstraint(
                fields=["title"], condition=Q(current=True), name="screening_list_one_current"
            ),
            models.CheckConstraint(
                condition=Q(entries__gt=0), name="screening_list_has_entries"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.version}"


class ListRow(models.Model):
    """One entry of a list version, as JSON in clear: public lists stand apart from people."""

    name_list = models.ForeignKey(NameList, on_delete=models.PROTECT)
    number = models.PositiveIntegerField()
    entry = models.TextField()

    class Meta:
        """In the order of the file."""

        constraints = [
            models.UniqueConstraint(fields=["name_list", "number"], name="screening_row_once")
        ]

    def __str__(self) -> str:
        return f"row {self.number}"


class Query(models.Model):
    """A question about one person of a file; the matcher seals its answer."""

    id = models.UUIDField(primary_key=True)
    file_id = models.UUIDField()
    person = models.ForeignKey("casework.Person", on_delete=models.PROTECT)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=8, default=QueryState.WAITING.value)
    answered_at = models.DateTimeField(null=True)
    locked_at = models.DateTimeField(null=True)
    sealed_answer = models.BinaryField(null=True)

    class Meta:
        """One open question per person; an answer is whole or not there."""

        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state=QueryState.WAITING.value,
                    answered_at__isnull=True,
                    sealed_answer__isnull=True,
                )
                | Q(
                    state=QueryState.DONE.value,
                    answered_at__isnull=False,
                    sealed_answer__isnull=False,
                ),
                name="screening_query_answered",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state=QueryState.WAITING.value),
                name="screening_query_one_waiting",
            ),
        ]
        indexes = [
            models.Index(fields=["file_id", "-asked_at"], name="screening_query_file"),
            models.Index(
                fields=["asked_at"],
                name="screening_query_waiting",
                condition=Q(state=QueryState.WAITING.value),
            ),
        ]

    def __str__(self) -> str:
        return f"query {self.state}"


class Hit(models.Model):
    """An entry worth a look; which list, which entry and why are sealed."""

    id = models.UUIDField(primary_key=True)
    query = models.ForeignKey(Query, on_delete=models.PROTECT)
    file_id = models.UUIDField()
    ordinal = models.PositiveSmallIntegerField()
    sealed = models.BinaryField()

    class Meta:
        """An answer read twice from the queue writes its hits once."""

        constraints = [
            models.UniqueConstraint(fields=["query", "ordinal"], name="screening_hit_once")
        ]
        indexes = [models.Index(fields=["file_id"], name="screening_hit_file")]

    def __str__(self) -> str:
        return f"hit {self.ordinal}"


class Review(models.Model):
    """What an officer saw; outcome and reason are sealed in the vetting compartment."""

    id = models.UUIDField(primary_key=True)
    hit = models.ForeignKey(Hit, on_delete=models.PROTECT)
    ordinal = models.PositiveSmallIntegerField()
    officer_id = models.UUIDField()
    at = models.DateTimeField()
    sealed = models.BinaryField()

    class Meta:
        """Looks are added, never overwritten; the newest counts."""

        constraints = [
            models.UniqueConstraint(fields=["hit", "ordinal"], name="screening_review_once")
        ]

    def __str__(self) -> str:
        return f"review {self.ordinal}"
