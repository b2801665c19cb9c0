"""Visits by month, call-back words, alarm boxes, complaints, items that are destroyed."""

from datetime import date

import django.db.models.deletion
from django.db import migrations, models

GRANTS = """
GRANT INSERT ON contact_complaint TO sc_public;
GRANT SELECT, UPDATE (state) ON contact_complaint TO sc_office;
GRANT SELECT (id, day, swept_at), UPDATE (swept_at) ON contact_complaint TO sc_worker;

-- Alarm words are found like right ones; what is written goes to the one file, what is read
-- lies under the box.
DROP FUNCTION mailbox_find(bytea);
CREATE FUNCTION mailbox_find(wanted bytea)
    RETURNS TABLE (box uuid, file_id uuid, inbox_key bytea, language varchar)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS 'SELECT m.file_id, m.file_id, m.inbox_key, m.language FROM contact_mailbox m
        WHERE m.locator = wanted
        UNION ALL
        SELECT a.box_id, a.file_id, m.inbox_key, m.language
        FROM contact_alarmbox a JOIN contact_mailbox m USING (file_id)
        WHERE a.locator = wanted';
-- The lock waits for, or stops, the end of the mailbox. An earlier month never comes back.
CREATE FUNCTION mailbox_visit(file uuid, month date) RETURNS boolean
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
    AS 'WITH seen AS (
            UPDATE contact_mailbox SET visited_in = greatest(visited_in, month)
            WHERE file_id = file RETURNING 1)
        SELECT EXISTS (SELECT 1 FROM seen)';
DROP FUNCTION mailbox_session_read(varchar, timestamptz);
CREATE FUNCTION mailbox_session_read(known varchar, now_is timestamptz)
    RETURNS TABLE (box uuid, file_id uuid, sealed_seed bytea, sealed_code bytea,
                   inbox_key bytea, language varchar, sealed_callback bytea, visited_in date)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS 'SELECT s.file_id, m.file_id, s.sealed_seed, s.sealed_code, m.inbox_key, m.language,
               coalesce(a.sealed_callback, m.sealed_callback), m.visited_in
        FROM contact_mailboxsession s
        LEFT JOIN contact_alarmbox a ON a.box_id = s.file_id
        JOIN contact_mailbox m ON m.file_id = coalesce(a.file_id, s.file_id)
        WHERE s.hash = known AND s.until > now_is';
DROP FUNCTION mailbox_items(varchar, timestamptz);
CREATE FUNCTION mailbox_items(known varchar, now_is timestamptz, complaints uuid)
    RETURNS TABLE (id uuid, file_id uuid, sealed bytea, day date, leaving boolean)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS 'SELECT i.id, i.file_id, i.sealed, i.at::date, i.gone_with IS NOT NULL
        FROM contact_item i, contact_mailboxsession s
        WHERE s.hash = known AND s.until > now_is AND i.sealed IS NOT NULL
          AND (i.gone_with IS NULL OR i.gone_with = known)
          AND (i.file_id = s.file_id
               OR i.file_id IN (SELECT c.id FROM contact_complaint c
                                WHERE c.thread = complaints))
        ORDER BY i.at DESC';
CREATE FUNCTION mailbox_item_destroy(
    known varchar, now_is timestamptz, item uuid, complaints uuid) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
    AS 'UPDATE contact_item i SET gone_with = known FROM contact_mailboxsession s
        WHERE s.hash = known AND s.until > now_is AND i.id = item
          AND i.sealed IS NOT NULL AND i.gone_with IS NULL
          AND (i.file_id = s.file_id
               OR i.file_id IN (SELECT c.id FROM contact_complaint c
                                WHERE c.thread = complaints))';
DROP FUNCTION mailbox_session_close(varchar);
CREATE FUNCTION mailbox_session_close(known varchar) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
    AS 'DELETE FROM contact_mailboxsession WHERE hash = known OR until < now();
        UPDATE contact_item SET sealed = NULL, gone_with = NULL
        WHERE gone_with IS NOT NULL
          AND gone_with NOT IN (SELECT s.hash FROM contact_mailboxsession s)';
-- The file comes from the session, never from the door. Ten are more than anybody remembers.
CREATE FUNCTION mailbox_alarm_make(
    known varchar, now_is timestamptz, box uuid, wanted bytea, person bytea, callback bytea,
    ids uuid[], bodies bytea[]) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
    AS 'WITH made AS (
            INSERT INTO contact_alarmbox
                (box_id, file_id, locator, applicant_key, sealed_callback)
            SELECT box, m.file_id, wanted, person, callback
            FROM contact_mailboxsession s
            LEFT JOIN contact_alarmbox a ON a.box_id = s.file_id
            JOIN contact_mailbox m ON m.file_id = coalesce(a.file_id, s.file_id)
            WHERE s.hash = known AND s.until > now_is
              AND 10 > (SELECT count(*) FROM contact_alarmbox b WHERE b.file_id = m.file_id)
            RETURNING file_id)
        INSERT INTO contact_item (id, file_id, sealed, at)
        SELECT i.id, box, i.body,
               CASE WHEN i.place < cardinality(ids) THEN m.day + time ''12:00'' ELSE now_is END
        FROM made JOIN contact_mailbox m USING (file_id),
             unnest(ids, bodies) WITH ORDINALITY AS i(id, body, place)';
-- The worker's: true when the mailbox is gone. Asks under a lock what the rule asked before,
-- and takes nothing that was visited within a year by the database's own clock.
CREATE FUNCTION mailbox_end(file uuid, seen date) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    BEGIN
        PERFORM 1 FROM contact_mailbox
            WHERE file_id = file AND visited_in = seen AND visited_in < current_date - 365
            FOR UPDATE;
        IF NOT FOUND
            OR EXISTS (SELECT 1 FROM accounts_membership WHERE file_id = file)
            OR EXISTS (SELECT 1 FROM contact_letter WHERE file_id = file AND state = 'new')
        THEN
            RETURN false;
        END IF;
        DELETE FROM contact_mailboxsession WHERE file_id = file
            OR file_id IN (SELECT box_id FROM contact_alarmbox WHERE file_id = file);
        DELETE FROM contact_item WHERE file_id = file
            OR file_id IN (SELECT box_id FROM contact_alarmbox WHERE file_id = file);
        DELETE FROM contact_alarmbox WHERE file_id = file;
        DELETE FROM contact_attachment WHERE file_id = file;
        DELETE FROM contact_letter WHERE file_id = file;
        DELETE FROM contact_mailbox WHERE file_id = file;
        RETURN true;
    END $$;
REVOKE ALL ON FUNCTION mailbox_find(bytea), mailbox_visit(uuid, date),
    mailbox_session_read(varchar, timestamptz), mailbox_session_close(varchar),
    mailbox_items(varchar, timestamptz, uuid),
    mailbox_item_destroy(varchar, timestamptz, uuid, uuid),
    mailbox_alarm_make(varchar, timestamptz, uuid, bytea, bytea, bytea, uuid[], bytea[]),
    mailbox_end(uuid, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mailbox_find(bytea), mailbox_visit(uuid, date),
    mailbox_session_read(varchar, timestamptz), mailbox_session_close(varchar),
    mailbox_items(varchar, timestamptz, uuid),
    mailbox_item_destroy(varchar, timestamptz, uuid, uuid),
    mailbox_alarm_make(varchar, timestamptz, uuid, bytea, bytea, bytea, uuid[], bytea[])
    TO sc_public;
GRANT EXECUTE ON FUNCTION mailbox_session_close(varchar), mailbox_end(uuid, date) TO sc_worker;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_officers'),
        ('contact', '0002_attachments'),
    ]

    operations = [
        migrations.CreateModel(
            name='AlarmBox',
            fields=[
                ('box_id', models.UUIDField(primary_key=True, serialize=False)),
                ('locator', models.BinaryField(unique=True)),
                ('applicant_key', models.BinaryField()),
                ('sealed_callback', models.BinaryField()),
                ('mailbox', models.ForeignKey(db_column='file_id', on_delete=django.db.models.deletion.CASCADE, to='contact.mailbox')),
            ],
        ),
        migrations.CreateModel(
            name='Complaint',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('thread', models.UUIDField()),
                ('sealed_body', models.BinaryField()),
                ('day', models.DateField()),
                ('state', models.CharField(default='new', max_length=8)),
                ('swept_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['thread'], name='contact_complaint_thread')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['new', 'opened'])), name='contact_complaint_state')],
            },
        ),
        migrations.AddField(
            model_name='item',
            name='gone_with',
            field=models.CharField(max_length=64, null=True),
        ),
        migrations.AlterField(
            model_name='item',
            name='sealed',
            field=models.BinaryField(null=True),
        ),
        migrations.AddIndex(
            model_name='item',
            index=models.Index(condition=models.Q(('gone_with__isnull', False)), fields=['gone_with'], name='contact_item_going'),
        ),
        migrations.AddField(
            model_name='mailbox',
            name='sealed_callback',
            field=models.BinaryField(default=b''),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='mailbox',
            name='sealed_callback_copy',
            field=models.BinaryField(default=b''),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='mailbox',
            name='visited_in',
            field=models.DateField(default=date(2026, 11, 1)),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name='mailbox',
            index=models.Index(fields=['visited_in'], name='contact_mailbox_visited'),
        ),
        migrations.AddConstraint(
            model_name='mailbox',
            constraint=models.CheckConstraint(condition=models.Q(('visited_in__day', 1)), name='contact_mailbox_month_only'),
        ),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
