"""Runs the worker's erasures now, under the worker's role; reads and writes JSON."""

import json
import sys

import django


def main() -> None:
    """Reads nothing; writes null."""
    django.setup()
    from safeconduct.casework.jobs import run_erasures
    from safeconduct.vault.jobs import rewrite_dropped_shred_keys

    run_erasures(timestamp=0)
    rewrite_dropped_shred_keys(timestamp=0)
    sys.stdout.write(json.dumps(None))


if __name__ == "__main__":
    main()
