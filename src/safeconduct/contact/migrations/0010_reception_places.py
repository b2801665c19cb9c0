"""Places that receive people: a kind and a number, hours, and what they said last."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models import Q

GRANTS = """
GRANT SELECT, INSERT ON contact_receptionplace TO sc_office;
GRANT UPDATE (room, opens, closes, days, tonight, extension, said_by, said_at)
    ON contact_receptionplace TO sc_office;
"""


class Migration(migrations.Migration):
    dependencies = [("contact", "0009_order_of_arrival")]
    operations = [
        migrations.CreateModel(
            name="ReceptionPlace",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=10)),
                ("number", models.PositiveSmallIntegerField()),
                ("room", models.CharField(max_length=5)),
                ("opens", models.TimeField()),
                ("closes", models.TimeField()),
                ("days", ArrayField(models.PositiveSmallIntegerField())),
                ("tonight", models.CharField(max_length=5)),
                ("extension", models.CharField(max_length=5)),
                ("said_by", models.UUIDField()),
                ("said_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["kind", "number"], name="contact_place_number_once"
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            kind__in=["RECEPTION", "SHELTER", "MEDICAL", "CHILDREN"],
                            room__in=["FEW", "SOME", "MANY"],
                            tonight__in=["TAKES", "FULL", "SHUT"],
                        ),
                        name="contact_place_codes",
                    ),
                    models.CheckConstraint(
                        condition=Q(extension__regex="^[0-9]{2,5}$")
                        & Q(days__contained_by=[0, 1, 2, 3, 4, 5, 6])
                        & Q(days__len__gt=0),
                        name="contact_place_no_words",
                    ),
                ]
            },
        ),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
