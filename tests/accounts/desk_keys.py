"""A desk's key renewed from end to end: pressed, carried to the offline machine, taken."""

import base64
import shutil
from pathlib import Path

from django.conf import LazySettings, settings

from safeconduct.accounts.desks import asked_desk_keys, renew_desk_key, take_desk_key
from safeconduct.accounts.management.prompt import Operator
from safeconduct.accounts.signed import Signed
from safeconduct.record.services import act
from safeconduct.vault.ceremony import Offline
from safeconduct.vault.certificate import certify_desk
from safeconduct.vault.core.desk_key import Signed as SignedKey
from safeconduct.vault.core.terms import WhyNew


def own_folder(tmp_path: Path, changed: LazySettings) -> Path:
    """A copy of the programme's keys for one test, for what it writes must not last."""
    folder = tmp_path / "keys"
    shutil.copytree(settings.KEY_FOLDER, folder)
    changed.KEY_FOLDER = folder
    return folder


def sign_waiting(offline: Offline, me: Signed) -> list[SignedKey]:
    """What the offline machine makes of the keys that wait."""
    seed = base64.b64decode(offline.signing)
    return [certify_desk(seed, asked, me.at.date()) for asked in asked_desk_keys()]


def take(key: SignedKey, me: Signed) -> None:
    """Put a signed key into use."""
    with act(Operator(), me.at) as a:
        take_desk_key(a, key)


def renewed(offline: Offline, me: Signed) -> SignedKey:
    """The officer's desk has a new key."""
    renew_desk_key(me, WhyNew.MONTH)
    [key] = sign_waiting(offline, me)
    take(key, me)
    return key
