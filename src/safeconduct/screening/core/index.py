"""A list in memory that finds who may be the same person, whatever the spelling.

A hit opens a review by a person. It never blocks: protection, passage, care and hardship help
do not read this module, and it has no way to answer yes or no.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from safeconduct.screening.core.fold import is_near, shortened
from safeconduct.screening.core.rules import (
    Rarity,
    Subject,
    compare,
    fits_by_name,
    name_evidence,
    question_for,
    subject_of,
    tokens,
    total,
    weight,
)
from safeconduct.screening.core.terms import Evidence, Hit, ListEntry, Query


def _surname_words(subject: Subject) -> Iterator[str]:
    for reading in subject.readings:
        if reading.surname:
            yield reading.surname.key
            yield from reading.surname.pieces


def _pairs(subject: Subject) -> Iterator[str]:
    """Given name with patronymic, and with a full date: finds a changed or garbled surname."""
    dates = [str(date) for date in subject.dates if date.is_full]
    for reading in subject.readings:
        given = tokens(reading.given) if reading.given else frozenset()
        fathers = tokens(reading.patronymic) if reading.patronymic else frozenset()
        yield from (f"{name}|{more}" for name in given for more in (*fathers, *dates))


@dataclass
class _Tables:
    """Where each key stands: positions of entries by word, by pair and by number."""

    words: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    shorter: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    pairs: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    numbers: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, at: int, subject: Subject) -> None:
        for word in set(_surname_words(subject)):
            if word not in self.words:
                for form in shortened(word):
                    self.shorter[form].add(word)
            self.words[word].append(at)
        for pair in set(_pairs(subject)):
            self.pairs[pair].append(at)
        for number in {folded for folded, _ in subject.numbers}:
            self.numbers[number].append(at)

    def neighbours(self, word: str) -> set[str]:
        """Words of the list equal to this one or one letter away."""
        near = {other for form in shortened(word) for other in self.shorter.get(form, ())}
        return {other for other in near if other == word or is_near(word, other)}


class Index:
    """Entries by skeleton word; `rarity` may be another list's, so both ways score alike."""

    def __init__(self, entries: Iterable[ListEntry], rarity: Rarity | None = None) -> None:
        self.entries: tuple[ListEntry, ...] = tuple(entries)
        self.subjects: tuple[Subject, ...] = tuple(subject_of(e) for e in self.entries)
        self.rarity: Rarity = Rarity.of(self.subjects) if rarity is None else rarity
        self._tables = _Tables()
        for at, subject in enumerate(self.subjects):
            self._tables.add(at, subject)

    def candidates(self, subject: Subject) -> tuple[int, ...]:
        """Positions of the entries worth comparing, in list order."""
        tables, found = self._tables, set[int]()
        for word in set(_surname_words(subject)):
            for other in tables.neighbours(word):
                found.update(tables.words[other])
        for pair in _pairs(subject):
            found.update(tables.pairs.get(pair, ()))
        for folded, _ in subject.numbers:
            found.update(tables.numbers.get(folded, ()))
        return tuple(sorted(found))


def screen(query: Query, index: Index) -> tuple[Hit, ...]:
    """Entries a person should look at, heaviest evidence first; ties stand in list order.

    Each hit carries its whole evidence, the number of other namesakes on the list, and the one
    question that would settle it. Empty means that nobody like this is on this list, no more.
    """
    asked = subject_of(query)
    found: list[tuple[int, tuple[Evidence, ...]]] = []
    namesakes: set[int] = set()
    for at in index.candidates(asked):
        entry = index.subjects[at]
        if fits_by_name(name_evidence(asked, entry, index.rarity)):
            namesakes.add(at)
        evidence = compare(asked, entry, index.rarity)
        if total(evidence) >= weight("floor"):
            found.append((at, evidence))
    found.sort(key=lambda item: (-total(item[1]), item[0]))
    return tuple(
        Hit(
            entry_id=index.entries[at].id,
            evidence=evidence,
            namesakes=len(namesakes - {at}),
            question=question_for(asked, index.subjects[at], evidence),
        )
        for at, evidence in found
    )
