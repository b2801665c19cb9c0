"""`safeconduct lookalikes …`: finds names and saved pages that pass themselves off as ours.

It reads files that somebody brought, such as the names of new certificates, and asks no
network: a look at a false site would tell its owner that we look.
"""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path

from safeconduct.outreach.core import copies
from safeconduct.outreach.core.lookalike import Ours, address_of, lookalike, ours

STEP = 5_000  # names between two signs of progress


def main(arguments: list[str]) -> int:
    """0 when nothing was found, 1 when something was, 2 when there was nothing to read."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except (OSError, UnicodeDecodeError) as error:
        name = getattr(error, "filename", None) or "The file"
        sys.stderr.write(f"{name} cannot be read as text in UTF-8.\n")
        return 2


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="safeconduct lookalikes", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    one = commands.add_parser("names", help="host names or addresses, one a line")
    one.add_argument("file", type=Path, help="- for standard input")
    for option, setting, what in (
        ("--own", "SC_OUR_HOSTS", "our host names"),
        ("--spoken", "SC_OUR_NAMES", "our names as people say them"),
    ):
        one.add_argument(option, nargs="+", default=_of(setting), help=f"{what} ({setting})")
    one.set_defaults(run=_names)
    one = commands.add_parser("page", help="saved pages (HTML)")
    one.add_argument("file", type=Path, nargs="+")
    one.set_defaults(run=_pages)
    return parser


def _of(setting: str) -> list[str]:
    return [one.strip() for one in os.environ.get(setting, "").split(",") if one.strip()]


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def _names(options: Namespace) -> int:
    if not options.own and not options.spoken:
        sys.stderr.write("Say which names are ours: --own HOST or SC_OUR_HOSTS.\n")
        return 2
    return _scan(options, ours(options.own, options.spoken))


def _lines(path: Path) -> Iterator[str]:
    """One line at a time: lists of certificates are long."""
    if str(path) == "-":
        yield from sys.stdin
        return
    with path.open(encoding="utf-8") as file:
        yield from file


def _scan(options: Namespace, own: Ours) -> int:
    read = found = 0
    unread: list[str] = []
    for number, line in enumerate(_lines(options.file), start=1):
        if not line.strip():
            continue
        address = address_of(line)
        read += 1
        if address is None:
            unread.append(str(number))
            continue
        near = lookalike(address, own)
        if near:
            found += 1
            _say(f"{near.name}\t{near.like}\t{near.sign}")
        if read % STEP == 0 and sys.stderr.isatty():
            sys.stderr.write(f"\r{read} names read, {found} found")
    if unread:
        shown = ", ".join(unread[:20]) + (" …" if len(unread) > 20 else "")
        sys.stderr.write(f"No address in {len(unread)} lines, passed over: {shown}\n")
    sys.stderr.write(f"{read} names read, {found} found.\n")
    return 1 if found else 0


def _pages(options: Namespace) -> int:
    own = copies.own_pages()
    found = 0
    for path in options.file:
        one = copies.compare(path.read_bytes().decode("utf-8", "replace"), own)
        found += one.is_copy
        asked = f"; asks for {', '.join(one.asks)}" if one.asks else ""
        like = f"; most like {one.like}, of which it has {one.cover:.0%}" if one.like else ""
        said = "a copy" if one.is_copy else "no copy"
        _say(f"{path}: {said}; {one.share:.0%} of its text is ours{like}{asked}")
    return 1 if found else 0
