"""A desk's new key travels to the offline machine and back; nothing false comes with it."""

import io
import json
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.utils import timezone

from safeconduct.accounts.desks import renew_desk_key
from safeconduct.record.queries import newest
from safeconduct.vault.ceremony import Offline
from safeconduct.vault.core.terms import Kind, WhyNew
from safeconduct.vault.ring import ring
from tests.accounts.desk_keys import own_folder
from tests.accounts.test_signed_keys import answer
from tests.cast import Cast


def run(*args: str) -> str:
    out = io.StringIO()
    call_command(*args, stdout=out)
    return out.getvalue()


@pytest.fixture
def medium(cast: Cast, tmp_path: Path, settings: LazySettings, offline: Offline) -> Path:
    """The offline medium with the programme's signing key; keys of this test's own."""
    own_folder(tmp_path, settings)
    (tmp_path / "programme-signing.key").write_text(offline.signing)
    return tmp_path


def carried(medium: Path, monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[str, str, str]:
    """Export, sign, import: what each command said."""
    request, answered = str(medium / "request.json"), str(medium / "answer.json")
    exported = run("desk_key_export", request)
    answer(monkeypatch, *words)
    signed = run("sign_desk", request, answered, "--key", f"{medium}/programme-signing.key")
    return exported, signed, run("desk_key_import", answered)


def test_keys_of_both_desks_are_exported_signed_and_used(
    cast: Cast, medium: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    intake = renew_desk_key(cast.iryna.signed(now), WhyNew.MONTH)
    ombudsman = renew_desk_key(cast.oksana.signed(now), WhyNew.COPIED)
    spoken = " ".join(intake[at : at + 4] for at in range(0, 16, 4)).upper()
    assert carried(medium, monkeypatch, spoken, ombudsman) == (
        "2 desk keys wait for the programme's signature.\n",
        "2 of 2 desk keys signed.\n",
        "2 desk keys are in use now.\n",
    )
    assert (ring().desk.key_id, ring().ombudsman.key_id) == (intake, ombudsman)
    lines = [entry.line for entry in newest(2)]
    assert {(line.kind, line.object_id, line.actor) for line in lines} == {
        (Kind.DESK_KEY_SET, intake, "operator"),
        (Kind.DESK_KEY_SET, ombudsman, "operator"),
    }
    with pytest.raises(CommandError, match="has this key or a newer one"):
        run("desk_key_import", str(medium / "answer.json"))


def test_a_key_that_the_officer_did_not_name_is_not_signed(
    cast: Cast, medium: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    renew_desk_key(cast.iryna.signed(timezone.now()), WhyNew.MONTH)
    with pytest.raises(CommandError, match="Iryna, intake desk, key number 1: the file holds"):
        carried(medium, monkeypatch, "0" * 16)
    assert not (medium / "answer.json").exists()
    assert carried(medium, monkeypatch, "")[1:] == (
        "0 of 1 desk keys signed.\n",
        "0 desk keys are in use now.\n",
    )


def test_an_earlier_answer_brings_an_earlier_key_back_never(
    cast: Cast, medium: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    me = cast.iryna.signed(timezone.now())
    carried(medium, monkeypatch, renew_desk_key(me, WhyNew.MONTH))
    first = (medium / "answer.json").read_text()
    newer = renew_desk_key(me, WhyNew.LEFT)
    carried(medium, monkeypatch, newer)
    (medium / "answer.json").write_text(first)
    with pytest.raises(CommandError, match="has this key or a newer one"):
        run("desk_key_import", str(medium / "answer.json"))
    assert ring().desk.key_id == newer


def test_an_altered_answer_is_refused(
    cast: Cast, medium: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, key_id = ring(), renew_desk_key(cast.iryna.signed(timezone.now()), WhyNew.MONTH)
    with monkeypatch.context() as patch:
        patch.setattr("safeconduct.accounts.desks.vault.publish", lambda _key: None)
        carried(medium, patch, key_id)
    path = medium / "answer.json"
    paper = json.loads(path.read_text())
    paper["body"]["keys"][0]["number"] = 2
    path.write_text(json.dumps(paper))
    with pytest.raises(CommandError, match="did not sign this desk key"):
        run("desk_key_import", str(path))
    assert ring() == before


def test_a_folder_that_cannot_be_written_is_said_and_nothing_changes(
    cast: Cast, medium: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_key: object) -> None:
        raise OSError(28, "No space left on device")

    key_id, before = renew_desk_key(cast.iryna.signed(timezone.now()), WhyNew.MONTH), ring()
    with monkeypatch.context() as patch:
        patch.setattr("safeconduct.accounts.desks.vault.publish", full)
        with pytest.raises(CommandError, match="cannot be written: No space left"):
            carried(medium, patch, key_id)
    assert ring() == before
    assert (
        run("desk_key_import", str(medium / "answer.json")) == "1 desk keys are in use now.\n"
    )
    assert ring().desk.key_id == key_id


@pytest.mark.parametrize("content", ["", "{", "[]", "\x00", '{"format": "x", "body": {}}'])
def test_a_file_that_is_no_answer_is_said_in_one_sentence(medium: Path, content: str) -> None:
    path = medium / "answer.json"
    path.write_text(content)
    with pytest.raises(CommandError, match="The file cannot be used"):
        run("desk_key_import", str(path))
