"""The desk: who reads which mailbox, who is on duty when, what one shift leaves the next."""

from datetime import timedelta

import django.db.models.deletion
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

GRANTS = """
GRANT SELECT, INSERT, UPDATE, DELETE ON contact_deskclaim TO sc_office;
GRANT SELECT, INSERT, DELETE ON contact_shift, contact_handover, contact_handoverkey TO sc_office;
GRANT UPDATE (taken_by, taken_at) ON contact_handover TO sc_office;
"""


class Migration(migrations.Migration):
    dependencies = [("contact", "0005_new_words")]

    operations = [
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(fields=["swept_at"], name="contact_letter_swept"),
        ),
        migrations.CreateModel(
            name="DeskClaim",
            fields=[
                ("file_id", models.UUIDField(primary_key=True, serialize=False)),
                ("officer_id", models.UUIDField()),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__gt", models.F("since"))),
                        name="contact_claim_ends",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Shift",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("officer_id", models.UUIDField()),
                ("duty", models.CharField(max_length=12)),
                (
                    "languages",
                    ArrayField(
                        base_field=models.CharField(max_length=2), default=list, size=None
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("made_by", models.UUIDField()),
            ],
            options={
                "indexes": [models.Index(fields=["ends_at"], name="contact_shift_by_end")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "duty__in",
                                ["intake", "protection", "passage", "reception", "interpreter"],
                            )
                        ),
                        name="contact_shift_duty",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at")))
                        & models.Q(
                            (
                                "ends_at__lte",
                                models.F("starts_at") + timedelta(hours=12),
                            )
                        ),
                        name="contact_shift_ends",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("duty", models.CharField(max_length=12)),
                ("made_by", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("sealed_note", models.BinaryField()),
                ("taken_by", models.UUIDField(null=True)),
                ("taken_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "duty__in",
                                ["intake", "protection", "passage", "reception", "interpreter"],
                            )
                        ),
                        name="contact_handover_duty",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("taken_at__isnull", True), ("taken_by__isnull", True)
                        )
                        | (
                            models.Q(
                                ("taken_at__gte", models.F("made_at")),
                                ("taken_by__isnull", False),
                            )
                            & ~models.Q(("taken_by", models.F("made_by")))
                        ),
                        name="contact_handover_two_people",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HandoverKey",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("key_id", models.CharField(max_length=16)),
                ("sealed", models.BinaryField()),
                (
                    "handover",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="contact.handover"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("handover", "key_id"), name="contact_handover_key_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
