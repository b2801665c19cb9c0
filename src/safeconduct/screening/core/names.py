"""Which word of a name is surname, given name and patronymic, in both readings when unclear."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import product

from safeconduct.screening.core import catalogue
from safeconduct.screening.core.fold import fold

_SPLIT = re.compile(r"[\s,;.()«»/]+")
_TURKIC = frozenset({"agli", "ugli", "kizi", "gizi", "ulu", "uli"})  # оглы, угли, кызы, улы
_MALE = re.compile(r"^(.+?)(?:[ai]v)?ic[aui]?$")
_FEMALE = re.compile(r"^(.+?)(?:[ai]vn|i?n?icn)[aiu]?$")
_SURNAME = re.compile(r"(?:[ai]v|in|[sc]ki|nka|cuk|ak|uk|ian|vili|dji)$")
# Feminine, genitive and dative endings of surnames, as skeletons, and what they come from.
_ENDINGS = (
    ("skaga", "ski"), ("ckaga", "cki"), ("skamu", "ski"), ("ckamu", "cki"),
    ("ska", "ski"), ("cka", "cki"), ("avai", "av"), ("ivai", "iv"),
    ("ava", "av"), ("iva", "iv"), ("ina", "in"), ("avu", "av"), ("ivu", "iv"), ("inu", "in"),
)  # fmt: skip
# How far behind the best reading another one may stand and still be kept (points of _points).
_MARGIN = 1.0
_LONGEST = 1_000  # characters; the longest names of real lists have some two hundred
_MOST_WORDS = 5  # more words than that are taken into the last one


class Role(StrEnum):
    """The part a word plays in a name."""

    SURNAME = "surname"
    GIVEN = "given"
    PATRONYMIC = "patronymic"


@dataclass(frozen=True)
class Part:
    """One part of a name: as written, its skeleton, and the given names it may stand for.

    `pieces` are the skeletons of a double surname; `ids` of a patronymic name the father.
    """

    text: str
    key: str
    pieces: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()
    is_short: bool = False
    is_initial: bool = False


@dataclass(frozen=True)
class Reading:
    """One way to read a name; a part nobody wrote is None."""

    surname: Part | None = None
    given: Part | None = None
    patronymic: Part | None = None

    def part(self, role: Role) -> Part | None:
        """The part that plays this role."""
        found: Part | None = getattr(self, role.value)
        return found


@dataclass(frozen=True)
class _Word:
    text: str
    key: str
    ids: frozenset[str]
    is_short: bool
    father: str  # "" when the word is no patronymic, else stem and sex
    is_capital: bool  # written in capitals among words that are not

    @property
    def is_initial(self) -> bool:
        return len(self.text) == 1


@cache
def _full_forms() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for name in catalogue.given_names():
        for form in name.forms:
            table.setdefault(fold(form), set()).add(name.id)
    return {key: frozenset(ids) for key, ids in table.items()}


@cache
def _short_forms() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for short in catalogue.short_names():
        table.setdefault(fold(short.form), set()).update(short.names)
    return {key: frozenset(ids) for key, ids in table.items()}


@cache
def _stems() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for name in catalogue.given_names():
        for form in name.forms + name.stems:
            table.setdefault(_stem(fold(form)), set()).add(name.id)
    return {key: frozenset(ids) for key, ids in table.items()}


def _stem(key: str) -> str:
    return key[:-1] if len(key) > 2 and key[-1] in "aiu" else key


def given_ids(word: str) -> tuple[frozenset[str], bool]:
    """Ids of the given names a word may stand for, and whether only as a short form.

    Genitive and dative ("Андрея", "Андрею") are undone. Empty for a name not in the table.
    """
    return _ids_of(fold(word))


def _ids_of(key: str) -> tuple[frozenset[str], bool]:
    full = _full_forms()
    if key in full:
        return full[key], False
    short = _short_forms().get(key)
    if short:
        return short, True
    if len(key) > 3 and key[-1] in "au":
        for base in (key[:-1], key[:-1] + "i"):
            if base in full:
                return full[base], False
    return frozenset(), False


def father_key(word: str) -> str:
    """Stem and sex of a patronymic ("viktar:m"), or "" when the word does not end like one."""
    return _father(fold(word))


def _father(key: str) -> str:
    for pattern, sex in ((_MALE, "m"), (_FEMALE, "f")):
        found = pattern.match(key)
        if found and len(key) > 3:
            return f"{_stem(found[1])}:{sex}"
    return ""


def surname_key(word: str) -> str:
    """Skeleton of a surname in its masculine nominative form, as far as the ending tells."""
    key = fold(word)
    for ending, base in _ENDINGS:
        if key.endswith(ending) and len(key) > len(ending) + 1:
            return key[: -len(ending)] + base
    return key


def _words(text: str) -> list[_Word]:
    raw = [word for word in _SPLIT.split(text) if any(c.isalpha() for c in word)]
    head, tail = raw[: _MOST_WORDS - 1], raw[_MOST_WORDS - 1 :]
    raw = head + ([" ".join(tail)] if tail else [])
    mixed = any(word.isupper() for word in raw) and not all(word.isupper() for word in raw)
    words: list[_Word] = []
    for word in raw:
        key = fold(word)
        if not key:
            continue
        if key in _TURKIC and words:
            before = words.pop()
            sex = "f" if key.startswith(("k", "g")) else "m"
            both, father = f"{before.text} {word}", f"{_stem(before.key)}:{sex}"
            words.append(_Word(both, before.key, frozenset(), False, father, False))
            continue
        ids, is_short = _ids_of(key)
        capital = mixed and word.isupper() and len(word) > 1
        words.append(_Word(word, key, ids, is_short, _father(key), capital))
    return words


def _points(words: list[_Word], roles: tuple[Role, ...]) -> float:
    """How natural these roles are: the word's form first, then its place."""
    points = 0.0
    for at, (word, role) in enumerate(zip(words, roles, strict=True)):
        if role is Role.GIVEN:
            points += 2.0 if word.ids else (1.0 if word.is_initial else 0.0)
            if roles[at + 1 : at + 2] == (Role.PATRONYMIC,):
                points += 1.0
        elif role is Role.PATRONYMIC:
            points += 1.5 if word.father else 0.5
            if roles[at + 1 : at + 2] == (Role.GIVEN,):
                points -= 1.0
        else:
            points += 1.5 * word.is_capital + 0.7 * bool(_SURNAME.search(word.key))
            points -= 1.5 * bool(word.ids) + 5.0 * word.is_initial
            points -= 0.7 * (0 < at < len(words) - 1)
    points -= 1.5 * (Role.SURNAME not in roles) + 1.0 * (Role.GIVEN not in roles)
    return points - max(0, roles.count(Role.SURNAME) - 1)


def _may_play(words: list[_Word], at: int) -> tuple[Role, ...]:
    after_initial = at > 0 and words[at].is_initial and words[at - 1].is_initial
    if words[at].father or after_initial:
        return tuple(Role)
    return (Role.SURNAME, Role.GIVEN)


def _assignments(words: list[_Word]) -> Iterator[tuple[Role, ...]]:
    for roles in product(*(_may_play(words, at) for at in range(len(words)))):
        if roles.count(Role.GIVEN) <= 1 and roles.count(Role.PATRONYMIC) <= 1:
            yield roles


def _surname(words: list[_Word]) -> Part | None:
    if not words:
        return None
    text = " ".join(word.text for word in words)
    pieces = [surname_key(piece) for piece in re.split(r"[\s‐‑–-]+", text)]
    kept = frozenset(piece for piece in pieces if len(piece) > 2)
    return Part(text, "".join(pieces), pieces=kept)


def _given(word: _Word | None) -> Part | None:
    if word is None:
        return None
    return Part(word.text, word.key, frozenset(), word.ids, word.is_short, word.is_initial)


def _patronymic(word: _Word | None) -> Part | None:
    if word is None:
        return None
    if word.is_initial:
        return Part(word.text, word.key, is_initial=True)
    stem, _, sex = word.father.partition(":")
    ids = frozenset(f"{name}:{sex}" for name in _stems().get(stem, ()))
    return Part(word.text, word.father, ids=ids)


def _reading(words: list[_Word], roles: tuple[Role, ...]) -> Reading:
    by_role = {
        role: [w for w, r in zip(words, roles, strict=True) if r is role] for role in Role
    }
    return Reading(
        surname=_surname(by_role[Role.SURNAME]),
        given=_given(next(iter(by_role[Role.GIVEN]), None)),
        patronymic=_patronymic(next(iter(by_role[Role.PATRONYMIC]), None)),
    )


def read_name(text: str) -> tuple[Reading, ...]:
    """Every likely reading of a name, best first; empty when the text holds no word.

    Of a longer text than any name, the beginning is read: lists come from outside.
    """
    words = _words(text[:_LONGEST])
    if not words:
        return ()
    if len(words) == 1 and not words[0].ids:
        return (_reading(words, (Role.SURNAME,)),)
    ranked = sorted(((_points(words, r), r) for r in _assignments(words)), reverse=True)
    best = ranked[0][0]
    return tuple(_reading(words, roles) for points, roles in ranked if points >= best - _MARGIN)
