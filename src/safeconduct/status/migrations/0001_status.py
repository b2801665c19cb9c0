"""Positions, deadlines, offers: two people to close, nothing missed is ever deleted."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

SQL = """
GRANT SELECT, INSERT, UPDATE ON status_filereading, status_stateoffer TO sc_office;
GRANT SELECT, INSERT, UPDATE (state, settled_on, settled_by) ON status_filedeadline
    TO sc_office;
GRANT SELECT, INSERT ON status_wish, status_shown TO sc_office;
GRANT SELECT, INSERT, UPDATE (state, decided_by) ON status_place TO sc_office;
GRANT SELECT, UPDATE (state, settled_on) ON status_filedeadline TO sc_worker;

CREATE FUNCTION status_is_never_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'positions and deadlines are never deleted'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER never_deleted BEFORE DELETE ON status_filereading
    FOR EACH ROW EXECUTE FUNCTION status_is_never_deleted();
CREATE TRIGGER never_deleted BEFORE DELETE ON status_filedeadline
    FOR EACH ROW EXECUTE FUNCTION status_is_never_deleted();

-- A position closes once, after a proposal, and only while the next one is open already:
-- nobody is ever left without a position. A refusal under appeal never closes.
CREATE FUNCTION status_reading_ends_in_a_reading() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.kind <> OLD.kind OR NEW.file_id <> OLD.file_id OR OLD.state = 'closed' THEN
        RAISE EXCEPTION 'a closed position stays as it was'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.state = 'closed' AND (OLD.state <> 'closing' OR NEW.kind = 'refused_appeal'
        OR NEW.proposed_by <> OLD.proposed_by OR NOT EXISTS (
            SELECT 1 FROM status_filereading r WHERE r.file_id = NEW.file_id
                AND r.kind = NEW.closes_to AND r.id <> NEW.id AND r.state <> 'closed'))
    THEN
        RAISE EXCEPTION 'a position never ends in nothing'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ends_in_a_reading BEFORE UPDATE ON status_filereading
    FOR EACH ROW EXECUTE FUNCTION status_reading_ends_in_a_reading();

CREATE FUNCTION status_deadline_settles_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'open' OR NEW.rule <> OLD.rule OR NEW.file_id <> OLD.file_id
        OR NEW.safe_on <> OLD.safe_on OR NEW.legal_on IS DISTINCT FROM OLD.legal_on
        OR NEW.earliest <> OLD.earliest OR NEW.latest <> OLD.latest
    THEN
        RAISE EXCEPTION 'a deadline settles once and keeps its days'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settles_once BEFORE UPDATE ON status_filedeadline
    FOR EACH ROW EXECUTE FUNCTION status_deadline_settles_once();
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='FileDeadline',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('file_id', models.UUIDField()),
                ('rule', models.CharField(max_length=40)),
                ('earliest', models.DateField()),
                ('latest', models.DateField()),
                ('seats', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=8), size=None)),
                ('safe_on', models.DateField()),
                ('legal_on', models.DateField(null=True)),
                ('state', models.CharField(default='open', max_length=8)),
                ('added_by', models.UUIDField()),
                ('settled_on', models.DateField(null=True)),
                ('settled_by', models.UUIDField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['safe_on'], name='status_deadline_due'), models.Index(fields=['file_id'], name='status_deadline_file')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['met', 'missed', 'open'])), name='status_deadline_state'), models.CheckConstraint(condition=models.Q(('legal_on__isnull', True), ('safe_on__lte', models.F('legal_on')), _connector='OR'), name='status_deadline_safe_first'), models.CheckConstraint(condition=models.Q(('earliest__lte', models.F('latest'))), name='status_deadline_trigger')],
            },
        ),
        migrations.CreateModel(
            name='FileReading',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('file_id', models.UUIDField()),
                ('kind', models.CharField(max_length=24)),
                ('state', models.CharField(default='open', max_length=8)),
                ('opened_on', models.DateField()),
                ('opened_by', models.UUIDField()),
                ('authority', models.CharField(blank=True, default='', max_length=24)),
                ('closes_to', models.CharField(blank=True, default='', max_length=24)),
                ('decided_on', models.DateField(null=True)),
                ('sealed_paper', models.BinaryField(null=True)),
                ('proposed_by', models.UUIDField(null=True)),
                ('closed_by', models.UUIDField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['asylum_applicant', 'child', 'complementary', 'deserter_civilian', 'forced_conscript_ua', 'foreign_recruit', 'nationality_disputed', 'official', 'operative', 'pow', 'refugee', 'refused_appeal', 'settled_residence', 'stateless', 'subsidiary', 'temporary_protection'])), name='status_reading_kind'), models.CheckConstraint(condition=models.Q(models.Q(('closed_by__isnull', True), ('state', 'open')), models.Q(('closed_by__isnull', True), ('proposed_by__isnull', False), ('state', 'closing')), models.Q(('authority__in', ['asylum_authority', 'competent_tribunal', 'court', 'detaining_power', 'prosecutor', 'state_authority']), ('closed_by__isnull', False), ('closes_to__in', ['asylum_applicant', 'child', 'complementary', 'deserter_civilian', 'forced_conscript_ua', 'foreign_recruit', 'nationality_disputed', 'official', 'operative', 'pow', 'refugee', 'refused_appeal', 'settled_residence', 'stateless', 'subsidiary', 'temporary_protection']), ('decided_on__isnull', False), ('proposed_by__isnull', False), ('sealed_paper__isnull', False), ('state', 'closed'), models.Q(('closed_by', models.F('proposed_by')), _negated=True)), _connector='OR'), name='status_reading_two_people'), models.UniqueConstraint(condition=models.Q(('state', 'closed'), _negated=True), fields=('file_id', 'kind'), name='status_reading_open_once')],
            },
        ),
        migrations.CreateModel(
            name='StateOffer',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('state_code', models.CharField(max_length=2)),
                ('instrument', models.CharField(max_length=120)),
                ('state', models.CharField(default='open', max_length=8)),
                ('places', models.PositiveIntegerField()),
                ('confirmed_on', models.DateField()),
                ('confirmed_by', models.UUIDField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['open', 'paused', 'closed'])), name='status_offer_state'), models.CheckConstraint(condition=models.Q(('state_code__regex', '^[A-Z]{2}$'), models.Q(('state_code__in', ['BY', 'KP', 'RU']), _negated=True)), name='status_offer_not_barred'), models.UniqueConstraint(fields=('state_code', 'instrument'), name='status_offer_once')],
            },
        ),
        migrations.CreateModel(
            name='Shown',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('file_id', models.UUIDField()),
                ('shown_on', models.DateField()),
                ('shown_by', models.UUIDField()),
                ('offer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='status.stateoffer')),
            ],
        ),
        migrations.CreateModel(
            name='Wish',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('file_id', models.UUIDField()),
                ('said_on', models.DateField()),
                ('sealed_words', models.BinaryField()),
                ('heard_by', models.UUIDField()),
            ],
            options={
                'indexes': [models.Index(fields=['file_id', 'said_on'], name='status_wish_file')],
            },
        ),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('file_id', models.UUIDField()),
                ('state', models.CharField(default='proposed', max_length=8)),
                ('proposed_by', models.UUIDField()),
                ('proposed_on', models.DateField()),
                ('decided_by', models.UUIDField(null=True)),
                ('offer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='status.stateoffer')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_by__isnull', True), ('state__in', ['proposed', 'dropped'])), models.Q(('decided_by__isnull', False), ('state', 'decided'), models.Q(('decided_by', models.F('proposed_by')), _negated=True)), _connector='OR'), name='status_place_two_people'), models.UniqueConstraint(condition=models.Q(('state', 'dropped'), _negated=True), fields=('file_id', 'offer'), name='status_place_once')],
            },
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
