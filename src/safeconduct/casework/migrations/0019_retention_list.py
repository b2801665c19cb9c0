"""The list of what is due for erasing: closed cases, whichever is needed least long first."""

from django.db import migrations

# Every night the worker writes all rows anew: only a day that moved changes a line.
SQL = """
CREATE VIEW casework_retention_listed AS
SELECT 'retention'::text AS kind, r.case_id AS thing, r.case_id AS file_id,
       r.due_on::timestamp AT TIME ZONE 'UTC' AS at
FROM casework_retention r JOIN casework_case c ON c.file_id = r.case_id
WHERE c.erasing = 'none';

SELECT casework_also_list('casework_retention_listed');
CREATE TRIGGER casework_rooms_retention AFTER INSERT OR DELETE ON casework_retention
    FOR EACH ROW EXECUTE FUNCTION casework_relist_thing('case_id');
CREATE TRIGGER casework_rooms_due AFTER UPDATE ON casework_retention
    FOR EACH ROW WHEN (OLD.due_on IS DISTINCT FROM NEW.due_on)
    EXECUTE FUNCTION casework_relist_thing('case_id');
CREATE TRIGGER casework_rooms_erasing AFTER UPDATE ON casework_case
    FOR EACH ROW WHEN (OLD.erasing IS DISTINCT FROM NEW.erasing)
    EXECUTE FUNCTION casework_relist_thing('file_id');
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0018_import_undo")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
