"""A visit writes its month once, and only when the words open the mailbox.

Each look wrote the mailbox's row, and took that back for a destroyed one: what was taken back
lay in the table and made the next look at a destroyed mailbox longer than one at none at all.
"""

from django.db import migrations

VISIT = """
DROP FUNCTION mailbox_visit(uuid, date, bytea);
CREATE FUNCTION mailbox_visit(file uuid, month date, wanted bytea, opens boolean)
    RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    DECLARE
        last date;
        still boolean;
    BEGIN
        SELECT visited_in INTO last FROM contact_mailbox WHERE file_id = file FOR UPDATE;
        IF opens AND last < month THEN
            UPDATE contact_mailbox SET visited_in = month WHERE file_id = file;
        END IF;
        still := EXISTS (SELECT 1 FROM mailbox_find(wanted));
        RETURN last IS NOT NULL AND still;
    END $$;
REVOKE ALL ON FUNCTION mailbox_visit(uuid, date, bytea, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mailbox_visit(uuid, date, bytea, boolean) TO sc_public;
"""


class Migration(migrations.Migration):
    dependencies = [("contact", "0011_desk_lines")]

    operations = [migrations.RunSQL(VISIT, migrations.RunSQL.noop)]
