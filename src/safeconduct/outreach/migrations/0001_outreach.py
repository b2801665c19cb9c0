"""Reported copies, counts of views and of readers who understood, the posture for all doors."""

from django.db import migrations, models

SQL = """
-- The public door reads no catalogue: what is drafted there is not for it, but the posture is.
CREATE VIEW outreach_posture AS
SELECT id, number, valid_from, text FROM catalogues_version
WHERE catalogue = 'posture' AND number IS NOT NULL;
GRANT SELECT ON outreach_posture TO sc_public, sc_office, sc_worker;

-- Whoever reports an address adds a row or counts one up, and reads nothing.
CREATE FUNCTION outreach_report_copy(of_site text, most_waiting int) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    DECLARE
        today date := (now() AT TIME ZONE 'UTC')::date;
    BEGIN
        UPDATE outreach_copyreport SET times = times + 1, last_on = today
        WHERE address = of_site;
        IF FOUND THEN
            RETURN 'counted';
        END IF;
        IF (SELECT count(*) FROM outreach_copyreport WHERE state = 'new') >= most_waiting THEN
            RETURN 'full';
        END IF;
        INSERT INTO outreach_copyreport (id, address, times, first_on, last_on, state)
        VALUES (gen_random_uuid(), of_site, 1, today, today, 'new')
        ON CONFLICT (address) DO UPDATE SET times = outreach_copyreport.times + 1;
        RETURN 'kept';
    END $$;
REVOKE ALL ON FUNCTION outreach_report_copy(text, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION outreach_report_copy(text, int) TO sc_public;
GRANT SELECT ON outreach_copyreport TO sc_office;
GRANT UPDATE (state, decided_by, decided_on) ON outreach_copyreport TO sc_office;
"""


class Migration(migrations.Migration):
    dependencies = [("catalogues", "0001_versions")]

    operations = [
        migrations.CreateModel(
            name="PostureVersion",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("valid_from", models.DateField()),
                ("text", models.TextField()),
            ],
            options={
                "db_table": "outreach_posture",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="CopyReport",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("address", models.CharField(max_length=200, unique=True)),
                ("times", models.PositiveIntegerField(default=1)),
                ("first_on", models.DateField()),
                ("last_on", models.DateField()),
                ("state", models.CharField(default="new", max_length=10)),
                ("decided_by", models.UUIDField(null=True)),
                ("decided_on", models.DateField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("state"),
                        models.OrderBy(models.F("last_on"), descending=True),
                        models.F("id"),
                        name="outreach_copies",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["new", "watched", "gone", "not a copy"])
                        ),
                        name="outreach_copy_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_by", None), ("decided_on", None), ("state", "new")
                            ),
                            models.Q(
                                models.Q(("state", "new"), _negated=True),
                                ("decided_by__isnull", False),
                                ("decided_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="outreach_copy_decided_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("first_on__lte", models.F("last_on")), ("times__gte", 1)
                        ),
                        name="outreach_copy_days",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReachCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("week", models.DateField()),
                ("language", models.CharField(max_length=2)),
                ("slug", models.CharField(max_length=30)),
                ("n", models.PositiveBigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("week", "language", "slug"), name="outreach_reach_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="UnderstoodCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(max_length=2)),
                ("slug", models.CharField(max_length=30)),
                ("version", models.PositiveSmallIntegerField()),
                ("question", models.PositiveSmallIntegerField()),
                ("right", models.PositiveIntegerField()),
                ("asked", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("language", "slug", "version", "question"),
                        name="outreach_understood_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("right__lte", models.F("asked"))),
                        name="outreach_understood_right",
                    ),
                ],
            },
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
