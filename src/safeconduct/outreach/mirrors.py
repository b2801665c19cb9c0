"""`safeconduct mirror …`: makes and checks what proves that a copy of the guidance is ours.

It needs no database, no settings and no network (but to check an address), and is best run on
the machine that holds the signing key.
"""

import os
import secrets
import shutil
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from datetime import UTC, date, datetime
from getpass import getpass
from importlib.resources import files
from pathlib import Path

from safeconduct.outreach.adapters import (
    ProofError,
    SigningKey,
    make_key,
    open_key,
    print_of,
    public_of,
    read_public,
    sign,
    verify,
)
from safeconduct.outreach.core import mirror, offline
from safeconduct.outreach.core.genuine import (
    WORD_KEY_BYTES,
    Canary,
    Comment,
    canary_text,
    comment_text,
    mirrors_text,
    read_canary,
    read_mirrors,
)
from safeconduct.outreach.core.languages import EVERY
from safeconduct.outreach.core.mirror import (
    CANARY,
    FORMAT,
    MIRRORS,
    PUBLIC_KEY,
    SIGNATURE,
    SUMS,
    Copying,
)
from safeconduct.outreach.core.posture import Posture
from safeconduct.outreach.mirrorcheck import check_all

WORD_KEY = "guidance-word.key"


def main(arguments: list[str]) -> int:
    """Run one of the commands; 0 when it is done, 1 with one sentence for each fault."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except ProofError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"{error.filename} cannot be used: {error.strerror}.\n")
        return 1


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="safeconduct mirror", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    proof = ArgumentParser(add_help=False)
    proof.add_argument(
        "--proof",
        type=Path,
        default=os.environ.get("SC_PROOF_FOLDER"),
        required="SC_PROOF_FOLDER" not in os.environ,
        help="folder of minisign.pub, mirrors.txt and canary.txt (SC_PROOF_FOLDER)",
    )
    key = ArgumentParser(add_help=False)
    key.add_argument("--key", type=Path, required=True, help="the secret key of minisign")
    key.add_argument("--passphrase-file", type=Path, help="instead of typing it")
    text = ArgumentParser(add_help=False)
    text.add_argument(
        "--posture", default="", choices=("", *map(str, Posture)), help="else the shipped one"
    )

    one = commands.add_parser("key", parents=[proof, key], help="make the signing key")
    one.set_defaults(run=_key)
    one = commands.add_parser("word", help="make the key of the agreed words")
    one.add_argument("--keys", type=Path, required=True, help="SC_KEY_FOLDER of the doors")
    one.add_argument("--renew", action="store_true", help="after a door was seized")
    one.set_defaults(run=_word)
    one = commands.add_parser("canary", parents=[proof, key], help="sign a new sign of life")
    one.add_argument("--record", default="", help="name and newest hash of the public record")
    one.set_defaults(run=_canary)
    one = commands.add_parser("build", parents=[proof, key, text], help="build a signed copy")
    one.add_argument(
        "--to", type=Path, required=True, help="folder; an earlier copy is replaced"
    )
    one.add_argument(
        "--own", nargs="+", help="our addresses: renews mirrors.txt of --proof too"
    )
    one.set_defaults(run=_build)
    one = commands.add_parser("offline", parents=[proof, key, text], help="one signed file")
    one.add_argument("--language", required=True, choices=EVERY)
    one.add_argument("--to", type=Path, required=True, help="the HTML file")
    one.set_defaults(run=_offline)
    one = commands.add_parser("check", help="check copies: folders or addresses")
    one.add_argument("where", nargs="+", metavar="ADDRESS|FOLDER")
    one.add_argument("--pub", type=Path, required=True, help="our minisign.pub")
    one.add_argument("--proxy", default="", help="host:port that tunnels, as Tor's can")
    one.set_defaults(run=_check)
    return parser


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _today() -> date:
    return datetime.now(UTC).date()


def _passphrase(options: Namespace, again: bool = False) -> str:
    if options.passphrase_file:
        return str(options.passphrase_file.read_text("utf-8", "replace")).rstrip("\r\n")
    typed = getpass(f"Passphrase of {options.key}: ")
    if again and getpass("Once more: ") != typed:
        msg = "The two passphrases differ: begin again."
        raise ProofError(msg)
    return typed


# -- keys -------------------------------------------------------------------------------


def _key(options: Namespace) -> int:
    options.proof.mkdir(parents=True, exist_ok=True)
    passphrase = _passphrase(options, again=True)
    found = make_key(options.key, options.proof / PUBLIC_KEY, passphrase)
    _say(f"The signing key is made. Publish its print: {found}")
    return 0


def _word(options: Namespace) -> int:
    """A new key is moved into place whole; the words of all coming days change with it."""
    path = options.keys / WORD_KEY
    if path.exists() and not options.renew:
        msg = f"{path} is there already: --renew changes the words of all days to come."
        raise ProofError(msg)
    fresh = path.with_suffix(".new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(secrets.token_bytes(WORD_KEY_BYTES))
    fresh.replace(path)
    _say(
        "The key of the agreed words is made. Bring it to the voice line and the leaflets too."
    )
    return 0


def _unlocked(options: Namespace) -> tuple[SigningKey, bytes]:
    """The key and the public half of --proof. ProofError when they are not a pair."""
    public = read_public(options.proof / PUBLIC_KEY)
    key = open_key(options.key, _passphrase(options))
    if print_of(public_of(key)) != print_of(public):
        key.wipe()
        msg = (
            f"{options.key} is not the key of {options.proof / PUBLIC_KEY}: nothing is signed."
        )
        raise ProofError(msg)
    return key, public


# -- what the key signs -----------------------------------------------------------------


def _signed(key: SigningKey, path: str, body: bytes, version: int, day: date) -> bytes:
    try:
        return sign(key, body, comment_text(Comment(path, version, day)))
    except ValueError as error:
        raise ProofError(str(error)) from error


def _put(folder: Path, name: str, body: bytes, signature: bytes) -> None:
    """Both files under other names first: who looks meanwhile sees the old pair or the new."""
    for one, content in ((name, body), (name + SIGNATURE, signature)):
        (folder / f".{one}.new").write_bytes(content)
    for one in (name, name + SIGNATURE):
        (folder / f".{one}.new").replace(folder / one)


def _canary(options: Namespace) -> int:
    key, public = _unlocked(options)
    with key:
        earlier = options.proof / CANARY
        try:
            number = read_canary(earlier.read_text("utf-8")).number if earlier.exists() else 0
            text = canary_text(Canary(number + 1, _today(), options.record))
        except ValueError as error:
            raise ProofError(str(error)) from error
        signature = _signed(key, CANARY, text.encode(), FORMAT, _today())
    _put(options.proof, CANARY, text.encode(), signature)
    verify(public, text.encode(), signature, CANARY)
    _say(f"Sign of life {number + 1} of {_today()} is signed. The next is due within 14 days.")
    return 0


def proofs_of(folder: Path, public: bytes) -> Mapping[str, bytes]:
    """mirrors.txt, canary.txt and minisign.pub of a folder, the first two as they were signed.

    ProofError naming the file that is missing, changed, or signed for another name.
    """
    found = {PUBLIC_KEY: public}
    for name in (MIRRORS, CANARY):
        found[name] = _content(folder / name)
        verify(public, found[name], _content(folder / (name + SIGNATURE)), name)
    return found


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        way = "`mirror canary`" if CANARY in path.name else "`mirror build --own ADDRESS`"
        msg = f"{path} is missing: {way} makes it."
        raise ProofError(msg) from error


def _copying(options: Namespace, proofs: Mapping[str, bytes]) -> Copying:
    """ProofError with every fault, a line each, that keeps a copy from being made."""
    faults = [*mirror.page_faults(), *mirror.proof_faults(proofs, _today())]
    if faults:
        raise ProofError("\n".join(faults))
    return Copying(
        today=_today(),
        standing=mirror.standing_in(options.posture),
        addresses=read_mirrors(proofs[MIRRORS].decode()),
        key_print=print_of(proofs[PUBLIC_KEY]),
        canary_day=read_canary(proofs[CANARY].decode()).day,
    )


# -- a copy -----------------------------------------------------------------------------


def _build(options: Namespace) -> int:
    _look(options.to)
    key, public = _unlocked(options)
    with key:
        if options.own:
            _say("Signing the list of our addresses …")
            try:
                body = mirrors_text(options.own).encode()
            except ValueError as error:
                raise ProofError(str(error)) from error
            _put(options.proof, MIRRORS, body, _signed(key, MIRRORS, body, FORMAT, _today()))
        proofs = proofs_of(options.proof, public)
        copying = _copying(options, proofs)
        _say("Making the pages …")
        made = mirror.site(copying, proofs, _style())
        sums = mirror.sums_text({path: body for path, (_, body) in made.items()})
        whole = {**made, SUMS: (FORMAT, sums)}
        _say(f"Signing {len(whole)} files …")
        options.to.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=options.to.parent, prefix=".mirror-") as scratch:
            fresh = Path(scratch) / "copy"
            for path, (version, body) in whole.items():
                _lay(fresh / path, body, _signature(options.proof, key, path, body, version))
            _move(fresh, options.to)
    for language, slugs in mirror.shown().items():
        _say(f"  {language}: {len(slugs)} pages")
    _say(f"The copy is in {options.to}. Whoever has minisign checks it with {PUBLIC_KEY}.")
    return 0


def _signature(proof: Path, key: SigningKey, path: str, body: bytes, version: int) -> bytes:
    """The addresses and the sign of life keep the signature, and so the day, that they have."""
    if path in (MIRRORS, CANARY):
        return _content(proof / (path + SIGNATURE))
    return _signed(key, path, body, version, _today())


def _style() -> bytes:
    """The style sheet of the public door: one look for the site and its copies."""
    folder = files("safeconduct").joinpath("doors", "static", "safeconduct")
    return folder.joinpath("style.css").read_bytes()


def _look(folder: Path) -> None:
    """ProofError when something else than an earlier copy would be replaced."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        msg = f"{folder} is no folder: name another with --to."
        raise ProofError(msg)
    if folder.exists() and any(folder.iterdir()) and not (folder / SUMS).exists():
        msg = f"{folder} holds something else than a copy: name another with --to."
        raise ProofError(msg)


def _lay(path: Path, body: bytes, signature: bytes) -> None:
    path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    path.write_bytes(body)
    path.with_name(path.name + SIGNATURE).write_bytes(signature)


def _move(fresh: Path, to: Path) -> None:
    """Nobody ever sees half a copy: the folder is renamed when every file is in it."""
    earlier = fresh.with_name("earlier")
    if to.exists():
        to.rename(earlier)
    fresh.rename(to)
    shutil.rmtree(earlier, ignore_errors=True)


def _offline(options: Namespace) -> int:
    key, public = _unlocked(options)
    with key:
        copying = _copying(options, proofs_of(options.proof, public))
        try:
            found = offline.offline_page(options.language, copying)
        except LookupError as error:
            raise ProofError(str(error.args[0])) from error
        name = options.to.name
        signature = _signed(key, name, found.body, found.version, _today())
        _put(options.to.parent, name, found.body, signature)
    size = f"{len(found.body)} bytes, {found.encoding}"
    _say(f"{options.to}: {size}{'' if found.with_sources else ', without the sources'}.")
    if found.left_out:
        _say(f"Did not fit and is not in the file: {', '.join(found.left_out)}.")
    return 0


def _check(options: Namespace) -> int:
    public = read_public(options.pub)
    found = check_all(options.where, public, _today(), options.proxy)
    width = max(len(one.where) for one in found)
    _say(f"{'copy':<{width}}  files  sign of life  faults")
    for one in found:
        day = one.canary.isoformat() if one.canary else "none"
        _say(f"{one.where:<{width}}  {one.files:>5}  {day:<12}  {len(one.faults) or 'none'}")
    for one in found:
        for fault in one.faults:
            _say(f"{one.where}: {fault}")
    return 1 if any(one.faults for one in found) else 0
