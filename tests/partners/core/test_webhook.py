"""Signed as Standard Webhooks says; tried again for about a day."""

import base64
import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

from safeconduct.partners.core import webhook
from safeconduct.partners.core.terms import EventKind

AT = datetime(2026, 11, 22, 18, 0, 1, tzinfo=UTC)


def test_the_body_says_what_and_which_and_nothing_more() -> None:
    body = webhook.payload(EventKind.CASE_MOVED, UUID(int=5), 7, AT)
    assert json.loads(body) == {
        "type": "case.moved",
        "timestamp": "2026-11-22T18:00:01Z",
        "data": {"case": str(UUID(int=5)), "number": 7},
    }


def test_the_signature_is_over_id_time_and_body() -> None:
    asked: list[bytes] = []

    def sign(text: bytes) -> bytes:
        asked.append(text)
        return bytes(64)

    made = webhook.headers("m1", AT, b"{}", sign)
    seconds = str(int(AT.timestamp()))
    assert asked == [f"m1.{seconds}.{{}}".encode()]
    assert made["webhook-id"] == "m1"
    assert made["webhook-timestamp"] == seconds
    assert made["webhook-signature"] == "v1a," + base64.b64encode(bytes(64)).decode()
    assert webhook.public_key(bytes(32)) == "whpk_" + base64.b64encode(bytes(32)).decode()


def test_pauses_grow_and_end_within_a_day() -> None:
    tries = [webhook.next_try(count, AT) for count in range(1, 9)]
    pauses = [one - AT for one in tries if one is not None]
    assert pauses == sorted(pauses)
    assert timedelta(hours=12) < sum(pauses, timedelta()) < timedelta(hours=24)
    assert tries[len(pauses) :] == [None] * (8 - len(pauses))
