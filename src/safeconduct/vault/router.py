"""Keeps shred keys in their own database: two PostgreSQL instances, two backups, two lives."""


class KeystoreRouter:
    """Every table lives in `default`; operations marked `keystore` live in the key store."""

    def allow_migrate(
        self, db: str, app_label: str, model_name: str | None = None, **hints: object
    ) -> bool:
        """Whether this step of a migration runs on `db`."""
        del app_label, model_name
        return (db == "keystore") == bool(hints.get("keystore"))
