"""The pages of docs/formats are enough to read what is stored: the second reader does."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
READER = Path(__file__).with_name("second_reader.py")
FORMATS = ROOT / "docs" / "formats"
WORDS = ROOT / "src" / "safeconduct" / "contact" / "data"
PAGES = {"envelope": 2, "wrap": 1, "code": 3, "mailbox": 5, "epochs": 3}
OUTSIDE = {"argon2", "cryptography"}


def run(formats: Path, words: Path = WORDS) -> subprocess.CompletedProcess[str]:
    """In a process of its own, isolated, so that nothing of the product can help."""
    return subprocess.run(
        [sys.executable, "-I", "-W", "error", str(READER), str(formats), str(words)],
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_opens_every_vector_of_the_five_pages() -> None:
    done = run(FORMATS)
    assert done.returncode == 0, done.stderr
    expected = [
        f"{page} {n}: opened" for page, count in PAGES.items() for n in range(1, count + 1)
    ]
    assert done.stdout.splitlines() == expected


def test_it_imports_nothing_of_the_product_and_no_ready_made_hpke() -> None:
    names = set()
    for node in ast.walk(ast.parse(READER.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(str(node.module))
    rooms = {name.partition(".")[0] for name in names}
    assert rooms - set(sys.stdlib_module_names) == OUTSIDE
    assert not any("hpke" in name for name in names)


@pytest.mark.parametrize("page", PAGES)
def test_a_changed_vector_does_not_open(tmp_path: Path, page: str) -> None:
    shutil.copytree(FORMATS, tmp_path / "formats")
    path = tmp_path / "formats" / f"{page}.md"
    text = path.read_text()
    wanted = "locator: " if page == "code" else "sealed:\n"
    at = text.index(wanted) + len(wanted) + 8
    path.write_text(text[:at] + ("b" if text[at] != "b" else "c") + text[at + 1 :])
    done = run(tmp_path / "formats")
    assert done.returncode == 1
    assert f"{page} {PAGES[page]}: opened" not in done.stdout


def test_a_wrong_word_does_not_pass_the_checksum(tmp_path: Path) -> None:
    shutil.copytree(FORMATS, tmp_path / "formats")
    path = tmp_path / "formats" / "code.md"
    path.write_text(re.sub(r"^en: ammonium", "en: abacus", path.read_text(), flags=re.M))
    done = run(tmp_path / "formats")
    assert done.returncode == 1
    assert "checksum" in done.stderr or "is not" in done.stderr
