"""Verbs of testimony: statements, exhibits, disclosure packages."""

from safeconduct.testimony.services.exhibits import (
    Receipt,
    accept_exhibit,
    offer_exhibit,
    receive_exhibit,
)
from safeconduct.testimony.services.packages import (
    Wanted,
    approve_package,
    download_package,
    make_package,
    propose_package,
)
from safeconduct.testimony.services.statements import (
    add_part,
    correct_part,
    fill_sheet,
    open_statement,
    read_statement,
)

__all__ = [
    "Receipt",
    "Wanted",
    "accept_exhibit",
    "add_part",
    "approve_package",
    "correct_part",
    "download_package",
    "fill_sheet",
    "make_package",
    "offer_exhibit",
    "open_statement",
    "propose_package",
    "read_statement",
    "receive_exhibit",
]
