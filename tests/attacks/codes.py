"""Makes return codes of every kind in a running instance; reads and writes JSON."""

import json
import sys
from datetime import datetime

import django

if __name__ == "__main__":
    django.setup()

from django.utils import timezone

from safeconduct.contact.core.code import Language, new_code, spell
from safeconduct.vault.services import shred
from tests.contact.boxes import Box
from tests.contact.test_codes import OPEN, SHUT


def six_unknown(_at: datetime) -> str:
    """Six words that were never given to anybody."""
    return " ".join(spell(new_code(Language.RU, 6)))


def six_destroyed(at: datetime) -> str:
    """Six words of a file whose shred key is gone."""
    box = Box(at, long_code=False)
    shred(box.file_id)
    return box.words


SIX = {"six words, unknown": six_unknown, "six words, destroyed": six_destroyed}
KINDS = {**SHUT, **OPEN, **SIX}


def main() -> None:
    """Reads [kind]; writes {kind: words}."""
    now, asked = timezone.now(), json.loads(sys.stdin.read())
    sys.stdout.write(json.dumps({kind: KINDS[kind](now) for kind in asked}))


if __name__ == "__main__":
    main()
