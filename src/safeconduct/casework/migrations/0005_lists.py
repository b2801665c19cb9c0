"""Lists that stay flat: a line per officer and case, and per officer and task; kept counts.

Two views say what the lines should be, in one place; triggers keep the tables equal to them in
the transaction of each act, and the worker compares them every night.
"""

from typing import Any

from django.db import migrations, models
from django.db.models import Q

VIEWS = """
CREATE VIEW casework_caselines AS
SELECT m.officer_id, m.file_id, m.role, m.until, c.kind, c.stage, c.language, c.lost, c.dormant,
       c.held, d.danger_place,
       CASE WHEN c.stage IN ('settled', 'withdrawn', 'referred', 'merged', 'deceased')
            THEN 5 ELSE d.danger_place END::smallint AS place,
       c.moved_at,
       coalesce((SELECT min(t.due_at) FROM casework_task t
                 WHERE t.case_id = c.file_id AND t.done_at IS NULL),
                '9999-01-01T00:00:00Z') AS due_at,
       (SELECT p.until FROM casework_proposal p
        WHERE p.case_id = c.file_id AND p.state = 'pending') AS asked_until,
       (SELECT min(l.day) FROM contact_letter l
        WHERE l.file_id = c.file_id AND l.state = 'new') AS letter_day
FROM accounts_membership m
JOIN casework_case c ON c.file_id = m.file_id
LEFT JOIN casework_arrival a ON a.case_id = c.file_id
CROSS JOIN LATERAL (SELECT CASE
    WHEN c.danger = 'at the front now' AND a.at IS NOT NULL AND c.danger_at <= a.at THEN 2
    WHEN c.danger = 'at the front now' THEN 0
    WHEN c.danger = 'being looked for' THEN 1
    WHEN c.danger = 'not said' THEN 2
    WHEN c.danger = 'abroad' THEN 3
    ELSE 4 END::smallint AS danger_place) d;

CREATE VIEW casework_tasklines AS
SELECT l.officer_id, t.id AS task_id, l.file_id, t.role, l.until, l.place, t.due_at
FROM casework_task t
JOIN casework_caseline l ON l.file_id = t.case_id
WHERE t.done_at IS NULL AND (t.owner_id IS NULL OR t.owner_id = l.officer_id);
"""

# Whoever changes anything of a file's lines holds its lock to the end of the transaction, so
# that of two acts at once the later sees what the earlier did. 1,024 locks, taken in order: a
# departure from 10,000 cases takes no more. One or two files at a time are the rule: making a
# plan anew for each would cost more than the work.
LINES = """
CREATE FUNCTION casework_lock_lines(files uuid[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    DECLARE
        one int;
    BEGIN
        FOR one IN SELECT DISTINCT hashtext(f::text) & 1023 FROM unnest(files) f ORDER BY 1
        LOOP
            PERFORM pg_advisory_xact_lock(55120, one);
        END LOOP;
    END $$;

CREATE FUNCTION casework_relist(files uuid[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    SET plan_cache_mode = force_generic_plan
    AS $$
    BEGIN
        PERFORM casework_lock_lines(files);
        DELETE FROM casework_caseline l WHERE l.file_id = ANY (files) AND NOT EXISTS (
            SELECT 1 FROM accounts_membership m
            WHERE m.officer_id = l.officer_id AND m.file_id = l.file_id);
        INSERT INTO casework_caseline AS old
            (officer_id, file_id, role, until, kind, stage, language, lost, dormant, held,
             danger_place, place, moved_at, due_at, asked_until, letter_day)
        SELECT officer_id, file_id, role, until, kind, stage, language, lost, dormant, held,
               danger_place, place, moved_at, due_at, asked_until, letter_day
        FROM casework_caselines WHERE file_id = ANY (files)
        ON CONFLICT (officer_id, file_id) DO UPDATE SET
            (role, until, kind, stage, language, lost, dormant, held, danger_place, place,
             moved_at, due_at, asked_until, letter_day)
            = (EXCLUDED.role, EXCLUDED.until, EXCLUDED.kind, EXCLUDED.stage,
               EXCLUDED.language, EXCLUDED.lost, EXCLUDED.dormant, EXCLUDED.held,
               EXCLUDED.danger_place, EXCLUDED.place, EXCLUDED.moved_at, EXCLUDED.due_at,
               EXCLUDED.asked_until, EXCLUDED.letter_day)
        WHERE (old.role, old.until, old.kind, old.stage, old.language, old.lost, old.dormant,
               old.held, old.danger_place, old.place, old.moved_at, old.due_at,
               old.asked_until, old.letter_day)
            IS DISTINCT FROM
              (EXCLUDED.role, EXCLUDED.until, EXCLUDED.kind, EXCLUDED.stage,
               EXCLUDED.language, EXCLUDED.lost, EXCLUDED.dormant, EXCLUDED.held,
               EXCLUDED.danger_place, EXCLUDED.place, EXCLUDED.moved_at, EXCLUDED.due_at,
               EXCLUDED.asked_until, EXCLUDED.letter_day);
        DELETE FROM casework_taskline l WHERE l.file_id = ANY (files) AND NOT EXISTS (
            SELECT 1 FROM casework_tasklines n WHERE n.file_id = l.file_id
              AND n.officer_id = l.officer_id AND n.task_id = l.task_id);
        INSERT INTO casework_taskline AS old
            (officer_id, task_id, file_id, role, until, place, due_at)
        SELECT officer_id, task_id, file_id, role, until, place, due_at
        FROM casework_tasklines WHERE file_id = ANY (files)
        ON CONFLICT (officer_id, task_id) DO UPDATE SET (role, until, place, due_at)
            = (EXCLUDED.role, EXCLUDED.until, EXCLUDED.place, EXCLUDED.due_at)
        WHERE (old.role, old.until, old.place, old.due_at) IS DISTINCT FROM
              (EXCLUDED.role, EXCLUDED.until, EXCLUDED.place, EXCLUDED.due_at);
    END $$;

CREATE FUNCTION casework_relist_case() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    BEGIN
        IF TG_OP IN ('DELETE', 'UPDATE') THEN
            PERFORM casework_relist(ARRAY [(to_jsonb(OLD) ->> TG_ARGV[0])::uuid]);
        END IF;
        IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND
            to_jsonb(OLD) ->> TG_ARGV[0] <> to_jsonb(NEW) ->> TG_ARGV[0]) THEN
            PERFORM casework_relist(ARRAY [(to_jsonb(NEW) ->> TG_ARGV[0])::uuid]);
        END IF;
        RETURN NULL;
    END $$;

-- A letter of a file that is no case yet is on nobody's list: nothing is locked or written.
CREATE FUNCTION casework_relist_letter() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    BEGIN
        IF EXISTS (SELECT 1 FROM casework_caseline l WHERE l.file_id = NEW.file_id) THEN
            PERFORM casework_relist(ARRAY [NEW.file_id]);
        END IF;
        RETURN NULL;
    END $$;

CREATE FUNCTION casework_relist_members() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    BEGIN
        PERFORM casework_relist(ARRAY (SELECT DISTINCT file_id FROM changed));
        RETURN NULL;
    END $$;

CREATE TRIGGER casework_lists_joined AFTER INSERT ON accounts_membership
    REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION casework_relist_members();
CREATE TRIGGER casework_lists_left AFTER DELETE ON accounts_membership
    REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION casework_relist_members();
CREATE TRIGGER casework_lists_place AFTER UPDATE OF officer_id, file_id, role, until
    ON accounts_membership FOR EACH ROW EXECUTE FUNCTION casework_relist_case('file_id');
CREATE TRIGGER casework_lists_case AFTER INSERT OR DELETE OR UPDATE OF
    kind, stage, language, lost, dormant, held, danger, danger_at, moved_at
    ON casework_case FOR EACH ROW EXECUTE FUNCTION casework_relist_case('file_id');
CREATE TRIGGER casework_lists_arrival AFTER INSERT OR DELETE OR UPDATE ON casework_arrival
    FOR EACH ROW EXECUTE FUNCTION casework_relist_case('case_id');
CREATE TRIGGER casework_lists_task AFTER INSERT OR DELETE OR UPDATE ON casework_task
    FOR EACH ROW EXECUTE FUNCTION casework_relist_case('case_id');
CREATE TRIGGER casework_lists_proposal AFTER INSERT OR DELETE OR UPDATE ON casework_proposal
    FOR EACH ROW EXECUTE FUNCTION casework_relist_case('case_id');
CREATE TRIGGER casework_lists_letter AFTER INSERT OR UPDATE OF state ON contact_letter
    FOR EACH ROW EXECUTE FUNCTION casework_relist_letter();
"""

# Counts are kept as changes that are only ever added, so that no two acts wait for one row; the
# worker folds them together.
COUNTS = """
CREATE FUNCTION casework_count_case() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND NEW.stage = OLD.stage THEN
            RETURN NULL;
        END IF;
        IF TG_OP IN ('DELETE', 'UPDATE') THEN
            INSERT INTO casework_tally (stage, change) VALUES (OLD.stage, -1);
        END IF;
        IF TG_OP IN ('INSERT', 'UPDATE') THEN
            INSERT INTO casework_tally (stage, change) VALUES (NEW.stage, 1);
        END IF;
        RETURN NULL;
    END $$;
CREATE TRIGGER casework_counted AFTER INSERT OR DELETE OR UPDATE OF stage ON casework_case
    FOR EACH ROW EXECUTE FUNCTION casework_count_case();

CREATE FUNCTION casework_fold_tally() RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
    AS 'WITH gone AS (DELETE FROM casework_tally RETURNING stage, change)
        INSERT INTO casework_tally (stage, change)
        SELECT stage, sum(change) FROM gone GROUP BY stage HAVING sum(change) <> 0';

-- Open cases with a part that no active officer holds a key to.
CREATE VIEW casework_unreached_now AS
SELECT c.file_id FROM casework_case c
WHERE c.stage NOT IN ('settled', 'withdrawn', 'referred', 'merged', 'deceased')
  AND (SELECT count(DISTINCT w.compartment) FROM vault_wrap w
       JOIN accounts_officer o ON o.key_id = w.key_id AND o.active
       WHERE w.file_id = c.file_id AND w.holder = 'officer'
         AND (w.until IS NULL OR w.until > now())) < 7;

CREATE FUNCTION casework_reach(files uuid[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    SET plan_cache_mode = force_generic_plan
    AS $$
    BEGIN
        PERFORM casework_lock_lines(files);
        DELETE FROM casework_unreached u WHERE u.file_id = ANY (files) AND NOT EXISTS (
            SELECT 1 FROM casework_unreached_now n WHERE n.file_id = u.file_id);
        INSERT INTO casework_unreached (file_id)
        SELECT file_id FROM casework_unreached_now WHERE file_id = ANY (files)
        ON CONFLICT DO NOTHING;
    END $$;

CREATE FUNCTION casework_reach_case() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    BEGIN
        PERFORM casework_reach(ARRAY [coalesce(NEW.file_id, OLD.file_id)]);
        RETURN NULL;
    END $$;
CREATE FUNCTION casework_reach_files() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    BEGIN
        IF EXISTS (SELECT 1 FROM changed WHERE holder = 'officer') THEN
            PERFORM casework_reach(ARRAY (SELECT DISTINCT d.file_id FROM changed d
                JOIN casework_case c ON c.file_id = d.file_id WHERE d.holder = 'officer'));
        END IF;
        RETURN NULL;
    END $$;
CREATE FUNCTION casework_reach_officer() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    BEGIN
        PERFORM casework_reach(ARRAY (SELECT DISTINCT file_id FROM vault_wrap
            WHERE key_id IN (OLD.key_id, NEW.key_id)));
        RETURN NULL;
    END $$;

CREATE TRIGGER casework_reach_stage AFTER INSERT OR DELETE OR UPDATE OF stage ON casework_case
    FOR EACH ROW EXECUTE FUNCTION casework_reach_case();
CREATE TRIGGER casework_reach_given AFTER INSERT ON vault_wrap
    REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION casework_reach_files();
CREATE TRIGGER casework_reach_taken AFTER DELETE ON vault_wrap
    REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION casework_reach_files();
CREATE TRIGGER casework_reach_changed AFTER UPDATE ON vault_wrap
    REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION casework_reach_files();
CREATE TRIGGER casework_reach_active AFTER UPDATE OF active, key_id ON accounts_officer
    FOR EACH ROW EXECUTE FUNCTION casework_reach_officer();
"""

CHECKS = """
CREATE FUNCTION casework_lists_wrong() RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    WITH kept AS (
        SELECT officer_id, file_id, role, until, kind, stage, language, lost, dormant, held,
               danger_place, place, moved_at, due_at, asked_until, letter_day
        FROM casework_caseline),
    tasks AS (SELECT officer_id, task_id, file_id, role, until, place, due_at
              FROM casework_taskline),
    tally AS (SELECT stage, sum(change) AS n FROM casework_tally GROUP BY stage
              HAVING sum(change) <> 0),
    stages AS (SELECT stage, count(*) AS n FROM casework_case GROUP BY stage)
    SELECT (SELECT count(*) FROM ((TABLE kept EXCEPT TABLE casework_caselines)
            UNION ALL (TABLE casework_caselines EXCEPT TABLE kept)) x)
         + (SELECT count(*) FROM ((TABLE tasks EXCEPT TABLE casework_tasklines)
            UNION ALL (TABLE casework_tasklines EXCEPT TABLE tasks)) x)
         + (SELECT count(*) FROM ((TABLE tally EXCEPT TABLE stages)
            UNION ALL (TABLE stages EXCEPT TABLE tally)) x)
         + (SELECT count(*) FROM ((TABLE casework_unreached EXCEPT TABLE casework_unreached_now)
            UNION ALL (TABLE casework_unreached_now EXCEPT TABLE casework_unreached)) x)
    $$;

-- Makes every line and count anew, as the views say; nothing else changes meanwhile.
CREATE FUNCTION casework_lists_anew() RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    LOCK TABLE casework_caseline, casework_taskline, casework_tally, casework_unreached
        IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM casework_caseline;
    INSERT INTO casework_caseline
        (officer_id, file_id, role, until, kind, stage, language, lost, dormant, held,
         danger_place, place, moved_at, due_at, asked_until, letter_day)
    SELECT officer_id, file_id, role, until, kind, stage, language, lost, dormant, held,
           danger_place, place, moved_at, due_at, asked_until, letter_day
    FROM casework_caselines;
    DELETE FROM casework_taskline;
    INSERT INTO casework_taskline (officer_id, task_id, file_id, role, until, place, due_at)
    SELECT officer_id, task_id, file_id, role, until, place, due_at FROM casework_tasklines;
    DELETE FROM casework_tally;
    INSERT INTO casework_tally (stage, change)
    SELECT stage, count(*) FROM casework_case GROUP BY stage;
    DELETE FROM casework_unreached;
    INSERT INTO casework_unreached (file_id) SELECT file_id FROM casework_unreached_now;
    $$;
SELECT casework_lists_anew();
"""

GRANTS = """
REVOKE ALL ON FUNCTION casework_lock_lines(uuid[]), casework_relist(uuid[]),
    casework_reach(uuid[]), casework_fold_tally(), casework_lists_wrong(),
    casework_lists_anew() FROM PUBLIC;
GRANT SELECT ON casework_caseline, casework_taskline, casework_tally, casework_unreached
    TO sc_office, sc_worker;
GRANT EXECUTE ON FUNCTION casework_fold_tally(), casework_lists_wrong(), casework_lists_anew()
    TO sc_worker;
"""

SHOWN = [
    "role",
    "until",
    "kind",
    "stage",
    "language",
    "danger_place",
    "lost",
    "dormant",
    "held",
]
BIG: Any = {
    "auto_created": True,
    "primary_key": True,
    "serialize": False,
    "verbose_name": "ID",
}


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_members_of_file"),
        ("casework", "0004_renewed_keys"),
        ("contact", "0005_new_words"),
        ("vault", "0006_desk_keys"),
    ]
    operations = [
        migrations.AddField("task", "owner_id", models.UUIDField(null=True)),
        migrations.CreateModel(
            name="CaseLine",
            fields=[
                ("id", models.BigAutoField(**BIG)),
                ("officer_id", models.UUIDField()),
                ("file_id", models.UUIDField()),
                ("role", models.CharField(max_length=30)),
                ("until", models.DateTimeField(null=True)),
                ("kind", models.CharField(max_length=16)),
                ("stage", models.CharField(max_length=12)),
                ("language", models.CharField(max_length=2)),
                ("lost", models.BooleanField()),
                ("dormant", models.BooleanField()),
                ("held", models.BooleanField()),
                ("danger_place", models.SmallIntegerField()),
                ("place", models.SmallIntegerField()),
                ("moved_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("asked_until", models.DateTimeField(null=True)),
                ("letter_day", models.DateField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["file_id"], name="casework_line_file"),
                    models.Index(
                        fields=["officer_id", "place", "moved_at", "file_id"],
                        include=SHOWN,
                        name="casework_line_danger",
                    ),
                    models.Index(
                        fields=["officer_id", "moved_at", "file_id"],
                        include=SHOWN,
                        name="casework_line_moved",
                    ),
                    models.Index(
                        fields=["officer_id", "due_at", "file_id"],
                        include=SHOWN,
                        name="casework_line_due",
                    ),
                    models.Index(
                        fields=["officer_id", "place", "asked_until", "file_id"],
                        condition=Q(asked_until__isnull=False),
                        name="casework_line_asked",
                    ),
                    models.Index(
                        fields=["officer_id", "danger_place", "letter_day", "file_id"],
                        condition=Q(letter_day__isnull=False),
                        name="casework_line_letter",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["officer_id", "file_id"], name="casework_line_once"
                    ),
                    models.CheckConstraint(
                        condition=Q(danger_place__range=(0, 4))
                        & (Q(place=models.F("danger_place")) | Q(place=5)),
                        name="casework_line_place",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TaskLine",
            fields=[
                ("id", models.BigAutoField(**BIG)),
                ("officer_id", models.UUIDField()),
                ("task_id", models.UUIDField()),
                ("file_id", models.UUIDField()),
                ("role", models.CharField(max_length=30)),
                ("until", models.DateTimeField(null=True)),
                ("place", models.SmallIntegerField()),
                ("due_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["file_id"], name="casework_taskline_file"),
                    models.Index(
                        fields=["officer_id", "role", "place", "due_at", "task_id"],
                        include=["until"],
                        name="casework_taskline_danger",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["officer_id", "task_id"], name="casework_taskline_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(**BIG)),
                ("stage", models.CharField(max_length=12)),
                ("change", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Unreached",
            fields=[("file_id", models.UUIDField(primary_key=True, serialize=False))],
        ),
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["moved_at", "file_id"],
                name="casework_case_expected",
                condition=Q(stage__in=["passage", "arrived"]),
            ),
        ),
        migrations.AddIndex(
            "attestation",
            models.Index(
                fields=["at"], name="casework_attestation_first", condition=Q(ordinal=1)
            ),
        ),
        migrations.AddIndex(
            "proposal",
            models.Index(
                fields=["until"],
                name="casework_proposal_erase",
                condition=Q(state="pending", act="erase"),
            ),
        ),
        migrations.AddIndex(
            "proposal",
            models.Index(
                fields=["proposed_by", "until"],
                name="casework_proposal_dropped",
                condition=Q(state="dropped"),
            ),
        ),
        migrations.RunSQL(VIEWS + LINES + COUNTS + CHECKS + GRANTS, migrations.RunSQL.noop),
    ]
