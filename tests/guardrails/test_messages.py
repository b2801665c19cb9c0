"""Every sentence a person may read has its Russian and Ukrainian."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_catalogues_are_whole() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "extract.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]
