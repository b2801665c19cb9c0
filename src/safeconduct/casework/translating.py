"""Tables of texts given to interpreters: the sealed text, who may open it for some hours."""

from django.db import models
from django.db.models import F, Q

from safeconduct.casework.core.translation import How
from safeconduct.contact.core.code import Language
from safeconduct.vault.core.terms import LONGEST_GRANT

LANGUAGES = list(map(str, Language))


class Translation(models.Model):
    """One text under a key of its own, which is sealed to the file and, for hours, to readers.

    An interpreter opens this text and nothing else of the case.
    """

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT)
    source = models.CharField(max_length=2)
    target = models.CharField(max_length=2)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    until = models.DateTimeField()
    taken_by = models.UUIDField(null=True)
    taken_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    how = models.CharField(max_length=8, default="")
    sealed_key = models.BinaryField()
    sealed_text = models.BinaryField()
    sealed_answer = models.BinaryField(null=True)

    class Meta:
        """Ten hours at most; whoever asks does not translate; done is whole or not at all."""

        indexes = [
            models.Index(
                fields=["until"],
                name="casework_translation_open",
                condition=Q(done_at__isnull=True),
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(source__in=LANGUAGES, target__in=LANGUAGES)
                & ~Q(source=F("target")),
                name="casework_translation_languages",
            ),
            models.CheckConstraint(
                condition=Q(until__gte=F("asked_at"))
                & Q(until__lte=F("asked_at") + LONGEST_GRANT),
                name="casework_translation_ends",
            ),
            models.CheckConstraint(
                condition=Q(taken_by__isnull=True, taken_at__isnull=True)
                | (
                    Q(taken_by__isnull=False, taken_at__gte=F("asked_at"))
                    & ~Q(taken_by=F("asked_by"))
                ),
                name="casework_translation_two_people",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, how="", sealed_answer__isnull=True)
                | Q(
                    done_at__gte=F("taken_at"),
                    done_at__lte=F("until"),
                    taken_by__isnull=False,
                    how__in=[one.name for one in How],
                    sealed_answer__isnull=False,
                ),
                name="casework_translation_done",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} to {self.target}"


class TranslationKey(models.Model):
    """The key of one text, sealed to one interpreter; gone when done, or at the hours' end."""

    id = models.UUIDField(primary_key=True)
    translation = models.ForeignKey(Translation, on_delete=models.CASCADE)
    key_id = models.CharField(max_length=16)
    until = models.DateTimeField()
    sealed = models.BinaryField()

    class Meta:
        """Once per interpreter, until the end of their own hours."""

        constraints = [
            models.UniqueConstraint(
                fields=["translation", "key_id"], name="casework_translation_key_once"
            )
        ]

    def __str__(self) -> str:
        return f"key for {self.key_id}"
