"""Search cards: sealed words by which an officer finds a case."""

import django.db.models.deletion
from django.db import migrations, models

PARTS = ["contact", "equipment", "identity", "location", "payment", "testimony", "vetting"]
GRANTS = "GRANT SELECT, INSERT, UPDATE ON casework_searchcard TO sc_office;"


class Migration(migrations.Migration):
    dependencies = [("casework", "0002_erasure")]
    operations = [
        migrations.CreateModel(
            name="SearchCard",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("compartment", models.CharField(max_length=16)),
                ("sealed", models.BinaryField()),
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
                        fields=["case", "compartment"], name="casework_search_card_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(compartment__in=PARTS),
                        name="casework_search_card_part",
                    ),
                ]
            },
        ),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
