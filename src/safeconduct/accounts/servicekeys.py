"""Keys of services, made once at the start of a worker and kept in its memory only."""

import base64
import os
from functools import lru_cache
from pathlib import Path

from safeconduct.vault.opening import PrivateKey, ServiceKeys


@lru_cache
def service_keys(name: str) -> ServiceKeys | None:
    """The unlocked key of service `name`, or None while an operator has not unlocked it.

    Read from SC_SERVICE_<NAME> or SC_SERVICE_<NAME>_FILE (base64 of the 96-byte seed).
    """
    variable = f"SC_SERVICE_{name.upper()}"
    text = os.environ.get(variable)
    if text is None and (path := os.environ.get(f"{variable}_FILE")):
        text = Path(path).read_text()
    if text is None:
        return None
    private = PrivateKey(base64.b64decode(text))
    return ServiceKeys(private.public().key_id, private)
