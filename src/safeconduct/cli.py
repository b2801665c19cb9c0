"""`safeconduct <command>`: a thin wrapper over the demonstration and Django's commands."""

import os
import sys
from importlib import import_module

OWN = {
    "attack": "safeconduct.demo.attack",
    "demo": "safeconduct.demo.run",
    "leaflets": "safeconduct.outreach.leaflets",
    "lookalikes": "safeconduct.outreach.lookalikes",
    "mirror": "safeconduct.outreach.mirrors",
    "scripts": "safeconduct.outreach.scripts",
    "seed": "safeconduct.demo.seed",
    "sow": "safeconduct.demo.exercises",
    "train": "safeconduct.demo.train",
}
# Run on a machine without network or database.
OFFLINE = {"ceremony", "recovery_combine", "sign_officer"}


def main() -> None:
    """Entry point; unknown words are Django's to explain."""
    word = sys.argv[1] if len(sys.argv) > 1 else ""
    settings = "offline" if word.replace("-", "_") in OFFLINE else "worker"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"safeconduct.settings.{settings}")
    if word in OWN:
        sys.exit(import_module(OWN[word]).main(sys.argv[2:]))
    from django.core.management import execute_from_command_line

    # Commands are written with a hyphen at the prompt and as modules with an underscore.
    execute_from_command_line([sys.argv[0], word.replace("-", "_"), *sys.argv[2:]])
