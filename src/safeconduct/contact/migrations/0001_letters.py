"""Letters, mailboxes, items; what the public door may call."""

from django.db import migrations, models

GRANTS = """
GRANT INSERT ON contact_letter, contact_mailbox TO sc_public;
GRANT SELECT, UPDATE (state, swept_at) ON contact_letter TO sc_office, sc_worker;
GRANT SELECT ON contact_mailbox TO sc_office, sc_worker;
GRANT SELECT, INSERT ON contact_item TO sc_office;
GRANT SELECT ON contact_item TO sc_worker;

-- The public door reads through these functions only, and only with something it was given.
CREATE FUNCTION mailbox_find(wanted bytea)
    RETURNS TABLE (file_id uuid, applicant_key bytea, language varchar)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS 'SELECT m.file_id, m.applicant_key, m.language FROM contact_mailbox m
        WHERE m.locator = wanted';
CREATE FUNCTION mailbox_session_open(
    fresh varchar, file uuid, seed bytea, code bytea, ends timestamptz) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
    AS 'INSERT INTO contact_mailboxsession (hash, file_id, sealed_seed, sealed_code, until)
        VALUES (fresh, file, seed, code, ends)';
CREATE FUNCTION mailbox_session_read(known varchar, now_is timestamptz)
    RETURNS TABLE (file_id uuid, sealed_seed bytea, sealed_code bytea, inbox_key bytea,
                   language varchar)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS 'SELECT s.file_id, s.sealed_seed, s.sealed_code, m.inbox_key, m.language
        FROM contact_mailboxsession s JOIN contact_mailbox m USING (file_id)
        WHERE s.hash = known AND s.until > now_is';
CREATE FUNCTION mailbox_session_forget_code(known varchar) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
    AS 'UPDATE contact_mailboxsession SET sealed_code = NULL WHERE hash = known';
CREATE FUNCTION mailbox_session_close(known varchar) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
    AS 'DELETE FROM contact_mailboxsession WHERE hash = known OR until < now()';
CREATE FUNCTION mailbox_items(known varchar, now_is timestamptz)
    RETURNS TABLE (id uuid, sealed bytea, day date)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS 'SELECT i.id, i.sealed, i.at::date FROM contact_item i
        JOIN contact_mailboxsession s USING (file_id)
        WHERE s.hash = known AND s.until > now_is ORDER BY i.at DESC';
REVOKE ALL ON FUNCTION mailbox_find(bytea),
    mailbox_session_open(varchar, uuid, bytea, bytea, timestamptz),
    mailbox_session_read(varchar, timestamptz), mailbox_session_forget_code(varchar),
    mailbox_session_close(varchar), mailbox_items(varchar, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mailbox_find(bytea),
    mailbox_session_open(varchar, uuid, bytea, bytea, timestamptz),
    mailbox_session_read(varchar, timestamptz), mailbox_session_forget_code(varchar),
    mailbox_session_close(varchar), mailbox_items(varchar, timestamptz) TO sc_public;
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Mailbox',
            fields=[
                ('file_id', models.UUIDField(primary_key=True, serialize=False)),
                ('locator', models.BinaryField(unique=True)),
                ('applicant_key', models.BinaryField()),
                ('inbox_key', models.BinaryField()),
                ('language', models.CharField(max_length=2)),
                ('day', models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name='MailboxSession',
            fields=[
                ('hash', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('file_id', models.UUIDField()),
                ('sealed_seed', models.BinaryField()),
                ('sealed_code', models.BinaryField(null=True)),
                ('until', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Item',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('file_id', models.UUIDField()),
                ('sealed', models.BinaryField()),
                ('office_copy', models.BinaryField(null=True)),
                ('at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['file_id', '-at'], name='contact_item_file')],
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('file_id', models.UUIDField()),
                ('sealed_key', models.BinaryField()),
                ('sealed_body', models.BinaryField()),
                ('danger', models.CharField(max_length=24)),
                ('language', models.CharField(max_length=2)),
                ('day', models.DateField()),
                ('state', models.CharField(default='new', max_length=8)),
                ('swept_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['file_id'], name='contact_letter_file'), models.Index(condition=models.Q(('state', 'new')), fields=['day', 'id'], name='contact_letter_new')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['new', 'opened'])), name='contact_letter_state')],
            },
        ),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
