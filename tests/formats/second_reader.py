"""A second reader: opens the vectors of docs/formats, written from those pages alone.

It imports nothing of the product, and of HPKE only what RFC 9180 and the X-Wing draft are made
of: ML-KEM-768, X25519, SHA-3 and HKDF. Run: python second_reader.py docs/formats WORDS, where
WORDS is the folder of the word lists. Prints a line per vector; exits 1 at the first that does
not open.
"""

import base64
import hashlib
import hmac
import re
import sys
import unicodedata
from pathlib import Path

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

Vector = dict[str, str]


def hkdf(secret: bytes, info: str, length: int, salt: bytes | None = None) -> bytes:
    """README: RFC 5869 with SHA-256."""
    return HKDF(SHA256(), length, salt, info.encode()).derive(secret)


# -- envelope.md ------------------------------------------------------------------------


def open_envelope(key: bytes, column: str, file: str, row: str, sealed: bytes) -> bytes:
    """The text; an exception for anything else."""
    header, salt, rest = sealed[:2], sealed[2:26], sealed[26:]
    child = hkdf(key, "safeconduct/vault/envelope/v1", 44, salt)
    place = f"{column}|{file}|{row}".encode()
    padded = ChaCha20Poly1305(child[:32]).decrypt(child[32:44], rest, header + place)
    if len(padded) not in (1024, 4096, 16384) and len(padded) % 65536:
        raise ValueError("no padded size")
    text = padded.rstrip(b"\x00")
    if not text.endswith(b"\x80"):
        raise ValueError("no mark")
    return text[:-1]


# -- wrap.md ----------------------------------------------------------------------------

SUITE_ID = b"HPKE" + bytes.fromhex("647a 0001 0003")
XWING_LABEL = b"\\.//^\\"


def halves(private: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    """64 bytes of ML-KEM-768 seed, 32 of X25519."""
    mlkem = MLKEM768PrivateKey.from_seed_bytes(private[:64])
    return mlkem, X25519PrivateKey.from_private_bytes(private[64:])


def public_of(private: bytes) -> bytes:
    """1,184 bytes of encapsulation key, 32 of X25519."""
    mlkem, curve = halves(private)
    return mlkem.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()


def key_id(private: bytes) -> str:
    """First 8 bytes of SHA-256 of the public key."""
    return hashlib.sha256(public_of(private)).hexdigest()[:16]


def extract(salt: bytes, label: str, secret: bytes) -> bytes:
    """LabeledExtract of RFC 9180, section 4."""
    labelled = b"HPKE-v1" + SUITE_ID + label.encode() + secret
    return hmac.digest(salt or bytes(32), labelled, "sha256")


def expand(secret: bytes, label: str, info: bytes, length: int) -> bytes:
    """LabeledExpand of RFC 9180, section 4; one block is enough here."""
    labelled = length.to_bytes(2, "big") + b"HPKE-v1" + SUITE_ID + label.encode() + info
    return hmac.digest(secret, labelled + b"\x01", "sha256")[:length]


def unwrap(private: bytes, info: str, wrapped: bytes) -> bytes:
    """HPKE, base mode, one shot, with X-Wing (draft-connolly-cfrg-xwing-kem)."""
    from_mlkem, from_curve, sealed = wrapped[:1088], wrapped[1088:1120], wrapped[1120:]
    mlkem, curve = halves(private)
    one = mlkem.decapsulate(from_mlkem)
    other = curve.exchange(X25519PublicKey.from_public_bytes(from_curve))
    mine = curve.public_key().public_bytes_raw()
    shared = hashlib.sha3_256(one + other + from_curve + mine + XWING_LABEL).digest()
    context = (
        b"\x00" + extract(b"", "psk_id_hash", b"") + extract(b"", "info_hash", info.encode())
    )
    secret = extract(shared, "secret", b"")
    key, nonce = expand(secret, "key", context, 32), expand(secret, "base_nonce", context, 12)
    return ChaCha20Poly1305(key).decrypt(nonce, sealed, b"")


# -- code.md ----------------------------------------------------------------------------


def plain(word: str) -> str:
    """Any case, ё for е, й for и, ґ for г, no apostrophes."""
    word = word.casefold().replace("ґ", "г").replace("’", "").replace("'", "")
    return "".join(
        one for one in unicodedata.normalize("NFKD", word) if not unicodedata.combining(one)
    )


def number_of(words: list[str], listed: list[str]) -> int:
    """The words as one number, 11 bits each; ValueError for one that is not in the list."""
    places = {plain(word): place for place, word in enumerate(listed)}
    number = 0
    for word in words:
        if plain(word) not in places:
            raise ValueError("not in the list")
        number = number << 11 | places[plain(word)]
    return number


def read_code(words: str, listed: list[str]) -> bytes:
    """The 17 secret bytes; ValueError for another number of words or a wrong checksum."""
    typed = words.split()
    bits = {6: 62, 12: 128}[len(typed)]
    number = number_of(typed, listed)
    value, checksum = number >> 4, number & 15
    counted = bytes([bits]) + value.to_bytes(16, "big")
    if hashlib.sha256(b"safeconduct/contact/code/v1" + counted).digest()[0] >> 4 != checksum:
        raise ValueError("wrong checksum")
    return counted


def root_of(secret: bytes) -> bytes:
    """Short codes are stretched, long ones are not."""
    if secret[0] == 62:
        return hash_secret_raw(secret, b"safeconduct/code", 3, 65536, 1, 32, Type.ID, 19)
    return hkdf(secret, "safeconduct/contact/long/v1", 32)


# -- mailbox.md -------------------------------------------------------------------------


def open_to_person(vector: Vector, column: str, info: str) -> bytes:
    """Length of the wrap, wrap, envelope."""
    sealed = base64.b64decode(vector["sealed"])
    cut = 2 + int.from_bytes(sealed[:2], "big")
    fresh = unwrap(bytes.fromhex(vector["private"]), info, sealed[2:cut])
    key = fresh + bytes.fromhex(vector["shred"])
    return open_envelope(key, column, vector["file"], vector["row"], sealed[cut:])


def mark(shred: bytes, column: str, file: str, private: bytes) -> str:
    """The mark of a key kept in a mailbox, in hex."""
    info = f"safeconduct/contact/kept-key/v1|{column}|{file}|".encode() + public_of(private)
    return HKDF(SHA256(), 32, None, info).derive(shred).hex()


def open_letter(vector: Vector) -> bytes:
    """By the inbox key, which comes from the contact key and the shred key."""
    shred = bytes.fromhex(vector["shred"])
    inbox = hkdf(bytes.fromhex(vector["contact"]) + shred, "safeconduct/vault/inbox/v1", 96)
    same(key_id(inbox), vector["inbox key id"])
    same(mark(shred, "inbox_key", vector["file"], inbox), vector["inbox mark"])
    info = f"safeconduct/vault/letter/v1|{vector['file']}|{vector['row']}"
    fresh = unwrap(inbox, info, base64.b64decode(vector["sealed_key"]))
    sealed = base64.b64decode(vector["sealed_body"])
    return open_envelope(
        fresh + shred, "contact.letter.body", vector["file"], vector["row"], sealed
    )


def open_item(vector: Vector) -> bytes:
    """An item is sealed to the person under its file and its own id."""
    info = f"safeconduct/vault/item/v1|{vector['file']}|{vector['row']}"
    return open_to_person(vector, "contact.item.body", info)


def open_callback(vector: Vector) -> bytes:
    """Call-back words are sealed to the person under the box."""
    info = f"safeconduct/vault/callback/v1|{vector['file']}"
    return open_to_person(vector, "contact.mailbox.callback", info)


def open_complaint(vector: Vector) -> bytes:
    """By the complaint's own contact key."""
    key = bytes.fromhex(vector["contact"]) + bytes.fromhex(vector["shred"])
    sealed = base64.b64decode(vector["sealed"])
    return open_envelope(key, "contact.complaint.body", vector["file"], vector["row"], sealed)


def open_session(vector: Vector) -> None:
    """The cookie opens the person's key, which leads to the thread."""
    cookie = vector["cookie"].encode()
    same(hashlib.sha256(cookie).hexdigest(), vector["hash"])
    key = hkdf(cookie, "safeconduct/contact/session/v1", 32)
    sealed, box = base64.b64decode(vector["sealed"]), vector["box"]
    seed = open_envelope(key, "contact.session.seed", box, box, sealed)
    same(seed.hex(), vector["private"])
    same(hkdf(seed, "safeconduct/contact/complaint/v1", 16).hex(), vector["thread"])
    answers = hkdf(seed, "safeconduct/contact/answers/v1", 96)
    same(key_id(answers), vector["answers key id"])


OPENERS = {
    "letter": open_letter,
    "item": open_item,
    "callback": open_callback,
    "complaint": open_complaint,
}


# -- epochs.md --------------------------------------------------------------------------


def open_link(vector: Vector) -> bytes:
    """The key of an epoch, sealed under the key of the next one."""
    key = bytes.fromhex(vector["newest"] + vector["shred"])
    sealed = base64.b64decode(vector["sealed"])
    same(len(sealed), int(vector["length"]))
    return open_envelope(key, "vault.earlierkey.sealed", vector["file"], vector["row"], sealed)


def check_worker_key(vector: Vector) -> None:
    """The record's key vouches for a worker's key."""
    private = bytes.fromhex(vector["private"])
    same(key_id(private), vector["key id"])
    head = f"safeconduct/vault/worker-key/v1|{vector['key id']}|{vector['started']}|"
    record = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(vector["record seed"]))
    same(record.sign(head.encode() + public_of(private)).hex(), vector["signature"])


def open_capsule(vector: Vector) -> bytes:
    """Keys of named parts, sealed to a worker under all that stands on the capsule."""
    names = ("capsule", "file", "officer", "until", "parts")
    info = "|".join(["safeconduct/vault/capsule/v1", *(vector[name] for name in names)])
    sealed = base64.b64decode(vector["sealed"])
    same(len(sealed), int(vector["length"]))
    return unwrap(bytes.fromhex(vector["private"]), info, sealed)


# -- the vectors ------------------------------------------------------------------------


def same(found: object, wanted: object) -> None:
    """Say which of two differs."""
    if found != wanted:
        raise ValueError(f"{found!r} is not {wanted!r}")


def vectors(page: Path) -> list[Vector]:
    """Blocks of `name: value`; a long value stands on the lines below its name."""
    found = []
    for block in re.findall(r"```vector\n(.*?)```", page.read_text("utf-8"), re.DOTALL):
        fields: Vector = {}
        name = ""
        for line in block.splitlines():
            head = re.match(r"([a-z][a-z_ ]*):(?: (.*)|$)", line)
            if head:
                name, fields[head[1]] = head[1], head[2] or ""
            else:
                fields[name] += line
        found.append(fields)
    return found


def check_envelope(vector: Vector) -> None:
    """One vector of envelope.md."""
    sealed = base64.b64decode(vector["sealed"])
    same(len(sealed), int(vector["length"]))
    place = (vector["column"], vector["file"], vector["row"])
    text = open_envelope(bytes.fromhex(vector["key"]), *place, sealed)
    same(text.hex(), vector["text"])


def check_wrap(vector: Vector) -> None:
    """One vector of wrap.md."""
    private, sealed = bytes.fromhex(vector["private"]), base64.b64decode(vector["sealed"])
    same(key_id(private), vector["key id"])
    same(len(sealed), int(vector["length"]))
    same(unwrap(private, vector["info"], sealed).hex(), vector["secret"])


def check_code(vector: Vector, lists: Path) -> None:
    """One vector of code.md, in three languages."""
    for language in ("en", "ru", "uk"):
        listed = (lists / f"words_{language}.txt").read_text("utf-8").split()
        same(read_code(vector[language].upper(), listed).hex(), vector["secret"])
    secret = bytes.fromhex(vector["secret"])
    same(secret[1:].hex().lstrip("0") or "0", vector["value"].lstrip("0") or "0")
    root = root_of(secret)
    same(hkdf(root, "safeconduct/contact/locator/v1", 16).hex(), vector["locator"])
    same(key_id(hkdf(root, "safeconduct/contact/applicant/v1", 96)), vector["key id"])


def check_mailbox(vector: Vector) -> None:
    """One vector of mailbox.md."""
    if vector["kind"] == "session":
        open_session(vector)
    else:
        same(OPENERS[vector["kind"]](vector).hex(), vector["text"])


def check_epochs(vector: Vector) -> None:
    """One vector of epochs.md."""
    if vector["kind"] == "worker key":
        check_worker_key(vector)
    elif vector["kind"] == "link":
        same(open_link(vector).hex(), vector["earlier"])
    else:
        same(open_capsule(vector).hex(), vector["keys"])


def main(formats: Path, lists: Path) -> None:
    """Open every vector of the five pages."""
    pages = {
        "envelope": check_envelope,
        "wrap": check_wrap,
        "code": lambda vector: check_code(vector, lists),
        "mailbox": check_mailbox,
        "epochs": check_epochs,
    }
    for page, check in pages.items():
        for number, vector in enumerate(vectors(formats / f"{page}.md"), 1):
            check(vector)
            sys.stdout.write(f"{page} {number}: opened\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
