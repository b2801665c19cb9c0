"""Registers the one table that lives outside `models.py`, and the room's catalogue."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """The casework room."""

    name = "safeconduct.casework"

    def ready(self) -> None:
        """Load the vetting decision's table; nobody in this room reads it."""
        from safeconduct.casework import decision  # noqa: F401
        from safeconduct.casework.core.phrases import PHRASES
        from safeconduct.catalogues.core import shelf

        shelf.put(PHRASES)
