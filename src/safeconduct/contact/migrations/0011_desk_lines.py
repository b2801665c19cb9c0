"""The intake desk in its order: one line a mailbox without a case, kept by triggers.

The page read and grouped every letter at the desk on each load; now it walks along one index.
The view says what the lines should be; the worker compares them every night.
"""

from django.db import migrations, models

# The order of dangers is DANGER_ORDER of contact/core/terms.py. A further letter says nothing
# of the danger, which does not make the first one untrue.
VIEW = """
CREATE VIEW contact_desklines AS
SELECT l.file_id,
       coalesce(min(CASE l.danger WHEN 'at the front now' THEN 0 WHEN 'being looked for' THEN 1
                    WHEN 'abroad' THEN 3 WHEN 'not in danger now' THEN 4 END), 2)::smallint
           AS place,
       min(l.day) AS day, coalesce(min(l.swept_at), '9999-01-01T00:00:00Z') AS since
FROM contact_letter l
WHERE l.file_id IN (SELECT w.file_id FROM vault_wrap w WHERE w.holder = 'desk')
GROUP BY l.file_id;
"""

# Of two acts on one mailbox the later waits, and sees what the earlier did.
LINES = """
CREATE FUNCTION contact_desk_anew(file uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    SET plan_cache_mode = force_generic_plan
    AS $$
    BEGIN
        PERFORM pg_advisory_xact_lock(55122, hashtext(file::text) & 1023);
        DELETE FROM contact_deskline d WHERE d.file_id = file AND NOT EXISTS (
            SELECT 1 FROM contact_desklines v WHERE v.file_id = file);
        INSERT INTO contact_deskline AS old (file_id, place, day, since)
        SELECT file_id, place, day, since FROM contact_desklines WHERE file_id = file
        ON CONFLICT (file_id) DO UPDATE SET (place, day, since)
            = (EXCLUDED.place, EXCLUDED.day, EXCLUDED.since)
        WHERE (old.place, old.day, old.since)
            IS DISTINCT FROM (EXCLUDED.place, EXCLUDED.day, EXCLUDED.since);
    END $$;

CREATE FUNCTION contact_desk_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    BEGIN
        IF TG_OP IN ('DELETE', 'UPDATE') THEN
            PERFORM contact_desk_anew(OLD.file_id);
        END IF;
        IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND NEW.file_id <> OLD.file_id) THEN
            PERFORM contact_desk_anew(NEW.file_id);
        END IF;
        RETURN NULL;
    END $$;

CREATE TRIGGER contact_desk_letter
    AFTER INSERT OR DELETE OR UPDATE OF file_id, danger, day, swept_at ON contact_letter
    FOR EACH ROW EXECUTE FUNCTION contact_desk_changed();
CREATE TRIGGER contact_desk_given AFTER INSERT ON vault_wrap
    FOR EACH ROW WHEN (NEW.holder = 'desk') EXECUTE FUNCTION contact_desk_changed();
CREATE TRIGGER contact_desk_taken AFTER DELETE ON vault_wrap
    FOR EACH ROW WHEN (OLD.holder = 'desk') EXECUTE FUNCTION contact_desk_changed();
CREATE TRIGGER contact_desk_moved AFTER UPDATE OF file_id, holder ON vault_wrap
    FOR EACH ROW EXECUTE FUNCTION contact_desk_changed();
"""

# What the worker compares and makes anew: the clocks of mailboxes (0008), and the desk's lines.
CHECKS = """
CREATE OR REPLACE FUNCTION contact_waits_wrong() RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    WITH kept AS (SELECT file_id, since, answered_at FROM contact_firstwait),
         lines AS (SELECT file_id, place, day, since FROM contact_deskline)
    SELECT (SELECT count(*) FROM ((TABLE kept EXCEPT TABLE contact_firstwaits)
                UNION ALL (TABLE contact_firstwaits EXCEPT TABLE kept)) x)
         + (SELECT count(*) FROM ((TABLE lines EXCEPT TABLE contact_desklines)
                UNION ALL (TABLE contact_desklines EXCEPT TABLE lines)) x)
    $$;

CREATE OR REPLACE FUNCTION contact_waits_anew() RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    LOCK TABLE contact_firstwait, contact_deskline IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM contact_firstwait;
    INSERT INTO contact_firstwait (file_id, since, answered_at)
    SELECT file_id, since, answered_at FROM contact_firstwaits;
    DELETE FROM contact_deskline;
    INSERT INTO contact_deskline (file_id, place, day, since)
    SELECT file_id, place, day, since FROM contact_desklines;
    $$;

INSERT INTO contact_deskline (file_id, place, day, since)
SELECT file_id, place, day, since FROM contact_desklines;
REVOKE ALL ON FUNCTION contact_desk_anew(uuid) FROM PUBLIC;
GRANT SELECT ON contact_deskline TO sc_office;
"""


class Migration(migrations.Migration):
    dependencies = [("contact", "0010_reception_places"), ("vault", "0007_at_desk")]
    operations = [
        migrations.CreateModel(
            name="DeskLine",
            fields=[
                ("file_id", models.UUIDField(primary_key=True, serialize=False)),
                ("place", models.PositiveSmallIntegerField()),
                ("day", models.DateField()),
                ("since", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["place", "day", "since", "file_id"],
                        name="contact_deskline_order",
                    )
                ],
            },
        ),
        migrations.RunSQL(VIEW + LINES + CHECKS, migrations.RunSQL.noop),
    ]
