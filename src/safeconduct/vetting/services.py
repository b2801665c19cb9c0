"""Opens the track, writes findings, concludes by two people, reopens."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError

from safeconduct.accounts.conflicts import refuse_in_conflict
from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission, Role
from safeconduct.accounts.core.terms import WhyNot as AccountWhyNot
from safeconduct.accounts.queries import require_member, roles_of
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.terms import Kind as CaseKind
from safeconduct.casework.core.terms import Vetting
from safeconduct.casework.decision import RESULTS, lock_vetting, open_vetting, write_decision
from safeconduct.casework.services import lock_case
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Conflict, Refused, Unknown, refuse_if
from safeconduct.record.services import Act, act
from safeconduct.vault.opening import FileKeys
from safeconduct.vetting.core.flow import CONCLUDES, reasons_by_flow, step
from safeconduct.vetting.core.rules import (
    first_answer,
    reasons_not_to_add,
    reasons_not_to_answer,
    reasons_not_to_conclude,
    reasons_not_to_propose,
    reasons_not_to_reopen,
)
from safeconduct.vetting.core.terms import (
    Again,
    Answer,
    ConclusionFacts,
    Direction,
    Distortion,
    Event,
    Grade,
    Kind,
    ProposalState,
    ReopenFacts,
    Result,
    Source,
    WhyNot,
)
from safeconduct.vetting.models import Conclusion, Finding, Reopening
from safeconduct.vetting.queries import (
    ANSWER,
    NOTE,
    REASON,
    WORDS,
    V,
    Words,
    keys_for,
    now_in_force,
    weighed,
)

DECISION = "casework.vettingdecision.reasons"


@dataclass(frozen=True)
class NewFinding:
    """What an officer writes down under one indicator; `origin` None makes a new origin."""

    indicator: str
    direction: Direction
    source: Source
    grade: Grade
    day: date
    note: str
    origin: UUID | None = None


def _require(me: Signed, permission: Permission) -> None:
    if not may(me.actor, permission):
        raise Refused([AccountWhyNot.ROLE])


def start(me: Signed, file_id: UUID) -> None:
    """Open the track for the first time; Refused when it is open or has a result."""
    keys_for(me, file_id)
    with act(me.actor, me.at) as a:
        lock_case(file_id)  # there is no row of the track yet that could be locked
        step(lock_vetting(file_id), Event.START)
        open_vetting(file_id)
        a.note(Kind.TRACK_OPENED, file=file_id)


def reopen(me: Signed, file_id: UUID, reason: str) -> None:
    """Take a result back, with a reason; its authors and words stay in their conclusion.

    The award stream reads the state under lock, so nothing is called here.
    """
    keys = keys_for(me, file_id)
    with act(me.actor, me.at) as a:
        state = lock_vetting(file_id)
        refuse_if(
            reasons_not_to_reopen(
                ReopenFacts(state, Role.VETTING_LEAD in me.actor.roles, reason)
            )
        )
        step(state, Event.REOPEN)
        open_vetting(file_id)
        row_id = new_id()
        Reopening.objects.create(
            id=row_id, file_id=file_id, officer_id=me.actor.officer_id, at=me.at,
            sealed_reason=keys.seal(V, REASON, row_id, reason),
        )  # fmt: skip
        a.note(Kind.TRACK_REOPENED, file=file_id, about=row_id)


def ask_again(me: Signed, file_id: UUID, why: Again) -> None:
    """The protection lead wants a fresh look: a result there may be is taken back, unseen.

    Nothing is answered: whether there was a result is no business of protection.
    """
    require_member(me.actor, file_id, me.at)
    _require(me, Permission.VETTING_ASK_AGAIN)
    with act(me.actor, me.at) as a:
        lock_case(file_id)
        if lock_vetting(file_id) in RESULTS:
            open_vetting(file_id)
            row = Reopening.objects.create(
                id=new_id(), file_id=file_id, officer_id=me.actor.officer_id, at=me.at,
                again=why.name,
            )  # fmt: skip
            a.note(Kind.TRACK_REOPENED, file=file_id, about=row.id)


def add_finding(me: Signed, file_id: UUID, new: NewFinding) -> UUID:
    """Write down one observation; returns its id. A waiting proposal is taken back by it.

    Facts are always recordable once the track was opened, also after a result.
    """
    keys = keys_for(me, file_id)
    _require(me, Permission.VETTING_WRITE)
    with act(me.actor, me.at) as a:
        state = lock_vetting(file_id)
        known = new.indicator in now_in_force().rows
        refuse_if(reasons_not_to_add(state, known, new.note, new.day > me.at.date()))
        refuse_if(_reasons_about_origin(file_id, new.origin))
        finding_id = new_id()
        Finding.objects.create(
            id=finding_id,
            file_id=file_id,
            indicator=new.indicator,
            direction=new.direction.value,
            source=new.source.value,
            grade=new.grade.value,
            origin=new.origin or new_id(),
            day=new.day,
            officer_id=me.actor.officer_id,
            at=me.at,
            answer=first_answer(new.direction).value,
            sealed_note=keys.seal(V, NOTE, finding_id, new.note),
        )
        a.note(Kind.FINDING_ADDED, file=file_id, about=finding_id)
        _drop_pending(a, file_id)
    return finding_id


def _reasons_about_origin(file_id: UUID, origin: UUID | None) -> list[WhyNot]:
    if origin is None or Finding.objects.filter(file_id=file_id, origin=origin).exists():
        return []
    return [WhyNot.NO_SUCH_ORIGIN]


def put_to_person(me: Signed, finding_id: UUID, fresh: Answer, said: str) -> UUID:
    """Write down that a point was put and what the person said; returns the file id."""
    row = Finding.objects.filter(id=finding_id).first()
    if row is None:
        raise Unknown
    keys = keys_for(me, row.file_id)
    _require(me, Permission.VETTING_WRITE)
    with act(me.actor, me.at) as a:
        lock_vetting(row.file_id)
        now = Answer(Finding.objects.values_list("answer", flat=True).get(id=finding_id))
        refuse_if(reasons_not_to_answer(now, fresh, said))
        given = fresh is Answer.ANSWERED
        moved = Finding.objects.filter(id=finding_id, answer=now.value).update(
            answer=fresh.value,
            sealed_answer=keys.seal(V, ANSWER, finding_id, said) if given else None,
        )
        if moved != 1:
            raise Conflict
        a.note(Kind.FINDING_ANSWERED, file=row.file_id, about=finding_id)
        _drop_pending(a, row.file_id)
    return row.file_id


def _drop_pending(a: Act, file_id: UUID) -> None:
    """Whatever waits was written without the newest fact: it goes back to its author."""
    for row in Conclusion.objects.filter(file_id=file_id, state=ProposalState.PENDING.value):
        _set_dropped(a, row)


def _set_dropped(a: Act, row: Conclusion) -> None:
    waiting = Conclusion.objects.filter(id=row.id, state=ProposalState.PENDING.value)
    if waiting.update(state=ProposalState.DROPPED.value) != 1:
        raise Conflict
    a.note(Kind.CONCLUSION_DROPPED, file=row.file_id, about=row.id)


def _facts(
    file_id: UUID,
    result: Result,
    words: Words,
    proposer: tuple[UUID, bool],
    decider: tuple[UUID, bool],
) -> ConclusionFacts:
    findings, indicators = weighed(file_id)
    return ConclusionFacts(
        result=result,
        proposer=proposer[0],
        proposer_is_analyst=proposer[1],
        decider=decider[0],
        decider_is_lead=decider[1],
        reasons=words.reasons,
        speaks_for=words.speaks_for,
        speaks_against=words.speaks_against,
        findings=findings,
        distortions_considered=words.distortions,
        indicators=indicators,
    )


def propose(
    me: Signed,
    file_id: UUID,
    result: Result,
    *,
    reasons: str,
    speaks_for: str,
    speaks_against: str,
    distortions: frozenset[Distortion],
) -> UUID:
    """Propose a result for another officer to decide; Refused with every reason at once."""
    keys = keys_for(me, file_id)
    words = Words(reasons, speaks_for, speaks_against, distortions, now_in_force().version)
    mine = (me.actor.officer_id, Role.VETTING_ANALYST in me.actor.roles)
    try:
        with act(me.actor, me.at) as a:
            state = lock_vetting(file_id)
            found = reasons_not_to_propose(_facts(file_id, result, words, mine, mine))
            refuse_if([*reasons_by_flow(state, CONCLUDES[result]), *_waiting(file_id), *found])
            row_id = new_id()
            Conclusion.objects.create(
                id=row_id, file_id=file_id, result=result.value, proposed_by=mine[0],
                proposed_at=me.at, sealed_words=keys.seal(V, WORDS, row_id, words.to_json()),
            )  # fmt: skip
            a.note(Kind.CONCLUSION_PROPOSED, file=file_id, about=row_id)
    except IntegrityError as error:
        raise Conflict from error
    return row_id


def _waiting(file_id: UUID) -> list[WhyNot]:
    waiting = Conclusion.objects.filter(file_id=file_id, state=ProposalState.PENDING.value)
    return [WhyNot.ALREADY_PROPOSED] if waiting.exists() else []


def decide(me: Signed, conclusion_id: UUID) -> UUID:
    """Conclude what another officer proposed; returns the file id.

    Every rule is asked again over the findings of this moment; Refused with all reasons.
    """
    file_id, keys = _of(me, conclusion_id)
    with act(me.actor, me.at) as a:
        state = lock_vetting(file_id)
        refuse_in_conflict(me.actor, [file_id])
        row = _lock_pending(conclusion_id)
        result = Result(row.result)
        words = Words.from_json(keys.open(V, WORDS, row.id, bytes(row.sealed_words)))
        proposer = (row.proposed_by, Role.VETTING_ANALYST in _roles_of(row.proposed_by))
        decider = (me.actor.officer_id, Role.VETTING_LEAD in me.actor.roles)
        found = reasons_not_to_conclude(_facts(file_id, result, words, proposer, decider))
        refuse_if([*reasons_by_flow(state, CONCLUDES[result]), *found])
        after = step(state, CONCLUDES[result])
        Conclusion.objects.filter(id=row.id).update(
            state=ProposalState.DECIDED.value, decided_by=decider[0], decided_at=me.at
        )
        _write(keys, after, row, me)
        # The result is not on the line: the timeline of the case shows it to its whole team.
        a.note(CaseKind.DECISION_WRITTEN, file=file_id, about=row.id)
    return file_id


def _write(keys: FileKeys, after: Vetting, row: Conclusion, me: Signed) -> None:
    text = keys.open(V, WORDS, row.id, bytes(row.sealed_words))
    sealed = keys.seal(V, DECISION, keys.file_id, text)
    write_decision(keys.file_id, after, row.proposed_by, me.actor.officer_id, sealed, me.at)


def _roles_of(officer_id: UUID) -> frozenset[Role]:
    """Roles today; none for somebody who left, so that an old proposal cannot be decided."""
    try:
        return roles_of(officer_id)
    except Unknown:
        return frozenset()


def _of(me: Signed, conclusion_id: UUID) -> tuple[UUID, FileKeys]:
    row = Conclusion.objects.filter(id=conclusion_id).first()
    if row is None:
        raise Unknown
    return row.file_id, keys_for(me, row.file_id)


def _lock_pending(conclusion_id: UUID) -> Conclusion:
    row = Conclusion.objects.select_for_update(no_key=True).get(id=conclusion_id)
    if row.state != ProposalState.PENDING.value:
        raise Refused([WhyNot.PROPOSAL_ENDED])
    return row


def drop(me: Signed, conclusion_id: UUID) -> UUID:
    """Take a proposal back or turn it down; any officer of the vetting file may."""
    file_id, _ = _of(me, conclusion_id)
    with act(me.actor, me.at) as a:
        _set_dropped(a, _lock_pending(conclusion_id))
    return file_id


def note_read(me: Signed, file_id: UUID) -> None:
    """Reading the vetting file is on the record, once per page."""
    with act(me.actor, me.at) as a:
        a.note(Kind.TRACK_READ, file=file_id)
