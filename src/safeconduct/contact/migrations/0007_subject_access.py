"""The worker finds the sealed files of erased cases."""

from django.db import migrations

GRANTS = """
GRANT SELECT (id, file_id) ON contact_attachment TO sc_worker;
"""


class Migration(migrations.Migration):
    dependencies = [("contact", "0006_desk")]
    operations = [migrations.RunSQL(GRANTS, migrations.RunSQL.noop)]
