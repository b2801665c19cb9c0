"""Puts the room's catalogue where versions of it are made."""

from django.apps import AppConfig


class PassageConfig(AppConfig):
    """The passage room."""

    name = "safeconduct.passage"

    def ready(self) -> None:
        """Make the catalogue known."""
        from safeconduct.catalogues.core import shelf
        from safeconduct.passage.core.checklists import CHECKLISTS

        shelf.put(CHECKLISTS)
