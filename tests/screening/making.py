"""Story 7 for tests of screening: a case with the plant written down, and the demo list."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import connections

from safeconduct.casework.services import add_person
from safeconduct.screening.services import ask, import_demo_list
from tests.cast import Cast
from tests.jobs import run_jobs
from tests.making import make_case

KOTOV = {
    "surname": "Котов",
    "first_names": "Андрей Викторович",
    "birth_date": "1981-04-17",
    "service_number": "",
}


@contextmanager
def as_role(role: str) -> Iterator[None]:
    """Both databases as a door or the worker sees them in production."""
    for alias in ("default", "keystore"):
        with connections[alias].cursor() as cursor:
            cursor.execute(f"SET ROLE {role}")
    try:
        yield
    finally:
        for alias in ("default", "keystore"):
            with connections[alias].cursor() as cursor:
                cursor.execute("RESET ROLE")


def case_of_kotov(
    cast: Cast, at: datetime, card: dict[str, str] | None = None
) -> tuple[UUID, UUID]:
    """(file id, person id) of a case whose person says to be Andrei Kotov."""
    file_id = make_case(cast, at, text="Т-90М завтра. Двадцать тысяч вперёд.").file_id
    person_id = add_person(cast.olena.signed(at), file_id, "applicant", card or KOTOV)
    return file_id, person_id


def screened(cast: Cast, at: datetime, card: dict[str, str] | None = None) -> tuple[UUID, UUID]:
    """The same, with the demo list imported and the matcher's answer there."""
    file_id, person_id = case_of_kotov(cast, at, card)
    import_demo_list(cast.anna.signed(at))
    ask(cast.olena.signed(at), file_id, person_id)
    with as_role("sc_worker"):
        run_jobs()
    return file_id, person_id
