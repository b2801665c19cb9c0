"""`safeconduct train`: a demonstration's ways, with exercises instead of stories."""

from collections.abc import Sequence

from safeconduct.demo import run


def main(arguments: Sequence[str]) -> int:
    """Exit code: 0 after Ctrl-C, 1 when the training instance could not start."""
    return run.main(arguments, training=True)
