"""What a search card holds of a case, and when a case is found: by the beginnings of words."""

import re
import unicodedata
from collections.abc import Mapping

from safeconduct.casework.core.ranks import other_words

# What officers look for when a person calls or stands at the desk; a birthday finds too many.
SEARCHED = ("surname", "first_names", "rank", "service_number")
LONGEST = 200  # characters that one person, or one officer's note, adds to a card
# Read over: apostrophes of Ukrainian in every habit, stress marks, soft hyphens.
_DROPPED = re.compile(r"['’ʼ`\u02b9\u0300\u0301\u00ad]+")
_WORD = re.compile(r"[\w'’ʼ`\u02b9\u0300\u0301\u00ad]+")


def _composed(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def fold(text: str) -> str:
    """`text` without case, without the dots of ё, without apostrophes and stress marks."""
    return _DROPPED.sub("", _composed(text).casefold().replace("ё", "е"))


def asked_words(text: str) -> tuple[str, ...]:
    """The folded words of what an officer typed, each once."""
    folded = (fold(word) for word in _WORD.findall(_composed(text)))
    return tuple(dict.fromkeys(word for word in folded if word))


def found_by(asked: tuple[str, ...], text: str) -> tuple[str, ...]:
    """The words of `text`, as written, that begin with an asked word; () unless all are met."""
    folded = fold(text)
    if not all(word in folded for word in asked):  # most cards end here
        return ()
    words = {word: fold(word) for word in _WORD.findall(_composed(text))}
    if not all(any(one.startswith(word) for one in words.values()) for word in asked):
        return ()
    return tuple(word for word, one in words.items() if one.startswith(asked))


def person_words(card: Mapping[str, str]) -> str:
    """What of a person's card goes on the search card; a rank in every language, behind."""
    said = [card[name] for name in SEARCHED if card.get(name)]
    return " ".join([*said, *other_words(card.get("rank", ""))])[:LONGEST]
