"""What an officer keeps for oneself: sealed under a key that only the own private key gives."""

from uuid import UUID

from safeconduct.vault.core.terms import Place
from safeconduct.vault.opening import Holding, unseal
from safeconduct.vault.sealing import Sealed, derive, seal


def seal_own(keys: Holding, column: str, row_id: UUID, text: str) -> Sealed:
    """`text` for whoever holds `keys` alone; opens in this column of this row only."""
    return seal(_own_key(keys), Place(column, row_id, row_id), text.encode())


def open_own(keys: Holding, column: str, row_id: UUID, sealed: bytes) -> str:
    """What was sealed so; Refused for other keys, another place, or when it was altered."""
    return unseal(_own_key(keys), Place(column, row_id, row_id), sealed).decode()


def _own_key(keys: Holding) -> bytes:
    return derive(keys.private.seed, b"safeconduct/vault/own/v1")
