"""Signatures over officers' keys; recoveries; whether the intake desk is held at all."""

import django.contrib.postgres.fields
from django.db import migrations, models

SQL = """
ALTER TABLE accounts_officer ADD CONSTRAINT accounts_officer_signature_bytes
    CHECK (octet_length(key_signature) = 64);

-- One word for a door that may read no table: can anybody open what comes in?
CREATE FUNCTION accounts_desk_is_held(desk text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS 'SELECT EXISTS (SELECT FROM vault_deskwrap d
            JOIN accounts_officer o ON o.key_id = d.key_id
            WHERE d.desk_key_id = desk AND o.active AND o.key_signature IS NOT NULL
                AND ''intake officer'' = ANY (o.roles))';
REVOKE ALL ON FUNCTION accounts_desk_is_held(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION accounts_desk_is_held(text) TO sc_public, sc_office;

GRANT SELECT, INSERT ON accounts_recovery TO sc_office;
GRANT UPDATE (done_by, done_at) ON accounts_recovery TO sc_office;

-- A recovery is done once, and what was asked for does not change afterwards.
CREATE FUNCTION accounts_recovery_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.done_at IS NOT NULL
        OR (OLD.file_ids, OLD.compartments, OLD.officer_id, OLD.key_id, OLD.drill)
        IS DISTINCT FROM
        (NEW.file_ids, NEW.compartments, NEW.officer_id, NEW.key_id, NEW.drill)
    THEN
        RAISE EXCEPTION 'a recovery is done once, as it was asked for'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recovery_once BEFORE UPDATE ON accounts_recovery
    FOR EACH ROW EXECUTE FUNCTION accounts_recovery_once();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_officers"), ("vault", "0001_wraps")]
    operations = [
        migrations.AddField("officer", "key_day", models.DateField(null=True)),
        migrations.AddField("officer", "key_signature", models.BinaryField(null=True)),
        migrations.AddConstraint(
            "officer",
            models.CheckConstraint(
                condition=models.Q(key_day__isnull=True, key_signature__isnull=True)
                | models.Q(key_day__isnull=False, key_signature__isnull=False),
                name="accounts_officer_signature_and_day",
            ),
        ),
        migrations.CreateModel(
            name="Recovery",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                (
                    "file_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), size=None
                    ),
                ),
                (
                    "compartments",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=16), size=None
                    ),
                ),
                ("officer_id", models.UUIDField()),
                ("key_id", models.CharField(max_length=16)),
                ("asked_by", models.UUIDField()),
                ("asked_at", models.DateTimeField()),
                ("done_by", models.UUIDField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("drill", models.BooleanField(default=False)),
                ("sealed_note", models.BinaryField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(drill=True)
                        | (
                            ~models.Q(asked_by=models.F("officer_id"))
                            & (
                                models.Q(done_by__isnull=True)
                                | ~models.Q(done_by=models.F("officer_id"))
                            )
                        ),
                        name="accounts_recovery_for_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(done_by__isnull=True, done_at__isnull=True)
                        | models.Q(done_by__isnull=False, done_at__isnull=False),
                        name="accounts_recovery_done_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(drill=True, sealed_note__isnull=False)
                        | models.Q(drill=False, sealed_note__isnull=True),
                        name="accounts_recovery_note_of_a_drill",
                    ),
                ]
            },
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
