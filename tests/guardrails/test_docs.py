"""The documents cannot rot: generated pages compared, names explained, links followed."""

import re
from importlib import import_module
from operator import attrgetter
from pathlib import Path

import pytest
from tools import lifecycle

from safeconduct import engine
from safeconduct.accounts.core.rules import WHO
from safeconduct.accounts.core.terms import Permission, Role
from safeconduct.casework.core.terms import Stage
from safeconduct.cli import OWN
from safeconduct.vault.ceremony import SERVICES

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "safeconduct"
DOCS = ROOT / "docs"
OPERATING = (DOCS / "operating.md").read_text()
GLOSSARY = (DOCS / "glossary.md").read_text()
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
PICTURED = ("soldier", "my-work", "refused-release", "chart")


def pages() -> list[Path]:
    """Every document of the repository."""
    return sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])


def settings_read() -> set[str]:
    """Every SC_ name the product reads, service keys by their service."""
    found: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        found |= set(re.findall(r"\bSC_[A-Z]+(?:_[A-Z]+)*", path.read_text()))
    found.discard("SC_SERVICE")
    return found | {f"SC_SERVICE_{name.upper()}" for name in SERVICES}


def commands() -> set[str]:
    """Every word after `safeconduct` that is ours."""
    rooms = SOURCE.glob("*/management/commands/*.py")
    return set(OWN) | {path.stem for path in rooms if path.stem != "__init__"}


def test_the_lifecycle_page_is_printed_from_the_tables() -> None:
    assert lifecycle.PAGE.read_text() == lifecycle.page(), "tools/lifecycle.py --write"


def test_the_lifecycle_picture_is_drawn_from_the_tables() -> None:
    drawn = lifecycle.picture()
    assert lifecycle.PICTURE.read_text() == drawn, "tools/lifecycle.py --write"
    assert all(f">{stage.value}</text>" in drawn for stage in Stage)


def test_the_search_for_settings_finds_what_it_guards() -> None:
    assert {"SC_SECRET_KEY", "SC_DATABASE_URL", "SC_SERVICE_WATCH"} <= settings_read()


@pytest.mark.parametrize("name", sorted(settings_read()))
def test_every_setting_is_explained(name: str) -> None:
    assert f"`{name}`" in OPERATING


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_is_explained(name: str) -> None:
    assert f"`safeconduct {name}" in OPERATING


@pytest.mark.parametrize("permission", Permission)
def test_every_permission_is_listed_with_those_who_hold_it(permission: Permission) -> None:
    holders = ", ".join(sorted(WHO[permission]))
    assert f"| `{permission}` | {holders} |" in OPERATING


@pytest.mark.parametrize("role", [engine.OWNER, *engine.DOOR_ROLES])
def test_every_role_of_the_database_is_explained(role: str) -> None:
    assert f"| `{role}` |" in OPERATING


@pytest.mark.parametrize("word", [*Role, *Stage])
def test_every_role_and_stage_is_in_the_glossary(word: str) -> None:
    assert f"| {word} |" in GLOSSARY


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_between_documents_leads_somewhere(page: Path) -> None:
    dead = []
    for target in LINK.findall(page.read_text()):
        path = target.partition("#")[0]
        if path and "://" not in target and not (page.parent / path).exists():
            dead.append(target)
    assert dead == []


def test_code_that_a_document_names_exists() -> None:
    """Paths in back ticks that begin with a room, tests, tools or docs."""
    rooms = sorted(path.name for path in SOURCE.iterdir() if path.is_dir())
    begins = "|".join([*rooms, "tests", "tools", "docs"])
    named = re.compile(rf"`((?:{begins})/[\w./-]+\.(?:py|toml|md|svg|txt|sh))`")
    missing = set()
    for page in pages():
        for path in named.findall(page.read_text()):
            if not any((base / path).exists() for base in (ROOT, SOURCE)):
                missing.add(f"{page.name}: {path}")
    assert missing == set()


def test_tests_that_a_document_names_exist() -> None:
    """Names such as `test_no_money_before_arrival`, wherever a document gives one."""
    known = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in [path.stem, *re.findall(r"^def (test_\w+)", path.read_text(), re.M)]
    }
    named = {name for page in pages() for name in re.findall(r"`(test_\w+)`", page.read_text())}
    assert named - known == set()


def _resolves(dotted: str) -> bool:
    """Whether a dotted name below safeconduct is a module, or a name in one."""
    names = dotted.split(".")
    for cut in range(len(names), 0, -1):
        try:
            found: object = import_module(".".join(["safeconduct", *names[:cut]]))
        except ModuleNotFoundError:
            continue
        return attrgetter(".".join(names[cut:]))(found) is not None if names[cut:] else True
    return False


def test_functions_of_the_request_flow_exist() -> None:
    text = (DOCS / "request-flow.md").read_text()
    kinds = {
        kind
        for path in SOURCE.rglob("*.py")
        for kind in re.findall(r'"([a-z]+\.[a-z_]+\.[a-z_]+)"', path.read_text())
    }
    rooms = "|".join(path.name for path in SOURCE.iterdir() if path.is_dir())
    named = set(re.findall(rf"\b(?:{rooms})(?:\.[A-Za-z_]+)+", text)) - kinds
    assert len(named) > 30
    assert [name for name in sorted(named) if not _resolves(name)] == []


def test_the_first_page_shows_its_four_pictures() -> None:
    text = (ROOT / "README.md").read_text()
    shown = re.findall(r"!\[([^\]]+)\]\(docs/pictures/([a-z-]+)\.png\)", text)
    assert tuple(name for _, name in shown) == PICTURED
    assert all(len(words) > 20 for words, _ in shown)
