"""A file that a person sent: what is sealed beside it, what is refused, what is shown."""

import json
import unicodedata
from dataclasses import asdict, dataclass
from enum import StrEnum

from safeconduct.common.refusal import Reason
from safeconduct.contact.core.catalogue import Signature, by_media_type, by_name, by_start

MOST_BYTES = 2 * 1024**3  # 2 GiB
MOST_FILES = 10  # of one form: each holds an open file of the door until its row is written
LONGEST_NAME = 255  # most file systems hold no longer one
NO_TYPE = frozenset({"", "application/octet-stream"})  # what a browser says when it knows none


class AttachmentState(StrEnum):
    """What the office did with a file; in clear."""

    NEW = "new"
    OPENED = "opened"


class Copy(StrEnum):
    """Which copy of a file an officer takes."""

    ORIGINAL = "original"
    STRIPPED = "stripped"


class Kind(StrEnum):
    """What is written on the record about files."""

    ATTACHMENT_ALTERED = "contact.attachment.altered"
    ATTACHMENT_READ = "contact.attachment.read"


class WhyNotFile(Reason):
    """Why a file is not taken, or no copy of it is made."""

    BUSY = (
        "Many people are sending files just now. Messages are taken as always; send the file"
        " again a little later."
    )
    CUT_OFF = "This file did not arrive whole, so nothing of it was kept. Please send it again."
    NO_ROOM = "There is no room for this file just now. Your messages are safe and still taken."
    NO_STRIPPED_COPY = (
        "No copy without hidden data can be made of this file. The original can be downloaded."
    )
    TOO_LARGE = "This is more than 2 GB at once. Send it in parts, or tell us about it."
    TOO_MANY = "Ten files go at a time. Please send this one after them."


class Doubt(Reason):
    """What an officer should know before opening a file; the value is the sentence."""

    DANGEROUS = "Files of this type can run when they are opened. Open it on no office machine."
    NOT_AS_CLAIMED = "Its name or the sender's browser says something else than its content."
    UNKNOWN = "Its content begins like no type we know."


@dataclass(frozen=True)
class AttachmentBody:
    """The sealed inside of an attachment's row; `claimed` is what the browser said of it."""

    name: str
    size: int
    claimed: str
    sniffed: str  # code of a signature, "" when none fits

    def to_json(self) -> str:
        """Canonical text to seal."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)


def attachment_body(text: str) -> AttachmentBody:
    """A body as sealed by `AttachmentBody.to_json`."""
    raw = json.loads(text)
    return AttachmentBody(raw["name"], raw["size"], raw["claimed"], raw["sniffed"])


def body_of(name: str, size: int, claimed: str, start: bytes) -> AttachmentBody:
    """What is known of a file from its name, its sender's browser and its first bytes."""
    found = by_start(start)
    return AttachmentBody(
        tame(name)[-LONGEST_NAME:], size, tame(claimed).lower(), found.code if found else ""
    )


def tame(text: str) -> str:
    """The text without control and format characters: no name can be turned around by them."""
    return "".join(sign for sign in text if unicodedata.category(sign)[0] != "C")


def doubts(body: AttachmentBody, found: Signature | None) -> list[Doubt]:
    """What to tell an officer of a file whose content is `found` (None: no known type)."""
    told = []
    if found is None:
        told.append(Doubt.UNKNOWN)
    if not _as_claimed(body, found):
        told.append(Doubt.NOT_AS_CLAIMED)
    named = by_name(body.name)
    if any(one is not None and one.runs for one in (found, named)):
        told.append(Doubt.DANGEROUS)
    return told


def _as_claimed(body: AttachmentBody, found: Signature | None) -> bool:
    """Whether name and claimed type, as far as they say anything known, fit the content."""
    named, claimed = by_name(body.name), by_media_type(body.claimed)
    if found is None:
        # Scripts and web pages are text: their beginning need not tell them.
        return all(one is None or one.runs for one in (named, claimed))
    fits_type = body.claimed in NO_TYPE or body.claimed in found.media_types
    return fits_type and (named is None or named.code == found.code)
