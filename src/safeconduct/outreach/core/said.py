"""Texts that are data: said in every first language, or refused with the place. Pure."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from safeconduct.outreach.core.languages import LANGUAGES
from safeconduct.outreach.core.pages import CONTENT
from safeconduct.outreach.core.sources import sources

SCRIPTS = CONTENT / "scripts"
Texts = Mapping[str, str]
_HOLE = re.compile(r"\{\w*\}")


def read_toml(path: Path) -> dict[str, Any]:
    """The file. ValueError, in one sentence, for one that is no TOML."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path.name} is no TOML: {error}") from error


def texts(given: Mapping[str, object], place: str, *, empty: bool = False) -> dict[str, str]:
    """The text in each language, with the same {holes}. ValueError naming what is missing."""
    said = {}
    for language in LANGUAGES:
        text = given.get(language)
        if not isinstance(text, str) or not (text.strip() or empty):
            raise ValueError(f"{place}: nothing in {language}")
        said[language] = text.strip()
    if len({frozenset(_HOLE.findall(text)) for text in said.values()}) > 1:
        raise ValueError(f"{place}: not the same places to fill in in every language")
    return said


def table(given: Mapping[str, object], name: str, place: str) -> dict[str, object]:
    """The table of that name; empty where there is none. ValueError for anything else."""
    found = given.get(name, {})
    if not isinstance(found, dict):
        raise ValueError(f"{place}: {name} is a table")
    return found


def named_sources(given: Mapping[str, object], place: str) -> tuple[str, ...]:
    """The ids of content/sources.toml that a text rests on. ValueError for an unknown one."""
    found = given.get("sources", [])
    named = tuple(map(str, found)) if isinstance(found, list) else (str(found),)
    unknown = [one for one in named if one not in sources()]
    if unknown:
        raise ValueError(f"{place}: no source {unknown[0]}")
    return named


def fill(said: str, holes: Texts) -> str:
    """The text with what stands in {braces} filled in, of the names given."""
    for name, value in holes.items():
        said = said.replace(f"{{{name}}}", value)
    return said
