"""Sites that somebody holds for copies of ours: whoever reports one adds, and reads nothing."""

import django.db.models.expressions
from django.db import migrations, models

STATES = ("new", "watched", "gone", "not a copy")

SQL = """
-- A site that is reported again after somebody decided that it is gone, or is none, waits again:
-- but not on the day of that decision, so that one visitor cannot undo it over and over.
CREATE FUNCTION outreach_report_copy(of_site text, most_waiting int) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    DECLARE
        today date := (now() AT TIME ZONE 'UTC')::date;
    BEGIN
        IF char_length(of_site) NOT BETWEEN 4 AND 200 THEN
            RAISE EXCEPTION 'this is no address' USING ERRCODE = 'check_violation';
        END IF;
        IF NOT EXISTS (SELECT 1 FROM outreach_copyreport WHERE address = of_site)
            AND (SELECT count(*) FROM outreach_copyreport WHERE state = 'new') >= most_waiting
        THEN
            RETURN 'full';
        END IF;
        INSERT INTO outreach_copyreport AS old (id, address, times, first_on, last_on, state)
        VALUES (gen_random_uuid(), of_site, 1, today, today, 'new')
        ON CONFLICT (address) DO UPDATE
            SET times = old.times + 1, last_on = greatest(old.last_on, today);
        UPDATE outreach_copyreport SET state = 'new', decided_by = NULL, decided_on = NULL
        WHERE address = of_site AND state IN ('gone', 'not a copy') AND decided_on < today;
        RETURN 'kept';
    END $$;
REVOKE ALL ON FUNCTION outreach_report_copy(text, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION outreach_report_copy(text, int) TO sc_public, sc_office;
GRANT SELECT ON outreach_copyreport TO sc_office;
GRANT UPDATE (state, decided_by, decided_on) ON outreach_copyreport TO sc_office;
"""


class Migration(migrations.Migration):
    dependencies = [("outreach", "0002_reach")]
    operations = [
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
                        django.db.models.expressions.OrderBy(
                            models.F("last_on"), descending=True
                        ),
                        models.F("id"),
                        name="outreach_copies",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(state__in=list(STATES)), name="outreach_copy_state"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(state="new", decided_by=None, decided_on=None)
                        | (
                            ~models.Q(state="new")
                            & models.Q(decided_by__isnull=False, decided_on__isnull=False)
                        ),
                        name="outreach_copy_decided_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            first_on__lte=models.F("last_on"), times__gte=1
                        ),
                        name="outreach_copy_days",
                    ),
                ],
            },
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
