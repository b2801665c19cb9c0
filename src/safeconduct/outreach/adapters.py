"""Signs and checks with minisign: the key file, the signatures and the public key are its own.

Whoever has the `minisign` program checks without any of our code. Every error is a `ProofError`
with one sentence that names the file.
"""

import os
from pathlib import Path

from minisign import Error, KeyPair, PublicKey, SecretKey, Signature, VerifyError

from safeconduct.outreach.core.genuine import Comment, read_comment

# What `minisign -G` itself spends: libsodium's scryptsalsa208sha256, "sensitive".
OPSLIMIT = 33_554_432
MEMLIMIT = 1_073_741_824  # bytes
SigningKey = SecretKey
MOST_BYTES = 4_096  # of a key or a signature; each has a few hundred


class ProofError(Exception):
    """Something signed cannot be made or trusted; the message is one clear sentence."""


def make_key(
    key_file: Path,
    public_file: Path,
    passphrase: str,
    opslimit: int = OPSLIMIT,
    memlimit: int = MEMLIMIT,
) -> str:
    """Make a key pair: the secret half sealed with the passphrase (0600). Returns its print.

    ProofError when one of the files is there already, or the passphrase is empty.
    """
    for path in (key_file, public_file):
        if path.exists():
            msg = f"{path} is there already: a key is never replaced in place."
            raise ProofError(msg)
    if not passphrase:
        msg = f"Give a passphrase: {key_file} is never written without one."
        raise ProofError(msg)
    pair = KeyPair.generate()
    public = bytes(pair.public_key) + b"\n"
    with pair.secret_key as secret:
        secret.encrypt(passphrase, opslimit=opslimit, memlimit=memlimit)
        sealed = bytes(secret) + b"\n"
    try:
        handle = os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            out.write(sealed)
        public_file.write_bytes(public)
    except OSError as error:
        msg = f"{error.filename} cannot be written: {error.strerror}."
        raise ProofError(msg) from error
    return print_of(public, public_file.name)


def open_key(path: Path, passphrase: str) -> SigningKey:
    """The secret key of a file, unlocked. Use it in a `with`: it is wiped at the end."""
    try:
        key = SecretKey.from_bytes(_read(path))
    except Error as error:
        msg = f"{path} is not a secret key of minisign."
        raise ProofError(msg) from error
    try:
        key.decrypt(passphrase)
    except Error as error:
        msg = f"The passphrase does not open {path}."
        raise ProofError(msg) from error
    return key


def public_of(key: SigningKey) -> bytes:
    """The file of the public half that belongs to an unlocked key."""
    return bytes(key.get_public_key()) + b"\n"


def sign(key: SigningKey, body: bytes, comment: str) -> bytes:
    """The file `.minisig` for these bytes; `comment` is vouched for by the signature too."""
    return bytes(key.sign(body, trusted_comment=comment)) + b"\n"


def read_public(path: Path) -> bytes:
    """A public key file, looked at. ProofError when it is none."""
    body = _read(path)
    print_of(body, str(path))
    return body


def print_of(public: bytes, name: str = "minisign.pub") -> str:
    """The 56 characters by which people compare a public key, and which `minisign -P` takes."""
    return str(_public(public, name).to_base64().decode())


def verify(public: bytes, body: bytes, signature: bytes, name: str) -> Comment:
    """What a signature vouches for, when it holds and is for a file of this name.

    ProofError, naming the file, otherwise: files that were swapped hold no proof.
    """
    try:
        found = Signature.from_bytes(signature[:MOST_BYTES])
    except (Error, UnicodeDecodeError) as error:
        msg = f"{name}.minisig is not a signature of minisign."
        raise ProofError(msg) from error
    try:
        _public(public, "minisign.pub").verify(body, found)
    except VerifyError as error:
        other = "key identifiers" in str(error)
        msg = (
            f"{name} is signed with another key than minisign.pub."
            if other
            else f"{name} was changed after it was signed, or its signature was."
        )
        raise ProofError(msg) from error
    try:
        said = read_comment(found.trusted_comment)
    except ValueError as error:
        msg = f"{name}: {error}"
        raise ProofError(msg) from error
    if said.path != name:
        msg = f"{name}: its signature is for {said.path}: the files were swapped."
        raise ProofError(msg)
    return said


def _public(body: bytes, name: str) -> PublicKey:
    try:
        return PublicKey.from_bytes(body[:MOST_BYTES])
    except (Error, UnicodeDecodeError) as error:
        msg = f"{name} is not a public key of minisign."
        raise ProofError(msg) from error


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES)
    except OSError as error:
        msg = f"{path} cannot be read: {error.strerror}."
        raise ProofError(msg) from error
