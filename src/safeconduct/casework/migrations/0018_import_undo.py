"""Undoing a list that was taken in by mistake, by two people."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

SQL = """
GRANT SELECT, INSERT ON casework_importundo TO sc_office;
GRANT UPDATE (proposed_by, proposed_at, agreed_by, agreed_at, undone, "left")
    ON casework_importundo TO sc_office;
-- What is undone can be read again from a corrected list: its name there is forgotten.
GRANT UPDATE (reference) ON casework_imported TO sc_office;

CREATE FUNCTION casework_undo_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.agreed_by IS NOT NULL AND (
        NEW.agreed_by IS DISTINCT FROM OLD.agreed_by OR NEW.agreed_at <> OLD.agreed_at
        OR NEW.proposed_by <> OLD.proposed_by OR NEW.undone < OLD.undone)
    THEN
        RAISE EXCEPTION 'what two people agreed on stands'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER undo_stands BEFORE UPDATE ON casework_importundo
    FOR EACH ROW EXECUTE FUNCTION casework_undo_stands();
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0015_room_lists")]
    operations = [
        migrations.CreateModel(
            name="ImportUndo",
            fields=[
                (
                    "sheet",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="casework.import",
                    ),
                ),
                ("proposed_by", models.UUIDField()),
                ("proposed_at", models.DateTimeField()),
                ("agreed_by", models.UUIDField(null=True)),
                ("agreed_at", models.DateTimeField(null=True)),
                ("undone", models.PositiveIntegerField(default=0)),
                ("left", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(agreed_by__isnull=True, agreed_at__isnull=True, undone=0)
                        | (
                            Q(agreed_by__isnull=False, agreed_at__isnull=False)
                            & ~Q(agreed_by=F("proposed_by"))
                        ),
                        name="casework_import_undone_by_two",
                    )
                ]
            },
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
