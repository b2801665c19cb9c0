"""Military ranks in three languages: read as somebody wrote one, said in the reader's own.

A rank is one of the five facts of Geneva Convention III, Art. 17. It orders nothing.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from safeconduct.casework.core.catalogue import DATA

LANGUAGES = ("en", "ru", "uk")
_BETWEEN = re.compile(r"[\s.,\-\u2010-\u2015()]+")


@dataclass(frozen=True)
class Rank:
    """A rank: whose it is (army, navy, both), its word by language, other ways to write it."""

    code: str
    service: str
    says: Mapping[str, str]
    also: tuple[str, ...]


@dataclass(frozen=True)
class Addition:
    """A word that stands before or behind a rank: of the Guards, of police, retired."""

    code: str
    before: bool
    says: Mapping[str, str]
    also: tuple[str, ...]


@lru_cache
def ranks() -> tuple[Rank, ...]:
    """Every rank, lowest first, army before navy; data/ranks.toml."""
    return tuple(
        Rank(row["code"], row["service"], _says(row), tuple(row["also"]))
        for row in _rows()["rank"]
    )


@lru_cache
def additions() -> tuple[Addition, ...]:
    """Every word that a rank may have before or behind it."""
    return tuple(
        Addition(row["code"], row["before"], _says(row), tuple(row["also"]))
        for row in _rows()["addition"]
    )


def _rows() -> dict[str, Any]:
    return tomllib.loads((DATA / "ranks.toml").read_text())


def _says(row: Mapping[str, str]) -> dict[str, str]:
    return {one: row[one] for one in LANGUAGES}


def plain(text: str) -> str:
    """`text` without case, points, hyphens and double spaces: how a rank is looked up."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")
    return " ".join(word for word in _BETWEEN.split(folded) if word)


@lru_cache
def _by_name() -> dict[str, Rank]:
    return {plain(name): one for one in ranks() for name in (*one.says.values(), *one.also)}


@lru_cache
def _added() -> tuple[tuple[str, Addition], ...]:
    """Longest first, so that «medical service» is not read as another word's end."""
    found = [
        (plain(name), one) for one in additions() for name in (*one.says.values(), *one.also)
    ]
    return tuple(sorted(found, key=lambda pair: -len(pair[0])))


def _cut(text: str) -> tuple[str, Addition] | None:
    """`text` without one addition, and which; None when it has none."""
    for name, one in _added():
        if one.before and text.startswith(name + " "):
            return text[len(name) + 1 :], one
        if not one.before and text.endswith(" " + name):
            return text[: -len(name) - 1], one
    return None


def read_rank(written: str) -> tuple[Rank, tuple[Addition, ...]] | None:
    """The rank that was written in any of the languages, and its additions; None if unknown."""
    text, found = plain(written), list[Addition]()
    while text not in _by_name():
        cut = _cut(text)
        if cut is None:
            return None
        text, one = cut
        found.append(one)
    return _by_name()[text], tuple(found)


def in_language(written: str, language: str) -> str:
    """The same rank in a language, with its additions; "" when it is not known."""
    known = read_rank(written)
    if known is None:
        return ""
    rank, added = known
    before = [one.says[language] for one in added if one.before]
    behind = [one.says[language] for one in reversed(added) if not one.before]
    return " ".join([*before, rank.says[language], *behind])


def for_reader(written: str, language: str) -> str:
    """The rank in the reader's language, with the words as written beside it where they differ.

    A rank that is not known, and a language without a table, leave it as it was written.
    """
    said = in_language(written, language) if language in LANGUAGES else ""
    if not said or plain(said) == plain(written):
        return written
    return f"{said} ({written})"


def other_words(written: str) -> tuple[str, ...]:
    """What the rank is called in the languages, so that a search in any of them finds it."""
    said = dict.fromkeys(in_language(written, one) for one in LANGUAGES)
    return tuple(one for one in said if one and plain(one) != plain(written))
