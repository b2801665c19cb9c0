"""Acts for several cases at once, row by row; filters that officers keep, sealed to them."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

GRANTS = """
GRANT SELECT, INSERT, DELETE ON casework_batch, casework_batchrow, casework_savedfilter
    TO sc_office;
GRANT UPDATE ("to", role, reason, begun_at) ON casework_batch TO sc_office;
GRANT UPDATE (state, reasons) ON casework_batchrow TO sc_office;
GRANT UPDATE (dropped_at) ON casework_savedfilter TO sc_office;
"""
REASONS = ["ASKED", "CONFLICT", "DONE", "OTHER_HANDS", "OTHER_ROLE", "PERSON_ASKED", "SECURITY"]
NAMED = (
    Q(begun_at__isnull=True)
    | Q(act="PASS_ON", to__isnull=False)
    | Q(act="PUT_ON", to__isnull=False, role__gt="")
    | Q(act="TAKE_OFF", to__isnull=False, reason__in=REASONS)
)


class Migration(migrations.Migration):
    dependencies = [("casework", "0009_kinds_and_links")]
    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("officer_id", models.UUIDField()),
                ("act", models.CharField(max_length=12)),
                ("to", models.UUIDField(null=True)),
                ("role", models.CharField(max_length=30)),
                ("reason", models.CharField(max_length=12)),
                ("made_at", models.DateTimeField()),
                ("begun_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["officer_id", "made_at"], name="casework_batch_of")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(act__in=["PASS_ON", "PUT_ON", "TAKE_OFF"]),
                        name="casework_batch_act",
                    ),
                    models.CheckConstraint(condition=NAMED, name="casework_batch_named"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("officer_id", models.UUIDField()),
                ("sealed", models.BinaryField()),
                ("dropped_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["officer_id"], name="casework_saved_of")],
            },
        ),
        migrations.CreateModel(
            name="BatchRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("file_id", models.UUIDField()),
                ("state", models.CharField(default="waiting", max_length=8)),
                (
                    "reasons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), default=list, size=None
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="casework.batch"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("batch", "file_id"), name="casework_batch_once"
                    ),
                    models.CheckConstraint(
                        condition=Q(state__in=["waiting", "done"], reasons__len=0)
                        | Q(state="refused", reasons__len__gt=0),
                        name="casework_batch_row_state",
                    ),
                ],
            },
        ),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
