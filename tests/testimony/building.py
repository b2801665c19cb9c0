"""A case in safety with two custodians, and one invented statement of three parts."""

import io
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from safeconduct.accounts.core.terms import Role
from safeconduct.casework.services import assign, write_consent
from safeconduct.common.refusal import Refused
from safeconduct.record.queries import entries_of
from safeconduct.testimony import services
from safeconduct.testimony.core.papers import Taking
from safeconduct.testimony.core.terms import Fitness, VoluntarinessSheet, WithheldReason
from safeconduct.testimony.models import Part
from tests.cast import Cast
from tests.making import make_case
from tests.testimony.core.making import PHOTO, SECRET, SHEET, WORDS

DAY = timedelta(days=1)
READY = Taking(
    asked=True,
    wishes_to_speak=True,
    rights_read=True,
    no_help_line_read=True,
    understood=True,
    fitness=Fitness.FIT,
    self_incriminating=True,
    warning_read=True,
    counsel_offered=True,
)
UNASKED = Taking(asked=False)
RECIPIENT = "Regional Prosecutor, war crimes department"


@dataclass(frozen=True)
class Told:
    """A case with a whole statement, its middle part meant to stay, and one photograph."""

    file_id: UUID
    statement_id: UUID
    parts: tuple[UUID, ...]
    exhibit_id: UUID
    at: datetime
    cookie: str

    def wanted(self, **change: object) -> services.Wanted:
        """All but the middle part, for a prosecutor."""
        made = services.Wanted(
            recipient_class="national_prosecutor",
            recipient_name=RECIPIENT,
            purpose="investigation",
            given=frozenset({self.parts[0], self.parts[2], self.exhibit_id}),
            withheld={self.parts[1]: WithheldReason.SAFETY_OF_OTHERS},
        )
        return replace(made, **change)  # type: ignore[arg-type]


def arrived(cast: Cast, at: datetime) -> tuple[UUID, str]:
    """A case whose person arrived at `at`, with Emil and Edita on it."""
    made = make_case(cast, at, stage="arrived")
    assign(cast.iryna.signed(at), made.file_id, cast.edita.id, Role.EVIDENCE_CUSTODIAN)
    return made.file_id, made.cookie


def agree(cast: Cast, file_id: UUID, at: datetime, given: bool = True) -> None:
    """The person says yes (or no) to national prosecutors."""
    write_consent(cast.olena.signed(at), file_id, "disclosure_prosecutor", given)


def tell(cast: Cast, at: datetime, sheet: VoluntarinessSheet | None = SHEET) -> Told:
    """The day after arrival: three parts, a photograph, and the sheet unless it is None."""
    file_id, cookie = arrived(cast, at)
    later = at + DAY
    emil = cast.emil.signed(later)
    statement_id = services.open_statement(emil, file_id, "ru", READY)
    services.add_part(emil, file_id, statement_id, WORDS[0])
    services.add_part(emil, file_id, statement_id, WORDS[1])
    services.correct_part(emil, file_id, statement_id, 1, WORDS[2])
    receipt = services.receive_exhibit(emil, file_id, PHOTO, statement_id)
    if sheet is not None:
        services.fill_sheet(emil, file_id, statement_id, sheet)
    rows = Part.objects.filter(statement_id=statement_id).order_by("number")
    parts = tuple(rows.values_list("id", flat=True))
    return Told(file_id, statement_id, parts, receipt.exhibit_id, later, cookie)


def made_package(cast: Cast, told: Told) -> UUID:
    """Proposed by Emil, approved by Edita, made by Emil."""
    emil, edita = cast.emil.signed(told.at), cast.edita.signed(told.at)
    package_id = services.propose_package(emil, told.file_id, told.wanted())
    services.approve_package(edita, told.file_id, package_id)
    services.make_package(emil, told.file_id, package_id)
    return package_id


def unpack(data: bytes, folder: Path) -> Path:
    """The one folder inside a package's zip, written below `folder`."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(folder)
    (inside,) = folder.iterdir()
    return inside


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """What a recipient types, in the folder of the package."""
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def check_package(data: bytes, folder: Path, fingerprint: str) -> str:
    """All that the page tells a recipient to type, done for real; what VERIFY.sh says."""
    bag = unpack(data, folder)
    commands = (
        ("sh", "VERIFY.sh", fingerprint),
        ("sha256sum", "-c", "--strict", "tagmanifest-sha256.txt"),
        ("sha256sum", "-c", "--strict", "manifest-sha256.txt"),
        ("openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "log.pem", "-rawin")
        + ("-in", "tagmanifest-sha256.txt", "-sigfile", "tagmanifest-sha256.txt.sig"),
    )
    done = [run(bag, *command) for command in commands]
    assert [one.returncode for one in done] == [0, 0, 0, 0], [one.stderr for one in done]
    assert "Signature Verified Successfully" in done[3].stdout
    return done[0].stdout


def assert_withheld(data: bytes) -> None:
    """No word of the middle part is anywhere in the zip, unpacked or not; the others are."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    everything = b"\n".join([data, *files.values(), *(name.encode() for name in files)])
    assert SECRET.encode() not in everything
    # "ничего" also stands in a sentence that is read to everybody; the rest is only his.
    for word in ("водитель", "Ефим", "знал", "папке", "приказом"):
        assert word in SECRET
        assert word.encode() not in everything, word
    assert WORDS[0].encode() in everything
    assert WORDS[2].encode() in everything


def kinds(file_id: UUID) -> list[str]:
    """Kinds of this room's lines about a case, oldest first."""
    found = [entry.line.kind for entry in reversed(entries_of(file_id))]
    return [kind for kind in found if kind.startswith("testimony.")]


def refusal(deed: Callable[[], object]) -> list[object]:
    """Every reason a deed was refused for."""
    with pytest.raises(Refused) as refused:
        deed()
    return list(refused.value.reasons)


def downloaded(cast: Cast, told: Told) -> bytes:
    """The zip of a package made from `told`, as Edita downloads it."""
    agree(cast, told.file_id, told.at)
    package_id = made_package(cast, told)
    return services.download_package(cast.edita.signed(told.at), told.file_id, package_id)[1]
