"""The treasury's list, its balances and what is spent are read from indexes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("support", "0002_refusals")]
    operations = [
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(fields=["-changed_at", "id"], name="support_by_change"),
        ),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(
                fields=["stream", "state"],
                include=["amount_minor", "currency"],
                name="support_spent",
            ),
        ),
        migrations.AddIndex(
            model_name="posting",
            index=models.Index(
                fields=["account", "currency"],
                include=["amount_minor"],
                name="support_balance",
            ),
        ),
    ]
