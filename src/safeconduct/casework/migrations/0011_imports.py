"""Lists that somebody kept before: sealed sheets on their way in, and which case came of them."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

GRANTS = """
GRANT SELECT, INSERT ON casework_import, casework_imported, casework_importmapping TO sc_office;
GRANT UPDATE (state, receiver_id, lead_id, rows, taken, skipped, sealed) ON casework_import
    TO sc_office;
GRANT UPDATE (targets) ON casework_importmapping TO sc_office;
GRANT SELECT, INSERT, DELETE ON casework_importkey TO sc_office;
-- The worker drops lists that nobody finished; it opens none of them.
GRANT SELECT (id, state, made_at), UPDATE (state, sealed) ON casework_import TO sc_worker;
GRANT SELECT (id, sheet_id), DELETE ON casework_importkey TO sc_worker;
-- Erasing a case also forgets the keyed hash of the name it had in the list.
GRANT SELECT (case_id, reference), UPDATE (reference) ON casework_imported TO sc_worker;

-- What was taken in stays taken in: nobody winds an import back to take its rows in again.
CREATE FUNCTION casework_import_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IN ('done', 'dropped') OR NEW.taken < OLD.taken OR NEW.made_by <> OLD.made_by
        OR (OLD.state <> 'draft' AND (NEW.rows <> OLD.rows OR NEW.state = 'draft'))
    THEN
        RAISE EXCEPTION 'an import goes on or ends, it does not go back'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER import_goes_on BEFORE UPDATE ON casework_import
    FOR EACH ROW EXECUTE FUNCTION casework_import_goes_on();
"""
OVER = ["done", "dropped"]


class Migration(migrations.Migration):
    dependencies = [("casework", "0010_saved_filters")]
    operations = [
        migrations.CreateModel(
            name="Import",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("state", models.CharField(default="draft", max_length=8)),
                ("made_by", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("receiver_id", models.UUIDField(null=True)),
                ("lead_id", models.UUIDField(null=True)),
                ("rows", models.PositiveIntegerField()),
                ("taken", models.PositiveIntegerField(default=0)),
                ("skipped", models.PositiveIntegerField(default=0)),
                ("sealed", models.BinaryField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(receiver_id__isnull=True) | ~Q(receiver_id=F("made_by")),
                        name="casework_import_two_people",
                    ),
                    models.CheckConstraint(
                        condition=Q(state__in=["draft", "dropped"])
                        | Q(receiver_id__isnull=False),
                        name="casework_import_handed_over",
                    ),
                    models.CheckConstraint(
                        condition=Q(state__in=["draft", "asked", "taking", "done", "dropped"])
                        & Q(taken__lte=F("rows"))
                        & Q(skipped__lte=F("taken")),
                        name="casework_import_state",
                    ),
                    models.CheckConstraint(
                        condition=Q(state__in=OVER, sealed=b"")
                        | (~Q(state__in=OVER) & ~Q(sealed=b"")),
                        name="casework_import_nothing_left",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="ImportKey",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("key_id", models.CharField(max_length=16)),
                ("sealed", models.BinaryField()),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="casework.import"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["sheet", "key_id"], name="casework_import_key_once"
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="ImportMapping",
            fields=[
                ("head", models.BinaryField(primary_key=True, serialize=False)),
                (
                    "targets",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=16), size=None
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Imported",
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
                ("reference", models.BinaryField(null=True, unique=True)),
                ("sealed_contact", models.BinaryField()),
                ("sealed_identity", models.BinaryField()),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="casework.import"
                    ),
                ),
            ],
        ),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
