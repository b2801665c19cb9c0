"""Conflicts of interest; a trigger that other tables use keeps such an officer from judging."""

import django.db.models.deletion
from django.db import migrations, models

INTERESTS = ["CLOSE", "KNOWN", "TOOK_PART", "MONEY", "OTHER"]
CLEARED = ["MISTAKE", "ENDED"]
GRANTS = """
GRANT SELECT, INSERT ON accounts_conflict TO sc_office;
GRANT UPDATE (cleared, withdrawn_by, withdrawn_at) ON accounts_conflict TO sc_office;
GRANT SELECT ON accounts_conflict TO sc_worker;
"""
# Arguments: the column that names the file, then those that name who judges. What was judged
# before the conflict was known stands: only a column that changes is looked at.
TRIGGER = """
CREATE FUNCTION accounts_no_conflict() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    fresh jsonb := to_jsonb(NEW);
    who text;
BEGIN
    FOR n IN 1 .. TG_NARGS - 1 LOOP
        who := fresh ->> TG_ARGV[n];
        CONTINUE WHEN who IS NULL;
        IF TG_OP = 'UPDATE' AND who IS NOT DISTINCT FROM to_jsonb(OLD) ->> TG_ARGV[n] THEN
            CONTINUE;
        END IF;
        IF EXISTS (SELECT FROM accounts_conflict c WHERE c.officer_id = who::uuid
            AND c.file_id = (fresh ->> TG_ARGV[0])::uuid AND c.withdrawn_by IS NULL)
        THEN
            RAISE EXCEPTION 'this officer has a conflict of interest with the case'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;
CREATE TRIGGER no_conflict BEFORE INSERT ON accounts_membership
    FOR EACH ROW EXECUTE FUNCTION accounts_no_conflict('file_id', 'officer_id');
"""
TAKEN_BACK = """
DROP TRIGGER no_conflict ON accounts_membership;
DROP FUNCTION accounts_no_conflict();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_own_files")]
    operations = [
        migrations.CreateModel(
            name="Conflict",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("file_id", models.UUIDField()),
                ("interest", models.CharField(max_length=10)),
                ("declared_by", models.UUIDField()),
                ("declared_at", models.DateTimeField()),
                ("cleared", models.CharField(default="", max_length=8)),
                ("withdrawn_by", models.UUIDField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="accounts.officer"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("interest__in", INTERESTS)),
                        name="accounts_conflict_interest",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cleared", ""),
                            ("withdrawn_at__isnull", True),
                            ("withdrawn_by__isnull", True),
                        )
                        | models.Q(
                            ("cleared__in", CLEARED),
                            ("withdrawn_at__isnull", False),
                            ("withdrawn_by__isnull", False),
                        ),
                        name="accounts_conflict_withdrawn_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("withdrawn_by__isnull", True))
                        | models.Q(("withdrawn_by", models.F("officer")), _negated=True),
                        name="accounts_conflict_withdrawn_by_another",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_by", None)),
                        fields=("file_id", "officer"),
                        name="accounts_conflict_stands_once",
                    ),
                ],
            },
        ),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
        migrations.RunSQL(TRIGGER, TAKEN_BACK),
    ]
