"""Reads lists, questions and hits; hits only with the keys of whoever asks."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.db.models import Case, Exists, Min, OuterRef, QuerySet, When

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.queries import is_member, own_files
from safeconduct.accounts.signed import Signed
from safeconduct.casework.queries import aliases_of, ask_aliases_of, ask_people
from safeconduct.common.refusal import Unknown
from safeconduct.screening.core.index import Index
from safeconduct.screening.core.review import Outcome, QueryState, Strength, query_of, strength
from safeconduct.screening.core.stored import (
    StoredAnswer,
    StoredHit,
    answer_from_json,
    entry_from_json,
    hit_from_json,
)
from safeconduct.screening.core.terms import WhyNot
from safeconduct.screening.models import Hit, ListRow, NameList, Query, Review
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.opening import FileKeys
from safeconduct.vault.queries import may_open, open_file
from safeconduct.web.together import Reads, both, each, prepared, read, rows_of

ANSWER = "screening.query.answer"
HIT = "screening.hit.evidence"
REVIEW = "screening.review.outcome"
DESK_LIMIT = 200


@dataclass(frozen=True)
class ListView:
    """One version of a list for the page of lists."""

    id: UUID
    title: str
    version: str
    imported_at: datetime
    entries: int
    problems: int
    current: bool


@dataclass(frozen=True)
class PersonAsked:
    """A person of the file and the newest question about them."""

    id: UUID
    relation: str
    spelling: str
    state: QueryState | None
    asked_at: datetime | None
    answered_at: datetime | None
    locked_at: datetime | None
    lists: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True)
class ReviewView:
    """One officer's look at a hit."""

    outcome: Outcome
    reason: str
    officer_id: UUID
    at: datetime


@dataclass(frozen=True)
class HitView:
    """A hit opened: the whole evidence, in words and without its weights."""

    id: UUID
    file_id: UUID
    alias: str
    asked_at: datetime
    strength: Strength
    stored: StoredHit
    reviews: tuple[ReviewView, ...]

    @property
    def review(self) -> ReviewView | None:
        """The newest look; None while nobody has looked."""
        return self.reviews[-1] if self.reviews else None


def lists() -> list[ListView]:
    """Every imported version, current ones first, newest first."""
    rows = NameList.objects.order_by("-current", "-imported_at", "title")
    return [_list_view(row) for row in rows]


def _list_view(row: NameList) -> ListView:
    return ListView(
        row.id, row.title, row.version, row.imported_at, row.entries, row.problems, row.current
    )


def list_of(list_id: UUID) -> tuple[ListView, list[tuple[int, WhyNot, str]]]:
    """One list and its problems as (line, reason, detail); Unknown when there is none."""
    row = NameList.objects.filter(id=list_id).first()
    if row is None:
        raise Unknown
    lines = json.loads(row.problem_lines)
    return _list_view(row), [(line, WhyNot[code], detail) for line, code, detail in lines]


def current_lists() -> list[ListView]:
    """What a question is compared with now: the current version of every list."""
    return read(ask_current_lists())


def ask_current_lists() -> Reads[list[ListView]]:
    """As `current_lists`, together with other reads."""
    rows = yield from rows_of(_current())
    return [_list_view(row) for row in rows]


@prepared
def _current() -> QuerySet[NameList]:
    rows = NameList.objects.filter(current=True).order_by("title")
    return rows.defer("problem_lines")


@lru_cache(maxsize=8)
def index_of(list_id: UUID, version: str) -> Index:
    """The list as a search index, built once per version and process, kept in memory."""
    del version
    rows = ListRow.objects.filter(name_list_id=list_id).order_by("number")
    texts = rows.values_list("entry", flat=True)
    return Index(entry_from_json(text) for text in texts.iterator(chunk_size=5000))


def waiting_ids(limit: int = 200) -> list[UUID]:
    """Questions without an answer, the oldest first."""
    rows = Query.objects.filter(state=QueryState.WAITING.value).order_by("asked_at")
    return list(rows.values_list("id", flat=True)[:limit])


def asked_of(keys: FileKeys) -> list[PersonAsked]:
    """Everybody of the file with the newest question; says nothing of hits."""
    return read(ask_asked(keys))


def ask_asked(keys: FileKeys) -> Reads[list[PersonAsked]]:
    """As `asked_of`, together with other reads."""
    questions = Query.objects.filter(file_id=keys.file_id).order_by("asked_at", "id")
    rows, people = yield from both(rows_of(questions), ask_people(keys))
    newest = {row.person_id: row for row in rows}
    return [
        _asked(keys, person.id, person.relation, person.card or "{}", newest.get(person.id))
        for person in people
    ]


def ask_people_count(file_id: UUID) -> Reads[int]:
    """How many people are written down on the file; needs no key, opens nothing."""
    found = yield from ask_people(FileKeys(file_id, {}, b""))
    return len(found)


def _asked(
    keys: FileKeys, person_id: UUID, relation: str, card: str, row: Query | None
) -> PersonAsked:
    spelling = " ".join(query_of(json.loads(card)).names)
    if row is None:
        return PersonAsked(person_id, relation, spelling, None, None, None, None, ())
    answer = answer_of(keys, row)
    return PersonAsked(
        person_id, relation, spelling, QueryState(row.state), row.asked_at, row.answered_at,
        row.locked_at, answer.lists if answer else (),
    )  # fmt: skip


def answer_of(keys: FileKeys, row: Query) -> StoredAnswer | None:
    """What a question was compared with; None while it waits."""
    if row.sealed_answer is None:
        return None
    text = keys.open(Compartment.IDENTITY, ANSWER, row.id, bytes(row.sealed_answer))
    return answer_from_json(text)


def _may_read(me: Signed, keys: FileKeys) -> bool:
    return may(me.actor, Permission.SCREENING_READ) and keys.may_open(Compartment.IDENTITY)


def hits_of(me: Signed, keys: FileKeys) -> list[HitView]:
    """Hits of the newest answer about each person of a file; [] without role or key.

    Older answers stay in the table; the page shows what was found when last asked.
    """
    return read(ask_hits(me, keys))


def ask_hits(me: Signed, keys: FileKeys) -> Reads[list[HitView]]:
    """As `hits_of`, together with other reads."""
    if not _may_read(me, keys):
        return []
    done = Query.objects.filter(file_id=keys.file_id, state=QueryState.DONE.value)
    asked, named, reviews = yield from each(
        [
            rows_of(done.order_by("asked_at", "answered_at", "id")),
            ask_aliases_of([keys.file_id]),
            _ask_reviews(keys, Review.objects.filter(hit__file_id=keys.file_id)),
        ]
    )
    newest = {row.person_id: row.id for row in asked}
    hits = Hit.objects.select_related("query").filter(query_id__in=list(newest.values()))
    rows = yield from rows_of(hits.order_by("query_id", "ordinal"))
    alias = named.get(keys.file_id, "")
    return [_hit_view(keys, row, alias, reviews.get(row.id, ())) for row in rows]


def hits_for(me: Signed) -> list[HitView]:
    """Hits of the officer's cases, those nobody looked at first, then by strength."""
    mine = Hit.objects.filter(file_id__in=own_files(me.actor, me.at))
    looked = Min(Case(When(Exists(Review.objects.filter(hit=OuterRef("pk"))), 1), default=0))
    files = mine.values("file_id").annotate(looked=looked).order_by("looked", "file_id")
    with_hits = list(files.values_list("file_id", flat=True)[:DESK_LIMIT])
    # One case whose key is not there yet keeps nobody from the others.
    keyed = may_open(me.keys.key_id, with_hits, Compartment.IDENTITY)
    known = [open_file(me.keys, file_id) for file_id in with_hits if file_id in keyed]
    found = [hit for keys in known for hit in hits_of(me, keys)]
    words = list(Strength)
    found.sort(key=lambda hit: (bool(hit.reviews), words.index(hit.strength), hit.alias))
    return found[:DESK_LIMIT]


def hit_for(me: Signed, hit_id: UUID) -> HitView:
    """One hit, for an officer on the case with the role and the key; else Unknown (404)."""
    row = Hit.objects.select_related("query").filter(id=hit_id).first()
    if row is None or not is_member(me.actor, row.file_id, me.at):
        raise Unknown
    keys = open_file(me.keys, row.file_id)
    if not _may_read(me, keys):
        raise Unknown
    reviews = read(_ask_reviews(keys, Review.objects.filter(hit=row)))
    alias = aliases_of([row.file_id])[row.file_id]
    return _hit_view(keys, row, alias, reviews.get(row.id, ()))


def _hit_view(keys: FileKeys, row: Hit, alias: str, reviews: tuple[ReviewView, ...]) -> HitView:
    text = keys.open(Compartment.IDENTITY, HIT, row.id, bytes(row.sealed))
    stored = hit_from_json(text)
    return HitView(
        row.id, row.file_id, alias, row.query.asked_at, strength(stored.hit.evidence), stored,
        reviews,
    )  # fmt: skip


def _ask_reviews(
    keys: FileKeys, reviews: QuerySet[Review]
) -> Reads[dict[UUID, tuple[ReviewView, ...]]]:
    """Looks by hit, in their order; none without the vetting key."""
    if not keys.may_open(Compartment.VETTING):
        return {}
    rows = yield from rows_of(reviews.order_by("ordinal"))
    found: dict[UUID, tuple[ReviewView, ...]] = {}
    for row in rows:
        text = keys.open(Compartment.VETTING, REVIEW, row.id, bytes(row.sealed))
        data = json.loads(text)
        view = ReviewView(Outcome(data["outcome"]), data["reason"], row.officer_id, row.at)
        found[row.hit_id] = (*found.get(row.hit_id, ()), view)
    return found
