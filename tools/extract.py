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
from collections.abc import Iterator
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
STARTED = datetime(2026, 11, 22, tzinfo=UTC)
KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "_": None,
}
# Values of these enums go through `say`: reasons, stages, states, sentences of the cores.
SKIP_ENUMS = {"Kind", "Permission"}
# Fields of the rooms' TOML files that pages show.
TOML_FIELDS = {
    *("say", "label", "title", "question", "caution", "note", "text_en", "sentence"),
    *("who", "act"),
}
Message = str | tuple[str, str]


def from_templates() -> Iterator[Message]:
    """Sentences of {% translate %} and {% blocktranslate %}."""
    for path in sorted(SOURCE.rglob("*.html")):
        text = templatize(path.read_text(), origin=str(path))
        yield from _python(text.encode())


def _python(data: bytes) -> Iterator[Message]:
    for _, _, found, _ in extract_python(io.BytesIO(data), KEYWORDS, [], {}):
        if isinstance(found, tuple):
            yield found[0], found[1]
        elif found:
            yield found


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
    for path in sorted(SOURCE.glob("*/data/*.toml")):
        yield from _fields(tomllib.loads(path.read_text()))


def _fields(node: object) -> Iterator[Message]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key in TOML_FIELDS and isinstance(value, str) and value:
                yield value
            else:
                yield from _fields(value)
    elif isinstance(node, list):
        for one in node:
            yield from _fields(one)


def messages() -> list[Message]:
    """Every sentence, once, in a stable order."""
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
    for message in messages():
        key = message if isinstance(message, str) else message[0]
        known = old.get(key)
        said = known.string if known else ""
        empty += not (said if isinstance(said, str) else all(said))
        fresh.add(message, string=said)
    path = catalogue_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as out:
        write_po(out, fresh, width=96, sort_output=True, omit_header=False)
    return len(messages()), empty


def check(language: str) -> list[str]:
    """What is wrong with a catalogue: missing, left over, untranslated, placeholders."""
    known = {message.id: message for message in load(language) if message.id}
    wanted = set(messages())
    found = [f"{language}: missing: {one}" for one in wanted - set(known)]
    found += [f"{language}: left over: {one}" for one in set(known) - wanted]
    for key, message in known.items():
        said = message.string if isinstance(message.string, str) else "".join(message.string)
        if not said:
            found.append(f"{language}: untranslated: {key}")
        elif isinstance(key, str) and _holes(key) != _holes(said):
            found.append(f"{language}: placeholders differ: {key}")
    return found


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
        problems = [line for language in LANGUAGES for line in check(language)]
        sys.stdout.write("\n".join([*problems[:40], f"{len(problems)} problems\n"]))
        return int(bool(problems))
    for language in LANGUAGES:
        total, empty = update(language)
        sys.stdout.write(f"{language}: {total} sentences, {empty} untranslated\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
