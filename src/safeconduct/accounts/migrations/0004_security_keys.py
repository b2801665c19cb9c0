"""Security keys as a second factor, and the questions they were asked."""

import django.db.models.deletion
from django.db import migrations, models

SQL = """
GRANT SELECT, INSERT, DELETE ON accounts_securitykey, accounts_question TO sc_office;
GRANT UPDATE (count) ON accounts_securitykey TO sc_office;

-- At most four keys on an account; added one after the other.
CREATE FUNCTION accounts_security_keys_few() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM accounts_officer WHERE id = NEW.officer_id FOR NO KEY UPDATE;
    IF (SELECT count(*) FROM accounts_securitykey k WHERE k.officer_id = NEW.officer_id) >= 4
    THEN
        RAISE EXCEPTION 'an account has four security keys at most'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER security_keys_few BEFORE INSERT ON accounts_securitykey
    FOR EACH ROW EXECUTE FUNCTION accounts_security_keys_few();

-- A key's count grows, or stays nought for ever; nothing else of it changes.
CREATE FUNCTION accounts_security_key_counts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.count <= OLD.count AND (OLD.count, NEW.count) <> (0, 0))
        OR (OLD.id, OLD.officer_id, OLD.name, OLD.public_key, OLD.added_on) IS DISTINCT FROM
        (NEW.id, NEW.officer_id, NEW.name, NEW.public_key, NEW.added_on)
    THEN
        RAISE EXCEPTION 'a security key counts forwards and changes in nothing else'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER security_key_counts BEFORE UPDATE ON accounts_securitykey
    FOR EACH ROW EXECUTE FUNCTION accounts_security_key_counts();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_departures")]
    operations = [
        migrations.CreateModel(
            name="SecurityKey",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("name", models.BinaryField(unique=True)),
                ("public_key", models.BinaryField()),
                ("count", models.BigIntegerField()),
                ("added_on", models.DateField()),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="accounts.officer"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(count__gte=0), name="accounts_security_key_count"
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("hash", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("challenge", models.BinaryField()),
                ("sealed_private", models.BinaryField(null=True)),
                ("until", models.DateTimeField()),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="accounts.officer"
                    ),
                ),
            ],
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
