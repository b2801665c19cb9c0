"""The data catalogue has every column, no other, and the assessment says all of it."""

import io

from django.conf import LazySettings
from django.core.management import call_command
from django.utils import timezone

from safeconduct.oversight.core.catalogue import catalogue, version
from safeconduct.oversight.core.dpia import message_ids
from safeconduct.oversight.queries import assessment, columns
from tests.cast import Cast
from tests.doors import Door


def test_every_column_of_every_table_has_a_meaning() -> None:
    known, missing = catalogue(), []
    for one in columns():
        try:
            assert known.meaning(one.table, one.name)
        except KeyError:
            missing.append(f"{one.table}.{one.name}")
    assert missing == [], "say in oversight/data/catalogue.toml what these hold, and why"


def test_the_page_says_what_is_sealed_in_the_readers_language() -> None:
    known, said = catalogue(), set(message_ids())
    sealed = {known.meaning(one.table, one.name) for one in columns() if one.sealed}
    assert sealed - said == set()


def test_no_entry_is_about_what_is_not_there() -> None:
    known = catalogue()
    there: dict[str, set[str]] = {}
    for one in columns():
        there.setdefault(one.table, set()).add(one.name)
    assert set(known.tables) - set(there) == set()
    named = set().union(*there.values())
    assert set(known.columns) - named == set()
    assert all(any(name.endswith(end) for name in named) for end in known.endings)
    for table in known.tables.values():
        assert set(table.columns) - there[table.name] == set(), table.name
    assert {table.purpose.code for table in known.tables.values()} == set(known.purposes)
    assert {table.kept.code for table in known.tables.values()} == set(known.kept)


def test_the_assessment_names_every_table_and_what_is_sealed(settings: LazySettings) -> None:
    settings.CONTROLLER = "Receiving Programme, Somewhere"
    out = io.StringIO()
    call_command("dpia", stdout=out)
    text = out.getvalue()
    assert {name for name in catalogue().tables if f"| `{name}` |" not in text} == set()
    assert "Controller: Receiving Programme, Somewhere" in text
    assert version() in text
    found = assessment(timezone.now().date())
    sealed = {part.name: part.sealed for one in found.sections for part in one.parts}
    assert [one.name for one in sealed["casework_person"]] == ["sealed"]
    assert sealed["casework_case"] == ()


def test_the_page_is_for_oversight(office_door: Door, cast: Cast) -> None:
    office_door.sign_in(cast.daria, timezone.now())
    assert "/dpia/" in office_door.get("/oversight/")
    page = office_door.get("/dpia/")
    assert version() in page
    assert "not named yet" in page
    assert "# Data protection impact assessment" in office_door.get("/dpia/file/")
