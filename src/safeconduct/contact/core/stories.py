"""Harmless conversations, shown in a mailbox that alarm words open; pure."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent.parent / "data"
LANGUAGES = ("en", "ru", "uk")


@dataclass(frozen=True)
class Story:
    """What a harmless writer was answered, by language; `label` tells the person what it is."""

    code: str
    label: Mapping[str, str]
    texts: Mapping[str, tuple[str, ...]]


@cache
def stories() -> tuple[Story, ...]:
    """Every row of data/harmless.toml; KeyError when one lacks a language."""
    with (DATA / "harmless.toml").open("rb") as file:
        rows = tomllib.load(file)["story"]
    return tuple(
        Story(
            row["code"],
            {language: row["label"][language] for language in LANGUAGES},
            {language: tuple(row["answers"][language]) for language in LANGUAGES},
        )
        for row in rows
    )
