"""Writes a catalogue as TOML 1.0: one document gives one text, which reads back equal."""

import re
from datetime import date
from typing import Any

from safeconduct.catalogues.core.terms import Document

BARE = re.compile(r"[A-Za-z0-9_-]+")
ESCAPES = {"\\": "\\\\", '"': '\\"', "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f"}
ESCAPES["\r"] = "\\r"


def write(document: Document) -> str:
    """The document as text; raises TypeError for a value that no catalogue has."""
    plain = {name: value for name, value in document.items() if not _is_table(value)}
    parts = [_lines(plain)] if plain else []
    for name, entries in document.items():
        if _is_table(entries):
            parts += [f"[[{_name(name)}]]\n{_lines(entry)}" for entry in entries]
    return "\n".join(parts)


def _is_table(value: object) -> bool:
    """Whether a value is a list of entries, at least one."""
    return isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value)


def _lines(entry: Document) -> str:
    return "".join(f"{_name(name)} = {_value(value)}\n" for name, value in entry.items())


def _name(name: str) -> str:
    return name if BARE.fullmatch(name) else _text(name)


def _value(value: Any) -> str:
    if _is_table(value):
        return "[\n" + "".join(f"  {_inline(one)},\n" for one in value) + "]"
    if isinstance(value, dict):
        return _inline(value)
    if isinstance(value, list):
        return f"[{', '.join(_value(one) for one in value)}]"
    return _simple(value)


def _inline(entry: Document) -> str:
    inside = ", ".join(f"{_name(name)} = {_value(value)}" for name, value in entry.items())
    return f"{{ {inside} }}" if inside else "{}"


def _simple(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, date):
        return value.isoformat()
    msg = f"no catalogue holds a {type(value).__name__}"
    raise TypeError(msg)


def _text(text: str) -> str:
    return '"' + "".join(_character(one) for one in text) + '"'


def _character(one: str) -> str:
    if one in ESCAPES:
        return ESCAPES[one]
    return f"\\u{ord(one):04X}" if one < " " or one == "\x7f" else one
