"""`safeconduct attack`: tries every theft on a throw-away demonstration."""

import sys
from collections.abc import Sequence

import django

from safeconduct.demo.ground import Ground, ground
from safeconduct.demo.thefts import THEFTS


def report(g: Ground) -> int:
    """Try every theft, print a line each; returns how many succeeded."""
    succeeded = 0
    for theft in THEFTS:
        name = (theft.__doc__ or theft.__name__).strip().rstrip(".")
        loot = theft(g)
        succeeded += loot is not None
        line = f"refused: {name}" if loot is None else f"SUCCEEDED: {name}: {loot}"
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
    return succeeded


def main(arguments: Sequence[str]) -> int:
    """Exit code: 0 when every theft was refused."""
    del arguments
    with ground() as g:
        _settings(g)
        succeeded = report(g)
    sys.stdout.write(f"{len(THEFTS) - succeeded} refused, {succeeded} succeeded\n")
    return int(succeeded > 0)


def _settings(g: Ground) -> None:
    """The codes of the accounts are computed with the product's own library."""
    import os

    os.environ |= g.instance.environment("sc_worker", "worker")
    django.setup()
