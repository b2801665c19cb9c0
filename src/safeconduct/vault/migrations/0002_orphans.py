"""What the sweep of orphan shred keys needs in both databases."""

from django.db import migrations

SQL = """
-- Which of these files any row of any table knows of: only the rest may lose their keys.
CREATE FUNCTION vault_known_files(wanted uuid[]) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE place record;
BEGIN
    FOR place IN
        SELECT t.relname AS tab, c.attname AS col
        FROM pg_class t JOIN pg_attribute c ON c.attrelid = t.oid
        WHERE t.relnamespace = 'public'::regnamespace AND t.relkind IN ('r', 'p')
            AND c.attnum > 0 AND NOT c.attisdropped AND c.atttypid = 'uuid'::regtype
    LOOP
        RETURN QUERY EXECUTE format(
            'SELECT DISTINCT %I FROM %I WHERE %I = ANY ($1)', place.col, place.tab, place.col
        ) USING wanted;
    END LOOP;
END $$;
REVOKE ALL ON FUNCTION vault_known_files(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION vault_known_files(uuid[]) TO sc_worker;
"""

KEYSTORE = """
-- Shred keys of before a day, page by page: ids only, for the worker's sweep.
CREATE FUNCTION shred_keys_before(before date, after uuid, most int) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS 'SELECT file_id FROM shred_key WHERE day < before AND file_id > after
        ORDER BY file_id LIMIT most';
-- The newest head of the record that the sweep saw: an older database is told by it.
CREATE TABLE record_seen (
    id smallint PRIMARY KEY DEFAULT 1 CHECK (id = 1),
    size bigint NOT NULL,
    root bytea NOT NULL CHECK (length(root) = 32)
);
REVOKE ALL ON record_seen FROM PUBLIC;
CREATE FUNCTION record_seen_last() RETURNS TABLE (size bigint, root bytea)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS 'SELECT r.size, r.root FROM record_seen r';
CREATE FUNCTION record_seen_note(lines bigint, top bytea) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
    AS 'INSERT INTO record_seen (size, root) VALUES (lines, top)
        ON CONFLICT (id) DO UPDATE SET size = lines, root = top
        WHERE record_seen.size < lines';
REVOKE ALL ON FUNCTION shred_keys_before(date, uuid, int), record_seen_last(),
    record_seen_note(bigint, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION shred_keys_before(date, uuid, int), record_seen_last(),
    record_seen_note(bigint, bytea) TO sc_worker;
"""


class Migration(migrations.Migration):
    dependencies = [("vault", "0001_wraps")]
    operations = [
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
        migrations.RunSQL(KEYSTORE, migrations.RunSQL.noop, hints={"keystore": True}),
    ]
