"""An office with a signing key, a folder of proofs and a copy that it built and signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from safeconduct.outreach import adapters, mirrors
from safeconduct.outreach.core import mirror
from safeconduct.outreach.core.genuine import Comment, comment_text

PASSPHRASE = "a long passphrase of a test"
QUICK = {"opslimit": 32_768, "memlimit": 16_777_216}  # the least that minisign takes
OWN = ("https://safeconduct.example", "http://" + "b3" * 28 + ".onion")


@dataclass
class Office:
    """Where one office keeps what it signs with."""

    folder: Path

    @property
    def proof(self) -> Path:
        return self.folder / "proof"

    @property
    def key(self) -> Path:
        return self.folder / "signing.key"

    @property
    def copy(self) -> Path:
        return self.folder / "copy"

    @property
    def public(self) -> bytes:
        return (self.proof / "minisign.pub").read_bytes()

    def run(self, command: str, *more: str | Path) -> int:
        own = ("--proof", self.proof, "--key", self.key)
        words = (command, *own, "--passphrase-file", self.folder / "words", *more)
        return mirrors.main([str(one) for one in words])

    def build(self, *more: str) -> int:
        return self.run("build", "--to", self.copy, *more)

    def check(self, where: object | None = None, *more: str) -> int:
        place = str(where or self.copy)
        return mirrors.main(["check", place, "--pub", str(self.proof / "minisign.pub"), *more])

    def sign(self, path: Path, name: str, version: int = 1, day: date | None = None) -> None:
        with adapters.open_key(self.key, PASSPHRASE) as key:
            comment = comment_text(Comment(name, version, day or today()))
            path.with_name(path.name + ".minisig").write_bytes(
                adapters.sign(key, path.read_bytes(), comment)
            )

    def resum(self) -> None:
        """What somebody with the key can do: new sums over what lies there now."""
        bodies = {name: (self.copy / name).read_bytes() for name in self.named()}
        (self.copy / "SHA256SUMS").write_bytes(mirror.sums_text(bodies))
        self.sign(self.copy / "SHA256SUMS", "SHA256SUMS")

    def named(self) -> list[str]:
        return list(mirror.read_sums((self.copy / "SHA256SUMS").read_bytes()))


def today() -> date:
    return datetime.now(UTC).date()


def founded(folder: Path) -> Office:
    office = Office(folder)
    office.proof.mkdir(parents=True)
    adapters.make_key(office.key, office.proof / "minisign.pub", PASSPHRASE, **QUICK)
    (folder / "words").write_text(PASSPHRASE + "\n")
    return office
