"""Officers, sessions, memberships."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

GRANTS = """
GRANT SELECT, UPDATE ON accounts_officer TO sc_office;
GRANT SELECT ON accounts_officer TO sc_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON accounts_session, accounts_membership TO sc_office;
GRANT SELECT ON accounts_membership TO sc_worker;
GRANT USAGE ON SEQUENCE accounts_membership_id_seq TO sc_office;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        migrations.CreateModel(
            name="Officer",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("alias", models.CharField(max_length=40, unique=True)),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), size=None
                    ),
                ),
                ("key_id", models.CharField(max_length=16, unique=True)),
                ("public_key", models.BinaryField()),
                ("salt", models.BinaryField()),
                ("sealed_private", models.BinaryField()),
                ("sealed_totp", models.BinaryField()),
                ("last_totp_step", models.BigIntegerField(default=0)),
                ("active", models.BooleanField(default=True)),
            ],
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                ("hash", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("sealed_private", models.BinaryField()),
                ("opened_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="accounts.officer"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file_id", models.UUIDField()),
                ("role", models.CharField(max_length=30)),
                ("until", models.DateTimeField(null=True)),
                ("sort_at", models.DateTimeField()),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="accounts.officer"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["officer", "file_id"], name="accounts_member_once"
                    )
                ],
                "indexes": [
                    models.Index(fields=["officer", "-sort_at"], name="accounts_member_list")
                ],
            },
        ),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
