"""The vetting decision, alone: vetting writes it, the award stream and the briefing read it.

An import contract protects this module: protection, passage, status, support for hardship and
every other room cannot reach it. Nothing in `casework.core` has a field for it.
"""

from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from safeconduct.casework.core.terms import Vetting
from safeconduct.common.refusal import Conflict
from safeconduct.web.among import among
from safeconduct.web.together import Reads, prepared, read, rows_of

RESULTS = (Vetting.CLEAR, Vetting.LIMITED, Vetting.ADVERSE)


class VettingDecision(models.Model):
    """One row per file; a result has two different authors."""

    file_id = models.UUIDField(primary_key=True)
    state = models.CharField(max_length=8)
    proposed_by = models.UUIDField(null=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    sealed_reasons = models.BinaryField(null=True)

    class Meta:
        """Two different people behind every result."""

        app_label = "casework"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(map(str, Vetting))), name="casework_vetting_state"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["none", "open"], decided_by__isnull=True)
                | (
                    Q(state__in=list(map(str, RESULTS)), decided_by__isnull=False)
                    & Q(proposed_by__isnull=False)
                    & ~Q(decided_by=F("proposed_by"))
                ),
                name="casework_vetting_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"vetting {self.state}"


def vetting_of(file_id: UUID) -> Vetting:
    """The state now; NONE when nobody has opened it."""
    return read(ask_vetting(file_id))


def ask_vetting(file_id: UUID) -> Reads[Vetting]:
    """As `vetting_of`, together with other reads."""
    rows = VettingDecision.objects.filter(file_id=file_id).values_list("state", flat=True)
    found = yield from rows_of(rows)
    return Vetting(found[0]) if found else Vetting.NONE


def ask_vettings(file_ids: list[UUID]) -> Reads[dict[UUID, Vetting]]:
    """The states of several files; those nobody has opened are not among them."""
    rows = yield from rows_of(_states(file_ids))
    return {file_id: Vetting(state) for file_id, state in rows}


@prepared
def _states(file_ids: list[UUID]) -> models.QuerySet[VettingDecision, tuple[UUID, str]]:
    rows = VettingDecision.objects.filter(among("file_id", file_ids))
    return rows.values_list("file_id", "state")


def lock_vetting(file_id: UUID) -> Vetting:
    """The state, locked until the transaction ends: a release cannot race a re-opening."""
    row = VettingDecision.objects.select_for_update().filter(file_id=file_id).first()
    return Vetting(row.state) if row else Vetting.NONE


def open_vetting(file_id: UUID) -> None:
    """Open or re-open the track; a result and its authors are taken back."""
    VettingDecision.objects.update_or_create(
        file_id=file_id,
        defaults={
            "state": Vetting.OPEN.value,
            "proposed_by": None,
            "decided_by": None,
            "decided_at": None,
            "sealed_reasons": None,
        },
    )


def write_decision(
    file_id: UUID,
    result: Vetting,
    proposed_by: UUID,
    decided_by: UUID,
    reasons: bytes,
    at: datetime,
) -> None:
    """Write a result (compare-and-set from OPEN); Conflict when the track is not open."""
    moved = VettingDecision.objects.filter(file_id=file_id, state=Vetting.OPEN.value).update(
        state=result.value,
        proposed_by=proposed_by,
        decided_by=decided_by,
        decided_at=at,
        sealed_reasons=reasons,
    )
    if moved != 1:
        raise Conflict


def sealed_reasons(file_id: UUID) -> bytes | None:
    """The reasons in words, sealed in the vetting compartment."""
    row = VettingDecision.objects.filter(file_id=file_id).first()
    return bytes(row.sealed_reasons) if row and row.sealed_reasons else None
