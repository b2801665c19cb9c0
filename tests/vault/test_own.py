"""What an officer keeps for oneself opens for nobody else, and nowhere else."""

from uuid import uuid4

import pytest

from safeconduct.common.refusal import Refused
from safeconduct.vault.opening import Holding, PrivateKey
from safeconduct.vault.own import open_own, seal_own

MINE = Holding("mine", PrivateKey(bytes(range(96))))
OTHER = Holding("other", PrivateKey(bytes(96)))
COLUMN = "casework.savedfilter.sealed"


def test_only_the_same_key_opens_it() -> None:
    row = uuid4()
    sealed = seal_own(MINE, COLUMN, row, "на фронте")
    assert open_own(MINE, COLUMN, row, sealed) == "на фронте"
    for keys, column, place in (
        (OTHER, COLUMN, row), (MINE, "other", row), (MINE, COLUMN, uuid4()),
    ):  # fmt: skip
        with pytest.raises(Refused):
            open_own(keys, column, place, sealed)
