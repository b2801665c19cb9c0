"""Cases, attestations, proposals, tasks, people."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from safeconduct.casework.core.terms import (
    CLOSED,
    ERASURE_WAIT,
    UNSEAL_HOURS,
    CaseKind,
    Erasing,
    Need,
    Stage,
)
from safeconduct.casework.duties import QuietHours, Task
from safeconduct.casework.gathered import Batch, BatchRow, SavedFilter
from safeconduct.casework.imports import Import, Imported, ImportKey, ImportMapping, ImportUndo
from safeconduct.casework.keeping import DataRequest, Hold, KeptLonger, Retention
from safeconduct.casework.ledger import Condition, Consent, Link, Told
from safeconduct.casework.lines import CaseLine, RoomLine, Tally, TaskLine, Unreached
from safeconduct.casework.referring import Recipient, Referral
from safeconduct.casework.returning import Challenge, Return
from safeconduct.casework.translating import Translation, TranslationKey
from safeconduct.contact.core.terms import Danger
from safeconduct.vault.core.terms import Compartment

__all__ = [
    "Arrival",
    "Attestation",
    "Batch",
    "BatchRow",
    "Case",
    "CaseLine",
    "Challenge",
    "Condition",
    "Consent",
    "DataRequest",
    "Erasure",
    "Hold",
    "Import",
    "ImportKey",
    "ImportMapping",
    "ImportUndo",
    "Imported",
    "KeptLonger",
    "Link",
    "Person",
    "Proposal",
    "QuietHours",
    "Retention",
    "Recipient",
    "Referral",
    "Return",
    "RoomLine",
    "SavedFilter",
    "SearchCard",
    "Tally",
    "Task",
    "TaskLine",
    "Told",
    "Translation",
    "TranslationKey",
    "Unreached",
]

CLOSED_VALUES = [stage.value for stage in CLOSED]


class Case(models.Model):
    """One person's (or group's, or relative's) way; the key is the file id of first contact."""

    file_id = models.UUIDField(primary_key=True)
    alias = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=16)
    stage = models.CharField(max_length=12)
    previous = models.CharField(max_length=12, null=True)  # noqa: DJ001  "none" is a state here
    lost = models.BooleanField(default=False)
    lost_at = models.DateTimeField(null=True)
    dormant = models.BooleanField(default=False)
    danger = models.CharField(max_length=24)
    danger_at = models.DateTimeField()
    language = models.CharField(max_length=2)
    opened_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    merged_into = models.UUIDField(null=True)
    held = models.BooleanField(default=False)
    erasing = models.CharField(max_length=8, default=Erasing.NONE.value)

    class Meta:
        """Known states only; a closed case knows the way back."""

        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=list(map(str, Stage))), name="casework_stage"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=list(map(str, CaseKind))), name="casework_kind"
            ),
            models.CheckConstraint(
                condition=Q(danger__in=list(map(str, Danger))), name="casework_danger"
            ),
            models.CheckConstraint(
                condition=Q(stage__in=CLOSED_VALUES, previous__isnull=False)
                | (~Q(stage__in=CLOSED_VALUES) & Q(previous__isnull=True)),
                name="casework_way_back",
            ),
            models.CheckConstraint(
                condition=~Q(stage="merged")
                | (Q(merged_into__isnull=False) & ~Q(merged_into=F("file_id"))),
                name="casework_merged_into_another",
            ),
            models.CheckConstraint(
                condition=Q(erasing=Erasing.NONE.value)
                | Q(erasing__in=["waiting", "done"], stage__in=CLOSED_VALUES, held=False),
                name="casework_erasing_closed_and_free",
            ),
        ]
        indexes = [
            models.Index(
                fields=["moved_at", "file_id"],
                name="casework_case_expected",
                condition=Q(stage__in=["passage", "arrived"]),
            )
        ]

    def __str__(self) -> str:
        return self.alias


class Attestation(models.Model):
    """One officer who saw the person arrive. Two different ones make an arrival."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    ordinal = models.SmallIntegerField()
    officer_id = models.UUIDField()
    key_id = models.CharField(max_length=16)
    on_team = models.BooleanField()
    head_count = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        """The same officer never twice; never a third."""

        constraints = [
            models.UniqueConstraint(
                fields=["case", "officer_id"], name="casework_attest_other_officer"
            ),
            models.UniqueConstraint(fields=["case", "ordinal"], name="casework_attest_ordinal"),
            models.CheckConstraint(
                condition=Q(ordinal__in=[1, 2]), name="casework_attest_first_or_second"
            ),
        ]
        indexes = [
            models.Index(
                fields=["at"], name="casework_attestation_first", condition=Q(ordinal=1)
            )
        ]

    def __str__(self) -> str:
        return f"attestation {self.ordinal}"


class Arrival(models.Model):
    """Arrival in safety, attested by two; the safety basis of every payment to a person."""

    id = models.UUIDField(primary_key=True)
    case = models.OneToOneField(Case, on_delete=models.PROTECT)
    first = models.OneToOneField(Attestation, on_delete=models.PROTECT, related_name="+")
    second = models.OneToOneField(Attestation, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """Two attestations, not one twice."""

        constraints = [
            models.CheckConstraint(
                condition=~Q(first=F("second")), name="casework_arrival_two_people"
            )
        ]

    def __str__(self) -> str:
        return f"arrival of {self.case_id}"


class Proposal(models.Model):
    """An act that waits for a second person, or was decided by one."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    act = models.CharField(max_length=24)
    case_version = models.PositiveIntegerField()
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    until = models.DateTimeField()
    state = models.CharField(max_length=10, default="pending")
    confirmed_by = models.UUIDField(null=True)
    merged_into = models.UUIDField(null=True)
    need = models.CharField(max_length=12, default="")
    hours = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=16, default="")
    people = ArrayField(models.UUIDField(), default=list)

    class Meta:
        """Whoever proposed cannot confirm; one pending act per case."""

        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")),
                name="casework_proposal_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "dropped"], confirmed_by__isnull=True)
                | Q(state="confirmed", confirmed_by__isnull=False),
                name="casework_proposal_state",
            ),
            models.CheckConstraint(
                condition=(
                    Q(act="unseal_identity")
                    & Q(need__in=[n.name for n in Need])
                    & Q(hours__range=(1, UNSEAL_HOURS))
                )
                | (~Q(act="unseal_identity") & Q(need="", hours=0)),
                name="casework_proposal_need",
            ),
            models.CheckConstraint(
                condition=Q(act__in=["change_kind", "split"], kind__in=list(map(str, CaseKind)))
                | (~Q(act__in=["change_kind", "split"]) & Q(kind="")),
                name="casework_proposal_kind",
            ),
            models.CheckConstraint(
                condition=(Q(act="split") & ~Q(people=[])) | (~Q(act="split") & Q(people=[])),
                name="casework_proposal_people",
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state="pending"), name="casework_one_proposal"
            ),
        ]
        indexes = [
            models.Index(
                fields=["until"],
                name="casework_proposal_erase",
                condition=Q(state="pending", act="erase"),
            ),
            models.Index(
                fields=["proposed_by", "until"],
                name="casework_proposal_dropped",
                condition=Q(state="dropped"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.state}"


class Erasure(models.Model):
    """Two people agreed to erase a case; its keys go when the waiting time is over."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    proposed_by = models.UUIDField()
    witnessed_by = models.UUIDField()
    agreed_at = models.DateTimeField()
    due_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        """Two people, a waiting time, one end; one open erasure per case."""

        constraints = [
            models.CheckConstraint(
                condition=~Q(witnessed_by=F("proposed_by")), name="casework_erasure_two_people"
            ),
            models.CheckConstraint(
                condition=Q(due_at__gte=F("agreed_at") + ERASURE_WAIT),
                name="casework_erasure_waits",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True)
                | Q(stopped_at__isnull=True, done_at__gte=F("due_at")),
                name="casework_erasure_one_end",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(stopped_at__isnull=True),
                name="casework_one_erasure",
            ),
        ]

    def __str__(self) -> str:
        return f"erasure of {self.case_id}"


class Person(models.Model):
    """The applicant or somebody of the family; what is known of them is sealed (identity)."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    relation = models.CharField(max_length=16)
    moved_to = models.UUIDField(null=True)  # the file of their own, after a split
    sealed = models.BinaryField()

    class Meta:
        """One applicant per case."""

        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(relation="applicant"),
                name="casework_one_applicant",
            )
        ]

    def __str__(self) -> str:
        return self.relation


class SearchCard(models.Model):
    """The few words by which an officer finds a case; sealed, one card per part of the file."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    compartment = models.CharField(max_length=16)
    sealed = models.BinaryField()

    class Meta:
        """One card per part, and only parts that exist."""

        constraints = [
            models.UniqueConstraint(
                fields=["case", "compartment"], name="casework_search_card_once"
            ),
            models.CheckConstraint(
                condition=Q(compartment__in=list(map(str, Compartment))),
                name="casework_search_card_part",
            ),
        ]

    def __str__(self) -> str:
        return self.compartment
