"""Tasks: legal ends, outcomes, putting off, going up; quiet hours; referrals, recipients."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

OUTCOMES = ["DONE", "DECLINED", "OVERTAKEN"]
PUT_OFF = ["ASKED", "FIRST", "UNREACHED", "UNSAFE", "WAITS"]
CLASSES = [
    "ASYLUM_AUTHORITY",
    "HOSPITAL",
    "HUMANITARIAN",
    "LEGAL_AID",
    "PARTNER_PROGRAMME",
    "SHELTER",
]
STATES = ["proposed", "accepted", "refused", "withdrawn", "done"]
ROLES = [
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
]

# A task that went up stands on the lists of those above too, under their role.
VIEW = """
CREATE OR REPLACE VIEW casework_tasklines AS
SELECT l.officer_id, t.id AS task_id, l.file_id,
       CASE WHEN t.up_to = l.role THEN l.role ELSE t.role END::varchar(30) AS role,
       l.until, l.place, t.due_at
FROM casework_task t
JOIN casework_caseline l ON l.file_id = t.case_id
WHERE t.done_at IS NULL
  AND (t.owner_id IS NULL OR t.owner_id = l.officer_id OR t.up_to = l.role);
"""
OLD_VIEW = """
CREATE OR REPLACE VIEW casework_tasklines AS
SELECT l.officer_id, t.id AS task_id, l.file_id, t.role, l.until, l.place, t.due_at
FROM casework_task t
JOIN casework_caseline l ON l.file_id = t.case_id
WHERE t.done_at IS NULL AND (t.owner_id IS NULL OR t.owner_id = l.officer_id);
"""

SQL = """
GRANT SELECT, INSERT, UPDATE ON casework_quiethours TO sc_office;
GRANT SELECT ON casework_quiethours TO sc_worker;
GRANT SELECT, INSERT ON casework_recipient, casework_referral TO sc_office;
GRANT UPDATE (agreed_by, ended_by) ON casework_recipient TO sc_office;
GRANT UPDATE (state, answered_by, answered_at) ON casework_referral TO sc_office;

-- Nobody is referred before a receiver accepted, and to no recipient that one officer alone listed.
CREATE FUNCTION casework_receiver_accepted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM casework_referral r WHERE r.case_id = NEW.file_id
        AND r.state = 'accepted')
    THEN
        RAISE EXCEPTION 'no receiver has accepted'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER receiver_accepted BEFORE UPDATE OF stage ON casework_case
    FOR EACH ROW WHEN (NEW.stage = 'referred' AND OLD.stage <> 'referred')
    EXECUTE FUNCTION casework_receiver_accepted();
CREATE FUNCTION casework_recipient_agreed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM casework_recipient r WHERE r.id = NEW.recipient_id
        AND r.agreed_by IS NOT NULL AND r.ended_by IS NULL)
    THEN
        RAISE EXCEPTION 'the recipient is not confirmed by two'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recipient_agreed BEFORE INSERT ON casework_referral
    FOR EACH ROW EXECUTE FUNCTION casework_recipient_agreed();
GRANT SELECT ON casework_proposal TO sc_worker;
GRANT UPDATE (up_to, given_at, version) ON casework_task TO sc_worker;

-- Nobody's open task stays with an officer who left the case, or works on it in another role or
-- for some hours only: it goes back to whoever holds its role.
CREATE FUNCTION casework_free_tasks() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    BEGIN
        UPDATE casework_task SET owner_id = NULL, version = version + 1
        WHERE case_id = OLD.file_id AND owner_id = OLD.officer_id AND done_at IS NULL;
        RETURN NULL;
    END $$;
CREATE TRIGGER casework_tasks_freed AFTER DELETE ON accounts_membership
    FOR EACH ROW EXECUTE FUNCTION casework_free_tasks();
CREATE TRIGGER casework_tasks_freed_by_role AFTER UPDATE OF role, until ON accounts_membership
    FOR EACH ROW WHEN (OLD.role <> NEW.role OR NEW.until IS NOT NULL)
    EXECUTE FUNCTION casework_free_tasks();

-- An ended task stays as it ended, and its legal end stays where the law put it.
CREATE FUNCTION casework_task_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.done_at IS NOT NULL OR NEW.legal_at IS DISTINCT FROM OLD.legal_at THEN
        RAISE EXCEPTION 'a task that ended, and a legal end, stay as they are'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER task_stays BEFORE UPDATE ON casework_task
    FOR EACH ROW EXECUTE FUNCTION casework_task_stays();
"""
BACK = """
DROP TRIGGER receiver_accepted ON casework_case;
DROP FUNCTION casework_receiver_accepted();
DROP TRIGGER recipient_agreed ON casework_referral;
DROP FUNCTION casework_recipient_agreed();
DROP TRIGGER task_stays ON casework_task;
DROP FUNCTION casework_task_stays();
DROP TRIGGER casework_tasks_freed ON accounts_membership;
DROP TRIGGER casework_tasks_freed_by_role ON accounts_membership;
DROP FUNCTION casework_free_tasks();
"""


def added(name: str, field: models.Field) -> migrations.AddField:
    """A new column of a task."""
    return migrations.AddField("task", name, field)


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0007_merged_into_open"),
        ("accounts", "0006_members_of_file"),
    ]
    operations = [
        added("legal_at", models.DateTimeField(null=True)),
        added("up_at", models.DateTimeField(null=True)),
        added("up_to", models.CharField(db_default="", max_length=30)),
        added("put_off", models.CharField(db_default="", max_length=12)),
        added("times_put_off", models.PositiveSmallIntegerField(db_default=0)),
        added("given_at", models.DateTimeField(null=True)),
        added("outcome", models.CharField(db_default="", max_length=12)),
        added("version", models.PositiveIntegerField(db_default=1)),
        migrations.CreateModel(
            name="QuietHours",
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
                ("begins", models.PositiveSmallIntegerField()),
                ("ends", models.PositiveSmallIntegerField()),
                ("agreed_by", models.UUIDField()),
                ("agreed_on", models.DateField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(begins__range=(0, 23), ends__range=(0, 23))
                        & ~Q(begins=F("ends")),
                        name="casework_quiet_hours",
                    )
                ]
            },
        ),
        migrations.AddIndex(
            "task",
            models.Index(
                condition=Q(done_at__isnull=True, up_to="", up_at__isnull=False),
                fields=["up_at"],
                name="casework_task_goes_up",
            ),
        ),
        migrations.AddConstraint(
            "task",
            models.CheckConstraint(
                condition=Q(legal_at__isnull=True) | Q(due_at__lte=F("legal_at")),
                name="casework_task_legal_end",
            ),
        ),
        migrations.AddConstraint(
            "task",
            models.CheckConstraint(
                condition=Q(outcome="") | Q(outcome__in=OUTCOMES, done_at__isnull=False),
                name="casework_task_outcome",
            ),
        ),
        migrations.AddConstraint(
            "task",
            models.CheckConstraint(
                condition=Q(put_off="", times_put_off=0)
                | Q(put_off__in=PUT_OFF, times_put_off__gt=0),
                name="casework_task_put_off",
            ),
        ),
        migrations.AddConstraint(
            "task",
            models.CheckConstraint(
                condition=Q(up_to="") | Q(up_to__in=ROLES), name="casework_task_up_to"
            ),
        ),
        migrations.CreateModel(
            name="Recipient",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("recipient_class", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=80)),
                ("made_by", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("agreed_by", models.UUIDField(null=True)),
                ("ended_by", models.UUIDField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(recipient_class__in=CLASSES), name="casework_recipient_wall"
                    ),
                    models.CheckConstraint(
                        condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("made_by")),
                        name="casework_recipient_two_people",
                    ),
                    models.UniqueConstraint(
                        fields=["recipient_class", "name"],
                        condition=Q(ended_by__isnull=True),
                        name="casework_recipient_once",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Referral",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("ground", models.CharField(max_length=8)),
                (
                    "parts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=16), size=None
                    ),
                ),
                ("sealed", models.BinaryField()),
                ("state", models.CharField(default="proposed", max_length=10)),
                ("proposed_by", models.UUIDField()),
                ("proposed_at", models.DateTimeField()),
                ("answered_by", models.UUIDField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="casework.case"
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="casework.recipient"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["case"],
                        condition=Q(state__in=["proposed", "accepted"]),
                        name="casework_one_referral",
                    ),
                    models.CheckConstraint(
                        condition=Q(state__in=STATES) & Q(ground__in=["CONSENT", "VITAL"]),
                        name="casework_referral_words",
                    ),
                    models.CheckConstraint(
                        condition=Q(parts__contained_by=["contact", "identity", "location"])
                        & Q(parts__len__gt=0),
                        name="casework_referral_parts",
                    ),
                    models.CheckConstraint(
                        condition=Q(state__in=["proposed", "withdrawn"])
                        | Q(answered_by__isnull=False, answered_at__isnull=False),
                        name="casework_referral_answered",
                    ),
                ]
            },
        ),
        migrations.RunSQL(VIEW, OLD_VIEW),
        migrations.RunSQL(SQL, BACK),
    ]
