"""The list of plans: whose sign of life is late for longest comes first."""

from django.db import migrations

SQL = """
CREATE VIEW protection_listed AS
SELECT 'plan'::text AS kind, p.id AS thing, p.file_id,
       coalesce((SELECT c.next_due FROM protection_checkin c
                 WHERE c.plan_id = p.id AND c.active), '9999-01-01T00:00:00Z') AS at
FROM protection_plan p;

SELECT casework_also_list('protection_listed');
CREATE TRIGGER casework_rooms_plan AFTER INSERT OR DELETE OR UPDATE OF file_id
    ON protection_plan FOR EACH ROW EXECUTE FUNCTION casework_relist_thing('file_id');
CREATE TRIGGER casework_rooms_checkin
    AFTER INSERT OR DELETE OR UPDATE OF plan_id, next_due, active
    ON protection_checkin FOR EACH ROW
    EXECUTE FUNCTION casework_relist_thing('plan_id', 'protection_plan', 'file_id');
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0015_room_lists"), ("protection", "0001_plans")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
