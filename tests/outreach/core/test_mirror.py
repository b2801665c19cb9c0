"""What a copy is made of, what stands in its way, and how its sums are read."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.outreach.core import mirror, pages
from safeconduct.outreach.core.genuine import Canary, Comment, canary_text, mirrors_text
from safeconduct.outreach.core.languages import EVERY
from safeconduct.outreach.core.posture import Posture

TODAY = date(2026, 11, 23)
NAMES = st.from_regex(r"[a-z]{2}/[a-z-]{1,12}\.html|[A-Z]{1,9}|[a-z]{1,9}\.txt", fullmatch=True)


def proofs(day: date, addresses: str) -> dict[str, bytes]:
    return {
        "canary.txt": canary_text(Canary(1, day)).encode(),
        "mirrors.txt": addresses.encode(),
    }


def test_our_own_pages_have_no_fault() -> None:
    assert mirror.page_faults() == []


def test_every_fault_of_the_pages_is_named_with_its_place(tmp_path: Path) -> None:
    root = shutil.copytree(pages.CONTENT, tmp_path / "content")
    (root / "uk" / "why.md").unlink()
    for place, old, new in (
        ("ru/rights.md", "version = 2", "version = 1"),
        ("en/family.md", "title =", "titel ="),
        ("ru/orders.md", "[^hague-23]", "[^no-such-source]"),
        ("uk/orders.md", "[^hague-23]", "[^no-such-source]"),
        ("en/orders.md", "[^hague-23]", "[^no-such-source]"),
    ):
        path = root / place
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")
    told = "\n".join(mirror.page_faults(root))
    for place in (
        "uk/why.md is missing",
        "ru/rights.md has version 1, English 2",
        "en/family: front matter lacks 'title'",
        "uk/orders.md names a source 'no-such-source'",
    ):
        assert place in told


def test_an_old_sign_of_life_and_a_false_address_are_faults() -> None:
    good = mirrors_text(["https://safeconduct.example"])
    assert mirror.proof_faults(proofs(TODAY - timedelta(days=14), good), TODAY) == []
    both = mirror.proof_faults(proofs(TODAY - timedelta(days=15), "http://x.example\n"), TODAY)
    assert len(both) == 2
    assert "2026-11-08" in both[0] and "http://x.example" in both[1]
    harmed = {"canary.txt": b"\xff", "mirrors.txt": b"\xff"}
    assert len(mirror.proof_faults(harmed, TODAY)) == 2


@pytest.mark.parametrize("posture", Posture)
def test_a_copy_can_be_made_for_each_posture(posture: Posture) -> None:
    standing = mirror.standing_in(posture.value)
    assert standing.now is posture
    assert len({mirror.standing_in(one.value).notice("ru") for one in Posture}) == len(Posture)


def test_a_word_that_is_no_posture_is_refused() -> None:
    with pytest.raises(ValueError, match="'peace' is no posture: choose before"):
        mirror.standing_in("peace")


def test_the_frame_says_the_same_in_every_language() -> None:
    english = mirror.frame_words("en")
    for language in EVERY:
        words = mirror.frame_words(language)
        assert words.keys() == english.keys()
        for name, text in words.items():
            assert text.count("{") == english[name].count("{"), (language, name)


@pytest.mark.parametrize(
    ("path", "version", "fault"),
    [
        ("ru/rights.html", 999, "version 999, ours is"),
        ("ru/no-such-page.html", 1, "we show no such page"),
        ("xx/index.html", 1, "we show no such page"),
    ],
)
def test_a_page_of_another_version_or_none_of_ours_is_named(
    path: str, version: int, fault: str
) -> None:
    (found,) = mirror.version_faults(path, Comment(path, version, TODAY))
    assert found.startswith(path) and fault in found


def test_our_own_version_and_files_that_are_no_pages_pass() -> None:
    ours = pages.page("ru", "home").version
    assert mirror.version_faults("ru/index.html", Comment("ru/index.html", ours, TODAY)) == []
    assert mirror.version_faults("style.css", Comment("style.css", 7, TODAY)) == []


def test_sums_that_leave_a_page_out_are_found() -> None:
    wanted = {path.removesuffix(": not in SHA256SUMS.") for path in mirror.lacking({})}
    assert {"index.html", "canary.txt", "mirrors.txt", "uk/genuine.html"} <= wanted
    assert mirror.lacking(dict.fromkeys(wanted, "")) == []


@given(st.dictionaries(NAMES, st.binary(max_size=50)))
def test_sums_are_read_as_they_were_written(bodies: dict[str, bytes]) -> None:
    assert list(mirror.read_sums(mirror.sums_text(bodies))) == sorted(bodies)


@pytest.mark.parametrize(
    "path", ["../x.html", "/etc/passwd", "a/../b.html", "a//b.html", ".x", "a b", "-", "a/"]
)
def test_a_path_that_leaves_the_copy_is_refused(path: str) -> None:
    line = f"{'0' * 64}  {path}\n".encode()
    if path == "-":  # an odd name, but one inside
        assert list(mirror.read_sums(line)) == ["-"]
        return
    with pytest.raises(ValueError, match="line 1, names no file of a copy"):
        mirror.read_sums(line)


def test_sums_without_end_are_refused() -> None:
    lines = "".join(f"{'0' * 64}  a{place}.txt\n" for place in range(mirror.MOST_FILES + 1))
    with pytest.raises(ValueError, match="line 1001, names no file"):
        mirror.read_sums(lines.encode())


@given(st.binary(max_size=400))
def test_sums_are_read_or_refused(body: bytes) -> None:
    for one in (body, b"0" * 64 + b"  " + body):
        try:
            found = mirror.read_sums(one)
        except ValueError as error:
            assert "names no file of a copy" in str(error)
        else:
            assert all(".." not in path and not path.startswith("/") for path in found)
