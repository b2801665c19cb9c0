"""Opens and closes legal positions, counts deadlines; a reading never ends in nothing."""

import json
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError

from safeconduct.accounts.conflicts import refuse_in_conflict
from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.core.terms import WhyNot as AccountsWhyNot
from safeconduct.accounts.queries import require_member
from safeconduct.accounts.signed import Signed
from safeconduct.casework.queries import find
from safeconduct.casework.services import tell_of
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused, Unknown, refuse_if
from safeconduct.record.services import Act, act
from safeconduct.status.core.catalogue import calendars, deadline_rules
from safeconduct.status.core.flow import close
from safeconduct.status.core.rules import certain_day, reasons_not_to_close
from safeconduct.status.core.terms import (
    Authority,
    Closing,
    DeadlineState,
    Kind,
    ReadingKind,
    ReadingState,
    WhyNot,
)
from safeconduct.status.models import FileDeadline, FileReading
from safeconduct.status.queries import PAPER, count_of, paper_of, reading_of
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.queries import open_file as file_keys


@dataclass(frozen=True)
class Decision:
    """An authority's decision as an officer read it on paper."""

    authority: Authority
    name: str
    reference: str
    paper_hash: str
    decided_on: date
    to: ReadingKind


def require(me: Signed, file_id: UUID, permission: Permission) -> None:
    """Unknown for strangers to the case, Refused for a role without the permission."""
    require_member(me.actor, file_id, me.at)
    if not may(me.actor, permission):
        raise Refused([AccountsWhyNot.ROLE])


def open_file(me: Signed, file_id: UUID) -> UUID:
    """Open the asylum reading on the day the wish for protection is said; any stage will do."""
    return open_reading(me, file_id, ReadingKind.ASYLUM_APPLICANT)


def open_reading(me: Signed, file_id: UUID, kind: ReadingKind) -> UUID:
    """Open one more position beside the others; the more protective one applies.

    Refused when that position is open already.
    """
    require(me, file_id, Permission.STATUS_WRITE)
    find(file_id)
    try:
        with act(me.actor, me.at) as a:
            return _open(a, me, file_id, kind)
    except IntegrityError as error:
        raise Refused([WhyNot.OPEN_ALREADY]) from error


def _open(a: Act, me: Signed, file_id: UUID, kind: ReadingKind) -> UUID:
    row = FileReading.objects.create(
        id=new_id(),
        file_id=file_id,
        kind=kind.value,
        opened_on=a.at.date(),
        opened_by=me.actor.officer_id,
    )
    a.note(Kind.READING_OPENED, file=file_id, about=row.id, reading=kind.value)
    tell_of(a, file_id, "status reading")
    return row.id


def _lock_reading(me: Signed, reading_id: UUID, permission: Permission) -> FileReading:
    rows = FileReading.objects.select_for_update(no_key=True)
    row = rows.filter(id=reading_id).first()
    if row is None:
        raise Unknown
    require(me, row.file_id, permission)
    return row


def propose_closing(me: Signed, reading_id: UUID, decision: Decision) -> None:
    """Write down an authority's decision; the position protects fully until another confirms.

    Who decided and on what paper is sealed in the identity compartment.
    """
    with act(me.actor, me.at) as a:
        row = _lock_reading(me, reading_id, Permission.STATUS_WRITE)
        if row.state == ReadingState.CLOSING.value:
            raise Refused([WhyNot.WAITS])
        refuse_if(reasons_not_to_close(reading_of(row), _closing(decision)))
        keys = file_keys(me.keys, row.file_id)
        paper = {
            "name": decision.name,
            "reference": decision.reference,
            "hash": decision.paper_hash,
        }
        text = json.dumps(paper, ensure_ascii=False, sort_keys=True)
        row.state = ReadingState.CLOSING.value
        row.authority, row.closes_to = decision.authority.value, decision.to.value
        row.decided_on, row.proposed_by = decision.decided_on, me.actor.officer_id
        row.sealed_paper = keys.seal(Compartment.IDENTITY, PAPER, row.id, text)
        row.save()
        a.note(Kind.CLOSING_PROPOSED, file=row.file_id, about=row.id, to=decision.to.value)


def _closing(decision: Decision) -> Closing:
    return Closing(
        decision.authority,
        decision.name,
        decision.paper_hash,
        decision.decided_on,
        decision.to,
    )


def confirm_closing(me: Signed, reading_id: UUID) -> UUID:
    """The second person, who opens the paper, closes the position; the next one opens with it.

    Returns the id of the position that is open afterwards. Refused for whoever proposed, and
    for whoever cannot read the paper.
    """
    with act(me.actor, me.at) as a:
        row = _lock_reading(me, reading_id, Permission.STATUS_READ)
        refuse_in_conflict(me.actor, [row.file_id])
        if row.state != ReadingState.CLOSING.value or row.decided_on is None:
            raise Refused([WhyNot.NOT_POSSIBLE_NOW])
        refuse_if([WhyNot.SAME_PERSON] if row.proposed_by == me.actor.officer_id else [])
        keys = file_keys(me.keys, row.file_id)
        paper = paper_of(keys, row)
        refuse_if([WhyNot.NO_PAPER] if paper is None else [])
        held = paper or {}
        closing = Closing(
            authority=Authority(row.authority),
            name=held["name"],
            paper_hash=held["hash"],
            decided_on=row.decided_on,
            to=ReadingKind(row.closes_to),
        )
        _, successor = close(reading_of(row), closing)
        known = FileReading.objects.filter(file_id=row.file_id, kind=successor.value)
        still = known.exclude(state=ReadingState.CLOSED.value).first()
        fresh = still.id if still else _open(a, me, row.file_id, successor)
        row.state, row.closed_by = ReadingState.CLOSED.value, me.actor.officer_id
        row.save(update_fields=["state", "closed_by"])
        a.note(Kind.READING_CLOSED, file=row.file_id, about=row.id, reading=row.kind)
    return fresh


def drop_closing(me: Signed, reading_id: UUID) -> None:
    """Turn a waiting closing down, or take it back: the position simply stays open."""
    with act(me.actor, me.at) as a:
        row = _lock_reading(me, reading_id, Permission.STATUS_READ)
        if row.state != ReadingState.CLOSING.value:
            raise Refused([WhyNot.NOT_POSSIBLE_NOW])
        row.state = ReadingState.OPEN.value
        row.save(update_fields=["state"])
        a.note(Kind.CLOSING_DROPPED, file=row.file_id, about=row.id)


def add_deadline(
    me: Signed, file_id: UUID, rule_id: str, earliest: date, latest: date, seats: list[str]
) -> UUID:
    """Count a deadline from the day of its event; two different days mean it is not certain.

    `seats` are the likely seats ("DE-BE"); with none given every known calendar counts.
    Refused for an unknown rule or seat; ValueError when `latest` is before `earliest`.
    """
    require(me, file_id, Permission.STATUS_WRITE)
    find(file_id)
    asked = seats or sorted(calendars())
    if rule_id not in deadline_rules() or not set(asked) <= set(calendars()):
        raise Refused([WhyNot.RULE_UNKNOWN])
    count = count_of(rule_id, earliest, latest, asked, me.at.date())
    with act(me.actor, me.at) as a:
        row = FileDeadline.objects.create(
            id=new_id(),
            file_id=file_id,
            rule=rule_id,
            earliest=earliest,
            latest=latest,
            seats=asked,
            safe_on=count.safe,
            legal_on=certain_day(count),
            added_by=me.actor.officer_id,
        )
        a.note(
            Kind.DEADLINE_ADDED, file=file_id, about=row.id, rule=rule_id.replace(".", "-"),
            safe=count.safe.isoformat(),
        )  # fmt: skip
    return row.id


def meet_deadline(me: Signed, deadline_id: UUID) -> None:
    """Write down that a deadline was met; a missed one stays missed, for ever to be seen."""
    with act(me.actor, me.at) as a:
        rows = FileDeadline.objects.select_for_update(no_key=True)
        row = rows.filter(id=deadline_id).first()
        if row is None:
            raise Unknown
        require(me, row.file_id, Permission.STATUS_WRITE)
        if row.state != DeadlineState.OPEN.value:
            raise Refused([WhyNot.NOT_POSSIBLE_NOW])
        row.state, row.settled_on = DeadlineState.MET.value, me.at.date()
        row.settled_by = me.actor.officer_id
        row.save(update_fields=["state", "settled_on", "settled_by"])
        a.note(Kind.DEADLINE_MET, file=row.file_id, about=row.id)


def mark_missed(a: Act) -> int:
    """Mark open deadlines whose legal day is over; returns how many. The worker does it.

    A day that is in doubt is never called missed: only its safe day is shown as over.
    """
    rows = FileDeadline.objects.select_for_update(no_key=True)
    late = rows.filter(state=DeadlineState.OPEN.value, legal_on__lt=a.at.date())
    count = 0
    for row in late:
        row.state, row.settled_on = DeadlineState.MISSED.value, a.at.date()
        row.save(update_fields=["state", "settled_on"])
        a.note(Kind.DEADLINE_MISSED, file=row.file_id, about=row.id)
        count += 1
    return count
