"""A case is merged into one that is open, so that work on the person never ends by it."""

from django.db import migrations

SQL = """
CREATE FUNCTION casework_merged_into_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM casework_case c WHERE c.file_id = NEW.merged_into
        AND c.stage IN ('contact', 'triage', 'offer', 'passage', 'arrived', 'status', 'support'))
    THEN
        RAISE EXCEPTION 'a case is merged into an open case'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER merged_into_open BEFORE UPDATE OF stage ON casework_case
    FOR EACH ROW WHEN (NEW.stage = 'merged' AND OLD.stage <> 'merged'
        AND NEW.merged_into IS NOT NULL)
    EXECUTE FUNCTION casework_merged_into_open();
"""
BACK = """
DROP TRIGGER merged_into_open ON casework_case;
DROP FUNCTION casework_merged_into_open();
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0006_recontact")]
    operations = [migrations.RunSQL(SQL, BACK)]
