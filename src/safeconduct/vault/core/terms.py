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


class Due(StrEnum):
    """Why a part needs a new key; closed, so that no free text is in clear."""

    ENDED = "somebody's access to this part ended"
    MAY_BE_COPIED = "a key may be copied"
    READ_TOO_MUCH = "somebody read more than they needed"
    PROGRAMME_RULE = "the programme renews keys from time to time"


CHOSEN_DUE = tuple(one for one in Due if one is not Due.ENDED)  # by a person, on the page


class Unrenewed(StrEnum):
    """Why the worker left a file's keys as they were; shown beside the case."""

    ALTERED = "Something sealed in this case was altered. Tell whoever is responsible for keys."
    HOLDER = (
        "The key of somebody who may read this case is not signed, or is not the one that was "
        "signed. Put that right first, then start again."
    )
    MOVED_ON = "Somebody else renewed these keys meanwhile, or they are not due any more."
    NOT_YOURS = "Whoever started this may not open these parts for good any more."


class Desk(StrEnum):
    """What comes in is sealed to a desk; each has a key that is renewed now and then."""

    INTAKE = "intake"
    OMBUDSMAN = "ombudsman"


class DeskKeyState(StrEnum):
    """The life of a desk's key: made; signed and used; only opened with; gone."""

    WAITING = "waiting"
    CURRENT = "current"
    OLD = "old"
    GONE = "gone"


class WhyNew(StrEnum):
    """Why a desk's key is made anew: a closed list, so that no free text is in clear."""

    COPIED = "the key may have been copied"
    LEFT = "an officer left the desk"
    MONTH = "a month is over"


class Kind(StrEnum):
    """What the vault writes on the record."""

    ACCESS_GRANTED = "vault.access.granted"
    ACCESS_LENT = "vault.access.lent"
    ACCESS_PASSED_ON = "vault.access.passed_on"
    ACCESS_REVOKED = "vault.access.revoked"
    KEYS_DUE = "vault.keys.due"
    KEYS_RENEWED = "vault.keys.renewed"
    DESK_KEY_GONE = "vault.desk_key.gone"
    DESK_KEY_MADE = "vault.desk_key.made"
    DESK_KEY_MOVED = "vault.desk_key.moved"
    DESK_KEY_SET = "vault.desk_key.set"
    RECOVERY_ASKED = "vault.recovery.asked"
    RECOVERY_DONE = "vault.recovery.done"
    RECOVERY_REHEARSED = "vault.recovery.rehearsed"
    RENEWAL_ASKED = "vault.renewal.asked"
    SHRED_KEYS_SWEPT = "vault.shred_keys.swept"


class WhyNot(Reason):
    """Why something sealed stays shut."""

    DESK_KEY_EARLIER = "The desk has this key or a newer one already. Nothing was changed."
    DESK_KEY_FORGED = "The programme's offline key did not sign this desk key."
    DESK_KEY_UNHELD = (
        "No active officer at the desk holds this key; nobody could read what comes in."
    )
    DESK_KEY_UNKNOWN = (
        "This desk key was not made here, or it was dropped: by hand, or because somebody who "
        "held it left. Make another one."
    )
    DESK_KEY_WAITS = "A new desk key waits for its signature already. Drop that one first."
    KEY_FORGED = (
        "This officer's key is not the one that the programme signed. Nothing was given to it. "
        "Tell whoever is responsible for keys."
    )
    KEY_UNSIGNED = (
        "The programme has not signed this officer's key yet. Until then nothing can be given "
        "to it."
    )
    NOTHING_DUE = "No keys that you hold wait to be renewed."
    NOT_ASKED = "This answer holds something other than what was asked for. Nothing was stored."
    NOT_GENUINE = "This sealed text was altered, moved or belongs to another file."
    NOT_OF_THE_RING = "This is no key of the programme's services. Nothing was given to it."
    NOT_RECOVERABLE = "The recovery key holds nothing of one of these cases, or it was erased."
    NO_KEY = "Your key does not open this part of the file."
    NO_WORKER = (
        "The programme that does the work is not ready. Nothing was started. Try again in a "
        "minute; if this stays, tell whoever runs the server."
    )
    OTHER_DATABASE = (
        "The record does not continue what the key store saw before: this is another or an "
        "older database. No key was dropped."
    )
    OTHER_SHARES = "These shares join, but they are of another programme's ceremony."
    PAPER_ALTERED = "This file was altered, or is not of this programme. Nothing was done."
    RECOVERED_BEFORE = "This recovery was done before. Nothing was stored a second time."
    RENEWED_SINCE = "Keys were renewed since this was asked. Ask again."
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
