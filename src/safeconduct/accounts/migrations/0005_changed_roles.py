"""Another role on a case gives the earlier one up; the case keeps what it needs by it."""

from django.db import migrations, models

SQL = """
-- As in 0003; whoever changes roles stays on the case, and what the new role opens counts.
CREATE OR REPLACE FUNCTION accounts_removal_is_whole() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE held bigint;
BEGIN
    IF NEW.reason = 'ROLE_CHANGED' THEN
        IF NOT EXISTS (SELECT FROM accounts_membership m
            WHERE m.officer_id = NEW.officer_id AND m.file_id = NEW.file_id
                AND m.role <> NEW.role)
        THEN
            RAISE EXCEPTION 'whoever changes roles keeps a place on the case'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    ELSIF EXISTS (SELECT FROM accounts_membership m
            WHERE m.officer_id = NEW.officer_id AND m.file_id = NEW.file_id)
        OR EXISTS (SELECT FROM vault_wrap w JOIN accounts_officer o ON o.key_id = w.key_id
            WHERE o.id = NEW.officer_id AND w.file_id = NEW.file_id)
    THEN
        RAISE EXCEPTION 'whoever leaves a case keeps no key to it'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.departure_id IS NOT NULL THEN
        RETURN NULL;
    END IF;
    SELECT count(DISTINCT w.compartment) INTO held FROM vault_wrap w
        JOIN accounts_officer o ON o.key_id = w.key_id AND o.active
        JOIN accounts_membership m ON m.officer_id = o.id AND m.file_id = w.file_id
        WHERE w.file_id = NEW.file_id AND w.holder = 'officer' AND w.until IS NULL
            AND m.until IS NULL AND w.compartment = ANY (NEW.parts);
    IF held < cardinality(NEW.parts) THEN
        RAISE EXCEPTION 'a case keeps somebody who opens each part of it'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.lasting AND NEW.role IN ('case officer', 'protection lead') AND NOT EXISTS (
        SELECT FROM accounts_membership m
            JOIN accounts_officer o ON o.id = m.officer_id AND o.active
            WHERE m.file_id = NEW.file_id AND m.role = NEW.role AND m.until IS NULL)
    THEN
        RAISE EXCEPTION 'a case keeps a case officer and a protection lead'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

-- No role is exchanged without the row that tells of it, and is looked at above.
CREATE FUNCTION accounts_role_is_given_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM accounts_removal r
        WHERE r.officer_id = OLD.officer_id AND r.file_id = OLD.file_id
            AND r.role = OLD.role AND r.reason = 'ROLE_CHANGED' AND r.at = NEW.sort_at)
    THEN
        RAISE EXCEPTION 'a role is given up with a row that tells of it'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER role_is_given_up AFTER UPDATE OF role ON accounts_membership
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.role <> NEW.role) EXECUTE FUNCTION accounts_role_is_given_up();
"""
CHOSEN = [
    "ASKED",
    "CONFLICT",
    "DONE",
    "OTHER_HANDS",
    "OTHER_ROLE",
    "PERSON_ASKED",
    "SECURITY",
    "ROLE_CHANGED",
]


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_security_keys"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="removal", name="accounts_removal_reason"),
        migrations.RemoveConstraint(model_name="removal", name="accounts_removal_by_another"),
        migrations.AddConstraint(
            model_name="removal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("by", models.F("officer_id")),
                        ("departure__isnull", True),
                        ("reason", "PASSED_ON"),
                        ("successor__isnull", False),
                    ),
                    models.Q(
                        ("departure__isnull", False),
                        ("reason", "DEPARTED"),
                        ("successor__isnull", True),
                    ),
                    models.Q(
                        ("departure__isnull", True),
                        ("reason__in", CHOSEN),
                        ("successor__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="accounts_removal_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="removal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reason__in", ["PASSED_ON", "ROLE_CHANGED"]),
                    models.Q(("by", models.F("officer_id")), _negated=True),
                    _connector="OR",
                ),
                name="accounts_removal_by_another",
            ),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
