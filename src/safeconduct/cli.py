"""`safeconduct <command>`: a thin wrapper over the demonstration and Django's commands."""

import os
import sys

OWN = ("demo", "attack")


def main() -> None:
    """Entry point; unknown words are Django's to explain."""
    if len(sys.argv) > 1 and sys.argv[1] in OWN:
        from safeconduct.demo import attack, run

        sys.exit({"demo": run.main, "attack": attack.main}[sys.argv[1]](sys.argv[2:]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safeconduct.settings.worker")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
