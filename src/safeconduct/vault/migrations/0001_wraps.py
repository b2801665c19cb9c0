"""Wraps and desk wraps in the office database; shred keys in the key store."""

from datetime import timedelta

from django.db import migrations, models

COMPARTMENTS = [
    "contact", "equipment", "identity", "location", "payment", "testimony", "vetting", "bundle"
]

KEYSTORE = """
CREATE TABLE shred_key (
    file_id uuid PRIMARY KEY,
    key bytea NOT NULL CHECK (length(key) = 32),
    day date NOT NULL DEFAULT current_date
);
REVOKE ALL ON shred_key FROM PUBLIC;
CREATE FUNCTION shred_key_new(file uuid, fresh bytea) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
    AS 'INSERT INTO shred_key (file_id, key) VALUES (file, fresh)';
CREATE FUNCTION shred_key_of(file uuid) RETURNS bytea
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS 'SELECT key FROM shred_key WHERE file_id = file';
CREATE FUNCTION shred_key_drop(file uuid) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
    AS 'DELETE FROM shred_key WHERE file_id = file';
REVOKE ALL ON FUNCTION shred_key_new(uuid, bytea), shred_key_of(uuid), shred_key_drop(uuid)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION shred_key_new(uuid, bytea) TO sc_public, sc_office;
GRANT EXECUTE ON FUNCTION shred_key_of(uuid) TO sc_public, sc_office, sc_worker;
GRANT EXECUTE ON FUNCTION shred_key_drop(uuid) TO sc_worker;
"""

GRANTS = """
GRANT INSERT ON vault_wrap TO sc_public;
GRANT SELECT, INSERT, DELETE ON vault_wrap TO sc_office;
GRANT SELECT, DELETE ON vault_wrap TO sc_worker;
GRANT SELECT ON vault_deskwrap TO sc_office;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        migrations.CreateModel(
            name="Wrap",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("file_id", models.UUIDField()),
                ("compartment", models.CharField(max_length=16)),
                ("epoch", models.PositiveSmallIntegerField(default=1)),
                ("holder", models.CharField(max_length=16)),
                ("key_id", models.CharField(max_length=16)),
                ("sealed", models.BinaryField()),
                ("given_at", models.DateTimeField(null=True)),
                ("until", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["file_id", "key_id", "compartment", "epoch"],
                        name="vault_wrap_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(compartment__in=COMPARTMENTS),
                        name="vault_wrap_known_compartment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            holder__in=["desk", "officer", "recovery", "service"]
                        ),
                        name="vault_wrap_known_holder",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(until__isnull=True)
                        | models.Q(
                            given_at__isnull=False,
                            until__lte=models.F("given_at") + timedelta(hours=10),
                        ),
                        name="vault_wrap_ends_in_time",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="DeskWrap",
            fields=[
                ("key_id", models.CharField(max_length=16, primary_key=True, serialize=False)),
                ("desk_key_id", models.CharField(max_length=16)),
                ("sealed", models.BinaryField()),
            ],
        ),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
        migrations.RunSQL(KEYSTORE, migrations.RunSQL.noop, hints={"keystore": True}),
    ]
