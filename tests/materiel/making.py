"""Claims in a given state, for the tests of this room: story 8, two claims for one BMP-2."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connections

from safeconduct.materiel.core.terms import Companions, ItemEvent, Marks
from safeconduct.materiel.queries import claim
from safeconduct.materiel.services import confirm_move, move_item, register_claim
from tests.cast import Cast
from tests.making import make_case

SERIAL = "02КТ1187"
DRIVER = Marks("bmp2", SERIAL, "", "214", "Малий Хутір", on=date(2026, 2, 3))
FARMER = Marks("bmp2", "02kt-1187", "", "731", "малий хутір", on=date(2026, 2, 4))
TO_VERIFIED = (ItemEvent.RECEIVE, ItemEvent.MAKE_SAFE, ItemEvent.IDENTIFY, ItemEvent.VERIFY)


@dataclass(frozen=True)
class Pair:
    """Two cases and their claims."""

    driver_file: UUID
    driver: UUID
    farmer_file: UUID
    farmer: UUID


def two_claims(cast: Cast, at: datetime) -> Pair:
    """The driver's claim and the farmer's, neither of them compared yet."""
    files = [make_case(cast, at, text=text).file_id for text in ("Я механик.", "Я фермер.")]
    olena = cast.olena.signed(at)
    first, second = (
        register_claim(olena, file_id, "bmp2", marks, companions=Companions.UNHARMED)
        for file_id, marks in zip(files, (DRIVER, FARMER), strict=True)
    )
    return Pair(files[0], first, files[1], second)


def moved(cast: Cast, at: datetime, claim_id: UUID, *events: ItemEvent) -> None:
    """Take steps: Emil records each, Ruta confirms it."""
    for event in events:
        line = move_item(cast.emil.signed(at), claim_id, event, claim(claim_id).version)
        confirm_move(cast.ruta.signed(at), line)


@contextmanager
def as_role(role: str) -> Iterator[None]:
    """What runs inside runs as this database role, in both databases."""
    for alias in ("default", "keystore"):
        with connections[alias].cursor() as cursor:
            cursor.execute(f"SET ROLE {role}")
    try:
        yield
    finally:
        for alias in ("default", "keystore"):
            if not connections[alias].needs_rollback:
                with connections[alias].cursor() as cursor:
                    cursor.execute("RESET ROLE")
