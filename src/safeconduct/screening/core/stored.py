"""How list entries and hits are written down as JSON, and read back exactly."""

import json
from dataclasses import dataclass
from typing import Any

from safeconduct.screening.core.terms import (
    Evidence,
    EvidenceKind,
    Hit,
    ListEntry,
    PartialDate,
    Question,
)

_TEXTS = ("names", "numbers", "topics", "countries", "notes", "datasets")


@dataclass(frozen=True)
class StoredHit:
    """A hit with the list it came from and the entry as it stood in that version."""

    source: str
    version: str
    entry: ListEntry
    hit: Hit


@dataclass(frozen=True)
class StoredAnswer:
    """What one question was compared with: (list, version, entries), and hits left off."""

    lists: tuple[tuple[str, str, int], ...]
    left_off: int


def clean(text: str) -> str:
    """The text without zero bytes and half characters, which no page and no table can hold."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "")


def _entry_data(entry: ListEntry) -> dict[str, Any]:
    data: dict[str, Any] = {key: [clean(t) for t in getattr(entry, key)] for key in _TEXTS}
    return {
        **data,
        "id": clean(entry.id),
        "birth_dates": [str(date) for date in entry.birth_dates],
    }


def _entry_of(data: dict[str, Any]) -> ListEntry:
    texts = {key: tuple(data[key]) for key in _TEXTS}
    dates = tuple(PartialDate.parse(text) for text in data["birth_dates"])
    return ListEntry(id=data["id"], birth_dates=dates, **texts)


def entry_to_json(entry: ListEntry) -> str:
    """One list entry as one line of JSON."""
    return json.dumps(_entry_data(entry), ensure_ascii=False)


def entry_from_json(text: str) -> ListEntry:
    """The entry that `entry_to_json` wrote."""
    return _entry_of(json.loads(text))


def hit_to_json(stored: StoredHit) -> str:
    """One hit with its list, entry and whole evidence; to be sealed."""
    hit = stored.hit
    return json.dumps(
        {
            "source": stored.source,
            "version": stored.version,
            "entry": _entry_data(stored.entry),
            "evidence": [[e.kind.value, e.left, e.right, e.weight] for e in hit.evidence],
            "namesakes": hit.namesakes,
            "question": hit.question.value,
        },
        ensure_ascii=False,
    )


def hit_from_json(text: str) -> StoredHit:
    """The hit that `hit_to_json` wrote."""
    data = json.loads(text)
    entry = _entry_of(data["entry"])
    evidence = tuple(
        Evidence(EvidenceKind(kind), left, right, weight)
        for kind, left, right, weight in data["evidence"]
    )
    question = Question(data["question"])
    hit = Hit(entry.id, evidence, data["namesakes"], question)
    return StoredHit(data["source"], data["version"], entry, hit)


def answer_to_json(answer: StoredAnswer) -> str:
    """What a question was compared with; to be sealed."""
    return json.dumps({"lists": answer.lists, "left_off": answer.left_off}, ensure_ascii=False)


def answer_from_json(text: str) -> StoredAnswer:
    """The answer that `answer_to_json` wrote."""
    data = json.loads(text)
    lists = tuple((str(n), str(v), int(count)) for n, v, count in data["lists"])
    return StoredAnswer(lists, data["left_off"])
