"""Who wants a mail that says "there is work": no address, no count, no case."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

GRANTS = """
GRANT SELECT, INSERT, UPDATE, DELETE ON accounts_notice TO sc_office;
GRANT SELECT, UPDATE (told_until, tried_at) ON accounts_notice TO sc_worker;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_apart")]
    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "officer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        serialize=False,
                        to="accounts.officer",
                    ),
                ),
                ("quiet_begins", models.PositiveSmallIntegerField()),
                ("quiet_ends", models.PositiveSmallIntegerField()),
                ("told_until", models.DateTimeField()),
                ("tried_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(quiet_begins__range=(0, 23), quiet_ends__range=(0, 23))
                        & ~Q(quiet_begins=F("quiet_ends")),
                        name="accounts_notice_hours",
                    )
                ]
            },
        ),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
