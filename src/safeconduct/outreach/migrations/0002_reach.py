"""Who may add to the counts of views and of test readers, and that nobody but adds."""

from django.db import migrations

SQL = """
-- The public door adds and reads nothing. A door that was taken over can add what nobody read,
-- but neither take away, nor write another week, nor fill the table.
CREATE FUNCTION outreach_add_views(in_week date, in_language text, in_slug text, more bigint)
    RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    DECLARE
        today date := (now() AT TIME ZONE 'UTC')::date;
    BEGIN
        IF more NOT BETWEEN 1 AND 1000000000 OR in_week <> date_trunc('week', in_week)::date
            OR in_week NOT BETWEEN today - 70 AND today + 7
            OR in_language !~ '^[a-z]{2}$' OR in_slug !~ '^[a-z-]{1,30}$'
            OR (SELECT count(*) FROM outreach_reachcount WHERE week = in_week) >= 500
        THEN
            RAISE EXCEPTION 'these are no views of a page in a week of now'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        INSERT INTO outreach_reachcount AS old (week, language, slug, n)
        VALUES (in_week, in_language, in_slug, more)
        ON CONFLICT (week, language, slug) DO UPDATE SET n = old.n + EXCLUDED.n;
    END $$;

-- One reader's answer to one question; the office reads the counts and adds to them.
CREATE FUNCTION outreach_add_answer(
    in_language text, in_slug text, in_version int, in_question int, was_right boolean)
    RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    INSERT INTO outreach_understoodcount AS old
        (language, slug, version, question, "right", asked)
    VALUES (in_language, in_slug, in_version, in_question, was_right::int, 1)
    ON CONFLICT (language, slug, version, question)
    DO UPDATE SET "right" = old."right" + EXCLUDED."right", asked = old.asked + 1
    $$;

REVOKE ALL ON FUNCTION outreach_add_views(date, text, text, bigint),
    outreach_add_answer(text, text, int, int, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION outreach_add_views(date, text, text, bigint) TO sc_public;
GRANT EXECUTE ON FUNCTION outreach_add_answer(text, text, int, int, boolean) TO sc_office;
GRANT SELECT ON outreach_reachcount, outreach_understoodcount TO sc_office;
GRANT SELECT, DELETE ON outreach_reachcount TO sc_worker;
"""


class Migration(migrations.Migration):
    dependencies = [("outreach", "0001_outreach")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
