"""Who left a case, who left the programme; the database lets nobody keep a key behind."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

SQL = """
GRANT SELECT, INSERT ON accounts_departure, accounts_removal TO sc_office;
GRANT UPDATE (state, confirmed_by, decided_at) ON accounts_departure TO sc_office;
GRANT DELETE ON vault_deskwrap TO sc_office;
CREATE INDEX accounts_removal_departure_role ON accounts_removal (role)
    WHERE departure_id IS NOT NULL;

-- Whoever leaves a case keeps neither the place nor a key; and a case that is taken from one
-- officer is left to others who lead it, protect the person and open every part of it.
CREATE FUNCTION accounts_removal_is_whole() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE held bigint;
BEGIN
    IF EXISTS (SELECT FROM accounts_membership m
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
CREATE TRIGGER removal_is_whole AFTER INSERT ON accounts_removal
    FOR EACH ROW EXECUTE FUNCTION accounts_removal_is_whole();

-- A departure is done when nothing is left, and is decided once.
CREATE FUNCTION accounts_departure_is_whole() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'pending' OR (OLD.officer_id, OLD.reason, OLD.proposed_by)
        IS DISTINCT FROM (NEW.officer_id, NEW.reason, NEW.proposed_by)
    THEN
        RAISE EXCEPTION 'a departure is decided once, as it was proposed'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.state = 'done' AND (
        EXISTS (SELECT FROM accounts_officer o WHERE o.id = NEW.officer_id AND o.active)
        OR EXISTS (SELECT FROM accounts_session s WHERE s.officer_id = NEW.officer_id)
        OR EXISTS (SELECT FROM accounts_membership m WHERE m.officer_id = NEW.officer_id)
        OR EXISTS (SELECT FROM vault_wrap w JOIN accounts_officer o ON o.key_id = w.key_id
            WHERE o.id = NEW.officer_id)
        OR EXISTS (SELECT FROM vault_deskwrap d JOIN accounts_officer o ON o.key_id = d.key_id
            WHERE o.id = NEW.officer_id))
    THEN
        RAISE EXCEPTION 'whoever departs keeps nothing'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER departure_is_whole AFTER UPDATE ON accounts_departure
    FOR EACH ROW EXECUTE FUNCTION accounts_departure_is_whole();

-- Nothing is given to an officer who left, not even at the same moment: the row is awaited.
CREATE FUNCTION accounts_officer_is_here() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM accounts_officer o WHERE o.id = NEW.officer_id AND o.active FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'this officer left'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER officer_is_here BEFORE INSERT ON accounts_membership
    FOR EACH ROW EXECUTE FUNCTION accounts_officer_is_here();
CREATE TRIGGER officer_is_here BEFORE INSERT ON accounts_session
    FOR EACH ROW EXECUTE FUNCTION accounts_officer_is_here();

CREATE FUNCTION accounts_key_is_here() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE here boolean;
BEGIN
    SELECT o.active INTO here FROM accounts_officer o WHERE o.key_id = NEW.key_id FOR SHARE;
    IF FOUND AND NOT here THEN
        RAISE EXCEPTION 'this officer left'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER key_is_here BEFORE INSERT ON vault_wrap
    FOR EACH ROW WHEN (NEW.holder = 'officer') EXECUTE FUNCTION accounts_key_is_here();
CREATE TRIGGER key_is_here BEFORE INSERT ON vault_deskwrap
    FOR EACH ROW EXECUTE FUNCTION accounts_key_is_here();

-- Whoever left stays away: coming back means a new key, signed anew.
CREATE FUNCTION accounts_officer_stays_away() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.active AND NOT OLD.active AND EXISTS (
        SELECT FROM accounts_departure d WHERE d.officer_id = NEW.id AND d.state = 'done')
    THEN
        RAISE EXCEPTION 'whoever left is enrolled anew, with another key'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER officer_stays_away BEFORE UPDATE OF active ON accounts_officer
    FOR EACH ROW EXECUTE FUNCTION accounts_officer_stays_away();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_signed_keys_and_recoveries"),
        ("vault", "0001_wraps"),
    ]

    operations = [
        migrations.CreateModel(
            name="Departure",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("officer_id", models.UUIDField()),
                ("reason", models.CharField(max_length=12)),
                ("state", models.CharField(default="pending", max_length=8)),
                ("proposed_by", models.UUIDField()),
                ("proposed_at", models.DateTimeField()),
                ("confirmed_by", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_by__isnull", True),
                            models.Q(
                                models.Q(
                                    ("confirmed_by", models.F("proposed_by")), _negated=True
                                ),
                                models.Q(
                                    ("confirmed_by", models.F("officer_id")), _negated=True
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="accounts_departure_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("confirmed_by__isnull", True),
                                ("decided_at__isnull", True),
                                ("state", "pending"),
                            ),
                            models.Q(
                                ("confirmed_by__isnull", True),
                                ("decided_at__isnull", False),
                                ("state", "dropped"),
                            ),
                            models.Q(
                                ("confirmed_by__isnull", False),
                                ("decided_at__isnull", False),
                                ("state", "done"),
                            ),
                            _connector="OR",
                        ),
                        name="accounts_departure_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "reason__in",
                                ["AWAY", "DIED", "OTHER_HANDS", "RESIGNED", "SECURITY"],
                            )
                        ),
                        name="accounts_departure_reason",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "pending")),
                        fields=("officer_id",),
                        name="accounts_one_departure",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Removal",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("file_id", models.UUIDField()),
                ("officer_id", models.UUIDField()),
                ("role", models.CharField(max_length=30)),
                ("lasting", models.BooleanField()),
                (
                    "parts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=16), size=None
                    ),
                ),
                ("reason", models.CharField(max_length=12)),
                ("by", models.UUIDField()),
                ("successor", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "departure",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="accounts.departure",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["file_id", "officer_id"], name="accounts_removal_of")
                ],
                "constraints": [
                    models.CheckConstraint(
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
                                (
                                    "reason__in",
                                    [
                                        "ASKED",
                                        "CONFLICT",
                                        "DONE",
                                        "OTHER_HANDS",
                                        "OTHER_ROLE",
                                        "PERSON_ASKED",
                                        "SECURITY",
                                    ],
                                ),
                                ("successor__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="accounts_removal_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reason", "PASSED_ON"),
                            models.Q(("by", models.F("officer_id")), _negated=True),
                            _connector="OR",
                        ),
                        name="accounts_removal_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("successor__isnull", True),
                            models.Q(("successor", models.F("officer_id")), _negated=True),
                            _connector="OR",
                        ),
                        name="accounts_removal_to_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                [
                                    "auditor",
                                    "case officer",
                                    "director",
                                    "evidence custodian",
                                    "finance approver",
                                    "finance officer",
                                    "intake officer",
                                    "legal adviser",
                                    "ombudsman",
                                    "passage coordinator",
                                    "the person",
                                    "platform administrator",
                                    "protection lead",
                                    "reception officer",
                                    "supervisor",
                                    "support worker",
                                    "the system",
                                    "treasurer",
                                    "vetting analyst",
                                    "vetting lead",
                                ],
                            ),
                            (
                                "parts__contained_by",
                                [
                                    "contact",
                                    "equipment",
                                    "identity",
                                    "location",
                                    "payment",
                                    "testimony",
                                    "vetting",
                                ],
                            ),
                        ),
                        name="accounts_removal_known_words",
                    ),
                ],
            },
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
