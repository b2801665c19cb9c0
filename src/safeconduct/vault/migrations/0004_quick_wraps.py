"""Quick wraps for searching many files, their shred keys in one query, wraps by their key."""

import django.db.models.deletion
from django.db import migrations, models

SQL = """
-- Whoever loses a wrap (revoked, swept, erased, moved on) loses the quick one in the same
-- transaction, whatever code removed it; and none can be kept for a wrap that is not there.
ALTER TABLE vault_quickwrap ADD CONSTRAINT vault_quickwrap_of_wrap
    FOREIGN KEY (wrap_id) REFERENCES vault_wrap (id) ON DELETE CASCADE;
GRANT SELECT, INSERT, UPDATE ON vault_quickwrap TO sc_office;
"""

KEYSTORE = """
CREATE FUNCTION shred_keys_of(files uuid[]) RETURNS TABLE (file uuid, shred bytea)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS 'SELECT s.file_id, s.key FROM shred_key s WHERE s.file_id = ANY (files)';
REVOKE ALL ON FUNCTION shred_keys_of(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION shred_keys_of(uuid[]) TO sc_office;
"""


class Migration(migrations.Migration):
    dependencies = [("vault", "0003_rewritten")]
    operations = [
        migrations.AddIndex(
            model_name="wrap",
            index=models.Index(fields=["key_id", "compartment"], name="vault_wrap_of_key"),
        ),
        migrations.CreateModel(
            name="QuickWrap",
            fields=[
                (
                    "wrap",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="quick",
                        serialize=False,
                        to="vault.wrap",
                    ),
                ),
                ("sealed", models.BinaryField()),
            ],
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
        migrations.RunSQL(KEYSTORE, migrations.RunSQL.noop, hints={"keystore": True}),
    ]
