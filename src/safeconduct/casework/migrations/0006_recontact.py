"""The question agreed for a person's return, and what came to it."""

import django.db.models.deletion
from django.db import migrations, models

GRANTS = """
GRANT SELECT, INSERT, UPDATE (replaced_at) ON casework_challenge TO sc_office;
GRANT SELECT, INSERT ON casework_return TO sc_office;
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0005_lists")]
    operations = [
        migrations.CreateModel(
            name="Challenge",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("sealed", models.BinaryField()),
                ("agreed_by", models.UUIDField()),
                ("agreed_at", models.DateTimeField()),
                ("replaced_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="casework.case"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["case"],
                        condition=models.Q(replaced_at__isnull=True),
                        name="casework_one_challenge",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Return",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("came", models.CharField(max_length=8)),
                ("heard_by", models.UUIDField()),
                ("at", models.DateTimeField()),
                (
                    "challenge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="casework.challenge"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(came__in=["agreed", "another", "nothing"]),
                        name="casework_return_came",
                    )
                ]
            },
        ),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
