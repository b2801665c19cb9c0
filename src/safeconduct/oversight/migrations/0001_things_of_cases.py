"""What every room knows of a case when somebody asks how long it is kept; no words, no content."""

from django.db import migrations

# One row per case and thing: does something of it go on, and what was its last day?
SQL = """
CREATE OR REPLACE FUNCTION casework_things_of(ids uuid[])
    RETURNS TABLE (file uuid, thing text, going_on boolean, last date)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT file, thing, bool_or(going_on), (max(last) AT TIME ZONE 'UTC')::date FROM (
        SELECT case_id AS file, 'payment' AS thing,
            state IN ('drafted', 'approved', 'released') AS going_on, changed_at AS last
            FROM support_payment WHERE case_id = ANY (ids)
        UNION ALL
        -- Unassessed never means safe.
        SELECT file_id, 'protection', level <> 'standard', opened_at
            FROM protection_plan WHERE file_id = ANY (ids)
        UNION ALL
        SELECT p.file_id, 'protection', c.state = 'pending', c.proposed_at
            FROM protection_levelchange c JOIN protection_plan p ON p.id = c.plan_id
            WHERE p.file_id = ANY (ids)
        UNION ALL
        SELECT p.file_id, 'protection', c.active, c.starts_at
            FROM protection_checkin c JOIN protection_plan p ON p.id = c.plan_id
            WHERE p.file_id = ANY (ids)
        UNION ALL
        SELECT file_id, 'protection', closed_at IS NULL, coalesce(closed_at, raised_at)
            FROM protection_alarm WHERE file_id = ANY (ids)
        UNION ALL
        -- What was only claimed, and never received, is in nobody's custody.
        SELECT case_id, 'custody',
            state NOT IN ('claimed', 'certified', 'withdrawn', 'rejected'),
            registered_at FROM materiel_claim WHERE case_id = ANY (ids)
        UNION ALL
        SELECT c.case_id, 'custody', m.status = 'pending', coalesce(m.second_at, m.first_at)
            FROM materiel_move m JOIN materiel_claim c ON c.id = m.claim_id
            WHERE c.case_id = ANY (ids)
        UNION ALL
        -- A position that is open and asks for nothing keeps nothing: it may last a life.
        SELECT file_id, 'status', state = 'closing',
                coalesce(decided_on, opened_on)::timestamp AT TIME ZONE 'UTC'
            FROM status_filereading WHERE file_id = ANY (ids)
        UNION ALL
        SELECT file_id, 'status', state = 'open',
                coalesce(settled_on, safe_on)::timestamp AT TIME ZONE 'UTC'
            FROM status_filedeadline WHERE file_id = ANY (ids)
        UNION ALL
        SELECT case_id, 'evidence', false, started_at
            FROM testimony_statement WHERE case_id = ANY (ids)
        UNION ALL
        SELECT case_id, 'evidence', state <> 'made', coalesce(made_at, proposed_at)
            FROM testimony_package WHERE case_id = ANY (ids)
        UNION ALL
        SELECT e.case_id, 'evidence', l.event = 'offered' AND l.accepted_at IS NULL, l.at
            FROM testimony_custodyline l JOIN testimony_exhibit e ON e.id = l.exhibit_id
            WHERE e.case_id = ANY (ids)
        UNION ALL
        SELECT file_id, 'vetting', false, at FROM vetting_finding WHERE file_id = ANY (ids)
        UNION ALL
        SELECT file_id, 'vetting', state = 'pending', coalesce(decided_at, proposed_at)
            FROM vetting_conclusion WHERE file_id = ANY (ids)
    ) known GROUP BY file, thing
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0012_retention"),
        ("materiel", "0001_claims"),
        ("protection", "0001_plans"),
        ("status", "0001_status"),
        ("support", "0002_refusals"),
        ("testimony", "0001_statements"),
        ("vetting", "0001_findings_and_conclusions"),
    ]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
