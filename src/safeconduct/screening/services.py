"""Imports lists, asks the matcher, writes its answers and what officers make of them."""

import hashlib
import json
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext_noop

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.core.terms import WhyNot as AccountWhyNot
from safeconduct.accounts.queries import require_member
from safeconduct.accounts.signed import Signed
from safeconduct.casework.queries import people
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Conflict, Refused, Unknown, refuse_if
from safeconduct.jobs.queue import WORKER, app
from safeconduct.record.services import Act, act
from safeconduct.screening.core.catalogue import demo_list
from safeconduct.screening.core.ftm import parse_ftm
from safeconduct.screening.core.index import screen
from safeconduct.screening.core.review import (
    AskFacts,
    Kind,
    Outcome,
    QueryState,
    query_of,
    reasons_not_to_ask,
    reasons_not_to_review,
)
from safeconduct.screening.core.stored import (
    StoredAnswer,
    StoredHit,
    answer_to_json,
    clean,
    entry_to_json,
    hit_to_json,
)
from safeconduct.screening.core.terms import ListRead, WhyNot
from safeconduct.screening.core.terms import Query as Asked
from safeconduct.screening.models import Hit, ListRow, NameList, Query, Review
from safeconduct.screening.queries import (
    ANSWER,
    HIT,
    REVIEW,
    ListView,
    current_lists,
    hit_for,
    index_of,
)
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.core.terms import WhyNot as VaultWhyNot
from safeconduct.vault.opening import FileKeys, ServiceKeys
from safeconduct.vault.queries import open_file

RUN = "screening.query.run"
DEMO_TITLE = gettext_noop("Invented list of the demonstration")
VERSION_CHARS = 16  # 64 bits of the file's SHA-256: enough to tell versions of one list apart
PROBLEMS_KEPT = 500  # shown by line; the count beside them is always the whole count
HITS_KEPT = 50  # of one answer, the heaviest; how many were left off is part of the answer


def _require(me: Signed, permission: Permission) -> None:
    if not may(me.actor, permission):
        raise Refused([AccountWhyNot.ROLE])


def import_list(me: Signed, title: str, data: bytes) -> UUID:
    """Take one version of a public list; returns its id. The same content changes nothing.

    Refused for a barred list, for a file that is not UTF-8 text, and when nobody on it could
    be read (with every kind of problem met). An older version given again becomes current.
    """
    _require(me, Permission.LIST_IMPORT)
    title = " ".join(title.split())
    if not title:
        raise Refused([WhyNot.LIST_NO_TITLE])
    read = _read(title, data)
    version = hashlib.sha256(data).hexdigest()[:VERSION_CHARS]
    try:
        with act(me.actor, me.at) as a:
            return _put_in_force(a, me, title, version, read)
    except IntegrityError as error:
        raise Conflict from error


def import_demo_list(me: Signed) -> UUID:
    """Take the small invented list that comes with the product."""
    return import_list(me, DEMO_TITLE, demo_list().encode())


def _read(title: str, data: bytes) -> ListRead:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused([WhyNot.LIST_NOT_TEXT]) from None
    read = parse_ftm(text.split("\n"), title)
    if not read.entries:
        raise Refused([WhyNot.LIST_EMPTY, *dict.fromkeys(p.why for p in read.problems)])
    return read


def _put_in_force(a: Act, me: Signed, title: str, version: str, read: ListRead) -> UUID:
    same_title = NameList.objects.select_for_update(no_key=True).filter(title=title)
    held = next((row for row in same_title if row.version == version), None)
    if held is not None and held.current:
        return held.id
    same_title.update(current=False)
    if held is None:
        held = _write_list(me, title, version, read)
    else:
        NameList.objects.filter(id=held.id).update(current=True, imported_at=a.at)
    a.note(
        Kind.LIST_IMPORTED, about=held.id, version=version, entries=held.entries,
        problems=held.problems,
    )  # fmt: skip
    return held.id


def _write_list(me: Signed, title: str, version: str, read: ListRead) -> NameList:
    kept = [[p.line, p.why.name, clean(p.detail)] for p in read.problems[:PROBLEMS_KEPT]]
    made = NameList.objects.create(
        id=new_id(),
        title=title,
        version=version,
        imported_at=me.at,
        imported_by=me.actor.officer_id,
        entries=len(read.entries),
        problems=len(read.problems),
        problem_lines=json.dumps(kept, ensure_ascii=False),
    )
    rows = (
        ListRow(name_list=made, number=number, entry=entry_to_json(entry))
        for number, entry in enumerate(read.entries, start=1)
    )
    ListRow.objects.bulk_create(rows, batch_size=1000)
    return made


def ask(me: Signed, file_id: UUID, person_id: UUID) -> UUID:
    """Ask the matcher about a person of the file; asking while one waits changes nothing.

    Refused without the role or the identity key, without a list, and without a name.
    """
    require_member(me.actor, file_id, me.at)
    _require(me, Permission.SCREENING_ASK)
    keys = open_file(me.keys, file_id)
    facts = AskFacts(lists=len(current_lists()), names=_asked_for(keys, person_id).names)
    with act(me.actor, me.at) as a:
        refuse_if(reasons_not_to_ask(facts))
        fresh = Query(
            id=new_id(), file_id=file_id, person_id=person_id, asked_by=me.actor.officer_id,
            asked_at=me.at,
        )  # fmt: skip
        # The partial unique index decides a race: one open question per person.
        Query.objects.bulk_create([fresh], ignore_conflicts=True)
        row = Query.objects.get(person_id=person_id, state=QueryState.WAITING.value)
        if row.id == fresh.id:
            a.note(Kind.QUERY_ASKED, file=file_id, about=row.id)
            app.configure_task(RUN).defer(query_id=str(row.id))
    return row.id


def _asked_for(keys: FileKeys, person_id: UUID) -> Asked:
    """What is compared of a person; Unknown for somebody of another file."""
    if not keys.may_open(Compartment.IDENTITY):
        raise Refused([VaultWhyNot.NO_KEY])
    for person in people(keys):
        if person.id == person_id and person.card is not None:
            return query_of(json.loads(person.card))
    raise Unknown


def answer(keys: ServiceKeys | None, query_id: UUID, at: datetime) -> bool:
    """Compare one person with every current list and store the hits; whether it was done.

    Done once: a second run finds the question answered. While the matcher's key is locked, its
    wrap is missing or no list is there, the question waits and the page says so.
    """
    with act(keys or WORKER, at) as a:
        rows = Query.objects.select_for_update(no_key=True)
        row = rows.filter(id=query_id, state=QueryState.WAITING.value).first()
        if row is None:
            return False
        if keys is None:
            Query.objects.filter(id=row.id).update(locked_at=at)
            return False
        lists = current_lists()
        opened = _open_for_matcher(keys, row.file_id)
        if opened is None or not lists:
            return False
        _write_answer(a, row, opened, lists)
    return True


def _open_for_matcher(keys: ServiceKeys, file_id: UUID) -> FileKeys | None:
    try:
        opened = open_file(keys, file_id)
    except Refused:
        return None  # the file was shredded: there is nobody left to compare
    return opened if opened.may_open(Compartment.IDENTITY) else None


def _write_answer(a: Act, row: Query, keys: FileKeys, lists: list[ListView]) -> None:
    hits = _compare(_asked_for(keys, row.person_id), lists)
    for ordinal, stored in enumerate(hits[:HITS_KEPT], start=1):
        hit_id = new_id()
        text = hit_to_json(stored)
        Hit.objects.create(
            id=hit_id, query=row, file_id=row.file_id, ordinal=ordinal,
            sealed=keys.seal(Compartment.IDENTITY, HIT, hit_id, text),
        )  # fmt: skip
    told = StoredAnswer(
        tuple((one.title, one.version, one.entries) for one in lists),
        max(0, len(hits) - HITS_KEPT),
    )
    done = Query.objects.filter(id=row.id, state=QueryState.WAITING.value).update(
        state=QueryState.DONE.value,
        answered_at=a.at,
        locked_at=None,
        sealed_answer=keys.seal(Compartment.IDENTITY, ANSWER, row.id, answer_to_json(told)),
    )
    if done != 1:
        raise Conflict
    a.note(Kind.QUERY_ANSWERED, file=row.file_id, about=row.id)


def _compare(asked: Asked, lists: list[ListView]) -> list[StoredHit]:
    """Hits over all lists, the heaviest evidence first."""
    found = []
    for one in lists:
        index = index_of(one.id, one.version)
        entries = {entry.id: entry for entry in index.entries}
        found += [
            StoredHit(one.title, one.version, entries[hit.entry_id], hit)
            for hit in screen(asked, index)
        ]
    return sorted(found, key=lambda stored: -stored.hit.score)


def review(me: Signed, hit_id: UUID, outcome: Outcome, reason: str, seen: int) -> None:
    """Write down what the officer saw, sealed; earlier looks stay beside it.

    `seen` is how many looks stood on the page; Conflict when somebody looked since.
    """
    hit = hit_for(me, hit_id)
    refuse_if(reasons_not_to_review(reason))
    if len(hit.reviews) != seen:
        raise Conflict
    keys = open_file(me.keys, hit.file_id)
    review_id = new_id()
    text = json.dumps({"outcome": outcome.value, "reason": reason}, ensure_ascii=False)
    try:
        with act(me.actor, me.at) as a:
            Review.objects.create(
                id=review_id,
                hit_id=hit_id,
                ordinal=seen + 1,
                officer_id=me.actor.officer_id,
                at=me.at,
                sealed=keys.seal(Compartment.VETTING, REVIEW, review_id, text),
            )
            # No file and no outcome: the case's own timeline must not tell of a hit.
            a.note(Kind.HIT_REVIEWED, about=hit_id)
    except IntegrityError as error:
        raise Conflict from error


def note_hit_read(me: Signed, hit_id: UUID) -> None:
    """Opening a hit is on the record; the line names the hit, not the case."""
    with act(me.actor, me.at) as a:
        a.note(Kind.HIT_READ, about=hit_id)
