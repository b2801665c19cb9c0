"""Puts the room's catalogue where versions of it are made."""

from django.apps import AppConfig


class MaterielConfig(AppConfig):
    """The materiel room."""

    name = "safeconduct.materiel"

    def ready(self) -> None:
        """Make the catalogue known."""
        from safeconduct.catalogues.core import shelf
        from safeconduct.materiel.core.tariff import TARIFF

        shelf.put(TARIFF)
