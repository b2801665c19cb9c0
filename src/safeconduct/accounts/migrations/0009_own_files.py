"""An officer's own cases, with what ends when, are read from an index alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_notices")]
    operations = [
        migrations.AddIndex(
            model_name="membership",
            index=models.Index(
                fields=["officer", "file_id"], include=["until"], name="accounts_own_files"
            ),
        ),
    ]
