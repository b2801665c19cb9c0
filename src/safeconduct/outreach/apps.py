"""Puts the room's catalogue where versions of it are made."""

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    """The outreach room."""

    name = "safeconduct.outreach"

    def ready(self) -> None:
        """Make the catalogue known."""
        from safeconduct.catalogues.core import shelf
        from safeconduct.outreach.core.posture import POSTURE

        shelf.put(POSTURE)
