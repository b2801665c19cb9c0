"""The queue's grants are a migration of this room."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """The job queue."""

    name = "safeconduct.jobs"
