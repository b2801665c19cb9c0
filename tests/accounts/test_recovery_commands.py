"""Recovery and drill as people type them; each no is one sentence."""

import builtins
import io
from pathlib import Path
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from safeconduct.accounts.models import Officer as Row
from safeconduct.casework.queries import alias_of
from safeconduct.record.queries import newest_of
from safeconduct.vault.ceremony import Offline
from safeconduct.vault.core.terms import Kind
from safeconduct.vault.queries import open_file
from safeconduct.vault.stretch import totp_code
from tests.accounts.test_recovery import ALL, altered, lose
from tests.cast import Cast, Officer
from tests.making import make_case


@pytest.fixture
def lost(cast: Cast) -> UUID:
    """A case that nobody can open any more."""
    file_id = make_case(cast, timezone.now()).file_id
    lose(file_id)
    return file_id


def at_the_prompt(monkeypatch: pytest.MonkeyPatch, officer: Officer, *typed: str) -> None:
    """Password and code of an officer; what is typed at the offline machine."""
    Row.objects.filter(id=officer.id).update(last_totp_step=0)  # as if half a minute passed
    secrets = {
        "Password": officer.password,
        "Code": totp_code(officer.totp, timezone.now()),
    }
    monkeypatch.setattr(
        "safeconduct.accounts.management.prompt.getpass",
        lambda prompt="": secrets[prompt.split()[0].strip(":")],
    )
    left = list(typed)
    monkeypatch.setattr(builtins, "input", lambda _prompt="": left.pop(0))


def run(*args: str) -> str:
    out = io.StringIO()
    call_command(*args, stdout=out)
    return out.getvalue()


def test_the_three_commands_recover_a_case(
    cast: Cast, offline: Offline, lost: UUID, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request, answer = str(tmp_path / "request.json"), str(tmp_path / "answer.json")
    at_the_prompt(monkeypatch, cast.daria)
    said = run(
        *("recovery_export", request, "--cases", alias_of(lost)),
        *("--officer", "Iryna", "--by", "Daria"),
    )
    assert said.startswith("1 cases asked for.")
    mistyped = offline.shares[1].replace(offline.shares[1].split()[9], "academia", 1)
    at_the_prompt(
        monkeypatch, cast.daria,
        "yes", offline.shares[0], mistyped, *offline.shares[1:3], "",
    )  # fmt: skip
    said = run("recovery_combine", request, answer)
    assert alias_of(lost) in said
    assert "Share 2" in said  # the mistyped one was named and asked for again
    assert not any(share in said for share in offline.shares)
    at_the_prompt(monkeypatch, cast.daria)
    assert run("recovery_import", answer, "--by", "Daria").startswith("1 cases recovered.")
    assert set(open_file(cast.iryna.keys, lost).keys) == ALL


def test_the_drill_command_runs_the_same_way(
    cast: Cast, offline: Offline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request, answer = str(tmp_path / "request.json"), str(tmp_path / "answer.json")
    shares = []
    for number in (0, 3, 4):
        path = tmp_path / f"share-{number}"
        path.write_text(offline.shares[number])
        shares += ["--share", str(path)]
    at_the_prompt(monkeypatch, cast.daria)
    run("rehearse_recovery", "--begin", request, "--by", "Daria")
    assert "THIS IS A DRILL" in run("recovery_combine", request, answer, *shares)
    at_the_prompt(monkeypatch, cast.daria)
    said = run("rehearse_recovery", "--finish", answer, "--by", "Daria")
    assert said.startswith("The drill worked.")
    assert newest_of(Kind.RECOVERY_REHEARSED) is not None


def test_each_no_is_one_clear_sentence(
    cast: Cast, offline: Offline, lost: UUID, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request, answer = str(tmp_path / "request.json"), str(tmp_path / "answer.json")
    asked = ("recovery_export", request, "--officer", "Iryna", "--by", "Daria", "--cases")
    with pytest.raises(CommandError, match="no case Dodo 100"):
        run(*asked, "Dodo 100")
    at_the_prompt(monkeypatch, cast.olena)
    with pytest.raises(CommandError, match="do not go together"):  # Olena's password for Daria
        run(*asked, alias_of(lost))
    at_the_prompt(monkeypatch, cast.daria)
    run(*asked, alias_of(lost))
    at_the_prompt(monkeypatch, cast.daria, "yes", *offline.shares[:2], "")
    with pytest.raises(CommandError, match="only 2 good shares"):
        run("recovery_combine", request, answer)
    at_the_prompt(monkeypatch, cast.daria, "no")
    with pytest.raises(CommandError, match="Not agreed"):
        run("recovery_combine", request, answer)
    two = tmp_path / "share"
    two.write_text(offline.shares[0])
    with pytest.raises(CommandError, match="only 1 good share"):
        run("recovery_combine", request, answer, "--share", str(two))
    Path(request).write_text(altered(Path(request).read_text(), "on", "2020-01-01"))
    with pytest.raises(CommandError, match="altered, or is not of this programme"):
        run("recovery_combine", request, answer, "--share", str(two))
    with pytest.raises(CommandError, match="cannot be used"):
        run("recovery_combine", str(two), answer, "--share", str(two))
    assert not Path(answer).exists()
