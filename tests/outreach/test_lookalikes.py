"""The command that reads names and saved pages from files."""

from pathlib import Path

import pytest

from safeconduct.outreach.core.pages import page
from safeconduct.outreach.lookalikes import main


def test_names_of_a_file_are_compared_and_bad_lines_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = tmp_path / "names.txt"
    names.write_text("safe-conduct-help.ru\n\nx y z\nya.ru\n", "utf-8")
    assert main(["names", str(names), "--own", "safe-conduct.example"]) == 1
    said = capsys.readouterr()
    assert said.out.split("\t")[:2] == ["safe-conduct-help.ru", "safe-conduct"]
    assert "passed over: 3" in said.err and "3 names read, 1 found." in said.err


def test_without_our_names_nothing_is_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SC_OUR_HOSTS", raising=False)
    monkeypatch.delenv("SC_OUR_NAMES", raising=False)
    names = tmp_path / "names.txt"
    names.write_text("ya.ru\n")
    assert main(["names", str(names)]) == 2
    assert "SC_OUR_HOSTS" in capsys.readouterr().err


def test_saved_pages_are_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy, other = tmp_path / "copy.html", tmp_path / "other.html"
    copy.write_text(page("uk", "rights").html(), "utf-8")
    other.write_text("<p>Погода на завтра", "utf-8")
    assert main(["page", str(other)]) == 0
    assert main(["page", str(copy), str(other)]) == 1
    assert "copy.html: a copy; 9" in capsys.readouterr().out
    assert main(["page", str(tmp_path / "none.html")]) == 2
