"""What a recipient needs beside a package: the key's fingerprint and the commands to type."""

from hashlib import sha256
from typing import Any

from safeconduct.record.core.checkpoint import fingerprint
from safeconduct.testimony.core.catalogue import verify_script
from safeconduct.testimony.core.package import SIGNATURE, TAG_MANIFEST
from safeconduct.vault.ring import ring


def verification(ref: str = "DP-…") -> dict[str, Any]:
    """Fingerprint of the record's key, hash of the script, and the commands, as typed."""
    printed = fingerprint(ring().record_key)
    return {
        "fingerprint": printed,
        "script_sha256": sha256(verify_script()).hexdigest(),
        "commands": [
            f"unzip {ref}.zip && cd {ref}",
            "openssl pkey -pubin -in log.pem -outform DER | sha256sum",
            "openssl pkeyutl -verify -pubin -inkey log.pem -rawin"
            f" -in {TAG_MANIFEST} -sigfile {SIGNATURE}",
            "sha256sum -c tagmanifest-sha256.txt && sha256sum -c manifest-sha256.txt",
            f"sh VERIFY.sh {printed}",
        ],
    }
