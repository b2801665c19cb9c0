"""Indexes of the access log: lines of a kind since a moment, and lines of one officer."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("record", "0001_log")]
    operations = [
        migrations.AddIndex(
            "leaf", models.Index(fields=["kind", "-at"], name="record_leaf_kind")
        ),
        migrations.AddIndex(
            "leaf", models.Index(fields=["actor", "-number"], name="record_leaf_actor")
        ),
    ]
