"""Who is on a case is looked up by the case, too: an index for it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_changed_roles")]
    operations = [
        migrations.AddIndex(
            model_name="membership",
            index=models.Index(fields=["file_id"], name="accounts_member_of_file"),
        ),
    ]
