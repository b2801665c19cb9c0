"""Counts of views and of readers who understood, the posture for all doors."""

from django.db import migrations, models

SQL = """
-- The public door reads no catalogue: what is drafted there is not for it, but the posture is.
CREATE VIEW outreach_posture AS
SELECT id, number, valid_from, text FROM catalogues_version
WHERE catalogue = 'posture' AND number IS NOT NULL;
GRANT SELECT ON outreach_posture TO sc_public, sc_office, sc_worker;
"""


class Migration(migrations.Migration):
    dependencies = [("catalogues", "0001_versions")]

    operations = [
        migrations.CreateModel(
            name="PostureVersion",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("valid_from", models.DateField()),
                ("text", models.TextField()),
            ],
            options={
                "db_table": "outreach_posture",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="ReachCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("week", models.DateField()),
                ("language", models.CharField(max_length=2)),
                ("slug", models.CharField(max_length=30)),
                ("n", models.PositiveBigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("week", "language", "slug"), name="outreach_reach_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="UnderstoodCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(max_length=2)),
                ("slug", models.CharField(max_length=30)),
                ("version", models.PositiveSmallIntegerField()),
                ("question", models.PositiveSmallIntegerField()),
                ("right", models.PositiveIntegerField()),
                ("asked", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("language", "slug", "version", "question"),
                        name="outreach_understood_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("right__lte", models.F("asked"))),
                        name="outreach_understood_right",
                    ),
                ],
            },
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
