"""Reads the vetting file for officers with role, membership and key, and for nobody else."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.queries import is_member
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.terms import Vetting
from safeconduct.casework.decision import ask_vetting, vetting_of
from safeconduct.catalogues.queries import at_moment, every, in_force
from safeconduct.common.refusal import Unknown
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.opening import FileKeys
from safeconduct.vault.queries import open_file
from safeconduct.vetting.core.catalogue import Indicators
from safeconduct.vetting.core.indicators import INDICATORS
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
from safeconduct.web.together import Reads, each, read, rows_of

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


def finding_rows(file_id: UUID) -> list[FindingRow]:
    """The findings of a file, oldest first, as they lie in the table."""
    return read(_ask_rows(file_id))


def _ask_rows(file_id: UUID) -> Reads[list[FindingRow]]:
    return rows_of(FindingRow.objects.filter(file_id=file_id).order_by("at", "id"))


def _ask_facts(file_id: UUID) -> Reads[tuple[Finding, ...]]:
    return facts_of((yield from _ask_rows(file_id)))


def weighed(file_id: UUID) -> tuple[tuple[Finding, ...], Mapping[str, Indicator]]:
    """All findings of a file as the core weighs them, codes only; and their catalogue."""
    rows = finding_rows(file_id)
    return facts_of(rows), catalogue_with(rows)


def facts_of(rows: Sequence[FindingRow]) -> tuple[Finding, ...]:
    """Findings as the core weighs them; codes only."""
    return tuple(_fact(row) for row in rows)


def _fact(row: FindingRow) -> Finding:
    return Finding(
        row.indicator, Direction(row.direction), Source(row.source), Grade(row.grade),
        row.origin, row.day, Answer(row.answer),
    )  # fmt: skip


def now_in_force() -> Indicators:
    """The indicators that findings are written under now."""
    return in_force(INDICATORS)


def catalogue_with(rows: Sequence[FindingRow]) -> Mapping[str, Indicator]:
    """The indicators in force, and those that findings stand under and that left since.

    The newest words of each. StopIteration for one that was in no version: a defect.
    """
    now = now_in_force().rows
    left = {row.indicator for row in rows} - set(now)
    earlier = every(INDICATORS) if left else []
    gone = {name: next(one.rows[name] for one in earlier if name in one.rows) for name in left}
    return {**gone, **now}


def vetting_file(me: Signed, file_id: UUID) -> VettingView:
    """Everything of the track, opened; Unknown (404) without member, role and key."""
    return _view(keys_for(me, file_id))


def _view(keys: FileKeys) -> VettingView:
    file_id = keys.file_id
    rows = finding_rows(file_id)
    conclusions = _conclusions(keys)
    pending = [one for one in conclusions if one.state is ProposalState.PENDING]
    return VettingView(
        file_id=file_id,
        state=vetting_of(file_id),
        findings=_findings(keys, rows),
        steps=ladder(facts_of(rows), catalogue_with(rows)),
        pending=pending[0] if pending else None,
        earlier=tuple(one for one in conclusions if one.state is ProposalState.DECIDED),
        reopenings=_reopenings(keys),
    )


def _findings(keys: FileKeys, rows: Sequence[FindingRow]) -> tuple[FindingView, ...]:
    """Opened, each with the words of the catalogue that stood when it was written down."""
    then = at_moment(INDICATORS, [row.at for row in rows])
    known = catalogue_with(rows)
    return tuple(
        _finding(keys, row, one.rows.get(row.indicator) or known[row.indicator])
        for row, one in zip(rows, then, strict=True)
    )


def _finding(keys: FileKeys, row: FindingRow, kind: Indicator) -> FindingView:
    said = ""
    if row.sealed_answer is not None:
        said = keys.open(V, ANSWER, row.id, bytes(row.sealed_answer))
    note = keys.open(V, NOTE, row.id, bytes(row.sealed_note))
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
    return row.file_id, _findings(keys_for(me, row.file_id), [row])[0]


def conclusion_for(me: Signed, conclusion_id: UUID) -> ConclusionView:
    """One conclusion; Unknown without member, role and key."""
    row = Conclusion.objects.filter(id=conclusion_id).first()
    if row is None:
        raise Unknown
    return _conclusion(keys_for(me, row.file_id), row)


def origins_of(file_id: UUID) -> list[tuple[UUID, Indicator, date]]:
    """(origin, indicator, day) of the first finding from each origin."""
    rows = finding_rows(file_id)
    known = catalogue_with(rows)
    seen: dict[UUID, tuple[UUID, Indicator, date]] = {}
    for row in rows:
        seen.setdefault(row.origin, (row.origin, known[row.indicator], row.day))
    return list(seen.values())


@dataclass(frozen=True)
class Summary:
    """Codes and counts for the card; nothing sealed is opened."""

    state: Vetting
    findings: int
    to_be_put: int
    pending: UUID | None
    proposed_by: UUID | None


def ask_summary(file_id: UUID) -> Reads[Summary]:
    """State and counts of a track, for callers that checked role and key; with other reads."""
    waiting = Conclusion.objects.filter(file_id=file_id, state=ProposalState.PENDING.value)
    facts, rows, state = yield from each(
        [_ask_facts(file_id), rows_of(waiting), ask_vetting(file_id)]
    )
    row = next(iter(rows), None)
    return Summary(
        state=state,
        findings=len(facts),
        to_be_put=sum(fact.answer is Answer.NOT_PUT for fact in facts),
        pending=row.id if row else None,
        proposed_by=row.proposed_by if row else None,
    )
