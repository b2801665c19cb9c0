"""New words for a mailbox; its session ends by idleness and by age; complaints end."""

from django.db import migrations, models
from django.db.models import F, Q

GRANTS = """
-- A click prolongs the session, never beyond its last end.
DROP FUNCTION mailbox_session_open(varchar, uuid, bytea, bytea, timestamptz);
CREATE FUNCTION mailbox_session_open(
    fresh varchar, file uuid, seed bytea, code bytea, idle_end timestamptz,
    last_end timestamptz) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
    AS 'INSERT INTO contact_mailboxsession
            (hash, file_id, sealed_seed, sealed_code, until, ends_at)
        VALUES (fresh, file, seed, code, idle_end, last_end)';
DROP FUNCTION mailbox_session_read(varchar, timestamptz);
CREATE FUNCTION mailbox_session_read(known varchar, now_is timestamptz, idle_end timestamptz)
    RETURNS TABLE (box uuid, file_id uuid, sealed_seed bytea, sealed_code bytea,
                   sealed_next bytea, inbox_key bytea, language varchar,
                   sealed_callback bytea, visited_in date, words_heard boolean)
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
    AS 'UPDATE contact_mailboxsession SET until = greatest(until, least(idle_end, ends_at))
        WHERE hash = known AND until > now_is;
        SELECT s.file_id, m.file_id, s.sealed_seed, s.sealed_code, s.sealed_next, m.inbox_key,
               m.language, coalesce(a.sealed_callback, m.sealed_callback), m.visited_in,
               m.words_heard AND a.box_id IS NULL
        FROM contact_mailboxsession s
        LEFT JOIN contact_alarmbox a ON a.box_id = s.file_id
        JOIN contact_mailbox m ON m.file_id = coalesce(a.file_id, s.file_id)
        WHERE s.hash = known AND s.until > now_is';

-- Whoever came with words that were exchanged while they waited here comes with none.
DROP FUNCTION mailbox_visit(uuid, date);
CREATE FUNCTION mailbox_visit(file uuid, month date, wanted bytea) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    DECLARE
        seen bigint;
        still boolean;
    BEGIN
        UPDATE contact_mailbox SET visited_in = greatest(visited_in, month)
            WHERE file_id = file;
        GET DIAGNOSTICS seen = ROW_COUNT;
        still := EXISTS (SELECT 1 FROM mailbox_find(wanted));
        RETURN seen = 1 AND still;
    END $$;

-- The key to seal an answer to. An exchange of words waits for the answer, or the answer for it.
CREATE FUNCTION mailbox_applicant(file uuid) RETURNS bytea
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
    AS 'SELECT applicant_key FROM contact_mailbox WHERE file_id = file FOR SHARE';

-- New words: kept beside the session until they were typed right, then everything at once.
CREATE FUNCTION mailbox_words_prepare(known varchar, now_is timestamptz, code bytea)
    RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
    AS 'UPDATE contact_mailboxsession SET sealed_next = code
        WHERE hash = known AND until > now_is';
CREATE FUNCTION mailbox_words_hold(known varchar, now_is timestamptz, complaints uuid)
    RETURNS SETOF uuid
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    BEGIN
        PERFORM 1 FROM contact_mailboxsession s
            LEFT JOIN contact_alarmbox a ON a.box_id = s.file_id
            JOIN contact_mailbox m ON m.file_id = coalesce(a.file_id, s.file_id)
            WHERE s.hash = known AND s.until > now_is FOR UPDATE OF m;
        RETURN QUERY SELECT c.id FROM contact_complaint c WHERE c.thread = complaints
            ORDER BY c.id FOR UPDATE;
    END $$;
-- False when the session is over. The box comes from the session, never from the door. Nothing
-- that can be read with the old words is left out, and nobody stays in by them.
CREATE FUNCTION mailbox_words_change(
    known varchar, now_is timestamptz, old_thread uuid, new_thread uuid, wanted bytea,
    person bytea, callback bytea, seed bytea, complaints uuid[], answer_keys bytea[],
    items uuid[], bodies bytea[]) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    DECLARE box uuid;
    BEGIN
        SELECT s.file_id INTO box FROM contact_mailboxsession s
            WHERE s.hash = known AND s.until > now_is FOR UPDATE;
        IF NOT FOUND THEN
            RETURN false;
        END IF;
        UPDATE contact_mailbox SET locator = wanted, applicant_key = person,
            sealed_callback = callback, words_heard = false WHERE file_id = box;
        UPDATE contact_alarmbox SET locator = wanted, applicant_key = person,
            sealed_callback = callback WHERE box_id = box;
        DELETE FROM contact_mailboxsession WHERE file_id = box AND hash <> known;
        UPDATE contact_item SET sealed = NULL, gone_with = NULL
            WHERE gone_with IS NOT NULL
              AND gone_with NOT IN (SELECT s.hash FROM contact_mailboxsession s);
        UPDATE contact_mailboxsession SET sealed_seed = seed, sealed_code = NULL,
            sealed_next = NULL WHERE hash = known;
        UPDATE contact_complaint c SET thread = new_thread, answer_key = k.answer_key
            FROM unnest(complaints, answer_keys) AS k(id, answer_key)
            WHERE c.id = k.id AND c.thread = old_thread;
        UPDATE contact_item i SET sealed = b.body
            FROM unnest(items, bodies) AS b(id, body)
            WHERE i.id = b.id AND i.sealed IS NOT NULL
              AND (i.file_id = box OR i.file_id IN (
                  SELECT c.id FROM contact_complaint c WHERE c.thread = new_thread));
        IF EXISTS (SELECT 1 FROM contact_complaint c WHERE c.thread = old_thread)
            OR EXISTS (SELECT 1 FROM contact_item i
                WHERE i.sealed IS NOT NULL AND NOT i.id = ANY (items)
                  AND (i.file_id = box OR i.file_id IN (
                      SELECT c.id FROM contact_complaint c WHERE c.thread = new_thread)))
        THEN
            RAISE EXCEPTION 'everything in a mailbox goes over to the new words'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN true;
    END $$;

-- The worker's: true when the complaint is gone. Asks under a lock what the rule asked before,
-- and takes nothing that came or was answered within a year by the database's own clock.
CREATE FUNCTION complaint_end(complaint uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    BEGIN
        PERFORM 1 FROM contact_complaint
            WHERE id = complaint AND state = 'opened' AND day < current_date - 365
            FOR UPDATE;
        IF NOT FOUND OR EXISTS (
            SELECT 1 FROM contact_item
            WHERE file_id = complaint AND at >= current_date - 365)
        THEN
            RETURN false;
        END IF;
        DELETE FROM contact_item WHERE file_id = complaint;
        DELETE FROM contact_complaint WHERE id = complaint;
        RETURN true;
    END $$;
GRANT SELECT (state) ON contact_complaint TO sc_worker;

REVOKE ALL ON FUNCTION
    mailbox_session_open(varchar, uuid, bytea, bytea, timestamptz, timestamptz),
    mailbox_session_read(varchar, timestamptz, timestamptz), mailbox_visit(uuid, date, bytea),
    mailbox_applicant(uuid), mailbox_words_prepare(varchar, timestamptz, bytea),
    mailbox_words_hold(varchar, timestamptz, uuid),
    mailbox_words_change(varchar, timestamptz, uuid, uuid, bytea, bytea, bytea, bytea, uuid[],
        bytea[], uuid[], bytea[]),
    complaint_end(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    mailbox_session_open(varchar, uuid, bytea, bytea, timestamptz, timestamptz),
    mailbox_session_read(varchar, timestamptz, timestamptz), mailbox_visit(uuid, date, bytea),
    mailbox_words_prepare(varchar, timestamptz, bytea),
    mailbox_words_hold(varchar, timestamptz, uuid),
    mailbox_words_change(varchar, timestamptz, uuid, uuid, bytea, bytea, bytea, bytea, uuid[],
        bytea[], uuid[], bytea[]) TO sc_public;
GRANT EXECUTE ON FUNCTION mailbox_applicant(uuid) TO sc_office;
GRANT EXECUTE ON FUNCTION complaint_end(uuid) TO sc_worker;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('contact', '0004_whole_letters'),
    ]

    operations = [
        # Whoever has a mailbox open comes back with the words.
        migrations.RunSQL("DELETE FROM contact_mailboxsession", migrations.RunSQL.noop),
        migrations.AddField(
            model_name='mailbox',
            name='words_heard',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='complaint',
            name='answer_key',
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name='mailboxsession',
            name='sealed_next',
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name='mailboxsession',
            name='ends_at',
            field=models.DateTimeField(),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name='mailboxsession',
            constraint=models.CheckConstraint(
                condition=Q(until__lte=F('ends_at')), name='contact_session_ends'
            ),
        ),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
