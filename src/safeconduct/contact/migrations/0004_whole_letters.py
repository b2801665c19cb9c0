"""A letter that came in part is made whole by its next sending; officers take letters down."""

from django.db import migrations, models

GRANTS = """
-- An officer who takes down a call writes what the public door writes.
GRANT INSERT ON contact_letter, contact_mailbox TO sc_office;
-- The file comes from the session, never from the door; a whole letter is never changed. Of two
-- beginnings the one in the greater step of length stays. What was opened waits to be read again.
CREATE FUNCTION letter_made_whole(
    known varchar, now_is timestamptz, letter uuid, fresh_key bytea, fresh_body bytea,
    said varchar, still_cut_off boolean) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
    AS 'UPDATE contact_letter l
        SET sealed_key = fresh_key, sealed_body = fresh_body, state = ''new'',
            cut_off = still_cut_off,
            danger = CASE WHEN said = ''not said'' THEN l.danger ELSE said END
        FROM contact_mailboxsession s
        LEFT JOIN contact_alarmbox a ON a.box_id = s.file_id
        WHERE s.hash = known AND s.until > now_is
          AND l.id = letter AND l.file_id = coalesce(a.file_id, s.file_id) AND l.cut_off
          AND (NOT still_cut_off
               OR octet_length(fresh_body) > octet_length(l.sealed_body))';
-- For whoever holds the form: its id is as hard to guess as a key.
CREATE FUNCTION letter_is_beginning(letter uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS 'SELECT EXISTS (SELECT 1 FROM contact_letter WHERE id = letter AND cut_off)';
REVOKE ALL ON FUNCTION letter_is_beginning(uuid), letter_made_whole(
    varchar, timestamptz, uuid, bytea, bytea, varchar, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION letter_is_beginning(uuid), letter_made_whole(
    varchar, timestamptz, uuid, bytea, bytea, varchar, boolean) TO sc_public;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('contact', '0003_mailbox_life'),
    ]

    operations = [
        migrations.AddField(
            model_name='letter',
            name='cut_off',
            field=models.BooleanField(default=False),
        ),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
