"""What the measurements share: bars, table and JSON, this machine, a door's processes.

The instance to measure is `safeconduct.demo.ground.ground()`: own folder, free ports, all real.
"""

import json
import os
import platform
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from safeconduct.demo.instance import Instance

RESULTS = Path(__file__).parent / "results"
Better = Literal["higher", "lower"]


@dataclass(frozen=True)
class Bar:
    """A measured value (None: not measured yet) and the number it must reach."""

    value: float | None
    target: float
    better: Better

    @property
    def holds(self) -> bool:
        """Whether the value reaches the target."""
        if self.value is None:
            return False
        return (
            self.value >= self.target if self.better == "higher" else self.value <= self.target
        )


def machine() -> dict[str, str | int]:
    """What the figures were measured on."""
    names = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {
        "cpu": names[0] if names else platform.machine(),
        "cores": os.cpu_count() or 1,
        "memory_mb": pages // 1_000_000,
        "python": platform.python_version(),
        "system": platform.release(),
    }


def commit() -> str:
    """The commit that was measured, marked when the tree held changes."""
    git = shutil.which("git")
    if git is None:
        return ""
    command = [git, "describe", "--always", "--dirty"]
    done = subprocess.run(
        command, cwd=RESULTS.parent, capture_output=True, text=True, check=False
    )
    return done.stdout.strip()


def report(name: str, bars: Mapping[str, Bar]) -> None:
    """Print the table and, as the last line, the JSON object."""
    wide = max(map(len, bars))
    print(f"\n{'bar':<{wide}} {'value':>12} {'target':>12}  holds")
    for bar, one in bars.items():
        sign = "≥" if one.better == "higher" else "≤"
        value = "not measured" if one.value is None else _figure(one.value)
        print(f"{bar:<{wide}} {value:>12} {sign + f' {one.target:,g}':>12}  {one.holds}")
    print(json.dumps({"bench": name, "bars": _plain(bars), "machine": machine()}))


def _figure(value: float) -> str:
    """One digit behind the point, three for what is small."""
    return f"{value:,.1f}" if abs(value) >= 10 else f"{value:.3f}"


def _plain(bars: Mapping[str, Bar]) -> dict[str, Any]:
    return {bar: {**asdict(one), "holds": one.holds} for bar, one in bars.items()}


def keep(name: str, bars: Mapping[str, Bar]) -> None:
    """Write the figures of a full run down, with date, commit and machine."""
    RESULTS.mkdir(exist_ok=True)
    found = {
        "bench": name,
        "date": datetime.now(UTC).date().isoformat(),
        "commit": commit(),
        "machine": machine(),
        "bars": _plain(bars),
    }
    (RESULTS / f"{name}.json").write_text(json.dumps(found, indent=2) + "\n")


def kept(name: str, bars: Mapping[str, Bar]) -> dict[str, Bar]:
    """The bars of the last full run; those it did not have stand without a value."""
    path = RESULTS / f"{name}.json"
    found = json.loads(path.read_text())["bars"] if path.exists() else {}
    return {
        bar: Bar(found.get(bar, {}).get("value"), one.target, one.better)
        for bar, one in bars.items()
    }


def processes(made: Instance, door: str) -> list[int]:
    """Process ids of one door: gunicorn's master and its workers."""
    wanted = f"safeconduct.doors.{door}.wsgi"
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            command = (path / "cmdline").read_bytes().decode(errors="replace")
            home = (path / "environ").read_bytes()
        except OSError:
            continue
        if wanted in command and str(made.folder).encode() in home:
            found.append(int(path.name))
    return found


def peak_mb(pid: int) -> float:
    """The most resident memory a process ever had, in MB (10^6 bytes)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) * 1024 / 1e6
    return 0.0


def cpu_seconds(pid: int) -> float:
    """User and system time of one process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def postmaster(data: Path) -> int:
    """Process id of the PostgreSQL server of a data folder."""
    return int((data / "postmaster.pid").read_text().split()[0])


def tree_cpu(pid: int) -> float:
    """CPU seconds so far of a process, of its living children and of those it reaped."""
    while True:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        reaped = (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        try:
            living = sum(cpu_seconds(int(child)) for child in children)
        except (FileNotFoundError, ProcessLookupError):
            continue  # one of them ended while we read; it is among the reaped now
        return cpu_seconds(pid) + reaped + living
