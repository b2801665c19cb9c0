"""Begins, writes, sends, returns, approves and withdraws versions of catalogues."""

import tomllib
from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.db import IntegrityError

from safeconduct.accounts.signed import Signed
from safeconduct.catalogues.core import entries, rules
from safeconduct.catalogues.core.check import faults
from safeconduct.catalogues.core.compare import changes
from safeconduct.catalogues.core.shelf import shape_of
from safeconduct.catalogues.core.terms import (
    HEAD,
    AnyShape,
    Because,
    Document,
    Flaw,
    Key,
    Kind,
    State,
    WhyNot,
)
from safeconduct.catalogues.core.toml import write
from safeconduct.catalogues.models import Version
from safeconduct.catalogues.queries import SHIPPED, VersionView, newest, view
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Conflict, Reason, Refused, Unknown, refuse_if
from safeconduct.record.services import Act, act

MOST_BYTES = 200_000  # the largest catalogue has 8,000: enough to grow, no room for a flood


def begin(me: Signed, shape: AnyShape) -> UUID:
    """Begin a draft that says what the newest approved version says; returns its id."""
    try:
        with act(me.actor, me.at) as a:
            taken = Version.objects.filter(
                catalogue=shape.name, state__in=[State.DRAFT.value, State.SENT.value]
            )
            refuse_if(rules.reasons_not_to_begin(shape, me.actor, open_one=taken.exists()))
            before = newest(shape)
            row = Version.objects.create(
                id=new_id(),
                catalogue=shape.name,
                text=write(before.document),
                follows=before.number or SHIPPED,
                written_by=[me.actor.officer_id],
                begun_by=me.actor.officer_id,
                begun_at=me.at,
            )
            _note(a, Kind.BEGUN, row)
    except IntegrityError as error:  # another draft, or another version, was quicker
        raise Conflict from error
    return row.id


def write_entry(
    me: Signed, version_id: UUID, seen: int, table: str, key: Key, values: Document
) -> None:
    """Write an entry's fields in its place; `seen` is how often the draft had been written."""

    def change(shape: AnyShape, document: Document) -> Document:
        new = entries.replace(shape, document, table, key, values)
        sort = shape.table(table)
        now = entries.key_of(sort, key[: len(key) - len(sort.key)], values) if sort else key
        refuse_if(
            [WhyNot.THERE_ALREADY] if now != key and _has(shape, document, table, now) else []
        )
        return new

    _write(me, version_id, seen, change)


def add_entry(
    me: Signed, version_id: UUID, seen: int, table: str, before: Key, values: Document
) -> None:
    """Add an entry at the end of its list."""

    def change(shape: AnyShape, document: Document) -> Document:
        sort = shape.table(table)
        taken = sort and _has(shape, document, table, entries.key_of(sort, before, values))
        refuse_if([WhyNot.THERE_ALREADY] if taken else [])
        return entries.add(shape, document, table, before, values)

    _write(me, version_id, seen, change)


def take_out_entry(me: Signed, version_id: UUID, seen: int, table: str, key: Key) -> None:
    """Take an entry out of a draft; the versions before keep it."""
    _write(
        me,
        version_id,
        seen,
        lambda shape, document: entries.take_out(shape, document, table, key),
    )


def read_in(me: Signed, version_id: UUID, seen: int, data: bytes) -> None:
    """Put a TOML file in place of a draft; faults in its entries are listed, not refused."""

    def change(shape: AnyShape, document: Document) -> Document:
        del document
        refuse_if([WhyNot.TOO_LARGE] if len(data) > MOST_BYTES else [])
        try:
            new = tomllib.loads(data.decode("utf-8-sig"))
            write(new)
        except (ValueError, RecursionError):
            raise Refused([WhyNot.NOT_TOML]) from None
        except TypeError:
            raise Refused([WhyNot.NOT_THIS_CATALOGUE]) from None
        refuse_if([] if entries.sound(shape, new) else [WhyNot.NOT_THIS_CATALOGUE])
        return new

    _write(me, version_id, seen, change)


def _has(shape: AnyShape, document: Document, table: str, key: Key) -> bool:
    return table != HEAD and entries.find(shape, document, table, key) is not None


def _write(
    me: Signed,
    version_id: UUID,
    seen: int,
    change: Callable[[AnyShape, Document], Document],
) -> None:
    with act(me.actor, me.at) as a:
        shape, row = _locked(version_id)
        refuse_if(rules.reasons_not_to_write(shape, me.actor, view(row).standing))
        _unchanged(row, seen)
        try:
            document = change(shape, tomllib.loads(row.text))
        except KeyError:
            raise Refused([WhyNot.NO_ENTRY]) from None
        refuse_if(_about_people(shape, document))
        _update(
            row,
            text=write(document),
            edits=row.edits + 1,
            written_by=list(dict.fromkeys([*row.written_by, me.actor.officer_id])),
        )
        _note(a, Kind.CHANGED, row)


def _about_people(shape: AnyShape, document: Document) -> list[Reason]:
    """What may lead to a person is not even kept in a draft: the text lies in clear."""
    found = (one.why for one in faults(shape, document, None))
    return [Flaw.NO_PERSON] if Flaw.NO_PERSON in found else []


def send(me: Signed, version_id: UUID, seen: int, wanted_from: date | None) -> None:
    """Send a draft for approval; Refused while a fault is left, or when it says the same."""
    with act(me.actor, me.at) as a:
        shape, row = _locked(version_id)
        before = newest(shape)
        found = rules.reasons_not_to_send(
            shape, me.actor, view(row).standing, **_looked(shape, row, before)
        )
        day = rules.reasons_not_from(wanted_from, me.at.date(), before.valid_from)
        refuse_if([*found, *day])
        _unchanged(row, seen)
        _update(
            row,
            state=State.SENT.value,
            sent_by=me.actor.officer_id,
            sent_at=me.at,
            wanted_from=wanted_from,
            returned="",
        )
        _note(a, Kind.SENT, row)


def approve(me: Signed, version_id: UUID, seen: int) -> int:
    """Approve, as a second person, exactly what was seen; returns the version's number."""
    with act(me.actor, me.at) as a:
        shape, row = _locked(version_id)
        before = newest(shape)
        refuse_if(
            rules.reasons_not_to_approve(
                shape, me.actor, view(row).standing, **_looked(shape, row, before)
            )
        )
        _unchanged(row, seen)
        number = (before.number or SHIPPED) + 1
        _update(
            row,
            state=State.APPROVED.value,
            number=number,
            approved_by=me.actor.officer_id,
            approved_at=me.at,
            valid_from=rules.counts_from(row.wanted_from, me.at.date(), before.valid_from),
        )
        _note(a, Kind.APPROVED, row)
    return number


def give_back(me: Signed, version_id: UUID, why: Because) -> None:
    """Return it, as a second person, to whoever wrote it; it is a draft again."""
    with act(me.actor, me.at) as a:
        shape, row = _locked(version_id)
        refuse_if(rules.reasons_not_to_answer(shape, me.actor, view(row).standing))
        _update(row, state=State.DRAFT.value, returned=why.name)
        _note(a, Kind.RETURNED, row, why=why.name)


def take_back(me: Signed, version_id: UUID) -> None:
    """Make what was sent a draft again, to write in it."""
    with act(me.actor, me.at) as a:
        shape, row = _locked(version_id)
        refuse_if(rules.reasons_not_to_withdraw(shape, me.actor, view(row).standing))
        if row.state == State.SENT.value:
            _update(row, state=State.DRAFT.value)
            _note(a, Kind.RETURNED, row)


def withdraw(me: Signed, version_id: UUID) -> None:
    """Give a version up; it stays in the history, and a new draft may be begun."""
    with act(me.actor, me.at) as a:
        shape, row = _locked(version_id)
        refuse_if(rules.reasons_not_to_withdraw(shape, me.actor, view(row).standing))
        _update(row, state=State.WITHDRAWN.value)
        _note(a, Kind.WITHDRAWN, row)


def _looked(shape: AnyShape, row: Version, before: VersionView) -> dict[str, bool]:
    """Whether anything is wrong in it, and whether it says anything new."""
    document = tomllib.loads(row.text)
    return {
        "faults": bool(faults(shape, document, before.document)),
        "same": not changes(shape, before.document, document),
    }


def _locked(version_id: UUID) -> tuple[AnyShape, Version]:
    row = Version.objects.select_for_update(no_key=True).filter(id=version_id).first()
    shape = shape_of(row.catalogue) if row else None
    if row is None or shape is None:
        raise Unknown
    return shape, row


def _unchanged(row: Version, seen: int) -> None:
    """Conflict when somebody wrote in it after the page was shown."""
    if row.edits != seen:
        raise Conflict


def _update(row: Version, **fields: object) -> None:
    Version.objects.filter(id=row.id).update(**fields)


def _note(a: Act, kind: Kind, row: Version, why: str = "") -> None:
    facts = {"catalogue": row.catalogue} | ({"why": why} if why else {})
    a.note(kind, file=None, about=row.id, **facts)
