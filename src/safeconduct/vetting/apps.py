"""Puts the room's catalogue where versions of it are made."""

from django.apps import AppConfig


class VettingConfig(AppConfig):
    """The vetting room."""

    name = "safeconduct.vetting"

    def ready(self) -> None:
        """Make the catalogue known."""
        from safeconduct.catalogues.core import shelf
        from safeconduct.vetting.core.indicators import INDICATORS

        shelf.put(INDICATORS)
