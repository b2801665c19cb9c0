"""Versions of catalogues: two people, one number after the other, nothing approved changes."""

import django.contrib.postgres.fields
from django.db import migrations, models
from django.db.models import Q

STATES = ["draft", "sent for approval", "approved", "withdrawn"]
RETURNED = ["", "CLEARER", "NOT_NEEDED", "NUMBER", "SOURCE", "TRANSLATION"]

# Whoever wrote a word of it does not approve it, whichever way the row is written.
SQL = """
ALTER TABLE catalogues_version ADD CONSTRAINT catalogues_version_two_people
    CHECK (cardinality(written_by) > 0 AND begun_by = ANY (written_by)
           AND (approved_by IS NULL OR NOT approved_by = ANY (written_by)));

CREATE FUNCTION catalogues_version_kept() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    newest integer;
    latest date;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'no version of a catalogue is deleted'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    SELECT coalesce(max(v.number), 0), max(v.valid_from) INTO newest, latest
        FROM catalogues_version v
        WHERE v.catalogue = NEW.catalogue AND v.state = 'approved' AND v.id <> NEW.id;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' OR NEW.follows <> newest THEN
            RAISE EXCEPTION 'a version begins as a draft of what follows the newest'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.state IN ('approved', 'withdrawn') THEN
        RAISE EXCEPTION 'a decided version of a catalogue never changes'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (OLD.id, OLD.catalogue, OLD.follows, OLD.begun_by, OLD.begun_at)
        IS DISTINCT FROM (NEW.id, NEW.catalogue, NEW.follows, NEW.begun_by, NEW.begun_at)
        OR NOT NEW.written_by @> OLD.written_by OR NEW.edits < OLD.edits
    THEN
        RAISE EXCEPTION 'where a version comes from, and who wrote in it, stays'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.text <> OLD.text AND NOT (OLD.state = 'draft' AND NEW.state = 'draft') THEN
        RAISE EXCEPTION 'only a draft is written in'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.state = 'approved' AND (
        OLD.state <> 'sent for approval' OR NEW.number <> newest + 1
        OR NEW.valid_from < coalesce(latest, NEW.valid_from)
        OR NEW.valid_from < (NEW.approved_at AT TIME ZONE 'UTC')::date)
    THEN
        RAISE EXCEPTION 'a version is approved after it was sent, with the next number and no earlier day'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER version_kept BEFORE INSERT OR UPDATE OR DELETE ON catalogues_version
    FOR EACH ROW EXECUTE FUNCTION catalogues_version_kept();

GRANT SELECT, INSERT ON catalogues_version TO sc_office;
GRANT UPDATE (text, state, edits, written_by, wanted_from, sent_by, sent_at, returned, number,
    approved_by, approved_at, valid_from) ON catalogues_version TO sc_office;
GRANT SELECT ON catalogues_version TO sc_worker;
"""
BACK = "DROP TRIGGER version_kept ON catalogues_version; DROP FUNCTION catalogues_version_kept();"
GIVEN = ["number", "approved_by", "approved_at", "valid_from"]


def _each(null: bool) -> Q:
    return Q(**{f"{name}__isnull": null for name in GIVEN})


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        migrations.CreateModel(
            name="Version",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("catalogue", models.CharField(max_length=24)),
                ("text", models.TextField()),
                ("state", models.CharField(default="draft", max_length=20)),
                ("follows", models.PositiveIntegerField()),
                ("edits", models.PositiveIntegerField(default=0)),
                (
                    "written_by",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), size=None
                    ),
                ),
                ("begun_by", models.UUIDField()),
                ("begun_at", models.DateTimeField()),
                ("wanted_from", models.DateField(null=True)),
                ("sent_by", models.UUIDField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("returned", models.CharField(blank=True, max_length=16)),
                ("number", models.PositiveIntegerField(null=True)),
                ("approved_by", models.UUIDField(null=True)),
                ("approved_at", models.DateTimeField(null=True)),
                ("valid_from", models.DateField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(state__in=STATES), name="catalogues_version_state"
                    ),
                    models.CheckConstraint(
                        condition=Q(returned__in=RETURNED), name="catalogues_version_returned"
                    ),
                    models.CheckConstraint(
                        condition=Q(state="approved") & _each(False)
                        | ~Q(state="approved") & _each(True),
                        name="catalogues_version_approved_whole",
                    ),
                    models.CheckConstraint(
                        condition=Q(sent_by__isnull=True, sent_at__isnull=True)
                        & ~Q(state__in=["sent for approval", "approved"])
                        | Q(sent_by__isnull=False, sent_at__isnull=False),
                        name="catalogues_version_sent",
                    ),
                    models.UniqueConstraint(
                        fields=["catalogue"],
                        condition=Q(state__in=["draft", "sent for approval"]),
                        name="catalogues_one_open",
                    ),
                    models.UniqueConstraint(
                        fields=["catalogue", "number"], name="catalogues_version_number"
                    ),
                ],
            },
        ),
        migrations.RunSQL(SQL, BACK),
    ]
