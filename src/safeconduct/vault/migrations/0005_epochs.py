"""Epochs of data keys: links to earlier keys, what is due, capsules for the worker."""

from datetime import timedelta

import django.db.models.deletion
from django.db import migrations, models

PARTS = ["contact", "equipment", "identity", "location", "payment", "testimony", "vetting"]
DUE = ["ENDED", "MAY_BE_COPIED", "READ_TOO_MUCH", "PROGRAMME_RULE"]
UNRENEWED = ["ALTERED", "HOLDER", "MOVED_ON", "NOT_YOURS"]

SQL = """
-- The epoch whose key is the newest: one more than there are links.
CREATE FUNCTION vault_epoch_now(file uuid, part text) RETURNS int
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp
    AS 'SELECT 1 + coalesce(max(epoch), 0) FROM vault_earlierkey
        WHERE file_id = file AND compartment = part';

-- Whoever renews a part locks its wraps; whoever gives it waits here, and looks afterwards:
-- no wrap of an older key, nor of one that is still to come.
CREATE FUNCTION vault_wrap_of_newest() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM vault_wrap w WHERE w.file_id = NEW.file_id
        AND w.compartment = NEW.compartment AND w.id <> NEW.id FOR SHARE;
    IF NEW.epoch <> vault_epoch_now(NEW.file_id, NEW.compartment) THEN
        RAISE EXCEPTION 'vault_wrap_of_newest: this is not the newest key'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'vault_wrap_of_newest';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER vault_wrap_of_newest BEFORE INSERT OR UPDATE OF epoch, sealed ON vault_wrap
    FOR EACH ROW WHEN (NEW.compartment <> 'bundle') EXECUTE FUNCTION vault_wrap_of_newest();

-- Links stand without a gap; a link is never changed.
CREATE FUNCTION vault_earlier_key_next() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.epoch <> vault_epoch_now(NEW.file_id, NEW.compartment) THEN
        RAISE EXCEPTION 'vault_earlier_key_next: there is a gap'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'vault_earlier_key_next';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER vault_earlier_key_next BEFORE INSERT ON vault_earlierkey
    FOR EACH ROW EXECUTE FUNCTION vault_earlier_key_next();

-- At the end of the transaction nobody is left behind with the older key alone.
CREATE FUNCTION vault_nobody_left_behind() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM vault_wrap w WHERE w.file_id = NEW.file_id
        AND w.compartment = NEW.compartment AND w.epoch <= NEW.epoch)
    THEN
        RAISE EXCEPTION 'vault_nobody_left_behind: a wrap of the older key is left'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'vault_nobody_left_behind';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER vault_nobody_left_behind AFTER INSERT ON vault_earlierkey
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION vault_nobody_left_behind();

REVOKE ALL ON FUNCTION vault_epoch_now(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION vault_epoch_now(uuid, text) TO sc_office, sc_worker;
GRANT INSERT ON vault_wrap TO sc_worker;
GRANT UPDATE (epoch, sealed) ON vault_wrap TO sc_worker;
GRANT SELECT ON vault_earlierkey TO sc_office;
GRANT SELECT, INSERT ON vault_earlierkey TO sc_worker;
GRANT SELECT, INSERT, DELETE ON vault_keydue TO sc_office;
GRANT SELECT, INSERT, DELETE ON vault_keydue TO sc_worker;
GRANT SELECT ON vault_workerkey TO sc_office;
GRANT SELECT, INSERT, DELETE ON vault_workerkey TO sc_worker;
GRANT SELECT, INSERT ON vault_renewal TO sc_office;
GRANT SELECT, UPDATE (done), DELETE ON vault_renewal TO sc_worker;
GRANT SELECT, INSERT, DELETE ON vault_capsule TO sc_office;
GRANT SELECT, UPDATE (sealed, failed), DELETE ON vault_capsule TO sc_worker;
"""


class Migration(migrations.Migration):
    dependencies = [("vault", "0004_quick_wraps")]
    operations = [
        migrations.CreateModel(
            name="EarlierKey",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("file_id", models.UUIDField()),
                ("compartment", models.CharField(max_length=16)),
                ("epoch", models.PositiveSmallIntegerField()),
                ("sealed", models.BinaryField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["file_id", "compartment", "epoch"],
                        name="vault_earlier_key_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(compartment__in=PARTS), name="vault_earlier_key_part"
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="KeyDue",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("file_id", models.UUIDField()),
                ("compartment", models.CharField(max_length=16)),
                ("since", models.DateTimeField()),
                ("reason", models.CharField(max_length=16)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["file_id", "compartment"], name="vault_due_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(compartment__in=PARTS), name="vault_due_part"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(reason__in=DUE), name="vault_due_reason"
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="WorkerKey",
            fields=[
                ("key_id", models.CharField(max_length=16, primary_key=True, serialize=False)),
                ("public_key", models.BinaryField()),
                ("started_at", models.DateTimeField()),
                ("signature", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Renewal",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("asked_by", models.UUIDField()),
                ("asked_at", models.DateTimeField()),
                ("files", models.PositiveSmallIntegerField()),
                ("done", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(done__lte=models.F("files")),
                        name="vault_renewal_count",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Capsule",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("file_id", models.UUIDField(unique=True)),
                ("parts", models.CharField(max_length=80)),
                ("worker_key_id", models.CharField(max_length=16)),
                ("made_by", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("sealed", models.BinaryField()),
                ("failed", models.CharField(default="", max_length=16)),
                (
                    "renewal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="vault.renewal"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            until__lte=models.F("made_at") + timedelta(hours=10)
                        ),
                        name="vault_capsule_ends_in_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(failed="") ^ models.Q(sealed=b""),
                        name="vault_capsule_failed_is_empty",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(failed__in=["", *UNRENEWED]),
                        name="vault_capsule_failed_known",
                    ),
                ]
            },
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
