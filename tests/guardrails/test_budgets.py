"""Budgets of the code: length of files and functions, annotations, mirrored tests."""

import ast
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "safeconduct"
TESTS = ROOT / "tests"
FILE_MAX, FILE_95 = 400, 300
FUNCTION_MAX, FUNCTION_95, FUNCTION_MEDIAN = 60, 30, 10
TEST_FILE_MAX = 500
Function = ast.FunctionDef | ast.AsyncFunctionDef


def sources() -> list[Path]:
    """Our modules; migrations are history, not style."""
    return [path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts]


def functions() -> list[tuple[Path, Function]]:
    """Every function of ours."""
    return [
        (path, node)
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, Function)
    ]


def _length(node: Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_files_stay_short() -> None:
    lengths = {path: len(path.read_text().splitlines()) for path in sources()}
    assert [str(path) for path, lines in lengths.items() if lines > FILE_MAX] == []
    assert quantiles(lengths.values(), n=20)[-1] <= FILE_95


def test_functions_stay_short() -> None:
    lengths = [_length(node) for _, node in functions()]
    long = [
        f"{path.name}:{node.name}" for path, node in functions() if _length(node) > FUNCTION_MAX
    ]
    assert long == []
    assert median(lengths) <= FUNCTION_MEDIAN
    assert quantiles(lengths, n=20)[-1] <= FUNCTION_95


def test_every_function_is_annotated() -> None:
    bare = [
        f"{path.name}:{node.name}"
        for path, node in functions()
        if node.returns is None and node.name != "__init__"
    ]
    assert bare == []


def test_test_files_stay_short() -> None:
    long = [
        str(path)
        for path in TESTS.rglob("*.py")
        if len(path.read_text().splitlines()) > TEST_FILE_MAX
    ]
    assert long == []


def test_every_core_module_with_behaviour_has_its_tests() -> None:
    missing = []
    for path in sources():
        if path.parent.name != "core" or path.name == "__init__.py":
            continue
        behaves = any(isinstance(node, Function) for node in ast.parse(path.read_text()).body)
        room = path.parent.parent.name
        mirror = TESTS / room / "core" / f"test_{path.name}"
        if behaves and not mirror.exists():
            missing.append(str(mirror.relative_to(ROOT)))
    assert missing == []
