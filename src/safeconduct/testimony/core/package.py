"""Builds a disclosure package: BagIt 1.0 files a court checks with sha256sum and openssl alone.

An allow-list: what is not written here cannot get in, so no server path, no name of staff, no
text or salt of a withheld part. Nothing is signed here: `seal` takes a signer from its caller.
"""

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from safeconduct.record.core import checkpoint
from safeconduct.record.core.leaf import commit, stamp
from safeconduct.record.core.terms import Sign
from safeconduct.testimony.core import catalogue
from safeconduct.testimony.core.rules import part_stem, require_sound
from safeconduct.testimony.core.terms import (
    Break,
    Exhibit,
    PackageSpec,
    PersonStatus,
    Present,
    StatementExtract,
    VoluntarinessSheet,
    Withheld,
)

MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
SIGNATURE = TAG_MANIFEST + ".sig"
# RFC 8493, 2.1.1: these two lines make a folder a bag.
BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)  # earliest time a zip can hold; one time for every file


def build(spec: PackageSpec) -> dict[str, bytes]:
    """Every file of the package but the signature: relative path -> bytes, sorted by path.

    ValueError when something does not fit: a reference, a sheet with gaps, a digest that is not
    that of its part, content without a record line, or a line not proven under the checkpoint.
    """
    require_sound(spec)
    payload = {f"data/{path}": data for path, data in _payload(spec).items()}
    tags = {
        "VERIFY.sh": catalogue.verify_script(),
        "bag-info.txt": _bag_info(spec, payload),
        "bagit.txt": BAGIT,
        "log.pem": checkpoint.public_pem(spec.public_key).encode(),
        "log.vkey": checkpoint.vkey(spec.log_name, spec.public_key).encode() + b"\n",
        MANIFEST: _manifest(payload),
    }
    files = payload | tags | {TAG_MANIFEST: _manifest(tags)}
    return dict(sorted(files.items()))


def seal(files: Mapping[str, bytes], sign: Sign) -> dict[str, bytes]:
    """The package with the Ed25519 signature over its tag manifest beside it, from `sign`.

    The log's key may serve: a manifest can never be read as a checkpoint, nor the reverse.
    """
    return dict(sorted({**files, SIGNATURE: sign(files[TAG_MANIFEST])}.items()))


def zip_bytes(files: Mapping[str, bytes], folder: str = "") -> bytes:
    """The files as one zip, the same bytes every time: sorted, uncompressed, one fixed time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(files):
            info = zipfile.ZipInfo(f"{folder}/{path}" if folder else path, ZIP_EPOCH)
            info.create_system = 3  # Unix, whatever machine writes it
            info.external_attr = 0o100644 << 16
            archive.writestr(info, files[path])
    return out.getvalue()


def _payload(spec: PackageSpec) -> dict[str, bytes]:
    """Everything below data/."""
    files: dict[str, bytes] = {
        "README.txt": f"{spec.ref}\n\n{catalogue.readme()}".encode(),
        "WITHHELD.csv": _withheld(spec),
        "log/checkpoint": spec.checkpoint.encode(),
    }
    for statement in spec.statements:
        files |= _statement(statement)
    if spec.exhibits or spec.withheld_exhibits:
        files |= _exhibits(spec.exhibits, spec.withheld_exhibits)
    for entry in spec.entries:
        files[f"proofs/{entry.name}.entry.json"] = entry.leaf
        files[f"proofs/{entry.name}.tlog-proof"] = entry.proof.encode()
    files["index.csv"] = _index(spec, files)
    return files


def _statement(statement: StatementExtract) -> dict[str, bytes]:
    """Parts, digests of all parts, and the voluntariness sheet of one statement."""
    folder = f"statements/{statement.ref}"
    files: dict[str, bytes] = {}
    lines = {}
    for part in statement.parts:
        stem = part_stem(part.number)
        path = f"{folder}/{stem}.txt"
        files[path] = part.text.encode()
        lines[stem] = f"{part.digest} {part.salt.hex()} {path}\n"
    for item in statement.withheld:
        lines[item.ref] = f"{item.digest} - {item.ref}\n"
    files[f"{folder}/digests.txt"] = "".join(lines[stem] for stem in sorted(lines)).encode()
    files[f"{folder}/voluntariness.txt"] = _sheet(statement.ref, statement.sheet)
    return files


def _exhibits(exhibits: Sequence[Exhibit], withheld: Sequence[Withheld]) -> dict[str, bytes]:
    """Exhibits with their digests, and the custody of each."""
    files: dict[str, bytes] = {}
    lines = []
    for exhibit in exhibits:
        path = f"exhibits/{exhibit.name}"
        files[path] = exhibit.content
        digest = commit(exhibit.salt, exhibit.content)
        lines.append(f"{digest} {exhibit.salt.hex()} {path}\n")
        rows = [(stamp(c.at), c.event, c.by, c.to, c.sha256) for c in exhibit.custody]
        files[f"custody/{exhibit.ref}.csv"] = _csv(("at", "event", "by", "to", "sha256"), rows)
    lines += [f"{item.digest} - {item.ref}\n" for item in withheld]
    files["exhibits/digests.txt"] = "".join(lines).encode()
    return files


def _sheet(ref: str, sheet: VoluntarinessSheet) -> bytes:
    """The voluntariness sheet as plain text: the fixed lines, then one line per field."""
    captive = sheet.person_status is PersonStatus.PRISONER_OF_WAR
    lines = [ref, ""]
    for line in catalogue.fixed_lines():
        if line.id != "captivity" or captive:
            lines += [line.en, line.uk, line.ru, ""]
    for row in catalogue.sheet_fields():
        lines.append(f"{row.en} / {row.uk} / {row.ru}: {_value(getattr(sheet, row.id))}")
    return ("\n".join(lines) + "\n").encode()


def _value(value: object) -> str:
    """One answer of the sheet, as text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, Present):
        return f"{value.role} {value.alias}"
    if isinstance(value, Break):
        return f"{stamp(value.at)} {value.minutes} min"
    if isinstance(value, tuple):
        return "; ".join(_value(item) for item in value) or "none"
    return str(value)


def _withheld(spec: PackageSpec) -> bytes:
    """How many parts and exhibits stay behind and why; nothing else about them."""
    counts = Counter(("part", item.reason) for s in spec.statements for item in s.withheld)
    counts.update(("exhibit", item.reason) for item in spec.withheld_exhibits)
    rows = [(kind, reason, count) for (kind, reason), count in sorted(counts.items())]
    return _csv(("kind", "reason", "count"), rows)


def _index(spec: PackageSpec, files: Mapping[str, bytes]) -> bytes:
    """What is inside: path, kind, language or media type, size in bytes, SHA-256."""
    about = {f"exhibits/{e.name}": ("exhibit", e.media_type) for e in spec.exhibits}
    for statement in spec.statements:
        for part in statement.parts:
            path = f"statements/{statement.ref}/{part_stem(part.number)}.txt"
            about[path] = ("part", statement.language)
    rows = [
        (path, *about.get(path, ("other", "")), len(data), sha256(data).hexdigest())
        for path, data in sorted(files.items())
    ]
    return _csv(("path", "kind", "language_or_type", "bytes", "sha256"), rows)


def _bag_info(spec: PackageSpec, payload: Mapping[str, bytes]) -> bytes:
    """bag-info.txt (RFC 8493, 2.2.2): who gets this, for what, approved by which keys."""
    lines = (
        ("Bagging-Date", stamp(spec.made_at)[:10]),
        ("External-Identifier", spec.ref),
        ("Payload-Oxum", f"{sum(map(len, payload.values()))}.{len(payload)}"),
        ("Recipient-Class", spec.recipient_class),
        ("Recipient", spec.recipient_name),
        ("Purpose", spec.purpose),
        ("Approved-By", " ".join(spec.approvers)),
        ("Log", spec.log_name),
    )
    return "".join(f"{label}: {value}\n" for label, value in lines).encode()


def _manifest(files: Mapping[str, bytes]) -> bytes:
    """Lines `sha256sum -c` reads: hex, two blanks, path."""
    lines = (f"{sha256(data).hexdigest()}  {path}\n" for path, data in sorted(files.items()))
    return "".join(lines).encode()


def _csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """CSV with a heading, UTF-8, newline only, so that the bytes are the same everywhere."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return out.getvalue().encode()
