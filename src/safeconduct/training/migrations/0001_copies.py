"""Copies of exercises; a real instance has the tables and never a row."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

GRANTS = """
GRANT SELECT, INSERT ON training_copy, training_copyfile TO sc_office;
GRANT UPDATE (started_by, started_at, ended_at) ON training_copy TO sc_office;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        migrations.CreateModel(
            name="Copy",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("exercise", models.CharField(max_length=24)),
                ("started_by", models.UUIDField(null=True)),
                ("started_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(started_by__isnull=True, started_at__isnull=True)
                        | Q(started_by__isnull=False, started_at__isnull=False),
                        name="training_copy_started",
                    ),
                    models.CheckConstraint(
                        condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                        name="training_copy_ended",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CopyFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file_id", models.UUIDField(unique=True)),
                ("place", models.PositiveSmallIntegerField()),
                (
                    "copy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="training.copy"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["copy", "place"], name="training_place_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
