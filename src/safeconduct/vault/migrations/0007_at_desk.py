"""The desk asks which files it opens: an index over those few."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("vault", "0006_desk_keys")]

    operations = [
        migrations.AddIndex(
            model_name="wrap",
            index=models.Index(
                condition=models.Q(("holder", "desk")),
                fields=["file_id"],
                name="vault_wrap_at_desk",
            ),
        ),
    ]
