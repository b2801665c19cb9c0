"""The list of crossings: the latest notice that ends soonest comes first."""

from django.db import migrations

SQL = """
CREATE VIEW passage_listed AS
SELECT 'crossing'::text AS kind, c.case_id AS thing, c.case_id AS file_id,
       coalesce((SELECT n.window_end FROM passage_noticerow n WHERE n.crossing_id = c.id
                 ORDER BY n.revision DESC LIMIT 1), '9999-01-01T00:00:00Z') AS at
FROM passage_crossingrow c;

SELECT casework_also_list('passage_listed');
CREATE TRIGGER casework_rooms_crossing AFTER INSERT OR DELETE OR UPDATE OF case_id
    ON passage_crossingrow FOR EACH ROW EXECUTE FUNCTION casework_relist_thing('case_id');
CREATE TRIGGER casework_rooms_notice
    AFTER INSERT OR DELETE OR UPDATE OF crossing_id, revision, window_end
    ON passage_noticerow FOR EACH ROW
    EXECUTE FUNCTION casework_relist_thing('crossing_id', 'passage_crossingrow', 'case_id');
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0015_room_lists"), ("passage", "0001_crossings")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
