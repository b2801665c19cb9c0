"""What a security key is asked and what it answers (WebAuthn); nothing else knows the library.

A key is asked to keep nothing about us (no discoverable credential) and to show no maker's
certificate: taken off its owner, it names neither this programme nor an account.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.crypto import salted_hmac
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from safeconduct.accounts.core.security_keys import MOST_KEYS, QUESTION_LIFE

CHALLENGE_BYTES = 32  # the standard asks for at least 16
HANDLE_BYTES = 32
LONGEST_CREDENTIAL = 1023  # bytes; W3C Web Authentication Level 2, section 4
NAME = "Office"  # all that a key or a browser may show of programme and account
MADE_UP = b"safeconduct/accounts/no-key/v1"
TIMEOUT_MS = int(QUESTION_LIFE.total_seconds() * 1000)


@dataclass(frozen=True)
class Credential:
    """What we keep of a security key: its name for itself, its public key, its count."""

    name: bytes
    public_key: bytes
    count: int


def origin() -> str:
    """Scheme, host and port of the office door, as a browser writes them."""
    return str(settings.OFFICE_ORIGIN)


def site() -> str:
    """The host name that security keys are bound to (the standard's RP id)."""
    return urlsplit(origin()).hostname or ""


def fresh_challenge() -> bytes:
    """Random bytes that a key signs, once."""
    return os.urandom(CHALLENGE_BYTES)


def to_register(challenge: bytes, held: Iterable[bytes]) -> str:
    """The question to a new key, as JSON; `held` are the names of keys added before."""
    options = generate_registration_options(
        rp_id=site(),
        rp_name=NAME,
        user_name=NAME,
        user_display_name=NAME,
        user_id=os.urandom(HANDLE_BYTES),  # says nothing, and is kept nowhere
        challenge=challenge,
        timeout=TIMEOUT_MS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED,
            user_verification=UserVerificationRequirement.DISCOURAGED,
        ),
        exclude_credentials=_named(held),
    )
    return options_to_json(options)


def to_sign(challenge: bytes, alias: str, held: Iterable[bytes]) -> str:
    """The question at sign-in, as JSON: always so many names, filled up with made-up ones.

    It depends on the alias alone, never on the password, so it betrays neither.
    """
    names = [*held]
    names += [_made_up(alias, number) for number in range(len(names), MOST_KEYS)]
    options = generate_authentication_options(
        rp_id=site(),
        challenge=challenge,
        timeout=TIMEOUT_MS,
        allow_credentials=_named(sorted(names)),
        user_verification=UserVerificationRequirement.DISCOURAGED,
    )
    return options_to_json(options)


def registered(answer: str, challenge: bytes) -> Credential | None:
    """The new key, or None when the answer is not one to this question at this door."""
    at, here = origin(), site()
    try:
        found = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=here,
            expected_origin=at,
        )
    except Exception:  # whatever a parser stumbles over in outside bytes, the answer is no
        return None
    if len(found.credential_id) > LONGEST_CREDENTIAL:
        return None
    return Credential(found.credential_id, found.credential_public_key, found.sign_count)


def named(answer: str) -> bytes | None:
    """Which key says that it answers; nothing is verified yet."""
    try:
        return parse_authentication_credential_json(answer).raw_id
    except Exception:  # as above
        return None


def signed(answer: str, challenge: bytes, public_key: bytes) -> int | None:
    """The key's count when this key signed this question at this door, else None.

    The count is for the caller to judge, so that a copy is told from a wrong signature.
    """
    at, here = origin(), site()
    try:
        found = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=here,
            expected_origin=at,
            credential_public_key=public_key,
            credential_current_sign_count=0,
        )
    except Exception:  # as above
        return None
    return found.new_sign_count


def _named(names: Iterable[bytes]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=name) for name in names]


def _made_up(alias: str, number: int) -> bytes:
    """A name that no key has, the same for an alias each time; 64 bytes, as many keys use."""
    return salted_hmac(MADE_UP, f"{number} {alias}", algorithm="sha512").digest()
