"""The worker makes a task of a partner's answer; partners see only tasks of the person's way."""

from django.db import migrations, models
from django.db.models import Q

GRANTS = """
GRANT SELECT ON partners_ack, partners_share TO sc_worker;
"""

# A list of what is told, so that a kind of task made later is told of to nobody by itself: that a
# court asks, that a return is in doubt, that a person asks for their data is no partner's matter.
TOLD = """
CREATE FUNCTION partners_task_told(code text) RETURNS boolean
    LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp
    AS $$
        SELECT code = ANY (ARRAY [
            'answer_letter', 'answer_new_letter', 'capture_card_interview', 'counsel_found',
            'medical_check', 'protection_plan', 'protection_review', 'rights_sheet',
            'see_walk_in', 'tell_companion'])
    $$;
REVOKE ALL ON FUNCTION partners_task_told(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION partners_task_told(text) TO sc_office, sc_worker;

CREATE OR REPLACE FUNCTION partners_tell_task_made() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    BEGIN
        INSERT INTO partners_event (id, partner_id, share_id, kind, at)
        SELECT gen_random_uuid(), s.partner_id, s.id, 'task.made', now()
        FROM after_it n
        JOIN partners_share s ON s.file_id = n.case_id
            AND s.confirmed_at IS NOT NULL AND s.ended_at IS NULL
        WHERE n.done_at IS NULL AND partners_task_told(n.code);
        RETURN NULL;
    END $$;

CREATE OR REPLACE FUNCTION partners_tell_task_done() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    BEGIN
        INSERT INTO partners_event (id, partner_id, share_id, kind, at)
        SELECT gen_random_uuid(), s.partner_id, s.id, 'task.done', now()
        FROM after_it n
        JOIN before_it w ON w.id = n.id
        JOIN partners_share s ON s.file_id = n.case_id
            AND s.confirmed_at IS NOT NULL AND s.ended_at IS NULL
        WHERE w.done_at IS NULL AND n.done_at IS NOT NULL AND partners_task_told(n.code);
        RETURN NULL;
    END $$;

CREATE OR REPLACE FUNCTION partner_tasks(secret bytea, wanted uuid, after uuid, most int)
    RETURNS TABLE (id uuid, "case" uuid, code text, role text, due timestamptz, done date)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
        SELECT t.id, s.id, t.code, t.role, t.due_at, (t.done_at AT TIME ZONE 'UTC')::date
        FROM partners_share s
        JOIN casework_case c ON c.file_id = s.file_id AND c.erasing <> 'done'
        JOIN casework_task t ON t.case_id = s.file_id AND partners_task_told(t.code)
        WHERE s.partner_id = (SELECT partner_of(secret, 'tasks:read'))
            AND s.confirmed_at IS NOT NULL AND s.ended_at IS NULL
            AND (wanted IS NULL OR t.id = wanted) AND (after IS NULL OR t.id > after)
        ORDER BY t.id LIMIT least(most, 101)
    $$;
"""


class Migration(migrations.Migration):
    dependencies = [("partners", "0001_partners")]
    operations = [
        migrations.AddIndex(
            "ack",
            models.Index(
                condition=Q(seen_at__isnull=True), fields=["at"], name="partners_ack_unseen"
            ),
        ),
        migrations.RunSQL(GRANTS + TOLD, migrations.RunSQL.noop),
    ]
