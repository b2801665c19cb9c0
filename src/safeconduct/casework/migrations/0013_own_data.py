"""What a person asks about their own data: to see, to correct, to erase; by letter or not.

What is written down of a person can be corrected.
"""

from django.db import migrations, models
from django.db.models import Q

GRANT = "GRANT UPDATE (sealed) ON casework_person TO sc_office;"
BACK = "REVOKE UPDATE (sealed) ON casework_person FROM sc_office;"


class Migration(migrations.Migration):
    dependencies = [("casework", "0012_retention")]
    operations = [
        migrations.AddField(
            "datarequest", "wish", models.CharField(db_default="SEE", max_length=8)
        ),
        migrations.AddField("datarequest", "by_letter", models.BooleanField(db_default=False)),
        migrations.RemoveConstraint("datarequest", "casework_one_data_request"),
        migrations.AddConstraint(
            "datarequest",
            models.UniqueConstraint(
                condition=Q(answered_at__isnull=True),
                fields=["case", "wish"],
                name="casework_one_data_request",
            ),
        ),
        migrations.AddConstraint(
            "datarequest",
            models.CheckConstraint(
                condition=Q(wish__in=["SEE", "CORRECT", "ERASE"]), name="casework_data_wish"
            ),
        ),
        migrations.RunSQL(GRANT, BACK),
    ]
