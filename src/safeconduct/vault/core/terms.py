"""Vocabulary of the vault: compartments, lengths, purposes, reasons to refuse."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from safeconduct.common.refusal import Reason

KEY_BYTES = 32
MLKEM_PUBLIC_BYTES = 1184  # FIPS 203, ML-KEM-768 encapsulation key
X25519_PUBLIC_BYTES = 32  # RFC 7748
PUBLIC_BYTES = MLKEM_PUBLIC_BYTES + X25519_PUBLIC_BYTES
MLKEM_SEED_BYTES = 64  # FIPS 203: d || z
SEED_BYTES = MLKEM_SEED_BYTES + KEY_BYTES
KEY_ID_BYTES = 8
SIGNATURE_BYTES = 64  # Ed25519, RFC 8032
STREAM_CHUNK = (
    256 * 1024
)  # bytes of a file sealed at a time; docs/formats/attachment.md says why
LONGEST_GRANT = timedelta(hours=10)  # access for a time lasts one night shift at most
SHARES, SHARES_NEEDED = 5, 3  # custodians of the recovery seed; how many must meet

CLEAR = "\033[2J\033[3J\033[H"  # ECMA-48: screen, lines scrolled away (xterm), cursor home


class Compartment(StrEnum):
    """The seven parts of a file; each has its own data key, so need-to-know is a key."""

    CONTACT = "contact"
    EQUIPMENT = "equipment"
    IDENTITY = "identity"
    LOCATION = "location"
    PAYMENT = "payment"
    TESTIMONY = "testimony"
    VETTING = "vetting"


class Holder(StrEnum):
    """Who a wrap is made for."""

    DESK = "desk"
    OFFICER = "officer"
    RECOVERY = "recovery"
    SERVICE = "service"


class Kind(StrEnum):
    """What the vault writes on the record."""

    ACCESS_GRANTED = "vault.access.granted"
    ACCESS_LENT = "vault.access.lent"
    ACCESS_PASSED_ON = "vault.access.passed_on"
    ACCESS_REVOKED = "vault.access.revoked"
    RECOVERY_ASKED = "vault.recovery.asked"
    RECOVERY_DONE = "vault.recovery.done"
    RECOVERY_REHEARSED = "vault.recovery.rehearsed"
    SHRED_KEYS_SWEPT = "vault.shred_keys.swept"


class WhyNot(Reason):
    """Why something sealed stays shut."""

    KEY_FORGED = (
        "This officer's key is not the one that the programme signed. Nothing was given to it. "
        "Tell whoever is responsible for keys."
    )
    KEY_UNSIGNED = (
        "The programme has not signed this officer's key yet. Until then nothing can be given "
        "to it."
    )
    NOT_ASKED = "This answer holds something other than what was asked for. Nothing was stored."
    NOT_GENUINE = "This sealed text was altered, moved or belongs to another file."
    NOT_OF_THE_RING = "This is no key of the programme's services. Nothing was given to it."
    NOT_RECOVERABLE = "The recovery key holds nothing of one of these cases, or it was erased."
    NO_KEY = "Your key does not open this part of the file."
    OTHER_DATABASE = (
        "The record does not continue what the key store saw before: this is another or an "
        "older database. No key was dropped."
    )
    OTHER_SHARES = "These shares join, but they are of another programme's ceremony."
    PAPER_ALTERED = "This file was altered, or is not of this programme. Nothing was done."
    RECOVERED_BEFORE = "This recovery was done before. Nothing was stored a second time."
    SHREDDED = "The keys of this file were destroyed; nobody can read it any more."


@dataclass(frozen=True)
class Place:
    """Where a sealed text belongs: it opens in this column of this row of this file only."""

    column: str
    file_id: UUID
    row_id: UUID

    def context(self) -> bytes:
        """Associated data, docs/formats/envelope.md: column, file and row, separated by '|'."""
        return f"{self.column}|{self.file_id.hex}|{self.row_id.hex}".encode()
