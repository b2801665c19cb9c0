"""The lists of claims, all of them and those whose item is on its way still: newest first."""

from django.db import migrations

SQL = """
CREATE VIEW materiel_listed AS
SELECT 'claim'::text AS kind, id AS thing, case_id AS file_id, registered_at AS at
FROM materiel_claim
UNION ALL
SELECT 'custody'::text, id, case_id, registered_at FROM materiel_claim
WHERE state NOT IN ('certified', 'rejected', 'withdrawn');

SELECT casework_also_list('materiel_listed');
CREATE TRIGGER casework_rooms_claim
    AFTER INSERT OR DELETE OR UPDATE OF case_id, state, registered_at
    ON materiel_claim FOR EACH ROW EXECUTE FUNCTION casework_relist_thing('case_id');
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0015_room_lists"), ("materiel", "0001_claims")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
