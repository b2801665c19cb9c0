"""No binary column without a line: whose it is when sealed, or why it may lie in clear."""

import re
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.db.models import BinaryField, Model

from safeconduct.vault.core.terms import Compartment

ROOT = Path(__file__).resolve().parents[2]
FORMATS = ROOT / "docs" / "formats"
SEALED = (FORMATS / "sealed.md").read_text()
COLUMN = r"^\| `([a-z_]+)\.([a-z_]+)` \| "


@dataclass(frozen=True)
class Column:
    """A column that is sealed in a compartment of a file."""

    table: str
    name: str
    part: Compartment
    place: str
    path: str  # from the row to the file id, as the ORM writes it

    def __str__(self) -> str:
        return f"{self.table}.{self.name}"

    @property
    def model(self) -> type[Model]:
        """The table's model."""
        return next(one for one in models() if one._meta.db_table == self.table)


def models() -> list[type[Model]]:
    """Every model of ours."""
    ours = [app for app in apps.get_app_configs() if app.name.startswith("safeconduct.")]
    return [model for app in ours for model in app.get_models()]


def in_compartments() -> list[Column]:
    """The columns of the page's first table."""
    row = re.compile(COLUMN + r"(\w+) \| `([a-z_.]+)` \| `([a-z_.]+)` \|$", re.M)
    return [
        Column(table, name, Compartment(part), place, path.replace(".", "__"))
        for table, name, part, place, path in row.findall(SEALED)
    ]


def to_one_key() -> set[str]:
    """The columns of the page's second table."""
    row = re.compile(COLUMN + r"[^|`]+(?:`\w+`)? \| \[", re.M)
    return {f"{table}.{name}" for table, name in row.findall(SEALED)}


def test_every_binary_column_stands_on_one_page() -> None:
    binary = {
        f"{model._meta.db_table}.{field.column}"
        for model in models()
        for field in model._meta.concrete_fields
        if isinstance(field, BinaryField)
    }
    plain = set(
        re.findall(r"`([a-z]+_[a-z]+\.[a-z_]+)`", (FORMATS / "plaintext.md").read_text())
    )
    parts = set(map(str, in_compartments()))
    assert parts | to_one_key() | plain == binary
    assert len(parts) + len(to_one_key()) + len(plain) == len(binary)


def test_a_place_belongs_to_one_column_and_the_code_names_it() -> None:
    code = "".join(path.read_text() for path in (ROOT / "src").rglob("*.py"))
    places = [column.place for column in in_compartments()]
    assert all(f'"{place}"' in code for place in places)
    # Both sides of an alert hold the same reason, each sealed in its own file.
    assert {place for place in places if places.count(place) > 1} == {"materiel.alert.reason"}


def test_the_way_to_the_file_is_there() -> None:
    for column in in_compartments():
        column.model._default_manager.values_list("pk", column.name, column.path)
