"""A package verifies with sha256sum and openssl alone, and stops verifying when altered."""

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from hashlib import sha256
from pathlib import Path

import pytest

from safeconduct.record.core.checkpoint import fingerprint
from safeconduct.record.core.terms import Malformed
from safeconduct.testimony.core import package, terms
from tests.testimony.core.making import (
    AT,
    FORGER,
    KEY,
    PHOTO,
    SECRET,
    SHEET,
    exhibit,
    public,
    salt,
    spec,
    statement,
    without,
)

SEALED = package.seal(package.build(spec()), KEY.sign)
FINGERPRINT = fingerprint(public(KEY))

Files = dict[str, bytes]


def unpack(files: Mapping[str, bytes], folder: Path) -> Path:
    """Write the files below `folder`."""
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return folder


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def verify(folder: Path, *extra: str) -> subprocess.CompletedProcess[str]:
    """What the recipient types; dash is the strictest common shell."""
    return run(folder, "dash", "VERIFY.sh", *extra)


def rebagged(files: Mapping[str, bytes]) -> Files:
    """Both manifests made anew, as anybody can without the key."""
    made = dict(files)
    for name, inside in ((package.MANIFEST, True), (package.TAG_MANIFEST, False)):
        skip = {package.TAG_MANIFEST, package.SIGNATURE}
        rows = (
            f"{sha256(data).hexdigest()}  {path}\n"
            for path, data in sorted(made.items())
            if path.startswith("data/") is inside and path not in skip
        )
        made[name] = "".join(rows).encode()
    return made


def test_the_package_verifies_with_the_script_alone(tmp_path: Path) -> None:
    done = verify(unpack(SEALED, tmp_path), FINGERPRINT)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert done.stdout.endswith("VERIFIED: 3 contents, 1 withheld, 4 record lines\n")
    assert "ok: data/proofs/EX-1.entry.json is line 19 of the record" in done.stdout


TOOLS = "awk base64 cat cut dirname du head mktemp od openssl rm sha256sum tail tr".split()


def test_the_script_needs_coreutils_awk_and_openssl_and_no_other_program(
    tmp_path: Path,
) -> None:
    folder, tools = unpack(SEALED, tmp_path / "bag"), tmp_path / "tools"
    tools.mkdir()
    for name in TOOLS:
        (tools / name).symlink_to(str(shutil.which(name)))
    command = [str(shutil.which("dash")), "VERIFY.sh", FINGERPRINT]
    env = {"PATH": str(tools)}
    done = subprocess.run(command, cwd=folder, capture_output=True, env=env, check=False)
    assert done.returncode == 0, done.stderr
    (tools / "openssl").unlink()
    done = subprocess.run(command, cwd=folder, capture_output=True, env=env, check=False)
    assert done.stderr == b"FAILED: this check needs openssl\n"


def test_sh_runs_the_script_from_any_folder(tmp_path: Path) -> None:
    unpack(SEALED, tmp_path / "a folder")
    done = run(tmp_path, "sh", "a folder/VERIFY.sh")
    assert done.returncode == 0, done.stderr
    assert FINGERPRINT in done.stdout


def test_the_package_verifies_by_hand_as_the_readme_says(tmp_path: Path) -> None:
    folder = unpack(SEALED, tmp_path)
    for manifest in (package.MANIFEST, package.TAG_MANIFEST):
        assert run(folder, "sha256sum", "-c", "--strict", manifest).returncode == 0
    command = "openssl pkeyutl -verify -pubin -inkey log.pem -rawin -in".split()
    tail = [package.TAG_MANIFEST, "-sigfile", package.SIGNATURE]
    done = run(folder, *command, *tail)
    assert done.returncode == 0
    assert "Signature Verified Successfully" in done.stdout
    key = run(folder, "sh", "-c", "openssl pkey -pubin -in log.pem -outform DER | sha256sum")
    assert key.stdout.split()[0] == FINGERPRINT


PARTS = "data/statements/ST-1/part-001.txt"
LEAF = "data/proofs/ST-1-part-001.entry.json"
PROOF = "data/proofs/ST-1-part-001.tlog-proof"
DIGESTS = "data/statements/ST-1/digests.txt"


@pytest.mark.parametrize("path", sorted(SEALED))
def test_any_altered_file_fails(path: str, tmp_path: Path) -> None:
    if path == "VERIFY.sh":
        # A forger could make the script say anything; an honest change it notices by itself.
        altered = {**SEALED, path: SEALED[path] + b"\n"}
    else:
        altered = {**SEALED, path: SEALED[path].replace(b"1", b"2") + b" "}
    done = verify(unpack(altered, tmp_path), FINGERPRINT)
    assert done.returncode == 1
    assert done.stderr.startswith("FAILED: ")
    assert done.stderr.count("\n") == 1
    assert "VERIFIED" not in done.stdout


def test_a_missing_or_added_file_fails(tmp_path: Path) -> None:
    less = {path: data for path, data in SEALED.items() if path != "data/exhibits/EX-1.jpg"}
    done = verify(unpack(less, tmp_path / "less"))
    assert "FAILED: changed or missing: data/exhibits/EX-1.jpg" in done.stderr
    for name in ("data/extra.txt", "extra.txt", "data/.hidden"):
        done = verify(
            unpack({**SEALED, name: b"x"}, tmp_path / sha256(name.encode()).hexdigest())
        )
        assert done.stderr == f"FAILED: not part of the package: {name}\n"
        assert done.returncode == 1


def test_a_package_bagged_again_without_the_key_fails(tmp_path: Path) -> None:
    altered = rebagged({**SEALED, PARTS: "Я не был в штабе.".encode()})
    folder = unpack(altered, tmp_path)
    assert run(folder, "sha256sum", "-c", package.MANIFEST).returncode == 0
    done = verify(folder, FINGERPRINT)
    assert done.returncode == 1
    assert done.stderr == "FAILED: tagmanifest-sha256.txt is not signed by this key\n"


def test_a_package_signed_by_another_key_fails_by_its_fingerprint(tmp_path: Path) -> None:
    forged = package.seal(package.build(spec(FORGER)), FORGER.sign)
    folder = unpack(forged, tmp_path)
    assert verify(folder).returncode == 0, "without a fingerprint nobody can tell"
    done = verify(folder, FINGERPRINT)
    assert done.returncode == 1
    assert done.stderr == "FAILED: log.pem is not the key with the fingerprint you gave\n"


def resigned(change: Callable[[Files], None]) -> Files:
    """The package changed by an insider who holds the key: all signatures are good."""
    files = dict(SEALED)
    change(files)
    return package.seal(rebagged(files), KEY.sign)


def other_words(files: Files) -> None:
    files[PARTS] = "Я не был в штабе.".encode()


def other_leaf(files: Files) -> None:
    files[LEAF] = files[LEAF].replace(b"10:00:00Z", b"09:00:00Z")


def other_path(files: Files) -> None:
    rows = files[PROOF].split(b"\n")
    rows[2], rows[3] = rows[3], rows[2]
    files[PROOF] = b"\n".join(rows)


def other_index(files: Files) -> None:
    files[PROOF] = files[PROOF].replace(b"index 3\n", b"index 2\n")


def index_past_the_end(files: Files) -> None:
    files[PROOF] = files[PROOF].replace(b"index 3\n", b"index 23\n")


def longer_path(files: Files) -> None:
    files[PROOF] = files[PROOF].replace(b"\n\n", b"\n" + b"A" * 43 + b"=\n\n", 1)


def other_checkpoint(files: Files) -> None:
    files[PROOF] = files[PROOF].replace(b"\n20\n", b"\n21\n")


def unsigned_checkpoint(files: Files) -> None:
    head = files["data/log/checkpoint"]
    files["data/log/checkpoint"] = head.replace(b"\n20\n", b"\n21\n")


def other_signature(files: Files) -> None:
    forged = spec(FORGER).checkpoint.encode()
    for path in files:
        files[path] = files[path].replace(spec().checkpoint.encode(), forged)


def no_proof(files: Files) -> None:
    del files["data/proofs/ST-1-part-002.entry.json"]
    del files["data/proofs/ST-1-part-002.tlog-proof"]


def no_digest(files: Files) -> None:
    files[DIGESTS] = files[DIGESTS].split(b"\n", 1)[1]


def extra_part(files: Files) -> None:
    files["data/statements/ST-1/part-002.txt"] = b"words never spoken"


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (other_words, f"{PARTS} is not what was recorded"),
        (other_leaf, f"{LEAF} is not on the record"),
        (other_path, f"{LEAF} is not on the record"),
        (other_index, f"{LEAF} is not on the record"),
        (index_past_the_end, f"{PROOF} names no line of this log"),
        (longer_path, f"{PROOF} is too long"),
        (other_checkpoint, f"{PROOF} ends in another checkpoint"),
        (unsigned_checkpoint, "data/log/checkpoint is not signed by this key"),
        (other_signature, "data/log/checkpoint is not signed by this key"),
        (no_proof, "the digest of part-002 is not on the record"),
        (no_digest, f"{PARTS} has no digest"),
        (extra_part, "data/statements/ST-1/part-002.txt has no digest"),
    ],
)
def test_even_the_key_cannot_make_the_record_say_otherwise(
    change: Callable[[Files], None], line: str, tmp_path: Path
) -> None:
    folder = unpack(resigned(change), tmp_path)
    done = verify(folder, FINGERPRINT)
    assert done.returncode == 1
    assert done.stderr == f"FAILED: {line}\n"


def test_a_witness_line_under_the_checkpoint_changes_nothing(tmp_path: Path) -> None:
    head = spec().checkpoint
    both = head + "\u2014 witness.example/w1 " + "AAAA" * 24 + "\n"
    entries = tuple(replace(e, proof=e.proof.replace(head, both)) for e in spec().entries)
    made = package.build(replace(spec(), checkpoint=both, entries=entries))
    assert verify(unpack(package.seal(made, KEY.sign), tmp_path)).returncode == 0


def test_withheld_words_and_their_salt_appear_nowhere() -> None:
    zipped = package.zip_bytes(SEALED, "DP-0001")
    for secret in (SECRET.encode(), "Ефим".encode(), salt(1), salt(1).hex().encode()):
        assert secret not in zipped
        assert not any(secret in data for data in SEALED.values())
    digest = statement().parts[1].digest
    assert f"{digest} - part-002\n".encode() in SEALED[DIGESTS]
    assert SEALED["data/WITHHELD.csv"] == b"kind,reason,count\npart,safety_of_others,1\n"


def test_the_package_lists_exactly_the_allowed_files() -> None:
    proofs = ("EX-1", "ST-1-part-001", "ST-1-part-002", "ST-1-part-003")
    assert set(SEALED) == {
        "VERIFY.sh",
        "bag-info.txt",
        "bagit.txt",
        "data/README.txt",
        "data/WITHHELD.csv",
        "data/custody/EX-1.csv",
        "data/exhibits/EX-1.jpg",
        "data/exhibits/digests.txt",
        "data/index.csv",
        "data/log/checkpoint",
        "data/statements/ST-1/digests.txt",
        "data/statements/ST-1/part-001.txt",
        "data/statements/ST-1/part-003.txt",
        "data/statements/ST-1/voluntariness.txt",
        "log.pem",
        "log.vkey",
        "manifest-sha256.txt",
        "tagmanifest-sha256.txt",
        "tagmanifest-sha256.txt.sig",
        *(
            f"data/proofs/{name}.{end}"
            for name in proofs
            for end in ("entry.json", "tlog-proof")
        ),
    }


def test_bag_files_follow_bagit() -> None:
    assert SEALED["bagit.txt"].startswith(b"BagIt-Version: 1.0\n")
    payload = [data for path, data in SEALED.items() if path.startswith("data/")]
    info = SEALED["bag-info.txt"].decode()
    assert f"Payload-Oxum: {sum(map(len, payload))}.{len(payload)}\n" in info
    assert "Bagging-Date: 2026-11-22\n" in info
    assert "Recipient-Class: national_prosecutor\n" in info
    assert "Approved-By: k-11aa k-22bb\n" in info


def test_the_readme_speaks_three_languages_and_says_what_is_not_proven() -> None:
    text = SEALED["data/README.txt"].decode()
    for words in ("What it does not prove", "Чого це не доводить", "Чего это не доказывает"):
        assert words in text


def test_the_voluntariness_sheet_says_no_help_depends_on_this() -> None:
    text = SEALED["data/statements/ST-1/voluntariness.txt"].decode()
    assert "No help depends on this" in text
    assert "spoken in captivity" in text
    assert ": interviewer k-7f3a\n" in text
    assert ": 2026-11-22T10:00:00Z 15 min\n" in text
    free = replace(SHEET, person_status=terms.PersonStatus.GUEST, breaks=())
    made = package.build(changed_statement(sheet=free))
    text = made["data/statements/ST-1/voluntariness.txt"].decode()
    assert "captivity" not in text
    assert "Breaks / Перерви / Перерывы: none\n" in text


def test_the_same_disclosure_gives_the_same_bytes() -> None:
    again = package.seal(package.build(spec()), KEY.sign)
    assert package.zip_bytes(again, "DP-0001") == package.zip_bytes(SEALED, "DP-0001")
    shuffled = dict(reversed(SEALED.items()))
    assert package.zip_bytes(shuffled) == package.zip_bytes(SEALED)


def test_the_zip_holds_every_file_in_one_folder_at_one_time(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(package.zip_bytes(SEALED, "DP-0001"))) as archive:
        names = archive.namelist()
        assert names == sorted(f"DP-0001/{path}" for path in SEALED)
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        archive.extractall(tmp_path)
    assert verify(tmp_path / "DP-0001", FINGERPRINT).returncode == 0


def test_exhibits_alone_or_withheld_make_a_package_too(tmp_path: Path) -> None:
    kept = terms.Withheld("EX-2", statement().parts[1].digest, terms.WithheldReason.PRIVILEGED)
    names = {"EX-1", "ST-1-part-002"}
    lines = tuple(e for e in spec().entries if e.name in names)
    only = replace(spec(), statements=(), withheld_exhibits=(kept,), entries=lines)
    files = package.seal(package.build(only), KEY.sign)
    assert files["data/WITHHELD.csv"].endswith(b"exhibit,privileged,1\n")
    done = verify(unpack(files, tmp_path))
    assert done.returncode == 0, done.stderr


def changed_statement(**changes: object) -> terms.PackageSpec:
    made = replace(spec().statements[0], **changes)  # type: ignore[arg-type]
    return replace(spec(), statements=(made,))


def changed_exhibit(**changes: object) -> terms.PackageSpec:
    return replace(spec(), exhibits=(replace(exhibit(), **changes),))  # type: ignore[arg-type]


def changed_entry(**changes: str | bytes) -> terms.PackageSpec:
    first, *rest = spec().entries
    return replace(spec(), entries=(replace(first, **changes), *rest))  # type: ignore[arg-type]


PART = statement().parts[0]
NAMED = terms.Present(terms.PresentRole.INTERVIEWER, "Olena Koval")
MOVED = terms.CustodyLine(AT, terms.CustodyEvent.EXAMINED, "/srv/olena")
KEPT = terms.Withheld("part 2", PART.digest, terms.WithheldReason.PRIVILEGED)


@pytest.mark.parametrize(
    "made",
    [
        replace(spec(), ref="DP-1/.."),
        replace(spec(), recipient_name="two\nlines"),
        replace(spec(), recipient_name=""),
        replace(spec(), approvers=("k-11aa", "k-11aa")),
        replace(spec(), approvers=("k-11aa", "Olena Koval")),
        replace(spec(), statements=(), exhibits=()),
        replace(spec(), statements=spec().statements * 2),
        replace(spec(), exhibits=(exhibit(), exhibit())),
        replace(spec(), entries=spec().entries * 2),
        replace(spec(), log_name="log.example/other"),
        replace(spec(), public_key=public(FORGER)),
        changed_entry(name="../x"),
        changed_entry(leaf=b"{}"),
        changed_entry(proof=spec(FORGER).entries[0].proof),
        replace(spec(), checkpoint=spec(FORGER).checkpoint),
        without(spec(), "ST-1-part-001"),
        without(spec(), "ST-1-part-002"),
        without(spec(), "EX-1"),
        changed_statement(ref="../etc"),
        changed_statement(language="Russian"),
        changed_statement(parts=(replace(PART, text="other words"),)),
        changed_statement(parts=(PART, PART)),
        changed_statement(withheld=(KEPT,)),
        changed_statement(sheet=replace(SHEET, counsel=None)),
        changed_statement(sheet=replace(SHEET, present=(NAMED,))),
        changed_statement(sheet=replace(SHEET, rights_text_sha256="none")),
        changed_exhibit(name="IMG_2026 home.jpg"),
        changed_exhibit(name="EX-1/../../x"),
        changed_exhibit(media_type="image"),
        changed_exhibit(custody=(MOVED,)),
        changed_exhibit(content=PHOTO + b"x"),
    ],
)
def test_a_package_that_would_leak_or_fail_is_not_built(made: terms.PackageSpec) -> None:
    with pytest.raises(ValueError, match="not built"):
        package.build(made)


def test_a_broken_checkpoint_is_malformed() -> None:
    with pytest.raises(Malformed):
        package.build(replace(spec(), checkpoint="none"))


def test_what_is_withheld_has_no_field_for_its_words_or_salt() -> None:
    assert [field.name for field in fields(terms.Withheld)] == ["ref", "digest", "reason"]
