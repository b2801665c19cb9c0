"""Lists of the rooms that stay flat: a line per officer and thing, whichever room it is of.

A room says in one view what its list holds (`kind`, `thing`, `file_id`, `at`: the order),
adds it with casework_also_list(), and names by triggers what changes it. The rest is here.
"""

from typing import Any

from django.db import migrations, models

VIEWS = """
CREATE VIEW casework_things AS
SELECT ''::text AS kind, NULL::uuid AS thing, NULL::uuid AS file_id, NULL::timestamptz AS at
WHERE false;

CREATE VIEW casework_roomlines AS
SELECT m.officer_id, t.kind, t.thing, t.file_id, m.until, t.at
FROM casework_things t JOIN accounts_membership m ON m.file_id = t.file_id;

CREATE FUNCTION casework_also_list(source regclass) RETURNS void
    LANGUAGE plpgsql SET search_path = public, pg_temp
    AS $$
    BEGIN
        EXECUTE format('CREATE OR REPLACE VIEW casework_things AS %s
                        UNION ALL SELECT kind, thing, file_id, at FROM %s',
                       rtrim(pg_get_viewdef('casework_things'::regclass), ';'), source);
        EXECUTE format('INSERT INTO casework_roomline
                            (officer_id, kind, thing, file_id, until, at)
                        SELECT m.officer_id, t.kind, t.thing, t.file_id, m.until, t.at
                        FROM %s t JOIN accounts_membership m ON m.file_id = t.file_id', source);
    END $$;
"""

# The same lock as the cases' own lines take (0005): of two acts on one file at once the later
# sees what the earlier did.
LINES = """
CREATE FUNCTION casework_relist_rooms(files uuid[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    SET plan_cache_mode = force_generic_plan
    AS $$
    BEGIN
        PERFORM casework_lock_lines(files);
        WITH wanted AS MATERIALIZED (
            SELECT officer_id, kind, thing, file_id, until, at
            FROM casework_roomlines WHERE file_id = ANY (files)),
        gone AS (
            DELETE FROM casework_roomline l WHERE l.file_id = ANY (files) AND NOT EXISTS (
                SELECT 1 FROM wanted w WHERE w.officer_id = l.officer_id
                  AND w.kind = l.kind AND w.thing = l.thing))
        INSERT INTO casework_roomline AS old (officer_id, kind, thing, file_id, until, at)
        SELECT officer_id, kind, thing, file_id, until, at FROM wanted
        ON CONFLICT (officer_id, kind, thing) DO UPDATE SET (file_id, until, at)
            = (EXCLUDED.file_id, EXCLUDED.until, EXCLUDED.at)
        WHERE (old.file_id, old.until, old.at)
            IS DISTINCT FROM (EXCLUDED.file_id, EXCLUDED.until, EXCLUDED.at);
    END $$;

-- A row of a room changed. Arguments: its column that leads to the file; when that is not the
-- file itself, the table it leads to and the file's column there.
CREATE FUNCTION casework_relist_thing() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    DECLARE
        keys uuid[] := ARRAY []::uuid[];
    BEGIN
        IF TG_OP IN ('DELETE', 'UPDATE') THEN
            keys := keys || (to_jsonb(OLD) ->> TG_ARGV[0])::uuid;
        END IF;
        IF TG_OP IN ('INSERT', 'UPDATE') THEN
            keys := keys || (to_jsonb(NEW) ->> TG_ARGV[0])::uuid;
        END IF;
        IF TG_NARGS > 1 THEN
            EXECUTE format('SELECT array_agg(%I) FROM %I WHERE id = ANY ($1)',
                           TG_ARGV[2], TG_ARGV[1]) INTO keys USING keys;
        END IF;
        -- Acts take the case first and the lines last (services/state.py lock_case): a room's
        -- act may come to the case only after this row.
        PERFORM 1 FROM casework_case c WHERE c.file_id = ANY (keys)
            ORDER BY c.file_id FOR NO KEY UPDATE;
        PERFORM casework_relist_rooms(keys);
        RETURN NULL;
    END $$;

CREATE FUNCTION casework_relist_rooms_of_members() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    BEGIN
        PERFORM casework_relist_rooms(ARRAY (SELECT DISTINCT file_id FROM changed));
        RETURN NULL;
    END $$;

CREATE TRIGGER casework_rooms_joined AFTER INSERT ON accounts_membership
    REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION casework_relist_rooms_of_members();
CREATE TRIGGER casework_rooms_left AFTER DELETE ON accounts_membership
    REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION casework_relist_rooms_of_members();
CREATE TRIGGER casework_rooms_place AFTER UPDATE OF officer_id, file_id, until
    ON accounts_membership FOR EACH ROW EXECUTE FUNCTION casework_relist_thing('file_id');
"""

CHECKS = """
CREATE FUNCTION casework_rooms_wrong() RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    WITH kept AS (
        SELECT officer_id, kind::text, thing, file_id, until, at FROM casework_roomline)
    SELECT count(*) FROM ((TABLE kept EXCEPT TABLE casework_roomlines)
        UNION ALL (TABLE casework_roomlines EXCEPT TABLE kept)) x
    $$;

-- Makes every line anew, as the views say; nothing else changes them meanwhile.
CREATE FUNCTION casework_rooms_anew() RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    LOCK TABLE casework_roomline IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM casework_roomline;
    INSERT INTO casework_roomline (officer_id, kind, thing, file_id, until, at)
    SELECT officer_id, kind, thing, file_id, until, at FROM casework_roomlines;
    $$;
"""

GRANTS = """
REVOKE ALL ON FUNCTION casework_also_list(regclass), casework_relist_rooms(uuid[]),
    casework_rooms_wrong(), casework_rooms_anew() FROM PUBLIC;
GRANT SELECT ON casework_roomline TO sc_office, sc_worker;
GRANT EXECUTE ON FUNCTION casework_rooms_wrong(), casework_rooms_anew() TO sc_worker;
"""

BIG: Any = {
    "auto_created": True,
    "primary_key": True,
    "serialize": False,
    "verbose_name": "ID",
}


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_members_of_file"),
        ("casework", "0014_translations"),
    ]
    operations = [
        migrations.CreateModel(
            name="RoomLine",
            fields=[
                ("id", models.BigAutoField(**BIG)),
                ("officer_id", models.UUIDField()),
                ("kind", models.CharField(max_length=12)),
                ("thing", models.UUIDField()),
                ("file_id", models.UUIDField()),
                ("until", models.DateTimeField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["file_id"], name="casework_roomline_file"),
                    models.Index(
                        fields=["officer_id", "kind", "at", "thing"],
                        include=["until", "file_id"],
                        name="casework_roomline_order",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["officer_id", "kind", "thing"], name="casework_roomline_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(VIEWS + LINES + CHECKS + GRANTS, migrations.RunSQL.noop),
    ]
