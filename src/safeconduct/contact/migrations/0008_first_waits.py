"""How long each mailbox waited for its first human answer: one row a mailbox, kept by triggers.

The desk's figure read the letters and items of seven days on every load; now it walks along
one index. The view says what the rows should be; the worker compares them every night.
"""

from django.db import migrations, models

WAITS = """
CREATE VIEW contact_firstwaits AS
SELECT l.file_id, min(l.swept_at) AS since,
       (SELECT min(i.at) FROM contact_item i WHERE i.file_id = l.file_id) AS answered_at
FROM contact_letter l WHERE l.swept_at IS NOT NULL GROUP BY l.file_id;

-- Of two acts on one mailbox the later waits, and sees what the earlier did.
CREATE FUNCTION contact_wait_anew(file uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    SET plan_cache_mode = force_generic_plan
    AS $$
    BEGIN
        PERFORM pg_advisory_xact_lock(55121, hashtext(file::text) & 1023);
        DELETE FROM contact_firstwait w WHERE w.file_id = file AND NOT EXISTS (
            SELECT 1 FROM contact_letter l WHERE l.file_id = file AND l.swept_at IS NOT NULL);
        INSERT INTO contact_firstwait AS old (file_id, since, answered_at)
        SELECT file_id, since, answered_at FROM contact_firstwaits WHERE file_id = file
        ON CONFLICT (file_id) DO UPDATE SET (since, answered_at)
            = (EXCLUDED.since, EXCLUDED.answered_at)
        WHERE (old.since, old.answered_at)
            IS DISTINCT FROM (EXCLUDED.since, EXCLUDED.answered_at);
    END $$;

CREATE FUNCTION contact_wait_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            PERFORM contact_wait_anew(OLD.file_id);
        ELSE
            PERFORM contact_wait_anew(NEW.file_id);
        END IF;
        RETURN NULL;
    END $$;

-- The first letter of a mailbox starts its clock, its first answer stops it; most changes after
-- that move nothing and lock nothing.
CREATE TRIGGER contact_wait_found AFTER UPDATE OF swept_at ON contact_letter
    FOR EACH ROW EXECUTE FUNCTION contact_wait_changed();
CREATE TRIGGER contact_wait_born_found AFTER INSERT ON contact_letter
    FOR EACH ROW WHEN (NEW.swept_at IS NOT NULL) EXECUTE FUNCTION contact_wait_changed();
CREATE TRIGGER contact_wait_gone AFTER DELETE ON contact_letter
    FOR EACH ROW EXECUTE FUNCTION contact_wait_changed();
CREATE TRIGGER contact_wait_answered AFTER INSERT OR DELETE OR UPDATE OF at, file_id
    ON contact_item FOR EACH ROW EXECUTE FUNCTION contact_wait_changed();

CREATE FUNCTION contact_waits_wrong() RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    WITH kept AS (SELECT file_id, since, answered_at FROM contact_firstwait)
    SELECT count(*) FROM ((TABLE kept EXCEPT TABLE contact_firstwaits)
        UNION ALL (TABLE contact_firstwaits EXCEPT TABLE kept)) x
    $$;

CREATE FUNCTION contact_waits_anew() RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    LOCK TABLE contact_firstwait IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM contact_firstwait;
    INSERT INTO contact_firstwait (file_id, since, answered_at)
    SELECT file_id, since, answered_at FROM contact_firstwaits;
    $$;
SELECT contact_waits_anew();

REVOKE ALL ON FUNCTION contact_wait_anew(uuid), contact_waits_wrong(), contact_waits_anew()
    FROM PUBLIC;
GRANT SELECT ON contact_firstwait TO sc_office, sc_worker;
GRANT EXECUTE ON FUNCTION contact_waits_wrong(), contact_waits_anew() TO sc_worker;
"""


class Migration(migrations.Migration):
    dependencies = [("contact", "0007_subject_access")]
    operations = [
        migrations.CreateModel(
            name="FirstWait",
            fields=[
                ("file_id", models.UUIDField(primary_key=True, serialize=False)),
                ("since", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["since"],
                        include=["answered_at"],
                        name="contact_wait_since",
                    )
                ],
            },
        ),
        migrations.RunSQL(WAITS, migrations.RunSQL.noop),
    ]
