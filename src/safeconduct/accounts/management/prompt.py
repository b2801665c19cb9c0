"""Asks at the operator's prompt who runs a command; the answer goes on the record."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from getpass import getpass
from pathlib import Path

from django.core.management.base import CommandError
from django.utils import timezone

from safeconduct.accounts.signed import Signed
from safeconduct.accounts.signin import prove
from safeconduct.common.refusal import Conflict, Refused, Unknown
from safeconduct.vault.core.paper import Malformed


@dataclass(frozen=True)
class Operator:
    """Whoever carries the file: a signature proves itself, no matter who brings it."""

    key_id: str = "operator"


def who_runs(alias: str) -> Signed:
    """The officer at the prompt, proven by password and code; CommandError when not."""
    password = getpass(f"Password of {alias}: ")
    code = getpass("Code: ").replace(" ", "")
    with in_words():
        return prove(alias, password, code, timezone.now())


@contextmanager
def in_words() -> Iterator[None]:
    """Every anticipated no as one clear sentence on the screen."""
    try:
        yield
    except Refused as refused:
        raise CommandError(" ".join(reason.value for reason in refused.reasons)) from refused
    except Malformed as error:
        msg = f"The file cannot be used: {error}."
        raise CommandError(msg) from error
    except Unknown as error:
        msg = "There is no such active officer or case."
        raise CommandError(msg) from error
    except Conflict as error:
        msg = "Somebody changed this first. Nothing was done; try again."
        raise CommandError(msg) from error


def text_of(path: Path) -> str:
    """The content of a file that was carried here; CommandError when it cannot be read."""
    return _reached(path, lambda: path.read_text())


def put(path: Path, text: str) -> None:
    """Write a file to be carried away; CommandError when it cannot be written."""
    _reached(path, lambda: str(path.write_text(text)))


def _reached(path: Path, deed: Callable[[], str]) -> str:
    try:
        return deed()
    except UnicodeDecodeError as error:
        msg = f"The file cannot be used: {path} is no text."
        raise CommandError(msg) from error
    except OSError as error:
        msg = f"The file {path} cannot be reached: {error.strerror}."
        raise CommandError(msg) from error
