"""Vocabulary of the vault: compartments, lengths, purposes, reasons to refuse."""

from dataclasses import dataclass
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
    ACCESS_REVOKED = "vault.access.revoked"


class WhyNot(Reason):
    """Why something sealed stays shut."""

    NO_KEY = "Your key does not open this part of the file."
    NOT_GENUINE = "This sealed text was altered, moved or belongs to another file."
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
