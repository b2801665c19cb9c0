"""Collects every sentence a person may read into the three message catalogues.

extract.py [--check]: reads templates, Python, the cores' sentences and the catalogues' TOML,
and updates src/safeconduct/locale/<language>/LC_MESSAGES/django.po. With --check it changes
nothing and exits 1 when a sentence is missing, left over or untranslated.
"""

import argparse
import ast
import importlib
import io
import os
import pkgutil
import re
import sys
import tomllib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "safeconduct"
LANGUAGES = ("ru", "uk")
# The guidance alone is read in these; forms, letters and the office are not.
READING = ("kk", "tg", "uz")
GUIDANCE = ("base_public", "languages", "home", "page", "every_page", "about_page", "genuine")
STARTED = datetime(2026, 11, 22, tzinfo=UTC)
KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "_": None,
}
# Values of these enums go through `say`: reasons, stages, states, sentences of the cores.
SKIP_ENUMS = {
    "CanaryState",
    "EventKind",
    "Kind",
    "Matter",
    "Part",
    "Permission",
    "Picture",
    "Scope",
}
# Every field of the rooms' TOML files that holds text stands in one of these lists, those of
# a file first; tests/guardrails/test_messages.py asks it of each new one.
SHOWN = {  # pages say these, so they are translated
    "casework/kinds": {"explained"},
    "casework/tasks": {"say"},
    "contact/signatures": {"label"},
    "impact/assets": {"label", "unit"},
    "impact/common": {"label", "unit"},
    "materiel/equipment": {"asks", "caution"},
    "materiel/tariff": {"label", "title"},
    "protection/ladder": {"act", "who"},
    "protection/measures": {"if_declined", "offer", "title", "why"},
    "status/deadlines": {"forum", "if_missed", "title"},
    "status/holidays": {"title"},
    "training/exercises": {"goal", "hint", "say", "situation", "title"},
    "vetting/admiralty": {"words"},
    "vetting/indicators": {"against_misuse", "asks_closer_look", "question", "speaks_for"},
}
# What the assessment of data protection is filled from: its file is in English, and what its
# page says comes from oversight/core/dpia.py (`message_ids`).
ONE_LANGUAGE = {"oversight/catalogue", "oversight/risks"}
KEPT = {  # no page shows these words: notes of whoever keeps the file, or values of an enum
    "casework/kinds": {"code", "stages", "tracks"},
    "casework/import_words": {"code", "words"},
    "casework/limits": {"unit"},
    "casework/calendar": {"name", "zone"},
    "casework/tasks": {"escalate_to", "on", "role"},
    "casework/ranks": {"also", "service"},
    "casework/retention": {"stage", "thing", "unit"},
    "contact/keeping": {"unit"},
    "contact/signatures": {"extensions", "media_types", "unit"},
    "impact/anchors": {"label", "unit"},
    "impact/captured": {"unit"},
    "impact/quotes": {"unit"},
    "materiel/equipment": {"class_source", "grade", "label"},
    "materiel/tariff": {"share_policy_note", "validity_note"},
    "outreach/lookalike": {"lures", "other_words"},
    "outreach/mirror": {  # the file says it in every language it has
        *("canary", "checked", "contents", "footer", "key_print", "language"),
        *("made", "not_here", "our_addresses", "overdue", "read_more", "reading_only"),
        *("rests_on", "reviewed", "skip", "start", "title", "unreviewed"),
        "version",
    },
    "outreach/posture": {"posture"},
    "passage/limits": {"unit"},
    "passage/winter": {"unit", "useful_movement_source", "wind_note"},
    "screening/barred_lists": {"why"},
    "screening/weights": {"unit"},
    "status/deadlines": {"unit"},
    "status/holidays": {"name"},
    "status/readings": {"opens_on"},
    "testimony/media": {"unit"},
    "training/exercises": {
        *("act", "code", "danger", "kind", "language", "leaving", "officers", "story", "text"),
    },
    "testimony/recipients": {"unit"},
    "testimony/voluntariness": {"unit"},
}
EACH_LANGUAGE = {"en", "ru", "uk", *READING}  # the file itself says it in every language it has
CITED = {"basis", "licence", "source"}  # shown as published
CODES = {  # one word each, names and states of the programme's own; enums give them words
    *("adds", "also", "asset_class", "checked_by", "class", "class_grade", "closers"),
    *("closes_to", "code", "condition_policy", "currency", "date", "extension", "form"),
    "fulfilled_by",
    *("grade", "group", "id", "key", "kind", "level", "light", "list", "marks", "media_type"),
    *("mode", "name", "names", "numbers", "offered_from", "period", "place", "reads"),
    *("reviewed_by", "risk", "safety_basis", "seat", "shape", "share_policy", "stems"),
    *("stream", "tags", "trigger", "version"),
}
Message = str | tuple[str, str]


def from_templates(names: Sequence[str] = ()) -> Iterator[Message]:
    """Sentences of {% translate %} and {% blocktranslate %}; of the named templates, or all."""
    for path in sorted(SOURCE.rglob("*.html")):
        if names and path.stem not in names:
            continue
        text = templatize(path.read_text(), origin=str(path))
        yield from _python(text.encode())


def _python(data: bytes) -> Iterator[Message]:
    for _, _, found, _ in extract_python(io.BytesIO(data), KEYWORDS, [], {}):
        if isinstance(found, str):
            yield found
        elif found:
            yield found[0], found[1]


def from_python() -> Iterator[Message]:
    """Sentences marked in our modules."""
    for path in sorted(SOURCE.rglob("*.py")):
        yield from _python(path.read_bytes())


def from_cores() -> Iterator[Message]:
    """Values of the cores' enums and every module-level constant sentence."""
    import safeconduct

    for info in pkgutil.walk_packages(safeconduct.__path__, "safeconduct."):
        if ".core" not in info.name:
            continue
        module = importlib.import_module(info.name)
        for thing in vars(module).values():
            if (
                isinstance(thing, type)
                and issubclass(thing, StrEnum)
                and thing.__name__ not in SKIP_ENUMS
                and thing.__module__ == info.name
            ):
                yield from (m.value for m in thing if is_shown(m.value))
        yield from getattr(module, "message_ids", tuple)()
        yield from _strings(Path(str(module.__file__)))


def is_shown(value: str) -> bool:
    """Whether an enum value is words; codes with underscores or digits are never shown."""
    return " " in value or (not re.search(r"[_\d]", value) and len(value) > 1)


def _strings(path: Path) -> Iterator[Message]:
    """Sentences given to dataclass rows at module level, such as the labels of moves."""
    for node in ast.parse(path.read_text()).body:
        if not isinstance(node, ast.Assign | ast.AnnAssign):
            continue
        for part in ast.walk(node):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                text = part.value
                if re.match(r"[A-Z][^\n]* [a-z]", text) and not re.match(
                    r"[A-Z]+ \w+ [A-Z]{3}", text
                ):
                    yield text


def from_toml() -> Iterator[Message]:
    """Fields of the rooms' data that pages show."""
    for name, field, text in toml_texts():
        if field in SHOWN.get(name, ()):
            yield text


def toml_texts() -> Iterator[tuple[str, str, str]]:
    """(room/file, field, text) of every text in the rooms' data; empty texts are left out."""
    for path in sorted(SOURCE.glob("*/data/*.toml")):
        name = f"{path.parent.parent.name}/{path.stem}"
        if name in ONE_LANGUAGE:
            continue
        for field, text in _texts("", tomllib.loads(path.read_text())):
            yield name, field, text


def _texts(field: str, node: object) -> Iterator[tuple[str, str]]:
    if isinstance(node, str) and node:
        yield field, node
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from _texts(key, value)
    elif isinstance(node, list):
        for one in node:
            yield from _texts(field, one)


def messages(language: str) -> list[Message]:
    """Every sentence a language needs, once, in a stable order."""
    if language in READING:
        return sorted(set(from_templates(GUIDANCE)), key=str)
    found: dict[Message, None] = {}
    for source in (from_templates, from_python, from_cores, from_toml):
        for message in source():
            if message and message not in found:
                found[message] = None
    return sorted(found, key=str)


def catalogue_path(language: str) -> Path:
    """Where a language's catalogue lies."""
    return SOURCE / "locale" / language / "LC_MESSAGES" / "django.po"


def load(language: str) -> Catalog:
    """The catalogue as it is, or an empty one."""
    path = catalogue_path(language)
    if not path.exists():
        return Catalog(locale=language, project="Safe Conduct")
    with path.open("rb") as text:
        return read_po(text, locale=language)


def update(language: str) -> tuple[int, int]:
    """Bring one catalogue up to date; returns (sentences, of them untranslated)."""
    old = load(language)
    fresh = Catalog(
        locale=language,
        project="Safe Conduct",
        header_comment="# Machine-made translation, reviewed by nobody yet.",
        fuzzy=False,
    )
    fresh.creation_date = fresh.revision_date = STARTED  # a catalogue changes by its words only
    empty = 0
    for message in messages(language):
        key = message if isinstance(message, str) else message[0]
        known = old.get(key)
        said = known.string if known else ""
        empty += not all(_forms(said))
        fresh.add(message, string=said)
    path = catalogue_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as out:
        write_po(out, fresh, width=96, sort_output=True, omit_header=False)
    return len(messages(language)), empty


def check(language: str) -> list[str]:
    """What is wrong with a catalogue: missing, left over, untranslated, placeholders."""
    known = {message.id: message for message in load(language) if message.id}
    wanted = set(messages(language))
    found = [f"{language}: missing: {one}" for one in wanted - set(known)]
    found += [f"{language}: left over: {one}" for one in set(known) - wanted]
    for key, message in known.items():
        said = "".join(_forms(message.string))
        if not said:
            found.append(f"{language}: untranslated: {key}")
        elif isinstance(key, str) and _holes(key) != _holes(said):
            found.append(f"{language}: placeholders differ: {key}")
    return found


def _forms(said: str | Sequence[str] | None) -> Sequence[str]:
    """Every form of a translation; one empty form when there is none."""
    return [said or ""] if isinstance(said, str | None) else said


def _holes(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]", text))


def main() -> int:
    """Exit code 0 when the catalogues are whole."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safeconduct.settings.test")
    import django

    django.setup()
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    if parser.parse_args().check:
        problems = [line for language in (*LANGUAGES, *READING) for line in check(language)]
        sys.stdout.write("\n".join([*problems[:40], f"{len(problems)} problems\n"]))
        return int(bool(problems))
    for language in (*LANGUAGES, *READING):
        total, empty = update(language)
        sys.stdout.write(f"{language}: {total} sentences, {empty} untranslated\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
