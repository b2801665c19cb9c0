"""What a webhook carries and how it is signed (Standard Webhooks 1.0.0, asymmetric `v1a`).

Source: github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md. Nothing here
signs: the caller brings the 64-byte Ed25519 signature.
"""

import base64
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from safeconduct.partners.core.terms import EventKind

PUBLIC_MARK = "whpk_"  # how the specification writes a public key
SIGNS = b"safeconduct/partners/webhook/v1"  # names the key that signs: of this use alone
# The specification's own advice: some seconds first, then longer, about a day in all.
PAUSES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
)


def payload(kind: EventKind, share: UUID, number: int, at: datetime) -> bytes:
    """The body: what happened to which share, its number, when. No alias, no words."""
    said = {
        "type": kind.value,
        "timestamp": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "data": {"case": str(share), "number": number},
    }
    return json.dumps(said, separators=(",", ":")).encode()


def signed_content(message_id: str, timestamp: int, body: bytes) -> bytes:
    """What the signature is over: id, seconds since 1970, body, with dots between."""
    return f"{message_id}.{timestamp}.".encode() + body


def headers(
    message_id: str, at: datetime, body: bytes, sign: Callable[[bytes], bytes]
) -> dict[str, str]:
    """The three headers of the specification, and the type of the body."""
    timestamp = int(at.timestamp())
    signature = sign(signed_content(message_id, timestamp, body))
    return {
        "content-type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1a,{base64.b64encode(signature).decode()}",
    }


def public_key(public: bytes) -> str:
    """The 32-byte public key as a partner enters it into a library of the specification."""
    return PUBLIC_MARK + base64.b64encode(public).decode()


def next_try(tries: int, at: datetime) -> datetime | None:
    """When to try again after this many failures; None when it is given up."""
    return at + PAUSES[tries - 1] if tries <= len(PAUSES) else None
