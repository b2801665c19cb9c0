"""Explained comparison of two people: evidence in log-odds, and the question that settles it.

Every weight comes from `data/weights.toml`. The comparison is the same in both directions, so a
changed list can be run against the cases as well as a case against the list. Nothing here says
yes or no: evidence goes before a person, who decides.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product

from safeconduct.screening.core import catalogue
from safeconduct.screening.core.fold import fold, fold_number, is_near
from safeconduct.screening.core.names import Part, Reading, Role, read_name
from safeconduct.screening.core.terms import (
    Evidence,
    EvidenceKind,
    ListEntry,
    PartialDate,
    Query,
    Question,
)

_NEAR_FROM = 4  # letters of a skeleton; in a shorter one a single letter is another name
_NUMBER_FROM = 5  # letters and digits; a shorter number belongs to too many papers
_SURNAME_FITS = frozenset({EvidenceKind.SURNAME_SAME})
_GIVEN_FITS = frozenset(
    {
        EvidenceKind.GIVEN_SAME,
        EvidenceKind.GIVEN_PAIR,
        EvidenceKind.GIVEN_SHORT,
        EvidenceKind.GIVEN_INITIAL,
    }
)
_PATRONYMIC_FITS = frozenset({EvidenceKind.PATRONYMIC_SAME, EvidenceKind.PATRONYMIC_INITIAL})
_NAMESAKE = _SURNAME_FITS | _GIVEN_FITS | _PATRONYMIC_FITS


def weight(key: str) -> float:
    """The figure of `data/weights.toml` under this key; KeyError when there is none."""
    return catalogue.weights()[key].value


@dataclass(frozen=True)
class Subject:
    """What may be compared of one person, already read and folded; nothing else can matter."""

    readings: tuple[Reading, ...]
    dates: tuple[PartialDate, ...]
    numbers: tuple[tuple[str, str], ...]  # folded, as written


def subject_of(who: Query | ListEntry) -> Subject:
    """A query or a list entry made ready for comparison."""
    readings = [reading for name in who.names for reading in read_name(name)]
    folded = [(fold_number(number), number) for number in who.numbers]
    numbers = [pair for pair in folded if len(pair[0]) >= _NUMBER_FROM]
    return Subject(tuple(dict.fromkeys(readings)), who.birth_dates, tuple(numbers))


def tokens(part: Part) -> frozenset[str]:
    """What a part counts as in the table of frequencies: given-name ids, else its skeleton."""
    return part.ids or frozenset({part.key})


@dataclass(frozen=True)
class Rarity:
    """How often each part of a name stands on a list of `size` people."""

    size: int = 0
    counts: Counter[tuple[Role, str]] = field(default_factory=Counter)

    @classmethod
    def of(cls, subjects: Iterable[Subject]) -> "Rarity":
        """Counted once per person, whatever the number of spellings."""
        counts: Counter[tuple[Role, str]] = Counter()
        size = 0
        for subject in subjects:
            size += 1
            parts = ((role, r.part(role)) for r in subject.readings for role in Role)
            counts.update({(role, t) for role, part in parts if part for t in tokens(part)})
        return cls(size, counts)

    def nats(self, role: Role, token: str) -> float:
        """Minus the log of the share of people with this part, drawn to the general share."""
        prior = weight("rarity_prior")
        general = prior * math.exp(-weight(f"{role.value}_rarity"))
        return -math.log((self.counts[role, token] + general) / (self.size + prior))

    def shared(self, role: Role, left: Part, right: Part) -> float:
        """Rarity of what the parts share, or of the commoner part when they share nothing."""
        one, other = tokens(left), tokens(right)
        return min(self.nats(role, token) for token in (one & other) or (one | other))


def _near(left: Part, right: Part) -> bool:
    one, other = left.key, right.key
    return min(len(one), len(other)) >= _NEAR_FROM and is_near(one, other)


def _surname(left: Part, right: Part, rarity: Rarity) -> tuple[EvidenceKind, float]:
    rare = rarity.shared(Role.SURNAME, left, right)
    if left.key == right.key:
        return EvidenceKind.SURNAME_SAME, rare
    if left.pieces & right.pieces:
        part = min(rarity.nats(Role.SURNAME, piece) for piece in left.pieces & right.pieces)
        return EvidenceKind.SURNAME_PART, part * weight("part_share")
    if _near(left, right):
        return EvidenceKind.SURNAME_NEAR, rare * weight("near_share")
    return EvidenceKind.SURNAME_DIFFERS, weight("surname_differs")


def _initial_fits(left: Part, right: Part) -> bool:
    return fold(left.text[:1])[:1] == fold(right.text[:1])[:1] or (
        left.key[:1] == right.key[:1]
    )


def _given(left: Part, right: Part, rarity: Rarity) -> tuple[EvidenceKind, float]:
    rare = rarity.shared(Role.GIVEN, left, right)
    if left.is_initial or right.is_initial:
        if _initial_fits(left, right):
            return EvidenceKind.GIVEN_INITIAL, weight("initial_same")
    elif left.key == right.key:
        return EvidenceKind.GIVEN_SAME, rare
    elif left.ids & right.ids:
        if left.is_short or right.is_short:
            return EvidenceKind.GIVEN_SHORT, rare * weight("short_share")
        return EvidenceKind.GIVEN_PAIR, rare
    elif not (left.ids and right.ids) and _near(left, right):
        return EvidenceKind.GIVEN_NEAR, rare * weight("near_share")
    return EvidenceKind.GIVEN_DIFFERS, weight("given_differs")


def _patronymic(left: Part, right: Part, rarity: Rarity) -> tuple[EvidenceKind, float]:
    rare = rarity.shared(Role.PATRONYMIC, left, right)
    if left.is_initial or right.is_initial:
        if _initial_fits(left, right):
            return EvidenceKind.PATRONYMIC_INITIAL, weight("initial_same")
    elif left.key == right.key or left.ids & right.ids:
        return EvidenceKind.PATRONYMIC_SAME, rare
    elif left.key[-1:] == right.key[-1:] and _near(left, right):
        return EvidenceKind.PATRONYMIC_NEAR, rare * weight("near_share")
    return EvidenceKind.PATRONYMIC_DIFFERS, weight("patronymic_differs")


_BY_ROLE = {Role.SURNAME: _surname, Role.GIVEN: _given, Role.PATRONYMIC: _patronymic}


def _named(left: Reading, right: Reading, rarity: Rarity) -> Iterator[Evidence]:
    for role, compared in _BY_ROLE.items():
        one, other = left.part(role), right.part(role)
        if one and other:
            kind, nats = compared(one, other, rarity)
            yield Evidence(kind, one.text, other.text, nats)


def total(evidence: Iterable[Evidence]) -> float:
    """Sum of the weights in nats, the same whatever their order."""
    return math.fsum(item.weight for item in evidence)


def name_evidence(left: Subject, right: Subject, rarity: Rarity) -> tuple[Evidence, ...]:
    """The best case that can be made from any two spellings; empty when none compares."""
    cases = (tuple(_named(a, b, rarity)) for a, b in product(left.readings, right.readings))
    return max(cases, key=total, default=())


def _date_kind(left: PartialDate, right: PartialDate) -> EvidenceKind:
    if left.is_full and right.is_full:
        if left == right:
            return EvidenceKind.DATE_EXACT
        if (left.year, left.month, left.day) == (right.year, right.day, right.month):
            return EvidenceKind.DATE_SWAPPED
        if sum(a != b for a, b in zip(str(left), str(right), strict=True)) == 1:
            return EvidenceKind.DATE_ONE_DIGIT
    elif left.year == right.year:
        if left.month is None or right.month is None:
            return EvidenceKind.DATE_YEAR
        if left.month == right.month:
            return EvidenceKind.DATE_MONTH
    return EvidenceKind.DATE_DIFFERS


def date_evidence(left: Subject, right: Subject) -> tuple[Evidence, ...]:
    """The best agreement of any two dates of birth; empty when one side has none."""
    pairs = [(_date_kind(a, b), a, b) for a, b in product(left.dates, right.dates)]
    found = (Evidence(kind, str(a), str(b), weight(kind.value)) for kind, a, b in pairs)
    best = max(found, key=lambda item: item.weight, default=None)
    return () if best is None else (best,)


def number_evidence(left: Subject, right: Subject) -> tuple[Evidence, ...]:
    """One piece when a number is shared; other numbers say nothing: people hold several."""
    for (one, as_left), (other, as_right) in product(left.numbers, right.numbers):
        if one == other:
            kind = EvidenceKind.NUMBER_SAME
            return (Evidence(kind, as_left, as_right, weight(kind.value)),)
    return ()


def compare(left: Subject, right: Subject, rarity: Rarity) -> tuple[Evidence, ...]:
    """Everything two people share or differ in; the score is the sum of the weights."""
    return (
        *name_evidence(left, right, rarity),
        *date_evidence(left, right),
        *number_evidence(left, right),
    )


def fits_by_name(evidence: Iterable[Evidence]) -> bool:
    """Whether a namesake: surname and given name agree and no part of the name disagrees."""
    kinds = {item.kind for item in evidence}
    return not kinds - _NAMESAKE and bool(kinds & _SURNAME_FITS) and bool(kinds & _GIVEN_FITS)


# What was compared but stayed unclear, and what would clear it; dates weigh most: first.
_UNCLEAR = {
    EvidenceKind.DATE_ONE_DIGIT: Question.DATE_ON_PAPER,
    EvidenceKind.DATE_SWAPPED: Question.DATE_ON_PAPER,
    EvidenceKind.DATE_DIFFERS: Question.DATE_ON_PAPER,
    EvidenceKind.GIVEN_INITIAL: Question.FULL_GIVEN_NAME,
    EvidenceKind.GIVEN_SHORT: Question.FULL_GIVEN_NAME,
    EvidenceKind.PATRONYMIC_INITIAL: Question.PATRONYMIC,
    EvidenceKind.SURNAME_NEAR: Question.SPELLING_ON_PAPER,
    EvidenceKind.GIVEN_NEAR: Question.SPELLING_ON_PAPER,
    EvidenceKind.PATRONYMIC_NEAR: Question.SPELLING_ON_PAPER,
}


def _has_patronymic(who: Subject) -> bool:
    return any(r.patronymic and not r.patronymic.is_initial for r in who.readings)


def _has_full_date(who: Subject) -> bool:
    return any(date.is_full for date in who.dates)


def _missing(asked: Subject, entry: Subject) -> Iterator[Question]:
    """What the entry has and the person was not asked yet, the heaviest first."""
    if entry.dates and not asked.dates:
        yield Question.BIRTH_DATE
    if _has_full_date(entry) and not _has_full_date(asked):
        yield Question.FULL_DATE
    if _has_patronymic(entry) and not _has_patronymic(asked):
        yield Question.PATRONYMIC


def question_for(asked: Subject, entry: Subject, evidence: tuple[Evidence, ...]) -> Question:
    """The one question to the person asked about that would settle this hit best.

    Only what the entry can be compared with is worth asking. What can be said from memory comes
    first, as papers are often taken away: the date (some 9 nats), then the patronymic (some 3),
    then what was compared and stayed unclear, then the number of a paper.
    """
    kinds = {item.kind for item in evidence}
    if EvidenceKind.NUMBER_SAME in kinds:
        return Question.PAPERS_SIDE_BY_SIDE
    asks = [*_missing(asked, entry), *(ask for kind, ask in _UNCLEAR.items() if kind in kinds)]
    if entry.numbers and not asked.numbers:
        asks.append(Question.PAPER_NUMBER)
    return asks[0] if asks else Question.PAPERS_SIDE_BY_SIDE
