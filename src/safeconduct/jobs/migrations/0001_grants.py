"""Who may put a job into the queue (the office) and who may run it (the worker)."""

from django.db import migrations

GRANTS = """
DO $$
DECLARE name text;
BEGIN
    FOR name IN SELECT tablename FROM pg_tables
        WHERE schemaname = 'public' AND tablename LIKE 'procrastinate_%' LOOP
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO sc_worker', name);
        EXECUTE format('GRANT SELECT, INSERT ON %I TO sc_office', name);
    END LOOP;
    FOR name IN SELECT sequencename FROM pg_sequences
        WHERE schemaname = 'public' AND sequencename LIKE 'procrastinate_%' LOOP
        EXECUTE format('GRANT USAGE ON SEQUENCE %I TO sc_office, sc_worker', name);
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("procrastinate", "0041_post_retry_failed_job")]
    operations = [migrations.RunSQL(GRANTS, migrations.RunSQL.noop)]
