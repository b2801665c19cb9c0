"""The signs of today: agreed words, our addresses, the print of the key, the sign of life.

What is shown was signed elsewhere and laid into the folder of proofs (docs/onion.md). A file
that is missing or is no proof is not shown; the page stays.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from django.conf import settings

from safeconduct.outreach.adapters import ProofError, print_of, verify
from safeconduct.outreach.core import genuine
from safeconduct.outreach.core.genuine import CanaryState

KEY_FILE = "guidance-word.key"
SIGNED = ("mirrors.txt", "canary.txt")
PUBLIC_KEY = "minisign.pub"
PROOFS = (*SIGNED, *(f"{name}.minisig" for name in SIGNED), PUBLIC_KEY)
MOST_BYTES = 20_000
Words = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Signs:
    """What the page shows today; what there is no proof of is empty or None."""

    day_words: Words
    season_words: Words
    addresses: tuple[str, ...]
    key: str
    canary: date | None
    canary_mark: str

    @property
    def canary_red(self) -> bool:
        """Whether the sign of life is too old to be one."""
        return self.canary_mark == CanaryState.RED.value


def signs(today: date) -> Signs:
    """The signs of a day (UTC), the words by the clock of Kyiv."""
    now = datetime.now(UTC)
    _, day = day_words(settings.KEY_FOLDER, now)
    _, season = season_words(settings.KEY_FOLDER, now)
    folder = settings.PROOF_FOLDER
    addresses, life = _signed(folder, "mirrors.txt"), _signed(folder, "canary.txt")
    canary = genuine.read_canary(life).day if life else None
    return Signs(
        day,
        season,
        genuine.read_mirrors(addresses) if addresses else (),
        key_print(folder),
        canary,
        genuine.canary_state(canary, today).value if canary else "",
    )


def own_addresses(today: date) -> tuple[str, ...]:
    """Our addresses: those that are signed, then the hosts of this installation."""
    hosts = (f"https://{host}" for host in settings.OUR_HOSTS)
    named = (one for one in hosts if not genuine.address_flaw(one))
    return tuple(dict.fromkeys((*signs(today).addresses, *named)))


def day_words(keys: Path, now: datetime) -> tuple[str, Words]:
    """The day in Kyiv and its words; no words where the folder holds no key of them."""
    period = genuine.day_period(now)
    key = _word_key(keys / KEY_FILE)
    return period, genuine.words(key, period) if key else ()


def season_words(keys: Path, now: datetime) -> tuple[str, Words]:
    """The quarter and its words; no words where the folder holds no key of them."""
    period = genuine.season_period(now)
    key = _word_key(keys / KEY_FILE)
    return period, genuine.words(key, period) if key else ()


def proof(folder: Path | None, name: str) -> bytes | None:
    """One file of the folder of proofs as it lies there; None for any other, or without one."""
    if folder is None or name not in PROOFS:
        return None
    try:
        return (folder / name).read_bytes()[:MOST_BYTES]
    except OSError:
        return None


def _signed(folder: Path | None, name: str) -> str:
    """The text of a file whose signature holds; empty otherwise."""
    parts = [proof(folder, one) for one in (PUBLIC_KEY, name, f"{name}.minisig")]
    public, body, signature = parts
    if public is None or body is None or signature is None:
        return ""
    try:
        verify(public, body, signature, name)
    except ProofError:
        return ""
    return body.decode()


def key_print(folder: Path | None) -> str:
    """The print of our signing key; empty where there is none."""
    public = proof(folder, PUBLIC_KEY)
    try:
        return print_of(public) if public else ""
    except ProofError:
        return ""


def _word_key(path: Path) -> bytes:
    """The key of the agreed words; empty where none was made."""
    try:
        key = path.read_bytes()
    except OSError:
        return b""
    return key if len(key) == genuine.WORD_KEY_BYTES else b""
