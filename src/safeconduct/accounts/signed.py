"""Who is signed in, handed to every office view and service as `me`."""

from dataclasses import dataclass
from datetime import datetime

from safeconduct.accounts.core.terms import Actor
from safeconduct.vault.opening import OfficerKeys


@dataclass(frozen=True)
class Signed:
    """A signed-in officer and the moment of the request. Made by `accounts.signin` only."""

    actor: Actor
    keys: OfficerKeys
    at: datetime
