"""Stays told from the record in one pass: each case looked through the moves of all others."""

from django.db import migrations

TOLD = """
CREATE OR REPLACE VIEW oversight_stays_told AS
WITH said AS (
    SELECT l.file, l.at, l.number, convert_from(l.data, 'UTF8')::jsonb #>> '{{facts,stage}}'
           AS stage
    FROM record_leaf l WHERE l.kind = 'casework.case.moved'
    UNION ALL
    SELECT replace(a.case_id::text, '-', ''), a.at, NULL, 'arrived' FROM casework_arrival a),
ordered AS (
    SELECT c.file_id, s.at, s.stage, s.number,
           lag(s.stage, 1, 'contact') OVER (PARTITION BY c.file_id ORDER BY s.at, s.number)
               AS earlier
    FROM casework_case c JOIN said s ON s.file = replace(c.file_id::text, '-', '')),
entered AS (
    SELECT file_id, at, number, stage FROM ordered
    WHERE number IS NOT NULL OR earlier = 'passage'
    UNION ALL
    -- A case split from another begins at that one's stage.
    {begins}),
closed_up AS (
    SELECT file_id, at, number, stage,
           lag(stage) OVER (PARTITION BY file_id ORDER BY at, number) AS earlier
    FROM entered),
moves AS (
    SELECT file_id, at, number, stage FROM closed_up WHERE earlier IS DISTINCT FROM stage)
SELECT m.file_id, m.stage, m.at AS since,
       lead(m.at) OVER (PARTITION BY m.file_id ORDER BY m.at, m.number) AS until
FROM moves m;
"""
JOINED = """SELECT c.file_id, c.opened_at, -1,
           CASE WHEN moved.file_id IS NULL THEN c.stage ELSE 'contact' END
    FROM casework_case c LEFT JOIN (SELECT DISTINCT file_id FROM ordered) moved USING (file_id)"""
LOOKED_UP = """SELECT c.file_id, c.opened_at, -1, CASE WHEN EXISTS (
        SELECT 1 FROM ordered o WHERE o.file_id = c.file_id) THEN 'contact' ELSE c.stage END
    FROM casework_case c"""


class Migration(migrations.Migration):
    dependencies = [("oversight", "0003_totals")]
    operations = [
        migrations.RunSQL(
            TOLD.format(begins=JOINED),
            TOLD.format(begins=LOOKED_UP),
        )
    ]
