"""Protection and status know nothing of vetting and nothing of money."""

import ast
from importlib import import_module
from pathlib import Path

import pytest

import safeconduct

ROOT = Path(safeconduct.__file__).parent
ROOMS = ("protection", "status")
FILES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
BARRED = ("safeconduct.vetting", "safeconduct.support", "safeconduct.casework.decision")
WORDS = ("vetting", "award", "payment", "amount", "money", "score", "rank", "value", "merit")


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_import_reaches_vetting_money_or_the_vetting_decision(path: Path) -> None:
    assert [name for name in imported(path) if name.startswith(BARRED)] == []


@pytest.mark.parametrize("room", ROOMS)
def test_no_column_and_no_view_holds_a_judgement_or_a_sum(room: str) -> None:
    models = import_module(f"safeconduct.{room}.models")
    queries = import_module(f"safeconduct.{room}.queries")
    tables = [thing for thing in vars(models).values() if hasattr(thing, "_meta")]
    columns = [
        field.name
        for table in tables
        if hasattr(table, "_meta")
        for field in table._meta.fields
    ]
    views = [getattr(queries, name) for name in dir(queries)]
    fields = [name for view in views for name in getattr(view, "__dataclass_fields__", ())]
    assert len(columns) > 30
    assert len(fields) > 20
    assert [name for name in columns + fields if any(word in name for word in WORDS)] == []


def test_the_public_page_reaches_no_service_key() -> None:
    for path in sorted((ROOT / "protection" / "public").glob("*.py")):
        assert not [
            name for name in imported(path) if "servicekeys" in name or ".office" in name
        ]
        assert not [name for name in imported(path) if name.startswith("safeconduct.accounts")]
