"""Stays at stages and the counts kept of them, by triggers on cases and first letters."""

from typing import Any

from django.db import migrations, models
from django.db.models import F, Q

# What a month, a place of the funnel and a wait are; the views say what the counts should be.
WORDS = """
CREATE FUNCTION oversight_month(at timestamptz) RETURNS date
    LANGUAGE sql IMMUTABLE AS $$ SELECT date_trunc('month', at AT TIME ZONE 'UTC')::date $$;

-- An end other than settled is no step: whoever opened a case got to contact at least.
CREATE FUNCTION oversight_step(stage text) RETURNS smallint
    LANGUAGE sql IMMUTABLE AS $$ SELECT coalesce(array_position(ARRAY['contact', 'triage',
        'offer', 'passage', 'arrived', 'status', 'support', 'settled'], stage), 1)::smallint $$;

CREATE FUNCTION oversight_is_open(stage text) RETURNS boolean
    LANGUAGE sql IMMUTABLE AS $$ SELECT stage IN ('contact', 'triage', 'offer', 'passage',
        'arrived', 'status', 'support') $$;

CREATE FUNCTION oversight_days(since timestamptz, until timestamptz) RETURNS smallint
    LANGUAGE sql IMMUTABLE AS $$
    SELECT least(400, floor(extract(epoch FROM until - since) / 86400))::smallint $$;

CREATE VIEW oversight_waits_now AS
SELECT stage, oversight_month(until) AS month, oversight_days(since, until) AS days,
       count(*) AS n
FROM oversight_stay WHERE until IS NOT NULL AND oversight_is_open(stage) GROUP BY 1, 2, 3;

CREATE VIEW oversight_steps_now AS
SELECT oversight_month(opened_at) AS month, step, count(*) AS n FROM (
    SELECT c.file_id, c.opened_at, max(oversight_step(s.stage)) AS step
    FROM casework_case c JOIN oversight_stay s USING (file_id)
    GROUP BY c.file_id, c.opened_at) furthest GROUP BY 1, 2
UNION ALL
SELECT oversight_month(since), 0::smallint, count(*) FROM contact_firstwait GROUP BY 1;

-- The stays as the record and the cases tell them.
CREATE VIEW oversight_stays_told AS
WITH said AS (
    SELECT l.file, l.at, l.number, convert_from(l.data, 'UTF8')::jsonb #>> '{facts,stage}' AS stage
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
    SELECT c.file_id, c.opened_at, -1, CASE WHEN EXISTS (
        SELECT 1 FROM ordered o WHERE o.file_id = c.file_id) THEN 'contact' ELSE c.stage END
    FROM casework_case c),
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

KEEPING = """
CREATE FUNCTION oversight_keep_stay() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    DECLARE
        cohort date := oversight_month(NEW.opened_at);
        far smallint; further smallint;
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            IF OLD.stage = NEW.stage THEN
                RETURN NULL;
            END IF;
            SELECT max(oversight_step(stage)) INTO far
            FROM oversight_stay WHERE file_id = NEW.file_id;
            WITH ended AS (
                UPDATE oversight_stay SET until = greatest(since, NEW.moved_at)
                WHERE file_id = NEW.file_id AND until IS NULL RETURNING stage, since, until)
            INSERT INTO oversight_waitcount (stage, month, days, change)
            SELECT stage, oversight_month(until), oversight_days(since, until), 1
            FROM ended WHERE oversight_is_open(stage);
        END IF;
        INSERT INTO oversight_stay (file_id, stage, since)
        VALUES (NEW.file_id, NEW.stage, NEW.moved_at);
        further := greatest(far, oversight_step(NEW.stage));
        IF far IS DISTINCT FROM further THEN
            INSERT INTO oversight_stepcount (month, step, change)
            SELECT cohort, far, -1 WHERE far IS NOT NULL
            UNION ALL SELECT cohort, further, 1;
        END IF;
        RETURN NULL;
    END $$;
CREATE TRIGGER oversight_kept AFTER INSERT OR UPDATE OF stage ON casework_case
    FOR EACH ROW EXECUTE FUNCTION oversight_keep_stay();

CREATE FUNCTION oversight_keep_letter() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    BEGIN
        IF TG_OP IN ('DELETE', 'UPDATE') THEN
            INSERT INTO oversight_stepcount (month, step, change)
            VALUES (oversight_month(OLD.since), 0, -1);
        END IF;
        IF TG_OP IN ('INSERT', 'UPDATE') THEN
            INSERT INTO oversight_stepcount (month, step, change)
            VALUES (oversight_month(NEW.since), 0, 1);
        END IF;
        RETURN NULL;
    END $$;
CREATE TRIGGER oversight_letter_new AFTER INSERT OR DELETE ON contact_firstwait
    FOR EACH ROW EXECUTE FUNCTION oversight_keep_letter();
CREATE TRIGGER oversight_letter_moved AFTER UPDATE ON contact_firstwait
    FOR EACH ROW WHEN (OLD.since IS DISTINCT FROM NEW.since)
    EXECUTE FUNCTION oversight_keep_letter();

-- A line that says which rule refused: once for all, and once for each role of the officer.
CREATE FUNCTION oversight_refusals_in(at timestamptz, data bytea)
    RETURNS TABLE (week date, why text, role text)
    LANGUAGE sql IMMUTABLE AS $$
    WITH said AS (SELECT convert_from(data, 'UTF8')::jsonb -> 'facts' AS facts)
    SELECT date_trunc('week', at AT TIME ZONE 'UTC')::date, facts ->> 'why',
           CASE key WHEN 'why' THEN '' ELSE replace(key, '_', ' ') END
    FROM said, jsonb_object_keys(facts) key $$;

CREATE VIEW oversight_refusals_now AS
SELECT r.week, r.why, r.role, count(*) AS n
FROM record_leaf l, oversight_refusals_in(l.at, l.data) r
WHERE l.kind = 'accounts.act.refused' GROUP BY 1, 2, 3;

CREATE FUNCTION oversight_keep_refusal() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    BEGIN
        INSERT INTO oversight_refusalcount (week, why, role, change)
        SELECT week, why, role, 1 FROM oversight_refusals_in(NEW.at, NEW.data);
        RETURN NULL;
    END $$;
CREATE TRIGGER oversight_refused AFTER INSERT ON record_leaf
    FOR EACH ROW WHEN (NEW.kind = 'accounts.act.refused')
    EXECUTE FUNCTION oversight_keep_refusal();

CREATE FUNCTION oversight_fold() RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    WITH gone AS (DELETE FROM oversight_waitcount RETURNING stage, month, days, change)
        INSERT INTO oversight_waitcount (stage, month, days, change)
        SELECT stage, month, days, sum(change) FROM gone GROUP BY 1, 2, 3
        HAVING sum(change) <> 0;
    WITH gone AS (DELETE FROM oversight_stepcount RETURNING month, step, change)
        INSERT INTO oversight_stepcount (month, step, change)
        SELECT month, step, sum(change) FROM gone GROUP BY 1, 2 HAVING sum(change) <> 0;
    WITH gone AS (DELETE FROM oversight_refusalcount RETURNING week, why, role, change)
        INSERT INTO oversight_refusalcount (week, why, role, change)
        SELECT week, why, role, sum(change) FROM gone GROUP BY 1, 2, 3;
    $$;
"""

CHECKS = """
-- How many kept stays and counts differ from cases, stays and first letters.
CREATE FUNCTION oversight_figures_wrong() RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    WITH here AS (SELECT file_id, stage FROM oversight_stay WHERE until IS NULL),
    cases AS (SELECT file_id, stage FROM casework_case),
    waits AS (SELECT stage, month, days, sum(change)::bigint AS n FROM oversight_waitcount
              GROUP BY 1, 2, 3 HAVING sum(change) <> 0),
    steps AS (SELECT month, step, sum(change)::bigint AS n FROM oversight_stepcount
              GROUP BY 1, 2 HAVING sum(change) <> 0),
    refusals AS (SELECT week, why::text, role::text, sum(change)::bigint AS n
                 FROM oversight_refusalcount GROUP BY 1, 2, 3)
    SELECT (SELECT count(*) FROM ((TABLE here EXCEPT TABLE cases)
            UNION ALL (TABLE cases EXCEPT TABLE here)) x)
         + (SELECT count(*) FROM ((TABLE waits EXCEPT TABLE oversight_waits_now)
            UNION ALL (TABLE oversight_waits_now EXCEPT TABLE waits)) x)
         + (SELECT count(*) FROM ((TABLE steps EXCEPT TABLE oversight_steps_now)
            UNION ALL (TABLE oversight_steps_now EXCEPT TABLE steps)) x)
         + (SELECT count(*) FROM ((TABLE refusals EXCEPT TABLE oversight_refusals_now)
            UNION ALL (TABLE oversight_refusals_now EXCEPT TABLE refusals)) x)
    $$;

-- Stays anew from the record, closed by where the cases are now; then the counts from them.
CREATE FUNCTION oversight_figures_anew() RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    LOCK TABLE casework_case, contact_firstwait, oversight_stay, oversight_waitcount,
        oversight_stepcount, oversight_refusalcount IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM oversight_stay;
    INSERT INTO oversight_stay (file_id, stage, since, until)
    SELECT file_id, stage, since, until FROM oversight_stays_told;
    WITH ended AS (
        UPDATE oversight_stay s SET until = greatest(s.since, c.moved_at)
        FROM casework_case c WHERE c.file_id = s.file_id AND s.until IS NULL
        AND s.stage <> c.stage RETURNING s.file_id, c.stage, s.until)
    INSERT INTO oversight_stay (file_id, stage, since) SELECT file_id, stage, until FROM ended;
    DELETE FROM oversight_waitcount;
    INSERT INTO oversight_waitcount (stage, month, days, change)
    SELECT stage, month, days, n FROM oversight_waits_now;
    DELETE FROM oversight_stepcount;
    INSERT INTO oversight_stepcount (month, step, change)
    SELECT month, step, n FROM oversight_steps_now;
    DELETE FROM oversight_refusalcount;
    INSERT INTO oversight_refusalcount (week, why, role, change)
    SELECT week, why, role, n FROM oversight_refusals_now;
    $$;
SELECT oversight_figures_anew();
"""

# Reviews that are late are few among many tasks that are: an index of their own.
LATE = """
CREATE INDEX oversight_late_review ON casework_task (code, due_at)
    WHERE done_at IS NULL AND code IN ('protection_review', 'retention_over', 'review_hold');
"""

GRANTS = """
REVOKE ALL ON FUNCTION oversight_keep_stay(), oversight_keep_letter(), oversight_keep_refusal(),
    oversight_fold(),
    oversight_figures_wrong(), oversight_figures_anew() FROM PUBLIC;
GRANT SELECT ON oversight_stay, oversight_waitcount, oversight_stepcount,
    oversight_refusalcount TO sc_office, sc_worker;
GRANT EXECUTE ON FUNCTION oversight_fold(), oversight_figures_wrong(), oversight_figures_anew()
    TO sc_worker;
"""

BIG: Any = {
    "auto_created": True,
    "primary_key": True,
    "serialize": False,
    "verbose_name": "ID",
}


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0012_retention"),
        ("contact", "0008_first_waits"),
        ("oversight", "0001_things_of_cases"),
        ("record", "0001_log"),
    ]
    operations = [
        migrations.CreateModel(
            name="Stay",
            fields=[
                ("id", models.BigAutoField(**BIG)),
                ("file_id", models.UUIDField()),
                ("stage", models.CharField(max_length=12)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["file_id"], condition=Q(until=None), name="oversight_stay_now"
                    ),
                    models.CheckConstraint(
                        condition=Q(until=None) | Q(until__gte=F("since")),
                        name="oversight_stay_ends",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["file_id"], name="oversight_stay_file"),
                    models.Index(
                        fields=["stage", "since"],
                        condition=Q(until=None),
                        name="oversight_stay_long",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WaitCount",
            fields=[
                ("id", models.BigAutoField(**BIG)),
                ("stage", models.CharField(max_length=12)),
                ("month", models.DateField()),
                ("days", models.SmallIntegerField()),
                ("change", models.BigIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["month"], name="oversight_wait_month")],
            },
        ),
        migrations.CreateModel(
            name="StepCount",
            fields=[
                ("id", models.BigAutoField(**BIG)),
                ("month", models.DateField()),
                ("step", models.SmallIntegerField()),
                ("change", models.BigIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["month"], name="oversight_step_month")],
            },
        ),
        migrations.CreateModel(
            name="RefusalCount",
            fields=[
                ("id", models.BigAutoField(**BIG)),
                ("week", models.DateField()),
                ("why", models.CharField(max_length=64)),
                ("role", models.CharField(max_length=30)),
                ("change", models.BigIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["week"], name="oversight_refusal_week")],
            },
        ),
        migrations.RunSQL(WORDS + KEEPING + CHECKS + LATE + GRANTS, migrations.RunSQL.noop),
    ]
