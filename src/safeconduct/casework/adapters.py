"""Workbooks are opened by a process of their own, with bounded memory and time."""

import json
import subprocess
import sys

from safeconduct.casework.core import cells
from safeconduct.casework.core.tables import Table, WhyNotTable, table, text_table
from safeconduct.common.refusal import Refused

# Beginnings of files: ZIP (xlsx, ods) and the compound file of older Excel (xls).
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def read_table(data: bytes) -> Table:
    """The table of an upload, whatever it calls itself. Refused with WhyNotTable.

    Nothing touches a disk: the file goes to the other process through a pipe.
    """
    return _workbook(data) if data.startswith(WORKBOOKS) else text_table(data)


def _workbook(data: bytes) -> Table:
    command = [sys.executable, "-W", "ignore", "-m", cells.__name__]
    try:
        done = subprocess.run(  # noqa: S603  our own module, no word of the file
            command, input=data, capture_output=True, check=True, timeout=2 * cells.SECONDS
        )
        rows = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        raise Refused([WhyNotTable.UNREADABLE]) from error
    return table(rows)
