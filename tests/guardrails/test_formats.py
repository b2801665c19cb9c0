"""The pages of docs/formats say what the code does: vectors are opened, columns compared."""

import base64
import hashlib
import io
import re
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.db.models import BinaryField

from safeconduct.common.refusal import Refused
from safeconduct.contact.attachments import content_place
from safeconduct.contact.core.code import Language, ReturnCode, read, secret_bytes, spell
from safeconduct.contact.mailbox import open_code
from safeconduct.vault.core.capsule import Label, pack, parts_of, statement, unpack
from safeconduct.vault.core.padding import padded_size
from safeconduct.vault.core.terms import Place
from safeconduct.vault.links import COLUMN
from safeconduct.vault.opening import PrivateKey, unseal, unseal_stream
from safeconduct.vault.sealing import StreamSealer, seal, stream_length, wrap
from safeconduct.vault.signer import sign_with

ROOT = Path(__file__).resolve().parents[2]
FORMATS = ROOT / "docs" / "formats"
SOURCE = ROOT / "src" / "safeconduct"
REAL_ARGON2_KIB = 65_536


def vectors(page: str) -> list[dict[str, str]]:
    """The vector blocks of a page: name and value, long values joined."""
    found = []
    for block in re.findall(r"```vector\n(.*?)```", (FORMATS / page).read_text(), re.DOTALL):
        fields: dict[str, str] = {}
        name = ""
        for line in block.strip().splitlines():
            if ": " in line or line.endswith(":"):
                name, _, value = line.partition(":")
                fields[name] = value.strip()
            else:
                fields[name] += line.strip()
        found.append(fields)
    return found


def _envelope(vector: dict[str, str]) -> tuple[bytes, Place, bytes]:
    place = Place(vector["column"], UUID(vector["file"]), UUID(vector["row"]))
    return bytes.fromhex(vector["key"]), place, base64.b64decode(vector["sealed"])


def test_every_page_has_its_vectors() -> None:
    pages = ("attachment.md", "envelope.md", "code.md", "mailbox.md", "wrap.md", "epochs.md")
    counts = [len(vectors(page)) for page in pages]
    assert counts == [3, 2, 3, 5, 1, 3]


@pytest.mark.parametrize("vector", vectors("envelope.md"), ids=lambda v: v["column"])
def test_an_envelope_of_the_page_opens_at_its_place_and_nowhere_else(
    vector: dict[str, str],
) -> None:
    key, place, sealed = _envelope(vector)
    assert len(sealed) == int(vector["length"])
    assert unseal(key, place, sealed) == bytes.fromhex(vector["text"])
    elsewhere = Place(place.column, place.file_id, place.file_id)
    for wrong in ((key, elsewhere, sealed), (bytes(len(key)), place, sealed)):
        with pytest.raises(Refused):
            unseal(*wrong)
    for at in (0, 1, 2, 26, len(sealed) - 1):  # header, salt, body, tag
        altered = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises(Refused):
            unseal(key, place, altered)


@pytest.mark.parametrize("vector", vectors("attachment.md"), ids=lambda v: v["size"])
def test_a_file_of_the_page_is_sealed_as_the_page_says(
    vector: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    key, size = bytes.fromhex(vector["key"]), int(vector["size"])
    place = content_place(UUID(vector["file"]), UUID(vector["attachment"]))
    text = (bytes(range(251)) * (size // 251 + 1))[:size]
    monkeypatch.setattr("os.urandom", lambda _count: bytes.fromhex(vector["salt"]))
    sealer = StreamSealer(key, place)
    sealed = b"".join([sealer.head, *sealer.feed(text), *sealer.finish()])
    assert len(sealed) == int(vector["length"]) == stream_length(size)
    assert sealed[:64].hex() == vector["begins"]
    assert hashlib.sha256(sealed).hexdigest() == vector["sealed"]
    assert b"".join(unseal_stream(key, place, size, io.BytesIO(sealed))) == text


@pytest.mark.parametrize("length", [0, 1023, 1024, 4095, 16_384, 65_535, 65_536])
def test_an_envelope_is_42_bytes_longer_than_its_padded_text(length: int) -> None:
    key, place, _ = _envelope(vectors("envelope.md")[1])
    sealed = seal(key, place, bytes(length))
    assert sealed[:2] == b"\x01\x01"
    assert len(sealed) == 42 + padded_size(length)


def test_the_wrap_of_the_page_opens_for_its_purpose_only() -> None:
    vector = vectors("wrap.md")[0]
    private = PrivateKey(bytes.fromhex(vector["private"]))
    sealed, info = base64.b64decode(vector["sealed"]), vector["info"].encode()
    assert private.public().key_id == vector["key id"]
    assert len(sealed) == int(vector["length"])
    assert private.unwrap(info, sealed) == bytes.fromhex(vector["secret"])
    with pytest.raises(Refused):
        private.unwrap(info + b"x", sealed)
    assert len(wrap(private.public(), info, bytes(224))) == 224 + 1136


def test_the_link_of_the_page_leads_from_the_newest_key_to_the_one_before() -> None:
    vector = vectors("epochs.md")[0]
    key = bytes.fromhex(vector["newest"] + vector["shred"])
    place = Place(COLUMN, UUID(vector["file"]), UUID(vector["row"]))
    sealed = base64.b64decode(vector["sealed"])
    assert unseal(key, place, sealed).hex() == vector["earlier"]
    older = bytes.fromhex(vector["earlier"] + vector["shred"])
    with pytest.raises(Refused):
        unseal(older, place, sealed)


def test_the_worker_key_and_the_capsule_of_the_page_are_the_ones_we_make_and_open() -> None:
    _, worker, capsule = vectors("epochs.md")
    private = PrivateKey(bytes.fromhex(worker["private"]))
    started = datetime.fromisoformat(worker["started"])
    said = statement(worker["key id"], private.public().raw, started)
    assert sign_with(bytes.fromhex(worker["record seed"]), said).hex() == worker["signature"]
    label = Label(
        UUID(capsule["capsule"]),
        UUID(capsule["file"]),
        UUID(capsule["officer"]),
        datetime.fromisoformat(capsule["until"]),
        parts_of(capsule["parts"]),
    )
    raw = private.unwrap(label.purpose(), base64.b64decode(capsule["sealed"]))
    assert raw.hex() == capsule["keys"]
    assert pack(unpack(raw, label.parts), label.parts) == raw


@pytest.mark.parametrize(
    "vector", vectors("code.md"), ids=lambda v: f"{v['bits']}-{v['value']}"
)
def test_a_code_of_the_page_reads_in_every_language_and_yields_its_keys(
    vector: dict[str, str], settings: LazySettings
) -> None:
    settings.ARGON2_KIB = REAL_ARGON2_KIB
    bits, value = int(vector["bits"]), int(vector["value"], 16)
    for language in Language:
        code = ReturnCode(bits, value, language)
        assert " ".join(spell(code)) == vector[language]
        assert read(vector[language]) == code
    assert secret_bytes(code).hex() == vector["secret"]
    opened = open_code(code)
    assert opened.locator.hex() == vector["locator"]
    assert opened.private.public().key_id == vector["key id"]


def test_every_purpose_string_is_on_the_page() -> None:
    used = {
        found
        for path in SOURCE.rglob("*.py")
        for found in re.findall(r'b"(safeconduct/[a-z0-9/-]+)\|?"', path.read_text())
    }
    listed = re.findall(
        r"^\| `(safeconduct/[^`]+)` \|", (FORMATS / "README.md").read_text(), re.M
    )
    assert sorted(used) == sorted(listed)


def clear_columns() -> dict[str, list[str]]:
    """Columns of our tables that are not binary."""
    return {
        model._meta.db_table: sorted(
            field.column
            for field in model._meta.concrete_fields
            if not isinstance(field, BinaryField)
        )
        for app in apps.get_app_configs()
        if app.name.startswith("safeconduct.")
        for model in app.get_models()
    }


def test_no_clear_column_without_a_line_on_the_page() -> None:
    page = (FORMATS / "plaintext.md").read_text()
    rows = re.findall(r"^\| `([a-z_]+)` \| ((?:`[a-z0-9_]+` ?)+)\|$", page, re.M)
    listed = {table: sorted(re.findall(r"`([^`]+)`", columns)) for table, columns in rows}
    assert listed == clear_columns()


def test_binary_columns_that_are_not_sealed_are_named() -> None:
    binary = {
        f"{model._meta.db_table}.{field.column}"
        for app in apps.get_app_configs()
        if app.name.startswith("safeconduct.")
        for model in app.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, BinaryField)
    }
    named = set(re.findall(r"`([a-z_]+\.[a-z_]+)`", (FORMATS / "plaintext.md").read_text()))
    assert named <= binary
    plain = {name for name in binary - named if "sealed" not in name}
    assert plain == {"contact_item.office_copy", "materiel_claim.matcher_copy"}
