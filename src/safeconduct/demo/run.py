"""`safeconduct demo`: from nothing to two open doors, and by Ctrl-C back to nothing."""

import argparse
import hashlib
import json
import os
import shutil
import signal
import sys
import threading
import time
import urllib.request
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from safeconduct.demo.instance import (
    DemoError,
    Instance,
    check_ground,
    run_tool,
    serve,
    single,
    spawn,
    start_engines,
    stop,
)
from safeconduct.demo.proofs import lay_proofs

PACKAGE = Path(__file__).resolve().parent.parent
READY_SECONDS = 30
THINGS_TO_TRY = """Three things to try
  1. Write at the public door in Russian, keep the six words, and come back with them.
  2. Sign in at the office as Iryna (accounts and codes stand on its first page), open the
     letter, open a case, put Olena on it as its case officer, answer.
  3. Sign in as Marta, the treasurer, and open the 500 000 USD of somebody who has not
     arrived: the page lists every reason why it cannot be released."""

EXERCISES = """Sign in at the office and choose Exercises. Acts that need two people need two
browsers. When the copies of an exercise are used up, start over: `make train RESET=1`."""


def say(text: str) -> None:
    """One line of progress."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def prepare(instance: Instance) -> None:
    """Engines, tables, keys, invented people; each step says that it is done."""
    say("Starting PostgreSQL and the key store …")
    start_engines(instance)
    say("Making tables …")
    made, wanted = instance.folder / "tables", tables()
    if not made.exists() or made.read_text() != wanted:
        run_tool(instance, "sc_owner", "migrate_all")
        made.write_text(wanted)
    if not (instance.keys / "programme.json").exists():
        say("Holding the key ceremony …")
        run_tool(instance, "sc_owner", "ceremony", "--demo")
    lay_proofs(instance)
    if not (instance.folder / "seeded").exists():
        if instance.training:
            say("Laying out exercises …")
            run_tool(instance, "sc_owner", "sow", **service_files(instance))
        else:
            say("Writing eight invented stories …")
            run_tool(instance, "sc_owner", "seed", **service_files(instance))
        (instance.folder / "seeded").write_text("1")


def tables() -> str:
    """What all tables are made of, as a digest: with the same one nothing is to be migrated."""
    found = hashlib.sha256()
    for name in ("django", "procrastinate"):
        found.update(f"{name} {version(name)}\n".encode())
    for path in sorted(PACKAGE.glob("*/migrations/*.py")):
        found.update(f"{path.relative_to(PACKAGE)}\n".encode() + path.read_bytes())
    return found.hexdigest()


def service_files(instance: Instance) -> dict[str, str]:
    """Where the demonstration keeps the service keys that an operator would unlock."""
    return {
        f"SC_SERVICE_{name.upper()}_FILE": str(instance.keys / f"service-{name}.demo")
        for name in ("matcher", "watch")
    }


def open_doors(instance: Instance) -> None:
    """Both doors and the worker; returns when both answer."""
    say("Opening the doors …")
    serve(instance, "public", "sc_public", instance.public_port)
    serve(instance, "office", "sc_office", instance.office_port)
    if instance.partner_port is not None:
        serve(instance, "partner", "sc_partner", instance.partner_port)
    spawn(instance, "sc_worker", "worker", "safeconduct", "work", **service_files(instance))
    for port in (instance.public_port, instance.office_port):
        _wait_for(f"http://127.0.0.1:{port}/", instance)


def _wait_for(address: str, instance: Instance) -> None:
    for _ in range(READY_SECONDS * 10):
        if any(part.poll() is not None for part in instance.parts):
            break
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310  loopback only
                return
        except OSError:  # refused, reset, or not answering yet
            time.sleep(0.1)
    msg = f"{address} does not answer: see the logs in {instance.folder / 'logs'}."
    raise DemoError(msg)


def announce(instance: Instance, seconds: float) -> None:
    """Addresses, accounts, what to do first."""
    accounts = json.loads((instance.keys / "demo-accounts.json").read_text())
    say(f"\nReady after {seconds:.1f} s. Everything here is invented.")
    say(f"  Public door  http://127.0.0.1:{instance.public_port}/")
    say(f"  Office door  http://127.0.0.1:{instance.office_port}/")
    if instance.partner_port is not None:
        say(f"  Partner door http://127.0.0.1:{instance.partner_port}/openapi.json")
        say(f"  A partner's token: {instance.keys / 'demo-partner.json'}")
    say("\nAccounts of the office (codes stand on its first page)")
    for row in accounts:
        say(f"  {row['alias']:<8} {row['password']:<28} {row['roles']}")
    command = "train" if instance.training else "demo"
    say("\n" + (EXERCISES if instance.training else THINGS_TO_TRY))
    say(f"\nCtrl-C stops everything. `make {command} RESET=1` starts over.\n")


def parse(arguments: Sequence[str], training: bool) -> argparse.Namespace:
    """Folder, ports, reset."""
    name, port = ("train", 8020) if training else ("demo", 8000)
    parser = argparse.ArgumentParser(prog=f"safeconduct {name}")
    parser.add_argument("--folder", type=Path, default=Path(f".{name}"))
    parser.add_argument("--public-port", type=int, default=port)
    parser.add_argument("--office-port", type=int, default=port + 1)
    parser.add_argument("--partner-port", type=int, default=None)
    parser.add_argument("--reset", action="store_true")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str], training: bool = False) -> int:
    """Exit code: 0 after Ctrl-C, 1 when the demonstration could not start."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safeconduct.settings.worker")
    asked = parse(arguments, training)
    began = time.monotonic()
    instance = Instance(asked.folder.resolve(), asked.public_port, asked.office_port)
    instance.training = training
    instance.partner_port = asked.partner_port
    halt = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: halt.set())
    try:
        with single(instance.folder):
            return _run(instance, asked.reset, began, halt)
    except DemoError as error:
        say(str(error))
        return 1


def _run(instance: Instance, reset: bool, began: float, halt: threading.Event) -> int:
    try:
        check_ground(instance)
        if reset:
            forget(instance.folder)
        prepare(instance)
        open_doors(instance)
        announce(instance, time.monotonic() - began)
        while not halt.wait(0.5):
            if any(part.poll() is not None for part in instance.parts):
                msg = f"A part stopped by itself: see the logs in {instance.folder / 'logs'}."
                raise DemoError(msg)
        say("Stopping …")
        return 0
    finally:
        stop(instance)


def forget(folder: Path) -> None:
    """Throw a demonstration away: engines first, then their data, keys and logs."""
    from safeconduct import engine

    for name in ("main", "keystore"):
        if (folder / "secrets").exists():
            server = engine.prepare(folder, name)
            server.stop()
            shutil.rmtree(server.data, ignore_errors=True)
    for entry in folder.iterdir():
        if entry.name != "running.lock":
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
