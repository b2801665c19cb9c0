"""What the worker may write when it renews keys: search cards and the inbox of a mailbox."""

from django.db import migrations

GRANTS = """
GRANT SELECT, UPDATE (sealed) ON casework_searchcard TO sc_worker;
GRANT UPDATE (inbox_key) ON contact_mailbox TO sc_worker;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0003_search_cards"),
        ("contact", "0001_letters"),
        ("vault", "0005_epochs"),
    ]
    operations = [migrations.RunSQL(GRANTS, migrations.RunSQL.noop)]
