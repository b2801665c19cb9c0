"""Roles that must stay apart: on one account, and on one case, one after the other included."""

from django.db import migrations, models

ALONE = ["platform administrator", "auditor", "ombudsman"]
PAIRS = [
    ["vetting lead", "finance approver"],
    ["vetting lead", "treasurer"],
    ["finance approver", "treasurer"],
]
ON_A_CASE = """
CREATE FUNCTION accounts_roles_apart() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE other text;
BEGIN
    other := CASE NEW.role
        WHEN 'passage coordinator' THEN 'reception officer'
        WHEN 'reception officer' THEN 'passage coordinator'
        WHEN 'evidence custodian' THEN 'finance officer'
        WHEN 'finance officer' THEN 'evidence custodian'
    END;
    IF EXISTS (SELECT FROM accounts_membership m WHERE m.officer_id = NEW.officer_id
            AND m.file_id = NEW.file_id AND m.role = other)
        OR EXISTS (SELECT FROM accounts_removal r WHERE r.officer_id = NEW.officer_id
            AND r.file_id = NEW.file_id AND r.role = other)
    THEN
        RAISE EXCEPTION 'an officer was on this case in a role that must stay apart'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER roles_apart BEFORE INSERT OR UPDATE OF role ON accounts_membership
    FOR EACH ROW EXECUTE FUNCTION accounts_roles_apart();
"""
TAKEN_BACK = """
DROP TRIGGER roles_apart ON accounts_membership;
DROP FUNCTION accounts_roles_apart();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_members_of_file")]
    operations = [
        migrations.AddConstraint(
            model_name="officer",
            constraint=models.CheckConstraint(
                condition=models.Q(("roles__overlap", ALONE), _negated=True)
                | models.Q(roles__len=1),
                name="accounts_officer_alone",
            ),
        ),
        *(
            migrations.AddConstraint(
                model_name="officer",
                constraint=models.CheckConstraint(
                    condition=models.Q(("roles__contains", pair), _negated=True),
                    name=f"accounts_officer_apart_{number}",
                ),
            )
            for number, pair in enumerate(PAIRS, 1)
        ),
        migrations.RunSQL(ON_A_CASE, TAKEN_BACK),
    ]
