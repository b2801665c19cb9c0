"""`make demo`: every hindrance is one clear sentence; Ctrl-C leaves nothing behind."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from safeconduct import engine
from safeconduct.demo import run
from safeconduct.demo.ground import free_port
from safeconduct.demo.instance import DemoError, Instance, check_ground, single, start_engines

SECOND_START_SECONDS = 10


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the server's own account can reach; the usual one may lie too deep."""
    made = Path(tempfile.mkdtemp(prefix="sc-demo-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


def test_a_taken_port_is_said_with_the_way_out(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(DemoError, match=f"Port {port} is taken.*PUBLIC_PORT"):
            check_ground(Instance(folder, port, free_port()))


def test_an_unwritable_folder_is_said(folder: Path) -> None:
    blocked = folder / "file"
    blocked.write_text("not a folder")
    with pytest.raises(DemoError, match="cannot be written"):
        check_ground(Instance(blocked / "demo", free_port(), free_port()))


def test_a_full_disk_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(folder)._replace(free=1_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    with pytest.raises(DemoError, match="nearly full"):
        check_ground(Instance(folder, free_port(), free_port()))


def test_two_demonstrations_do_not_share_a_folder(folder: Path) -> None:
    with (
        single(folder),
        pytest.raises(DemoError, match="running already"),
        single(folder),
    ):
        pass


def test_a_server_left_by_a_killed_demonstration_is_taken_over(folder: Path) -> None:
    instance = Instance(folder, free_port(), free_port())
    start_engines(instance)
    try:
        again = Instance(folder, free_port(), free_port())
        start_engines(again)
        assert again.main is not None
        assert again.main.running()
    finally:
        for server in (instance.main, instance.keystore):
            assert server is not None
            server.stop()


def test_a_stale_pid_file_does_not_stop_a_start(folder: Path) -> None:
    server = engine.prepare(folder, "main")
    engine.start(server, ("main",))
    pid = int((server.data / "postmaster.pid").read_text().splitlines()[0])
    os.kill(pid, signal.SIGKILL)
    for _ in range(100):
        if not server.running():
            break
        time.sleep(0.1)
    engine.start(server, ("main",))
    assert server.running()
    server.stop()
    assert not server.sockets.exists()


def test_a_start_removes_what_killed_servers_left_and_nothing_else(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    user, me = engine.server_user(), os.geteuid()
    left, dead, live, young, full, other, foreign = (
        folder / f"sc-{me}-{name}"
        for name in ("0" * 10, "1" * 10, "2" * 10, "3" * 10, "4" * 10, "of-a-user", "5" * 10)
    )
    listening, silent = socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX)
    for one in (left, dead, live, young, full, other, foreign):
        one.mkdir()
    silent.bind(str(dead / engine.SOCKET))
    (dead / f"{engine.SOCKET}.lock").touch()
    silent.close()
    listening.bind(str(live / engine.SOCKET))
    listening.listen()
    (full / "diary").touch()
    long_ago = time.time() - 2 * engine.LEFT_BEHIND_SECONDS
    for one in (left, dead, live, full, other, foreign):
        os.utime(one, (long_ago, long_ago))
        if user is not None and one is not foreign:
            shutil.chown(one, user)
    with listening:
        engine._sweep(user)
    assert [one.exists() for one in (left, dead)] == [False, False]
    assert all(one.exists() for one in (live, young, full, other))
    assert foreign.exists() or user is None  # without root every folder here is our own


def test_another_table_or_a_changed_one_is_made(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "PACKAGE", folder)
    found = {run.tables()}
    room = folder / "room" / "migrations"
    room.mkdir(parents=True)
    for name, text in (("0001_a.py", "a"), ("0001_a.py", "b"), ("0002_b.py", "b")):
        (room / name).write_text(text)
        found.add(run.tables())
    (room / "0002_b.py").rename(room / "0003_c.py")
    found.add(run.tables())
    assert len(found) == 5


def _start(folder: Path, ports: tuple[int, int]) -> tuple[subprocess.Popen[str], float]:
    began = time.monotonic()
    demo = subprocess.Popen(
        [
            *(sys.executable, "-m", "safeconduct", "demo", "--folder", str(folder)),
            *("--public-port", str(ports[0]), "--office-port", str(ports[1])),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert demo.stdout is not None
    for line in demo.stdout:
        if line.startswith("Ready"):
            break
    return demo, time.monotonic() - began


def _stop(demo: subprocess.Popen[str], how: signal.Signals) -> None:
    demo.send_signal(how)
    assert demo.wait(30) == 0
    assert demo.stdout is not None
    demo.stdout.close()


def _processes_of(folder: Path) -> list[str]:
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = entry.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if str(folder) in words:
            found.append(words)
    return found


def test_ctrl_c_stops_everything_and_the_second_start_is_quick(
    folder: Path, sown: Path
) -> None:
    engine.copy(sown, folder, ("main", "keystore"))
    ports = free_port(), free_port()
    demo, _ = _start(folder, ports)
    with urllib.request.urlopen(f"http://127.0.0.1:{ports[0]}/ru/", timeout=10) as page:
        assert page.status == 200
    _stop(demo, signal.SIGINT)
    assert _processes_of(folder) == []
    demo, seconds = _start(folder, ports)
    _stop(demo, signal.SIGTERM)
    assert not any(
        engine._socket_folder(folder, name).exists() for name in ("main", "keystore")
    )
    assert seconds < SECOND_START_SECONDS
