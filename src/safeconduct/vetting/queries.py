"""Reads the vetting file for officers with role, membership and key, and for nobody else."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.queries import is_member
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.terms import Vetting
from safeconduct.casework.decision import vetting_of
from safeconduct.common.refusal import Unknown
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.opening import FileKeys
from safeconduct.vault.queries import open_file
from safeconduct.vetting.core.catalogue import indicators
from safeconduct.vetting.core.rules import ladder
from safeconduct.vetting.core.terms import (
    Again,
    Answer,
    Direction,
    Distortion,
    Finding,
    Grade,
    Indicator,
    ProposalState,
    Result,
    Source,
    Step,
)
from safeconduct.vetting.models import Conclusion, Reopening
from safeconduct.vetting.models import Finding as FindingRow

NOTE = "vetting.finding.note"
ANSWER = "vetting.finding.answer"
WORDS = "vetting.conclusion.words"
REASON = "vetting.reopening.reason"
V = Compartment.VETTING


@dataclass(frozen=True)
class Words:
    """What a proposer wrote: reasons, what speaks for and against, causes considered."""

    reasons: str
    speaks_for: str
    speaks_against: str
    distortions: frozenset[Distortion]
    catalogue: str

    def to_json(self) -> str:
        """One JSON text, to be sealed."""
        listed = sorted(one.value for one in self.distortions)
        return json.dumps({**vars(self), "distortions": listed}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Words":
        """What `to_json` wrote."""
        data = json.loads(text)
        causes = frozenset(Distortion(one) for one in data.pop("distortions"))
        return cls(**data, distortions=causes)


@dataclass(frozen=True)
class FindingView:
    """One finding opened."""

    id: UUID
    fact: Finding
    indicator: Indicator
    note: str
    said: str
    officer_id: UUID
    at: datetime

    @property
    def to_be_put(self) -> bool:
        """Whether the person can still be asked about it."""
        return self.fact.answer in {Answer.NOT_PUT, Answer.PUT_UNANSWERABLE}


@dataclass(frozen=True)
class ConclusionView:
    """A proposed, decided or dropped conclusion, opened."""

    id: UUID
    file_id: UUID
    result: Result
    state: ProposalState
    proposed_by: UUID
    proposed_at: datetime
    decided_by: UUID | None
    decided_at: datetime | None
    words: Words


@dataclass(frozen=True)
class ReopeningView:
    """Why a result was taken back."""

    officer_id: UUID
    at: datetime
    reason: str


@dataclass(frozen=True)
class VettingView:
    """The whole vetting file of a case, in words; there is no number in it."""

    file_id: UUID
    state: Vetting
    findings: tuple[FindingView, ...]
    steps: tuple[Step, ...]
    pending: ConclusionView | None
    earlier: tuple[ConclusionView, ...]
    reopenings: tuple[ReopeningView, ...]


def may_read(me: Signed, keys: FileKeys) -> bool:
    """Role and key together; membership is asked by whoever opens the file."""
    return may(me.actor, Permission.VETTING_READ) and keys.may_open(V)


def keys_for(me: Signed, file_id: UUID) -> FileKeys:
    """The file's keys, or Unknown (404) unless member, vetting role and vetting key agree."""
    if not is_member(me.actor, file_id, me.at):
        raise Unknown
    keys = open_file(me.keys, file_id)
    if not may_read(me, keys):
        raise Unknown
    return keys


def facts_of(file_id: UUID) -> tuple[Finding, ...]:
    """All findings of a file as the core weighs them; codes only."""
    rows = FindingRow.objects.filter(file_id=file_id).order_by("at", "id")
    return tuple(_fact(row) for row in rows)


def _fact(row: FindingRow) -> Finding:
    return Finding(
        row.indicator, Direction(row.direction), Source(row.source), Grade(row.grade),
        row.origin, row.day, Answer(row.answer),
    )  # fmt: skip


def catalogue_with(findings: tuple[Finding, ...]) -> Mapping[str, Indicator]:
    """The catalogue; KeyError when a finding stands under an indicator that left it."""
    rows = indicators()
    for fact in findings:
        rows[fact.indicator]
    return rows


def vetting_file(me: Signed, file_id: UUID) -> VettingView:
    """Everything of the track, opened; Unknown (404) without member, role and key."""
    return _view(keys_for(me, file_id))


def _view(keys: FileKeys) -> VettingView:
    file_id = keys.file_id
    facts = facts_of(file_id)
    conclusions = _conclusions(keys)
    pending = [one for one in conclusions if one.state is ProposalState.PENDING]
    return VettingView(
        file_id=file_id,
        state=vetting_of(file_id),
        findings=_findings(keys),
        steps=ladder(facts, catalogue_with(facts)),
        pending=pending[0] if pending else None,
        earlier=tuple(one for one in conclusions if one.state is ProposalState.DECIDED),
        reopenings=_reopenings(keys),
    )


def _findings(keys: FileKeys) -> tuple[FindingView, ...]:
    rows = FindingRow.objects.filter(file_id=keys.file_id).order_by("at", "id")
    return tuple(_finding(keys, row) for row in rows)


def _finding(keys: FileKeys, row: FindingRow) -> FindingView:
    said = ""
    if row.sealed_answer is not None:
        said = keys.open(V, ANSWER, row.id, bytes(row.sealed_answer))
    note = keys.open(V, NOTE, row.id, bytes(row.sealed_note))
    kind = indicators()[row.indicator]
    return FindingView(row.id, _fact(row), kind, note, said, row.officer_id, row.at)


def _conclusions(keys: FileKeys) -> tuple[ConclusionView, ...]:
    rows = Conclusion.objects.filter(file_id=keys.file_id).order_by("-proposed_at", "id")
    return tuple(_conclusion(keys, row) for row in rows)


def _conclusion(keys: FileKeys, row: Conclusion) -> ConclusionView:
    words = Words.from_json(keys.open(V, WORDS, row.id, bytes(row.sealed_words)))
    return ConclusionView(
        row.id, row.file_id, Result(row.result), ProposalState(row.state), row.proposed_by,
        row.proposed_at, row.decided_by, row.decided_at, words,
    )  # fmt: skip


def _reopenings(keys: FileKeys) -> tuple[ReopeningView, ...]:
    rows = Reopening.objects.filter(file_id=keys.file_id).order_by("-at", "id")
    return tuple(ReopeningView(row.officer_id, row.at, _why(keys, row)) for row in rows)


def _why(keys: FileKeys, row: Reopening) -> str:
    if row.sealed_reason is None:
        return gettext(Again[row.again].value)
    return keys.open(V, REASON, row.id, bytes(row.sealed_reason))


def finding_for(me: Signed, finding_id: UUID) -> tuple[UUID, FindingView]:
    """(file id, finding); Unknown without member, role and key."""
    row = FindingRow.objects.filter(id=finding_id).first()
    if row is None:
        raise Unknown
    return row.file_id, _finding(keys_for(me, row.file_id), row)


def conclusion_for(me: Signed, conclusion_id: UUID) -> ConclusionView:
    """One conclusion; Unknown without member, role and key."""
    row = Conclusion.objects.filter(id=conclusion_id).first()
    if row is None:
        raise Unknown
    return _conclusion(keys_for(me, row.file_id), row)


def origins_of(file_id: UUID) -> list[tuple[UUID, str, date]]:
    """(origin, indicator, day) of the first finding from each origin."""
    seen: dict[UUID, tuple[UUID, str, date]] = {}
    for row in FindingRow.objects.filter(file_id=file_id).order_by("at", "id"):
        seen.setdefault(row.origin, (row.origin, row.indicator, row.day))
    return list(seen.values())


@dataclass(frozen=True)
class Summary:
    """Codes and counts for the card; nothing sealed is opened."""

    state: Vetting
    findings: int
    to_be_put: int
    pending: UUID | None
    proposed_by: UUID | None


def with_work(file_ids: QuerySet[Any, Any]) -> list[UUID]:
    """Those of these files with a finding, or with a conclusion that waits; two queries."""
    findings = FindingRow.objects.filter(file_id__in=file_ids)
    waiting = Conclusion.objects.filter(file_id__in=file_ids, state=ProposalState.PENDING.value)
    found = {*findings.values_list("file_id", flat=True)}
    found |= {*waiting.values_list("file_id", flat=True)}
    return sorted(found)


def summary_of(file_id: UUID) -> Summary:
    """State and counts of a track, for callers that checked role and key."""
    facts = facts_of(file_id)
    waiting = Conclusion.objects.filter(file_id=file_id, state=ProposalState.PENDING.value)
    row = waiting.first()
    return Summary(
        state=vetting_of(file_id),
        findings=len(facts),
        to_be_put=sum(fact.answer is Answer.NOT_PUT for fact in facts),
        pending=row.id if row else None,
        proposed_by=row.proposed_by if row else None,
    )
