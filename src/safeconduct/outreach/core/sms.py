"""Answers to text messages, and how many messages a text takes. Pure.

They are data (content/scripts/sms.toml), read whole or not at all. Nobody is written to who has
not written first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from safeconduct.outreach.core.said import (
    SCRIPTS,
    Texts,
    fill,
    named_sources,
    read_toml,
    texts,
)

# 3GPP TS 23.038 V17, 6.2.1: the letters of the GSM 7-bit alphabet, and those that take two.
GSM_LETTERS = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_DOUBLE = frozenset("\f^{}\\[~]|€")
GSM_ROOM, UCS2_ROOM = (160, 153), (70, 67)  # 3GPP TS 23.040, 9.2.3.24.1: alone, as one of many


@dataclass(frozen=True)
class Answer:
    """A text message; `reply` is the digit that brings it, "" for the one that comes first."""

    name: str
    said: Texts
    reply: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Sms:
    """The answers by text message."""

    version: int
    day: date
    reviewed: Texts
    most_parts: int
    answers: tuple[Answer, ...]


@lru_cache(maxsize=4)
def sms(root: Path = SCRIPTS) -> Sms:
    """The answers by text message. ValueError that names the place of what is wrong."""
    found = read_toml(root / "sms.toml")
    try:
        made = Sms(
            int(found["version"]),
            date.fromisoformat(found["date"]),
            texts(found["reviewed"], "sms, reviewed", empty=True),
            int(found["most_parts"]),
            tuple(_answer(name, one) for name, one in found["text"].items()),
        )
    except KeyError as missing:
        raise ValueError(f"sms.toml lacks {missing}") from missing
    replies = [one.reply for one in made.answers]
    if len(set(replies)) < len(replies) or "" not in replies:
        raise ValueError("sms: each answer has a digit of its own, and one has none")
    return made


def _answer(name: str, given: Mapping[str, object]) -> Answer:
    place = f"sms, {name}"
    reply = str(given.get("reply", ""))
    return Answer(name, texts(given, place), reply, named_sources(given, place))


def too_long(made: Sms, filled: Mapping[str, Texts]) -> list[str]:
    """A sentence for each answer that takes more than `most_parts`, once it is filled in.

    `filled` gives by language what stands for {word} and {address}.
    """
    return [
        f"sms, {one.name}, {language}: {count} messages, at most {made.most_parts}. Shorten it."
        for one in made.answers
        for language, holes in filled.items()
        if (count := parts(fill(one.said[language], holes))) > made.most_parts
    ]


def parts(said: str) -> int:
    """How many messages a text takes (3GPP TS 23.038 and 23.040)."""
    seven = set(said) <= GSM_LETTERS | GSM_DOUBLE
    room = GSM_ROOM if seven else UCS2_ROOM
    weights = [
        (2 if one in GSM_DOUBLE else 1) if seven else len(one.encode("utf-16-be")) // 2
        for one in said
    ]
    if sum(weights) <= room[0]:
        return 1
    count, used = 1, 0
    for weight in weights:  # what takes two is never divided between two messages
        if used + weight > room[1]:
            count, used = count + 1, 0
        used += weight
    return count
