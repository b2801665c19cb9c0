"""A copy of the guidance is whole and signed, or it is not built."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from datetime import timedelta
from functools import partial
from html import escape
from pathlib import Path

import pytest

from safeconduct.outreach import adapters, mirrors
from safeconduct.outreach.core import mirror, pages, rendering
from safeconduct.outreach.core.genuine import Canary, canary_text
from tests.outreach.mirrored import OWN, PASSPHRASE, QUICK, Office, founded, today

HREF = re.compile(r'href="([^"]+)"')


# -- whole and signed -------------------------------------------------------------------


def test_a_stranger_checks_every_file_with_minisign_alone(signed_copy: Office) -> None:
    tool = shutil.which("minisign")
    names = [*signed_copy.named(), "SHA256SUMS"]
    assert len(names) > 60
    for name in names:
        path = signed_copy.copy / name
        if tool:
            command = [tool, "-Vm", name, "-p", str(signed_copy.proof / "minisign.pub")]
            done = subprocess.run(
                command, cwd=signed_copy.copy, capture_output=True, check=False
            )
            assert done.returncode == 0, name
            assert f"path={name} ".encode() in done.stdout
        else:
            signature = path.with_name(path.name + ".minisig").read_bytes()
            assert (
                adapters.verify(signed_copy.public, path.read_bytes(), signature, name).path
                == name
            )


def test_the_sums_name_every_file_with_its_digest(signed_copy: Office) -> None:
    found = {
        str(path.relative_to(signed_copy.copy)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in signed_copy.copy.rglob("*")
        if path.is_file() and path.suffix != ".minisig" and path.name != "SHA256SUMS"
    }
    assert mirror.read_sums((signed_copy.copy / "SHA256SUMS").read_bytes()) == found


def test_every_page_of_every_language_is_there(signed_copy: Office) -> None:
    for language, slugs in mirror.shown().items():
        for slug in slugs:
            page = pages.page(language, slug)
            text = (signed_copy.copy / mirror.path_of(language, slug)).read_text("utf-8")
            assert f"<h1>{escape(page.title)}</h1>" in text
            for block in rendering.plain(page.body, mirror.standing_in("").now):
                assert escape(block[:40]) in re.sub(r"<[^>]+>", "", text)
            assert f'<html lang="{language}">' in text
            assert "{" not in text  # no word of the frame was left unfilled
    assert set(mirror.shown()) >= {"ru", "uk", "en"}


def test_no_link_leads_outside_or_nowhere_and_nothing_runs_or_asks(signed_copy: Office) -> None:
    for path in signed_copy.copy.rglob("*.html"):
        text = path.read_text("utf-8")
        assert not re.search(r"<(script|form|input|iframe|img|button)|style=|\son\w+=", text)
        for target in HREF.findall(text):
            file, _, anchor = target.partition("#")
            assert ":" not in file and not file.startswith("/"), (path, target)
            there = (path.parent / file).resolve() if file else path
            assert there.is_file(), (path, target)
            assert not anchor or f'id="{anchor}"' in there.read_text("utf-8"), (path, target)


def test_the_page_about_being_genuine_names_addresses_and_key(signed_copy: Office) -> None:
    text = (signed_copy.copy / "ru" / "genuine.html").read_text("utf-8")
    for one in (*OWN, adapters.print_of(signed_copy.public)):
        assert one in text


# -- what is not signed_copy ------------------------------------------------------------------


def test_a_stale_sign_of_life_stops_the_build(
    own_copy: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    old = today() - timedelta(days=15)
    (own_copy.proof / "canary.txt").write_text(canary_text(Canary(1, old)))
    own_copy.sign(own_copy.proof / "canary.txt", "canary.txt")
    assert own_copy.build() == 1
    assert f"canary.txt is of {old}: make a new one" in capsys.readouterr().err
    assert own_copy.run("canary") == 0
    assert "number: 2\n" in (own_copy.proof / "canary.txt").read_text()
    assert own_copy.build() == 0


def test_a_half_translated_page_stops_the_build(
    own_copy: Office,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    root = shutil.copytree(pages.CONTENT, tmp_path / "content")
    page = root / "uk" / "rights.md"
    page.write_text(page.read_text("utf-8").rpartition("\n\n")[0] + "\n", "utf-8")
    (root / "ru" / "why.md").unlink()
    monkeypatch.setattr(mirror, "page_faults", partial(mirror.page_faults, root))
    shutil.rmtree(own_copy.copy)
    assert own_copy.build() == 1
    told = capsys.readouterr().err
    assert "uk/rights.md has " in told
    assert "ru/why.md is missing" in told
    assert not own_copy.copy.exists()


def test_another_key_or_a_wrong_passphrase_signs_nothing(
    own_copy: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = founded(tmp_path / "other")
    before = (own_copy.proof / "canary.txt").read_bytes()
    shutil.copy(other.key, own_copy.key)
    assert own_copy.run("canary") == 1
    assert f"{own_copy.key} is not the key of" in capsys.readouterr().err
    (own_copy.folder / "words").write_text("wrong")
    assert own_copy.run("canary") == 1
    assert f"The passphrase does not open {own_copy.key}." in capsys.readouterr().err
    assert (own_copy.proof / "canary.txt").read_bytes() == before


def test_a_false_address_stops_the_build_and_the_list_stays(
    own_copy: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (own_copy.proof / "mirrors.txt").read_bytes()
    assert own_copy.build("--own", "http://example.org") == 1
    assert "'http://example.org' must begin with https" in capsys.readouterr().err
    assert (own_copy.proof / "mirrors.txt").read_bytes() == before


def test_a_changed_list_of_addresses_stops_the_build(
    own_copy: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    (own_copy.proof / "mirrors.txt").write_text("https://false.example.org\n")
    assert own_copy.build() == 1
    assert "mirrors.txt was changed after it was signed" in capsys.readouterr().err


def test_a_build_that_breaks_leaves_the_earlier_copy_as_it_was(
    own_copy: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def files() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in own_copy.copy.rglob("*") if path.is_file()}

    before, laid, lay = files(), [], mirrors._lay

    def breaks(path: Path, body: bytes, signature: bytes) -> None:
        laid.append(path)
        if len(laid) > 20:
            raise OSError(28, "No space left on device", str(path))
        lay(path, body, signature)

    monkeypatch.setattr(mirrors, "_lay", breaks)
    assert own_copy.build() == 1
    assert len(laid) == 21
    assert files() == before
    assert not list(own_copy.folder.glob(".mirror-*"))


def test_a_folder_with_something_else_is_not_replaced(own_copy: Office) -> None:
    (own_copy.copy / "SHA256SUMS").unlink()
    assert own_copy.build() == 1
    assert (own_copy.copy / "index.html").exists()


def test_a_key_is_made_once_and_never_without_a_passphrase(tmp_path: Path) -> None:
    key, public = tmp_path / "k", tmp_path / "p"
    with pytest.raises(adapters.ProofError, match="Give a passphrase"):
        adapters.make_key(key, public, "", **QUICK)
    assert not key.exists()
    adapters.make_key(key, public, PASSPHRASE, **QUICK)
    assert key.stat().st_mode & 0o777 == 0o600
    with pytest.raises(adapters.ProofError, match="never replaced"):
        adapters.make_key(key, tmp_path / "q", PASSPHRASE, **QUICK)


def test_the_key_of_the_words_changes_only_when_it_is_said(tmp_path: Path) -> None:
    path = tmp_path / "guidance-word.key"
    assert mirrors.main(["word", "--keys", str(tmp_path)]) == 0
    first = path.read_bytes()
    assert (len(first), path.stat().st_mode & 0o777) == (32, 0o600)
    assert mirrors.main(["word", "--keys", str(tmp_path)]) == 1
    assert path.read_bytes() == first
    assert mirrors.main(["word", "--keys", str(tmp_path), "--renew"]) == 0
    assert path.read_bytes() != first


# -- one file ---------------------------------------------------------------------------


def test_the_one_file_is_signed_under_its_own_name(own_copy: Office) -> None:
    path = own_copy.folder / "safe.html"
    assert own_copy.run("offline", "--language", "uk", "--to", path) == 0
    signature = path.with_name("safe.html.minisig").read_bytes()
    assert (
        adapters.verify(own_copy.public, path.read_bytes(), signature, "safe.html").version > 0
    )
    with pytest.raises(adapters.ProofError, match=r"its signature is for safe\.html"):
        adapters.verify(own_copy.public, path.read_bytes(), signature, "other.html")
