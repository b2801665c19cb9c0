"""Which host names look or sound like ours. Reads names only, never a network. Pure.

A name counts when one of ours, folded (folding.py), is in it: as it is or with other endings,
joints and words around it, mistyped, with its words in another order, or with a short word
between them. Ordinary words that come near (lookalike.toml) do not count.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from importlib.resources import files
from itertools import accumulate, permutations
from urllib.parse import unquote

from rapidfuzz.distance import OSA, Levenshtein

from safeconduct.outreach.core.folding import by_look, by_sound

SHORT = 8  # folded letters below which a name is no sign inside a longer word
LONG = 10  # from here on a mistyped name is looked for inside longer words too
MOST_WORDS = 5  # of a host name that may together be one of ours
BETWEEN = 3  # letters of a word between ours that may be anything
_JOINT = re.compile(r"[^\w@$!|]+|_+")
_LABEL = re.compile(r"(?!-)[\w-]{1,63}(?<!-)\Z")
_SCHEME = re.compile(r"\A\s*(?:h(?:tt|xx)ps?|ftp)\s*(?:://|:/)", re.IGNORECASE)
MOST_LETTERS = 200
OTHER = "\0"  # stands for an ordinary word


class Sign(StrEnum):
    """How a name comes near to ours."""

    SAME = "our name with another ending, subdomain or word beside it"
    HELD = "our name inside a longer word"
    TYPO = "our name mistyped"
    ORDER = "the words of our name in another order or apart"


@dataclass(frozen=True)
class Found:
    """One lookalike: the name as given, which of our names it comes near to, and how."""

    name: str
    like: str
    sign: Sign


@dataclass(frozen=True)
class _Name:
    """One of our names, folded one way."""

    said: str
    words: tuple[str, ...]

    @cached_property
    def whole(self) -> str:
        return "".join(self.words)

    @cached_property
    def threes(self) -> frozenset[str]:
        return _threes(self.whole)


Fold = Callable[[str], str]
FOLDS: tuple[Fold, ...] = (by_look, by_sound)


@dataclass(frozen=True)
class Ours:
    """Our host names, and every name of ours as each fold gives it."""

    hosts: tuple[str, ...]
    folded: tuple[tuple[Fold, tuple[_Name, ...]], ...]


def ours(hosts: Iterable[str], spoken: Iterable[str] = ()) -> Ours:
    """Our names: host names without their last label, and names as they are spoken."""
    own = tuple(_decoded(host.lower().strip().strip(".")) for host in hosts)
    said = dict.fromkeys([*(host.rpartition(".")[0] or host for host in own), *spoken])
    names = [
        (fold, tuple(_Name(one, _words(one, fold)) for one in said if _words(one, fold)))
        for fold in FOLDS
    ]
    return Ours(own, tuple(names))


def address_of(typed: str) -> str | None:
    """Host name and path, in Unicode, of an address as people write it; None if it is none.

    `hxxps://name[.]org` too. Port, query and fragment are left out: they may tell of a visitor.
    """
    text = re.sub(r"\s*\[?\(?\.\)?\]?\s*", ".", _SCHEME.sub("", typed.strip()), count=0)
    place = re.split(r"[?#]", text, maxsplit=1)[0]
    host, _, path = place.partition("/")
    host = _decoded(
        host.rpartition("@")[2].partition(":")[0].lower().strip(".").removeprefix("*.")
    )
    labels = host.split(".")
    whole = len(labels) > 1 and all(map(_LABEL.match, labels)) and not labels[-1].isdigit()
    kept = "/".join(filter(None, unquote(path).split("/")))
    address = f"{host}/{kept}" if kept else host
    return address if whole and len(address) <= MOST_LETTERS and address.isprintable() else None


def lookalike(address: str, own: Ours) -> Found | None:
    """How an address (of address_of) comes near to ours, or None; ours are no lookalikes."""
    host = address.partition("/")[0]
    if any(host == one or host.endswith(f".{one}") for one in own.hosts):
        return None
    near = []
    for fold, names in own.folded:
        words = _words(address, fold)
        threes = _threes("".join(words))  # a name that shares no three letters is never near
        near += [(words, name, fold) for name in names if not threes.isdisjoint(name.threes)]
    for sign, test in TESTS:
        for words, name, fold in near:
            if test(words, name, fold):
                return Found(address, name.said, sign)
    return None


def _threes(text: str) -> frozenset[str]:
    return frozenset(text[n : n + 3] for n in range(len(text) - 2))


def _decoded(host: str) -> str:
    """Host name in Unicode; a label that is no Punycode stays."""
    return ".".join(map(_unpunycoded, host.split(".")))


def _unpunycoded(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode().decode("punycode").lower()
    except UnicodeError:
        return label


@lru_cache(maxsize=8)
def _word_list(name: str, fold: Fold) -> frozenset[str]:
    """`lures` or `other_words`, folded."""
    text = files("safeconduct.outreach").joinpath("data", "lookalike.toml").read_text("utf-8")
    return frozenset(fold(one) for one in tomllib.loads(text)[name])


def _words(text: str, fold: Fold) -> tuple[str, ...]:
    """The words of a name, folded; an ordinary word is one sign that is in none of ours."""
    other = _word_list("other_words", fold)
    found = []
    for word in map(fold, _JOINT.split(text)):
        for one in sorted(other, key=len, reverse=True):
            word = word.replace(one, OTHER)
        found.append(word)
    return tuple(filter(None, found))


def _windows(words: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Neighbouring words joined, and the same turned round: (as they are, all other words)."""
    for start in range(len(words)):
        for end in range(start + 1, min(len(words), start + MOST_WORDS) + 1):
            yield "".join(words[start:end]), "".join(words[:start] + words[end:])


def _same(words: tuple[str, ...], name: _Name, fold: Fold) -> bool:
    del fold
    return any(joined == name.whole for joined, _ in _windows(words))


def _held(words: tuple[str, ...], name: _Name, fold: Fold) -> bool:
    if len(name.whole) >= SHORT:
        return name.whole in "".join(words)
    lures = _word_list("lures", fold)
    return any(
        before in lures | {""} and after in lures | {""}
        for joined, _ in _windows(words)
        for before, held, after in [joined.partition(name.whole)]
        if held
    )


def _typo(words: tuple[str, ...], name: _Name, fold: Fold) -> bool:
    del fold
    size = len(name.whole)
    most = 0 if size < SHORT else 1 if size < 14 else 2 if size < 20 else 3
    for joined, _ in _windows(words):
        if most and joined not in name.words and _slipped(joined, name, most):
            return True
        if _each_word(joined, name.words):
            return True
    return size >= LONG and _mistyped_inside("".join(words), name)


def _slipped(text: str, name: _Name, most: int) -> bool:
    """At most so many slips of a typist, and no word of ours that became another word.

    A sign for an ordinary word (`_words`) is no slip.
    """
    if OTHER in text or _distance(text, name.whole, most) > most:
        return False
    start = 0
    for own, end in zip(name.words, _ends(text, name), strict=True):
        slips = 1 if len(own) < LONG else 2
        if _distance(text[start:end], own, slips) > slips:
            return False
        start = end
    return True


def _ends(text: str, name: _Name) -> Iterator[int]:
    """Where in a mistyped text each word of ours ends."""
    blocks = Levenshtein.opcodes(text, name.whole)
    for end in accumulate(map(len, name.words)):
        block = next(one for one in blocks if one.dest_end >= end)
        yield min(block.src_start + end - block.dest_start, block.src_end)


def _distance(one: str, other: str, most: int) -> int:
    return int(OSA.distance(one, other, score_cutoff=most))


def _mistyped_inside(text: str, name: _Name) -> bool:
    """One letter wrong, missing or more, for LONG names two from 15 letters, within a word."""
    long = len(name.whole)
    most = 1 if long < 15 else 2
    return any(
        _slipped(text[start : start + size], name, most)
        for size in range(long - 1, long + 2)
        for start in range(len(text) - size + 1)
    )


def _near(word: str, own: str) -> bool:
    """One word of ours, at most one slip away, or with another ending if it is long."""
    if word == own:
        return True
    if len(own) < 4 or OTHER in word:
        return False
    stem = own[:-2]
    ending = len(own) >= SHORT and word.startswith(stem) and len(word) - len(stem) <= 4
    return ending or _distance(word, own, 1) <= 1


def _each_word(joined: str, own: tuple[str, ...]) -> bool:
    """Whether the text falls into words of ours, in their order, with a slip in each."""
    first, rest = own[0], own[1:]
    if not rest:
        return len(first) >= SHORT and _near(joined, first)
    sizes = range(len(first) - 1, len(first) + 3)
    return any(_near(joined[:n], first) and _each_rest(joined[n:], rest) for n in sizes)


def _each_rest(joined: str, own: tuple[str, ...]) -> bool:
    return _each_word(joined, own) if len(own) > 1 else _near(joined, own[0])


def _order(words: tuple[str, ...], name: _Name, fold: Fold) -> bool:
    if not 2 <= len(name.words) <= 3:
        return False
    turned = ["".join(one) for one in permutations(name.words)][1:]
    if any(joined in turned for joined, _ in _windows(words)):
        return True
    return len(name.whole) >= SHORT and _apart(words, name.words, fold)


def _apart(words: tuple[str, ...], own: tuple[str, ...], fold: Fold) -> bool:
    """Each word of ours somewhere, with nothing but short words and lures between them."""
    places = [
        next((n for n, one in enumerate(words) if _near(one, mine)), None) for mine in own
    ]
    found = [one for one in places if one is not None]
    if len(set(found)) < len(own):
        return False
    lures = _word_list("lures", fold)
    between = words[min(found) : max(found) + 1]
    return all(
        n + min(found) in found or (len(one) <= BETWEEN and OTHER not in one) or one in lures
        for n, one in enumerate(between)
    )


Test = Callable[[tuple[str, ...], _Name, Fold], bool]
TESTS: tuple[tuple[Sign, Test], ...] = (
    (Sign.SAME, _same),
    (Sign.HELD, _held),
    (Sign.TYPO, _typo),
    (Sign.ORDER, _order),
)
