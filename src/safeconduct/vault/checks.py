"""Start-up checks: no hybrid KEM, no key ceremony, no service beyond loopback."""

import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from safeconduct.vault.core.terms import SEED_BYTES
from safeconduct.vault.files import make_ready
from safeconduct.vault.opening import PrivateKey
from safeconduct.vault.ring import held, is_training, ring
from safeconduct.vault.sealing import wrap

LOOPBACK = {"127.0.0.1", "localhost", "[::1]", "testserver"}


def hybrid_works() -> bool:
    """Whether the linked library really seals and opens with ML-KEM-768 and X25519."""
    private = PrivateKey(os.urandom(SEED_BYTES))
    sealed = wrap(private.public(), b"safeconduct/vault/self-test/v1", b"test")
    return private.unwrap(b"safeconduct/vault/self-test/v1", sealed) == b"test"


def ready_to_serve() -> None:
    """ImproperlyConfigured, with one sentence, unless this instance may serve its hosts."""
    if not hybrid_works():
        msg = "This machine's cryptography lacks ML-KEM-768 with X25519: update it."
        raise ImproperlyConfigured(msg)
    if not held():
        msg = "Hold the key ceremony first: safeconduct ceremony."
        raise ImproperlyConfigured(msg)
    if is_training(ring().record_name) != settings.TRAINING:
        msg = (
            "These keys are a training instance's: start it with SC_TRAINING=1, or use the "
            "real instance's keys."
            if is_training(ring().record_name)
            else "A training instance has keys of its own: hold a ceremony for it."
        )
        raise ImproperlyConfigured(msg)
    make_ready()
    if settings.DEMO and not set(settings.ALLOWED_HOSTS) <= LOOPBACK:
        msg = "A demonstration serves this machine only: its keys lie on its disk."
        raise ImproperlyConfigured(msg)
