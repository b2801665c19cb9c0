"""How long closed cases are kept, legal holds, own data; nothing that goes on is erased."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

KEEPS = [
    "CASE", "CUSTODY", "EVIDENCE", "HOLD", "LONGER", "MERGED", "PAYMENT", "PROTECTION", "STATUS",
    "VETTING",
]

# What the rooms above know of a case. They are not there yet when this runs: the oversight room,
# which stands above all of them, replaces the body (oversight/migrations/0001_things_of_cases.py).
SQL = """
CREATE FUNCTION casework_things_of(ids uuid[])
    RETURNS TABLE (file uuid, thing text, going_on boolean, last date)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$ SELECT NULL::uuid, NULL::text, NULL::boolean, NULL::date WHERE false $$;
REVOKE ALL ON FUNCTION casework_things_of(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION casework_things_of(uuid[]) TO sc_office, sc_worker;

CREATE FUNCTION casework_erased_when_over() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.erasing <> 'none' AND NEW.erasing <> OLD.erasing AND EXISTS (
        SELECT 1 FROM casework_things_of(ARRAY[NEW.file_id]) WHERE going_on)
    THEN
        RAISE EXCEPTION 'nothing is erased in which something goes on'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER erased_when_over BEFORE UPDATE OF erasing ON casework_case
    FOR EACH ROW EXECUTE FUNCTION casework_erased_when_over();

GRANT SELECT, INSERT, UPDATE ON casework_retention TO sc_office, sc_worker;
GRANT SELECT, INSERT ON casework_keptlonger TO sc_office;
GRANT SELECT ON casework_keptlonger TO sc_worker;
GRANT SELECT, INSERT ON casework_hold TO sc_office;
GRANT UPDATE (review_on, reviewed_by, lift_proposed_by, lifted_by, lifted_at)
    ON casework_hold TO sc_office;
GRANT SELECT ON casework_hold TO sc_worker;
GRANT SELECT, INSERT ON casework_datarequest TO sc_office;
GRANT UPDATE (answered_by, answered_at, withheld) ON casework_datarequest TO sc_office;
GRANT UPDATE (stopped_at) ON casework_erasure TO sc_worker;
GRANT INSERT ON casework_task TO sc_worker;
"""
BACK = """
DROP TRIGGER erased_when_over ON casework_case;
DROP FUNCTION casework_erased_when_over();
DROP FUNCTION casework_things_of(uuid[]);
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0011_imports")]
    operations = [
        migrations.CreateModel(
            name="Retention",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="casework.case",
                    ),
                ),
                ("due_on", models.DateField()),
                (
                    "keeps",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=10), default=list, size=None
                    ),
                ),
                ("reckoned_on", models.DateField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(keeps__contained_by=KEEPS), name="casework_retention_keeps"
                    )
                ],
                "indexes": [
                    models.Index(fields=["due_on", "case"], name="casework_retention_due")
                ],
            },
        ),
        migrations.CreateModel(
            name="KeptLonger",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("reason", models.CharField(max_length=8)),
                ("until", models.DateField()),
                ("decided_by", models.UUIDField()),
                ("decided_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="casework.case"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(reason__in=["AUDIT", "CLAIM", "FAMILY", "PERSON"]),
                        name="casework_longer_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("placed_by", models.UUIDField()),
                ("placed_at", models.DateTimeField()),
                ("review_on", models.DateField()),
                ("reviewed_by", models.UUIDField(null=True)),
                ("lift_proposed_by", models.UUIDField(null=True)),
                ("lifted_by", models.UUIDField(null=True)),
                ("lifted_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="casework.case"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["case"],
                        condition=Q(lifted_at__isnull=True),
                        name="casework_one_hold",
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            lifted_at__isnull=True,
                            lifted_by__isnull=True,
                            lift_proposed_by__isnull=True,
                        )
                        | (
                            Q(lifted_at__isnull=False, lifted_by__isnull=False)
                            & Q(lift_proposed_by__isnull=False)
                            & ~Q(lifted_by=F("lift_proposed_by"))
                        ),
                        name="casework_hold_lifted_by_two",
                    ),
                ],
                "indexes": [
                    models.Index(
                        fields=["review_on", "case"],
                        name="casework_hold_review",
                        condition=Q(lifted_at__isnull=True),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DataRequest",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("asked_on", models.DateField()),
                ("noted_by", models.UUIDField()),
                ("noted_at", models.DateTimeField()),
                ("answered_by", models.UUIDField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "withheld",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="casework.case"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["case"],
                        condition=Q(answered_at__isnull=True),
                        name="casework_one_data_request",
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            answered_at__isnull=True, answered_by__isnull=True, withheld=[]
                        )
                        | Q(answered_at__isnull=False, answered_by__isnull=False),
                        name="casework_data_request_answered",
                    ),
                ],
            },
        ),
        migrations.RunSQL(SQL, BACK),
    ]
