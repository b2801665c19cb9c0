"""The treasury's list is walked by key, forth and back: one direction for both columns."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("support", "0003_lists")]
    operations = [
        migrations.RemoveIndex(model_name="payment", name="support_by_change"),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(fields=["changed_at", "id"], name="support_by_page"),
        ),
    ]
